// In place of booster_xgboost.cpp where libxgboost is not installed.
#include "ml/booster.hpp"

namespace wedsync::ml {
namespace {

Error missing() {
    return Error{ErrorCode::kInvalid, "this program was built without libxgboost"};
}

}  // namespace

bool can_grow() {
    return false;
}

Result<suggest::Trees> grow_trees(const TrainingSet&, const BoostOptions&) {
    return missing();
}

Result<Checked> grow_checked(const TrainingSet&, const BoostOptions&) {
    return missing();
}

}  // namespace wedsync::ml
