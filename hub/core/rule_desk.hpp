#pragma once

#include <optional>
#include <vector>

#include "engine/rules/book.hpp"
#include "engine/store/store.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// What breaks the rules across records, in everything that is committed.
class RuleDesk {
public:
    /// Both outlive it.
    RuleDesk(const Schema& schema, store::Store& store);

    /// After a commit.
    void note(const store::Batch& batch);
    /// None as long as there are scopes that are not read yet: each call reads on.
    [[nodiscard]] Result<std::optional<std::vector<rules::Violation>>> violations(
        const Scopes& scopes);

private:
    rules::Book book_;
};

}  // namespace wedsync::hub
