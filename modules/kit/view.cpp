#include "modules/kit/view.hpp"

#include <algorithm>

namespace wedsync::modules {

Views::Views(replica::Replica& replica)
    : replica_(replica),
      observer_(
          replica.add_observer([this](const replica::RecordChange& change) { follow(change); })) {}

Views::~Views() {
    replica_.forget_observer(observer_);
}

void Views::read_at_most(std::size_t records) {
    records_left_ = records;
    has_unread_ = false;
}

void Views::read_all() {
    records_left_.reset();
    has_unread_ = false;
}

Result<const View*> Views::find(const Key& key, const std::vector<Source>& sources,
                                std::unique_ptr<View> (*make)()) {
    auto found = kept_.find(key);
    if (found == kept_.end()) {
        Kept kept = WEDSYNC_TRY(begin(key, sources, make()));
        found = kept_.emplace(key, std::move(kept)).first;
    }
    Kept& kept = found->second;
    if (kept.reading) WEDSYNC_TRY(read(kept));
    return kept.view.get();
}

Result<Views::Kept> Views::begin(const Key& key, const std::vector<Source>& sources,
                                 std::unique_ptr<View> view) const {
    Kept kept{std::move(view), {}, Reading{}};
    kept.reading->scopes = key.second ? std::vector<ScopeId>{*key.second} : replica_.scopes();
    for (const Source& source : sources) {
        kept.readers.push_back(
            WEDSYNC_TRY(RowReader::create(replica_.schema(), source.collection, source.fields)));
    }
    return kept;
}

Result<void> Views::read(Kept& kept) {
    Reading& reading = *kept.reading;
    for (; reading.source < kept.readers.size(); ++reading.source) {
        for (; reading.scope < reading.scopes.size(); ++reading.scope) {
            WEDSYNC_TRY(read_scope(kept));
            reading.last.reset();
        }
        reading.scope = 0;
    }
    if (!kept.view->settle(records_left_.value_or(~std::size_t{0}))) return stop();
    kept.reading.reset();
    return {};
}

Result<void> Views::read_scope(Kept& kept) {
    Reading& reading = *kept.reading;
    const RowReader& reader = kept.readers[reading.source];
    const ScopeId scope = reading.scopes[reading.scope];
    bool is_stopped = false;
    WEDSYNC_TRY(replica_.store().visit_records_after(
        scope, reader.collection(), reading.last, [&](const merge::RecordState& state) {
            is_stopped = records_left_ == 0U;
            if (is_stopped) return false;
            if (records_left_) --*records_left_;
            if (const auto row = reader.read(scope, state)) kept.view->add(reading.source, *row);
            reading.last = state.id;
            return true;
        }));
    return is_stopped ? stop() : Result<void>();
}

Error Views::stop() {
    has_unread_ = true;
    return {ErrorCode::kNotFound, "not all records are read yet: ask again"};
}

bool Views::Reading::is_past(std::size_t its_source, ScopeId its_scope,
                             const RecordId& record) const {
    const auto found = std::find(scopes.begin(), scopes.end(), its_scope);
    // It is held since the reading began.
    if (found == scopes.end()) return true;
    const auto place = std::make_pair(its_source, static_cast<std::size_t>(found - scopes.begin()));
    const auto here = std::make_pair(source, scope);
    return place != here ? place < here : last && record <= *last;
}

void Views::follow(const replica::RecordChange& change) {
    records_left_.reset();
    for (auto& [key, kept] : kept_) {
        if (key.second && *key.second != change.scope) continue;
        for (std::size_t i = 0; i < kept.readers.size(); ++i) {
            const RecordId& record = change.after.id;
            if (kept.reading && !kept.reading->is_past(i, change.scope, record)) continue;
            const std::optional<Row> before = kept.readers[i].read(change.scope, change.before);
            const std::optional<Row> after = kept.readers[i].read(change.scope, change.after);
            if (before == after) continue;
            if (before) kept.view->remove(i, *before);
            if (after) kept.view->add(i, *after);
        }
    }
}

}  // namespace wedsync::modules
