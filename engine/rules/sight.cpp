#include "engine/rules/sight.hpp"

#include <limits>
#include <utility>

#include "engine/merge/conflict.hpp"

namespace wedsync::rules {
namespace {

/// Nobody's: an incarnation is drawn at random.
constexpr Incarnation kSupposed{std::numeric_limits<std::uint64_t>::max(),
                                std::numeric_limits<std::uint64_t>::max()};

}  // namespace

Result<merge::RecordState> Sight::load(const RecordKey& key) {
    const auto supposed = supposed_.find(key);
    if (supposed != supposed_.end()) return supposed->second;
    const auto seen = seen_.find(key);
    if (seen != seen_.end()) return seen->second;
    merge::RecordState state = WEDSYNC_TRY(source_->load(key));
    if (seen_.size() >= kSightRecordsMax) seen_.clear();
    seen_.emplace(key, state);
    return state;
}

Result<std::optional<Change>> Sight::find_change(ScopeId scope, const Dot& dot) {
    const auto made = changes_.find(dot);
    if (made != changes_.end()) return std::optional{made->second};
    if (!source_->find_change) return std::optional<Change>{};
    return source_->find_change(scope, dot);
}

Result<void> Sight::suppose(const std::vector<Repair::Edit>& edits) {
    for (const Repair::Edit& edit : edits) {
        merge::RecordState state = WEDSYNC_TRY(load(edit.key));
        Change change;
        change.dot = {kSupposed, changes_.size() + 1};
        change.time = make_hybrid_time(kWallMsMax, 0);
        change.operations = {operation::Put{
            {edit.key.record, edit.field, {}}, edit.value, merge::dots_of(state.find(edit.field))}};
        merge::apply(state, change);
        supposed_.insert_or_assign(edit.key, std::move(state));
        changes_.emplace(change.dot, std::move(change));
    }
    return {};
}

}  // namespace wedsync::rules
