#include "modules/kit/view.hpp"

namespace wedsync::modules {

Views::Views(replica::Replica& replica)
    : replica_(replica),
      observer_(
          replica.add_observer([this](const replica::RecordChange& change) { follow(change); })) {}

Views::~Views() {
    replica_.forget_observer(observer_);
}

Result<const View*> Views::find(const Key& key, const std::vector<Source>& sources,
                                std::unique_ptr<View> (*make)()) {
    const auto found = kept_.find(key);
    if (found != kept_.end()) return found->second.view.get();
    const std::vector<ScopeId> scopes =
        key.second ? std::vector<ScopeId>{*key.second} : replica_.scopes();
    Kept kept{make(), {}};
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const RowReader reader = WEDSYNC_TRY(
            RowReader::create(replica_.schema(), sources[i].collection, sources[i].fields));
        WEDSYNC_TRY(
            visit_rows(replica_, scopes, reader, [&](const Row& row) { kept.view->add(i, row); }));
        kept.readers.push_back(reader);
    }
    return kept_.emplace(key, std::move(kept)).first->second.view.get();
}

void Views::follow(const replica::RecordChange& change) {
    for (auto& [key, kept] : kept_) {
        if (key.second && *key.second != change.scope) continue;
        for (std::size_t i = 0; i < kept.readers.size(); ++i) {
            const std::optional<Row> before = kept.readers[i].read(change.scope, change.before);
            const std::optional<Row> after = kept.readers[i].read(change.scope, change.after);
            if (before == after) continue;
            if (before) kept.view->remove(i, *before);
            if (after) kept.view->add(i, *after);
        }
    }
}

}  // namespace wedsync::modules
