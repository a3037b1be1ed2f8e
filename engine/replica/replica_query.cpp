// Queries, and who is told of a change.
#include <algorithm>
#include <optional>
#include <utility>

#include "engine/replica/replica.hpp"

namespace wedsync::replica {

Result<std::vector<live::Row>> Replica::read_rows(const live::Reader& reader, std::size_t count) {
    std::vector<live::Row> rows;
    // The last of the first `count` so far: what comes after it need not be read.
    std::optional<live::Row> last;
    const auto is_before = [&](const live::Row& left, const live::Row& right) {
        return reader.is_before(left, right);
    };
    for (const auto& [scope, state] : scopes_) {
        const auto take = [&, scope_id = scope](const merge::RecordState& record) {
            if (last && !reader.would_be_before(scope_id, record, *last)) return true;
            std::optional<live::Row> row = reader.read(scope_id, record);
            if (row) rows.push_back(*std::move(row));
            // Bounded: what cannot be among the first is dropped on the way.
            if (count != 0 && rows.size() >= 2 * count) {
                std::sort(rows.begin(), rows.end(), is_before);
                rows.resize(count);
                last = rows.back();
            }
            return true;
        };
        const std::vector<ScopeId>& wanted = reader.query().scopes;
        const bool is_wanted =
            wanted.empty() || std::find(wanted.begin(), wanted.end(), scope) != wanted.end();
        if (!is_wanted) continue;
        WEDSYNC_TRY(store_->visit_records(scope, reader.collection().number, take));
    }
    std::sort(rows.begin(), rows.end(), is_before);
    if (count != 0 && rows.size() > count) rows.resize(count);
    return rows;
}

Result<std::vector<live::Row>> Replica::query(const live::Query& query) {
    const live::Reader reader = WEDSYNC_TRY(live::Reader::create(query, schema_));
    return read_rows(reader, query.limit);
}

Result<Replica::Watch> Replica::watch(const live::Query& query, OnSteps on_steps) {
    live::Reader reader = WEDSYNC_TRY(live::Reader::create(query, schema_));
    const auto load = [this, reader](std::size_t count) { return read_rows(reader, count); };
    live::LiveQuery live = WEDSYNC_TRY(live::LiveQuery::create(std::move(reader), load));
    Watch watch{++last_watch_, live.rows()};
    watches_.insert_or_assign(watch.id, Watched{std::move(live), std::move(on_steps)});
    return watch;
}

void Replica::announce(ScopeId scope, const merge::RecordState& before,
                       const merge::RecordState& after) {
    if (!is_watched()) return;
    if (before == after) return;
    if (observer_) observer_({scope, before, after});
    for (auto at = watches_.begin(); at != watches_.end();) {
        const auto steps = at->second.query.handle_change(scope, before, after);
        bool goes_on = true;
        if (!steps.ok() || !steps.value().empty()) goes_on = at->second.on_steps(steps);
        at = steps.ok() && goes_on ? std::next(at) : watches_.erase(at);
    }
}

}  // namespace wedsync::replica
