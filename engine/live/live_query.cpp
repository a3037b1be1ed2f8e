#include "engine/live/live_query.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/overloaded.hpp"

namespace wedsync::live {
namespace {

std::ptrdiff_t offset(std::size_t index) {
    return static_cast<std::ptrdiff_t>(index);
}

/// The steps between any two lists: what differs between the equal ends is replaced.
std::vector<Step> difference(const std::vector<Row>& before, const std::vector<Row>& after) {
    std::size_t head = 0;
    while (head < before.size() && head < after.size() && before[head] == after[head])
        ++head;
    std::size_t tail = 0;
    while (tail < before.size() - head && tail < after.size() - head &&
           before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    std::vector<Step> steps;
    for (std::size_t i = head; i < before.size() - tail; ++i)
        steps.emplace_back(step::Removed{head});
    for (std::size_t i = head; i < after.size() - tail; ++i)
        steps.emplace_back(step::Added{i, after[i]});
    return steps;
}

}  // namespace

void patch(std::vector<Row>& rows, const std::vector<Step>& steps) {
    for (const Step& one : steps) {
        std::visit(
            Overloaded{[&](const step::Added& added) {
                           rows.insert(rows.begin() + offset(added.at), added.row);
                       },
                       [&](const step::Removed& removed) {
                           rows.erase(rows.begin() + offset(removed.at));
                       },
                       [&](const step::Moved& moved) {
                           Row row = std::move(rows[moved.from]);
                           rows.erase(rows.begin() + offset(moved.from));
                           rows.insert(rows.begin() + offset(moved.to), std::move(row));
                       },
                       [&](const step::Changed& changed) { rows[changed.at] = changed.row; }},
            one);
    }
}

Result<LiveQuery> LiveQuery::create(Reader reader, Load load) {
    LiveQuery query(std::move(reader), std::move(load));
    WEDSYNC_TRY(query.fill());
    return query;
}

Result<void> LiveQuery::fill() {
    const std::size_t limit = reader_.query().limit;
    const std::size_t count = limit == 0 ? 0 : limit + kSpareRows;
    window_ = WEDSYNC_TRY(load_(count));
    is_whole_ = limit == 0 || window_.size() < count;
    return {};
}

std::size_t LiveQuery::visible_count() const {
    const std::size_t limit = reader_.query().limit;
    return limit == 0 ? window_.size() : std::min(limit, window_.size());
}

std::vector<Row> LiveQuery::rows() const {
    return {window_.begin(), window_.begin() + offset(visible_count())};
}

std::size_t LiveQuery::place_of(const Row& row) const {
    const auto at = std::lower_bound(
        window_.begin(), window_.end(), row,
        [&](const Row& left, const Row& right) { return reader_.is_before(left, right); });
    return static_cast<std::size_t>(at - window_.begin());
}

/// Where the record stood until now.
std::optional<std::size_t> LiveQuery::find(const std::optional<Row>& old) const {
    if (!old) return std::nullopt;
    const std::size_t place = place_of(*old);
    if (place == window_.size() || window_[place].key != old->key) return std::nullopt;
    return place;
}

Result<std::vector<Step>> LiveQuery::handle_change(ScopeId scope, const merge::RecordState& before,
                                                   const merge::RecordState& after) {
    const std::optional<Row> old_row = reader_.read(scope, before);
    const std::optional<Row> new_row = reader_.read(scope, after);
    const std::size_t limit = reader_.query().limit;
    const std::size_t visible_before = visible_count();
    const std::optional<std::size_t> from = find(old_row);
    if (from && new_row && window_[*from] == *new_row) return std::vector<Step>();
    std::vector<Row> shown;
    if (from && !is_whole_ && window_.size() <= limit) shown = rows();
    if (from) window_.erase(window_.begin() + offset(*from));
    std::optional<std::size_t> to;
    if (new_row) {
        const std::size_t place = place_of(*new_row);
        // Read already when the window was filled anew.
        if (place < window_.size() && window_[place].key == new_row->key) {
            return std::vector<Step>();
        }
        // What belongs behind the window is not known to be the next there.
        if (place < window_.size() || is_whole_) to = place;
    }
    if (to) window_.insert(window_.begin() + offset(*to), *new_row);
    if (!to && !is_whole_ && window_.size() < limit) {
        WEDSYNC_TRY(fill());
        return difference(shown, rows());
    }
    if (limit != 0 && window_.size() > limit + kSpareRows) {
        window_.pop_back();
        is_whole_ = false;
    }
    return steps_of(from, to, visible_before);
}

/// What one row that left `from` and came to `to` does to the rows within the limit.
std::vector<Step> LiveQuery::steps_of(std::optional<std::size_t> from,
                                      std::optional<std::size_t> to,
                                      std::size_t visible_before) const {
    const bool was_visible = from && *from < visible_before;
    const bool is_visible = to && *to < visible_count();
    std::vector<Step> steps;
    if (was_visible && is_visible) {
        if (*from != *to) steps.emplace_back(step::Moved{*from, *to});
        steps.emplace_back(step::Changed{*to, window_[*to]});
    } else if (was_visible) {
        steps.emplace_back(step::Removed{*from});
        if (visible_count() == visible_before) {
            steps.emplace_back(step::Added{visible_before - 1, window_[visible_before - 1]});
        }
    } else if (is_visible) {
        if (visible_count() == visible_before) {
            steps.emplace_back(step::Removed{visible_before - 1});
        }
        steps.emplace_back(step::Added{*to, window_[*to]});
    }
    return steps;
}

}  // namespace wedsync::live
