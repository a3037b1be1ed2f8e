#include "hub/core/rule_desk.hpp"

#include <utility>

#include "hub/core/hub.hpp"

namespace wedsync::hub {
namespace {

Result<std::optional<Change>> find_change(store::Store& store, ScopeId scope, const Dot& dot) {
    const std::optional<Position> at = WEDSYNC_TRY(store.find_in_log(scope, dot));
    if (!at.has_value()) return std::optional<Change>{};
    const store::Store::LogSlice slice =
        WEDSYNC_TRY(store.load_log(scope, Position{at->value() - 1}, 1));
    if (slice.entries.empty()) return std::optional<Change>{};
    const auto* accepted = std::get_if<entry::Accepted>(&slice.entries.front());
    if (accepted == nullptr || accepted->change.dot != dot) return std::optional<Change>{};
    return std::optional{accepted->change};
}

rules::Source rules_source(store::Store& store) {
    rules::Source source;
    source.load = [&store](const rules::RecordKey& key) {
        return store.load_record(key.scope, key.record);
    };
    source.find_change = [&store](ScopeId scope, const Dot& dot) {
        return find_change(store, scope, dot);
    };
    source.visit = [&store](ScopeId scope, std::uint16_t collection,
                            const rules::Source::Visitor& visit) {
        return store.visit_records(scope, collection, visit);
    };
    return source;
}

}  // namespace

RuleDesk::RuleDesk(const Schema& schema, store::Store& store)
    : book_(schema, rules_source(store)) {}

void RuleDesk::note(const store::Batch& batch) {
    for (const auto& [scope, state] : batch.records)
        book_.note(scope, state);
}

Result<std::optional<std::vector<rules::Violation>>> RuleDesk::violations(const Scopes& scopes) {
    std::vector<ScopeId> all;
    for (const auto& [id, scope] : scopes)
        all.push_back(id);
    const rules::Index* index = WEDSYNC_TRY(book_.look_on(all, kRulesReadMax));
    std::optional<std::vector<rules::Violation>> found;
    if (index != nullptr) found = index->violations();
    return found;
}

}  // namespace wedsync::hub
