#include "engine/suggest/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "engine/base/hash.hpp"
#include "engine/codec/byte_io.hpp"

// artefact = "WSUG" version:u8
//            used:u8 (name hash:u32)*used          features, each named by the hash of its name
//            trees(cold) trees(informed)
//            (scale:f32 bias:f32*4)*3 (threshold:f32*3)*3 (estimate:f32*3)*3 weight:f32*19
//            xxh64:u64 of all before
// trees    = depth:u8 step:f32 (cuts:u8 (cut:f32)*cuts)*used
//            count:varint (answer:u8 node)*count
// node     = feature:u8 cut|nan_left<<7:u8 node(left) node(right)   feature: index of a used one
//          | 255:u8 leaf                                            above the greatest depth
//          | leaf                                                   at the greatest depth
// leaf     = value / step:i16
namespace wedsync::suggest {
namespace {

using codec::Reader;
using codec::Writer;

constexpr std::string_view kMagic = "WSUG";
constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kLeaf = 255;
constexpr std::size_t kUsedMax = 255;
constexpr std::size_t kCutsMax = 128;
constexpr float kLeafSteps = 32'767;

std::uint32_t hash_of(const char* name) {
    return static_cast<std::uint32_t>(hash64(as_bytes(name)));
}

void put_float(Writer& writer, float number) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    writer.fixed(bits, 4);
}

/// A number that is none is refused.
float take_float(Reader& reader) {
    const auto bits = static_cast<std::uint32_t>(reader.fixed(4));
    float number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isfinite(number)) reader.fail();
    return number;
}

/// Which features a model looks at, in order of their index.
std::vector<std::uint16_t> used_features(const Model& model) {
    std::vector<std::uint16_t> used;
    for (const Trees* trees : {&model.cold, &model.informed}) {
        for (std::size_t i = 0; i < trees->right.size(); ++i) {
            if (trees->right[i] != 0) used.push_back(trees->feature[i]);
        }
    }
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    return used;
}

struct Cuts {
    std::vector<std::vector<float>> by_used;
    std::uint8_t depth = 0;
    float step = 1;
};

std::size_t depth_below(const Trees& trees, std::size_t node) {
    if (trees.right[node] == 0) return 0;
    return 1 + std::max(depth_below(trees, node + 1), depth_below(trees, trees.right[node]));
}

Cuts cuts_of(const Trees& trees, const std::vector<std::uint16_t>& used) {
    Cuts cuts;
    cuts.by_used.resize(used.size());
    float most = 0;
    for (std::size_t i = 0; i < trees.right.size(); ++i) {
        if (trees.right[i] == 0) {
            most = std::max(most, std::abs(trees.threshold[i]));
            continue;
        }
        const auto at = std::lower_bound(used.begin(), used.end(), trees.feature[i]);
        cuts.by_used[static_cast<std::size_t>(at - used.begin())].push_back(trees.threshold[i]);
    }
    for (std::vector<float>& of_one : cuts.by_used) {
        std::sort(of_one.begin(), of_one.end());
        of_one.erase(std::unique(of_one.begin(), of_one.end()), of_one.end());
    }
    for (const std::uint32_t root : trees.root) {
        cuts.depth = std::max(cuts.depth, static_cast<std::uint8_t>(depth_below(trees, root)));
    }
    if (most > 0) cuts.step = most / kLeafSteps;
    return cuts;
}

void put_node(Writer& writer, const Trees& trees, const std::vector<std::uint16_t>& used,
              const Cuts& cuts, std::size_t node, std::size_t depth) {
    if (trees.right[node] == 0) {
        if (depth < cuts.depth) writer.u8(kLeaf);
        const float steps = trees.threshold[node] / cuts.step;
        const auto rounded = static_cast<std::int16_t>(std::lround(steps));
        writer.fixed(static_cast<std::uint16_t>(rounded), 2);
        return;
    }
    const auto at = std::lower_bound(used.begin(), used.end(), trees.feature[node]);
    const auto index = static_cast<std::size_t>(at - used.begin());
    const std::vector<float>& of_one = cuts.by_used[index];
    const auto cut = std::lower_bound(of_one.begin(), of_one.end(), trees.threshold[node]);
    writer.u8(static_cast<std::uint8_t>(index));
    writer.u8(static_cast<std::uint8_t>(cut - of_one.begin()) |
              static_cast<std::uint8_t>(trees.nan_left[node] << 7U));
    put_node(writer, trees, used, cuts, node + 1, depth + 1);
    put_node(writer, trees, used, cuts, trees.right[node], depth + 1);
}

