#include "engine/rules/book.hpp"

#include <limits>

namespace wedsync::rules {

Result<const Index*> Book::look(const std::vector<ScopeId>& scopes) {
    return look_on(scopes, std::numeric_limits<std::size_t>::max());
}

Result<const Index*> Book::look_on(const std::vector<ScopeId>& scopes, std::size_t records_max) {
    if (!index_.has_value()) {
        index_.emplace(*schema_);
        taken_.clear();
        ++beginnings_;
    }
    const auto read = [&]() -> Result<bool> {
        std::size_t count = 0;
        for (const ScopeId scope : scopes) {
            if (taken_.contains(scope)) continue;
            if (count >= records_max) return false;
            count += WEDSYNC_TRY(index_->take_scope(scope, source_));
            taken_.insert(scope);
        }
        Sight sight(source_);
        WEDSYNC_TRY(index_->refresh(sight));
        return true;
    };
    Result<bool> done = read();
    if (!done.ok()) {
        index_.reset();
        return std::move(done).error();
    }
    return done.value() ? &*index_ : static_cast<const Index*>(nullptr);
}

Result<std::vector<Repair>> Book::propose(const Violation& violation) {
    std::vector<Proposed> proposed = WEDSYNC_TRY(propose_each({violation}, 1));
    return std::move(proposed.front().repairs);
}

Result<std::vector<Proposed>> Book::propose_each(std::vector<Violation> violations,
                                                 std::size_t count_max) {
    if (!index_) return Error{ErrorCode::kInvalid, "nobody has looked yet"};
    std::vector<Proposed> all;
    Proposer proposer(*index_, source_);
    for (Violation& violation : violations) {
        Result<std::vector<Repair>> repairs = std::vector<Repair>{};
        if (all.size() < count_max) repairs = proposer.propose(violation);
        if (!repairs.ok()) {
            // It may hold what was only supposed.
            index_.reset();
            return std::move(repairs).error();
        }
        all.push_back({std::move(violation), std::move(repairs).value()});
    }
    return all;
}

}  // namespace wedsync::rules
