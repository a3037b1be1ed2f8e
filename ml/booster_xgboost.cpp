#include <array>
#include <limits>
#include <string>

#include <xgboost/c_api.h>

#include "engine/json/strict_json.hpp"
#include "ml/booster.hpp"

namespace wedsync::ml {
namespace {

using boost::json::array;
using suggest::kAnswers;
using suggest::Trees;

Error refused() {
    return Error{ErrorCode::kInvalid, std::string("libxgboost: ") + XGBGetLastError()};
}

/// A table of libxgboost.
class Matrix {
public:
    Matrix() = default;
    Matrix(const Matrix&) = delete;
    Matrix& operator=(const Matrix&) = delete;
    ~Matrix() {
        if (handle_ != nullptr) XGDMatrixFree(handle_);
    }
    [[nodiscard]] bool fill(const TrainingSet& set) {
        constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
        return XGDMatrixCreateFromMat(set.values.data(), set.rows(), set.columns, kMissing,
                                      &handle_) == 0 &&
               XGDMatrixSetFloatInfo(handle_, "label", set.answers.data(), set.rows()) == 0 &&
               XGDMatrixSetFloatInfo(handle_, "weight", set.weights.data(), set.rows()) == 0;
    }
    [[nodiscard]] DMatrixHandle get() const { return handle_; }

private:
    DMatrixHandle handle_ = nullptr;
};

class Booster {
public:
    Booster() = default;
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;
    ~Booster() {
        if (handle_ != nullptr) XGBoosterFree(handle_);
    }
    [[nodiscard]] bool create(const Matrix& matrix) {
        const std::array<DMatrixHandle, 1> matrices{matrix.get()};
        return XGBoosterCreate(matrices.data(), matrices.size(), &handle_) == 0;
    }
    [[nodiscard]] bool set(const char* name, const std::string& value) {
        return XGBoosterSetParam(handle_, name, value.c_str()) == 0;
    }
    [[nodiscard]] BoosterHandle get() const { return handle_; }

private:
    BoosterHandle handle_ = nullptr;
};

bool set_options(Booster& booster, const BoostOptions& options) {
    return booster.set("verbosity", "0") && booster.set("objective", "multi:softprob") &&
           booster.set("num_class", std::to_string(kAnswers)) && booster.set("nthread", "1") &&
           booster.set("tree_method", "hist") && booster.set("max_bin", "64") &&
           booster.set("max_depth", std::to_string(options.depth)) &&
           booster.set("eta", std::to_string(options.rate)) &&
           booster.set("lambda", std::to_string(options.lambda)) &&
           booster.set("min_child_weight", std::to_string(options.child_weight_min)) &&
           booster.set("subsample", std::to_string(options.row_share)) &&
           booster.set("colsample_bytree", std::to_string(options.column_share)) &&
           booster.set("seed", std::to_string(options.seed));
}

/// One tree as libxgboost writes it: its nodes in arrays.
struct Written {
    const array& left;
    const array& right;
    const array& feature;
    const array& condition;
    const array& default_left;
};

std::size_t index_of(const boost::json::value& value) {
    return static_cast<std::size_t>(value.to_number<std::int64_t>());
}

bool is_true(const boost::json::value& value) {
    return value.is_bool() ? value.as_bool() : value.to_number<std::int64_t>() != 0;
}

/// Appends the tree below `node` in the order the walker wants: left child next.
void append(Trees& trees, const Written& tree, std::size_t node) {
    const std::size_t at = trees.right.size();
    const bool is_leaf = tree.left[node].to_number<std::int64_t>() < 0;
    trees.feature.push_back(is_leaf ? std::uint16_t{0}
                                    : static_cast<std::uint16_t>(index_of(tree.feature[node])));
    trees.threshold.push_back(static_cast<float>(tree.condition[node].to_number<double>()));
    trees.right.push_back(0);
    trees.nan_left.push_back(!is_leaf && is_true(tree.default_left[node]) ? 1 : 0);
    if (is_leaf) return;
    append(trees, tree, index_of(tree.left[node]));
    trees.right[at] = static_cast<std::uint32_t>(trees.right.size());
    append(trees, tree, index_of(tree.right[node]));
}

Result<Trees> read_trees(std::string_view text) {
    json::JsonLimits limits;
    limits.bytes_max = std::size_t{128} * 1024 * 1024;
    const boost::json::value written = WEDSYNC_TRY(json::parse_json(text, limits));
    Trees trees;
    // A library's own output: what is not as documented is a bug there or here, and throws.
    const auto& model = written.at("learner").at("gradient_booster").at("model");
    const array& info = model.at("tree_info").as_array();
    std::size_t number = 0;
    for (const auto& one : model.at("trees").as_array()) {
        trees.root.push_back(static_cast<std::uint32_t>(trees.right.size()));
        trees.answer.push_back(static_cast<std::uint8_t>(index_of(info.at(number))));
        ++number;
        append(trees,
               {one.at("left_children").as_array(), one.at("right_children").as_array(),
                one.at("split_indices").as_array(), one.at("split_conditions").as_array(),
                one.at("default_left").as_array()},
               0);
    }
    return trees;
}

}  // namespace

bool can_grow() {
    return true;
}

Result<Checked> grow_checked(const TrainingSet& set, const BoostOptions& options) {
    Matrix matrix;
    Booster booster;
    if (!matrix.fill(set) || !booster.create(matrix) || !set_options(booster, options)) {
        return refused();
    }
    for (int round = 0; round < options.rounds; ++round) {
        if (XGBoosterUpdateOneIter(booster.get(), round, matrix.get()) != 0) return refused();
    }
    bst_ulong length = 0;
    const char* text = nullptr;
    if (XGBoosterSaveModelToBuffer(booster.get(), R"({"format":"json"})", &length, &text) != 0) {
        return refused();
    }
    Checked checked;
    checked.trees = WEDSYNC_TRY(read_trees({text, length}));
    constexpr int kMarginsNotProbabilities = 1;
    bst_ulong count = 0;
    const float* margins = nullptr;
    if (XGBoosterPredict(booster.get(), matrix.get(), kMarginsNotProbabilities, 0, 0, &count,
                         &margins) != 0) {
        return refused();
    }
    checked.margins.assign(margins, margins + count);
    return checked;
}

Result<Trees> grow_trees(const TrainingSet& set, const BoostOptions& options) {
    return WEDSYNC_TRY(grow_checked(set, options)).trees;
}

}  // namespace wedsync::ml