Result<void> put_trees(Writer& writer, const Trees& trees, const std::vector<std::uint16_t>& used) {
    const Cuts cuts = cuts_of(trees, used);
    if (cuts.depth > kTreeDepthMax || trees.size() > kTreesMax) {
        return Error{ErrorCode::kInvalid, "trees too deep or too many"};
    }
    writer.u8(cuts.depth);
    put_float(writer, cuts.step);
    for (const std::vector<float>& of_one : cuts.by_used) {
        if (of_one.size() > kCutsMax) return Error{ErrorCode::kInvalid, "too many cuts"};
        writer.u8(static_cast<std::uint8_t>(of_one.size()));
        for (const float cut : of_one)
            put_float(writer, cut);
    }
    writer.varint(trees.size());
    for (std::size_t i = 0; i < trees.size(); ++i) {
        writer.u8(trees.answer[i]);
        put_node(writer, trees, used, cuts, trees.root[i], 0);
    }
    return {};
}

void take_node(Reader& reader, Trees& trees, const std::vector<std::uint16_t>& used,
               const Cuts& cuts, std::size_t depth) {
    const std::size_t node = trees.right.size();
    std::uint8_t feature = kLeaf;
    if (depth < cuts.depth) feature = reader.u8();
    const bool is_leaf = feature == kLeaf || !reader.ok();
    trees.feature.push_back(0);
    trees.right.push_back(0);
    trees.nan_left.push_back(0);
    if (is_leaf) {
        const auto value = static_cast<std::int16_t>(static_cast<std::uint16_t>(reader.fixed(2)));
        trees.threshold.push_back(static_cast<float>(value) * cuts.step);
        return;
    }
    trees.threshold.push_back(0);
    const std::uint8_t cut = reader.u8();
    if (feature >= used.size() || (cut & 0x7FU) >= cuts.by_used[feature].size()) {
        reader.fail();
        return;
    }
    trees.feature[node] = used[feature];
    trees.threshold[node] = cuts.by_used[feature][cut & 0x7FU];
    trees.nan_left[node] = cut >> 7U;
    take_node(reader, trees, used, cuts, depth + 1);
    trees.right[node] = static_cast<std::uint32_t>(trees.right.size());
    if (reader.ok()) take_node(reader, trees, used, cuts, depth + 1);
}

/// `is_known`: by used feature. A split on one that is not fails with kNewerFormat before.
Trees take_trees(Reader& reader, const std::vector<std::uint16_t>& used) {
    Trees trees;
    Cuts cuts;
    cuts.depth = reader.u8();
    cuts.step = take_float(reader);
    if (cuts.depth > kTreeDepthMax) reader.fail();
    for (std::size_t i = 0; i < used.size() && reader.ok(); ++i) {
        std::vector<float>& of_one = cuts.by_used.emplace_back();
        const std::size_t count = reader.u8();
        if (count > kCutsMax) reader.fail();
        for (std::size_t k = 0; k < count && reader.ok(); ++k) {
            of_one.push_back(take_float(reader));
            if (k > 0 && !(of_one[k - 1] < of_one[k])) reader.fail();
        }
    }
    const std::size_t count = reader.count(kTreesMax, 3);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        const std::uint8_t answer = reader.u8();
        if (answer >= kAnswers) reader.fail();
        trees.answer.push_back(answer);
        trees.root.push_back(static_cast<std::uint32_t>(trees.right.size()));
        take_node(reader, trees, used, cuts, 0);
    }
    return trees;
}

}  // namespace

Knowledge knowledge_of(const ConflictFacts& facts) {
    if (facts.session.is_known) return Knowledge::kSession;
    return facts.history.is_known ? Knowledge::kHistory : Knowledge::kCold;
}

Margins Model::margins(std::span<const float> features, Knowledge knowledge) const {
    const Trees& trees = knowledge == Knowledge::kCold ? cold : informed;
    return calibrations[static_cast<std::size_t>(knowledge)].apply(trees.margins(features));
}

