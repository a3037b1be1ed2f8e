// Queries, and who is told of a change.
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/replica/replica.hpp"

namespace wedsync::replica {

namespace {

/// The first rows of those that come in any order.
class FirstRows {
public:
    /// `count` 0: all.
    FirstRows(const live::Reader& reader, std::size_t count) : reader_(reader), count_(count) {}

    void take(ScopeId scope, const merge::RecordState& record) {
        if (last_ && !reader_.would_be_before(scope, record, *last_)) return;
        std::optional<live::Row> row = reader_.read(scope, record);
        if (row) rows_.push_back(*std::move(row));
        // Bounded: what cannot be among the first is dropped on the way.
        if (count_ == 0 || rows_.size() < 2 * count_) return;
        cut();
        last_ = rows_.back();
    }

    [[nodiscard]] bool has_enough() const { return count_ != 0 && rows_.size() >= count_; }

    [[nodiscard]] std::vector<live::Row> finish() && {
        cut();
        return std::move(rows_);
    }

private:
    void cut() {
        std::sort(rows_.begin(), rows_.end(), [&](const live::Row& left, const live::Row& right) {
            return reader_.is_before(left, right);
        });
        if (count_ != 0 && rows_.size() > count_) rows_.resize(count_);
    }

    const live::Reader& reader_;
    std::size_t count_;
    std::vector<live::Row> rows_;
    /// The last of the first so far: what comes after it need not be read.
    std::optional<live::Row> last_;
};

}  // namespace

Result<live::Reader> Replica::reader_of(const live::Query& query) {
    store::SearchWords words = WEDSYNC_TRY(store_->search_words(query.search));
    live::FindWords find_words;
    if (!words.empty()) {
        find_words = [words = std::move(words)](std::string_view text) {
            return words.are_in(text);
        };
    }
    return live::Reader::create(query, schema_, std::move(find_words));
}

Result<std::vector<live::Row>> Replica::read_rows(const live::Reader& reader, std::size_t count) {
    FirstRows first(reader, count);
    const live::Query& query = reader.query();
    const std::uint16_t collection = reader.collection().number;
    if (reader.is_searching()) {
        const store::SearchWords words = WEDSYNC_TRY(store_->search_words(query.search));
        WEDSYNC_TRY(store_->visit_found(words, {collection, query.scopes},
                                        [&](ScopeId scope, const merge::RecordState& record) {
                                            first.take(scope, record);
                                            return true;
                                        }));
        return std::move(first).finish();
    }
    // Scopes and records come in the order of their ids, which is the last key of every order.
    const bool are_sorted = query.sort.empty();
    for (const auto& [scope, state] : scopes_) {
        if (are_sorted && first.has_enough()) break;
        const bool is_wanted =
            query.scopes.empty() ||
            std::find(query.scopes.begin(), query.scopes.end(), scope) != query.scopes.end();
        if (!is_wanted) continue;
        WEDSYNC_TRY(store_->visit_records(scope, collection,
                                          [&, scope_id = scope](const merge::RecordState& record) {
                                              first.take(scope_id, record);
                                              return !are_sorted || !first.has_enough();
                                          }));
    }
    return std::move(first).finish();
}

Result<std::vector<live::Row>> Replica::query(const live::Query& query) {
    const live::Reader reader = WEDSYNC_TRY(reader_of(query));
    return read_rows(reader, query.limit);
}

Result<Replica::Watch> Replica::watch(const live::Query& query, OnSteps on_steps) {
    live::Reader reader = WEDSYNC_TRY(reader_of(query));
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
    for (const auto& [number, observer] : observers_)
        observer({scope, before, after});
    for (auto at = watches_.begin(); at != watches_.end();) {
        const auto steps = at->second.query.handle_change(scope, before, after);
        bool goes_on = true;
        if (!steps.ok() || !steps.value().empty()) goes_on = at->second.on_steps(steps);
        at = steps.ok() && goes_on ? std::next(at) : watches_.erase(at);
    }
}

}  // namespace wedsync::replica
