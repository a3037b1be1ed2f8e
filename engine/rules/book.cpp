#include "engine/rules/book.hpp"

namespace wedsync::rules {

Result<const Index*> Book::look(const std::vector<ScopeId>& scopes) {
    const bool is_new = !index_.has_value();
    if (is_new) {
        index_.emplace(*schema_);
        ++beginnings_;
    }
    const auto read = [&]() -> Result<void> {
        for (const ScopeId scope : scopes) {
            if (is_new) WEDSYNC_TRY(index_->take_scope(scope, source_));
        }
        Sight sight(source_);
        return index_->refresh(sight);
    };
    Result<void> done = read();
    if (!done.ok()) {
        index_.reset();
        return std::move(done).error();
    }
    return static_cast<const Index*>(&*index_);
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