double Model::threshold(Knowledge knowledge, double precision) const {
    const Thresholds& of_one = thresholds[static_cast<std::size_t>(knowledge)];
    for (std::size_t i = 0; i < kPrecisionTargets.size(); ++i) {
        if (precision <= kPrecisionTargets[i]) return static_cast<double>(of_one[i]);
    }
    return 2;
}

Thresholds Model::shown_thresholds(Knowledge knowledge) const {
    Thresholds shown = thresholds[static_cast<std::size_t>(knowledge)];
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i] > 1) shown[i] = estimates[static_cast<std::size_t>(knowledge)][i];
    }
    return shown;
}

Result<Bytes> encode_model(const Model& model) {
    const std::vector<std::uint16_t> used = used_features(model);
    if (used.size() > kUsedMax) return Error{ErrorCode::kInvalid, "too many features"};
    Writer writer;
    writer.raw(as_bytes(kMagic));
    writer.u8(kVersion);
    writer.u8(static_cast<std::uint8_t>(used.size()));
    for (const std::uint16_t feature : used) {
        writer.fixed(hash_of(features()[feature].name), 4);
    }
    WEDSYNC_TRY(put_trees(writer, model.cold, used));
    WEDSYNC_TRY(put_trees(writer, model.informed, used));
    for (const Calibration& calibration : model.calibrations) {
        put_float(writer, calibration.scale);
        for (const float bias : calibration.bias)
            put_float(writer, bias);
    }
    for (const auto* all : {&model.thresholds, &model.estimates}) {
        for (const Thresholds& of_one : *all) {
            for (const float threshold : of_one)
                put_float(writer, threshold);
        }
    }
    for (const float weight : model.personal)
        put_float(writer, weight);
    writer.fixed(hash64(writer.view()), 8);
    if (writer.size() > kModelBytesMax) {
        return Error{ErrorCode::kTooLarge,
                     "the model takes " + std::to_string(writer.size()) + " bytes"};
    }
    return std::move(writer).take();
}

Result<Model> decode_model(BytesView bytes) {
    constexpr std::size_t kChecksumBytes = 8;
    if (bytes.size() > kModelBytesMax) return Error{ErrorCode::kTooLarge, "a model too large"};
    if (bytes.size() < kMagic.size() + 1 + kChecksumBytes ||
        as_text(bytes.first(kMagic.size())) != kMagic) {
        return codec::corrupt("not a model");
    }
    const std::uint8_t version = bytes[kMagic.size()];
    if (version > kVersion) return Error{ErrorCode::kNewerFormat, "a model of a newer version"};
    const BytesView body = bytes.first(bytes.size() - kChecksumBytes);
    Reader tail(bytes.last(kChecksumBytes));
    const std::uint64_t checksum = tail.fixed(kChecksumBytes);
    if (version != kVersion || hash64(body) != checksum) return codec::corrupt("a damaged model");
    Reader reader(body.subspan(kMagic.size() + 1));
    std::vector<std::uint16_t> used;
    const std::size_t used_count = reader.u8();
    for (std::size_t i = 0; i < used_count && reader.ok(); ++i) {
        const auto hash = static_cast<std::uint32_t>(reader.fixed(4));
        const auto all = features();
        const auto found = std::find_if(all.begin(), all.end(), [&](const Feature& feature) {
            return hash_of(feature.name) == hash;
        });
        if (reader.ok() && found == all.end()) {
            return Error{ErrorCode::kNewerFormat, "a model with features not known here"};
        }
        used.push_back(static_cast<std::uint16_t>(found - all.begin()));
    }
    Model model;
    model.checksum = checksum;
    model.cold = take_trees(reader, used);
    model.informed = take_trees(reader, used);
    for (Calibration& calibration : model.calibrations) {
        calibration.scale = take_float(reader);
        for (float& bias : calibration.bias)
            bias = take_float(reader);
    }
    for (auto* all : {&model.thresholds, &model.estimates}) {
        for (Thresholds& of_one : *all) {
            for (float& threshold : of_one)
                threshold = take_float(reader);
        }
    }
    for (float& weight : model.personal)
        weight = take_float(reader);
    if (!reader.is_done()) return codec::corrupt("a model that does not decode");
    return model;
}

}  // namespace wedsync::suggest
