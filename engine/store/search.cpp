#include <set>
#include <string>
#include <utility>

#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// How many words have to match as typed, best first: all of them, all but the last (it is still
/// being typed), none.
std::vector<std::size_t> exact_counts(std::size_t word_count) {
    std::vector<std::size_t> counts{word_count, word_count - 1};
    if (word_count > 1) counts.push_back(0);
    return counts;
}

}  // namespace

Result<void> Store::Impl::write_search(const SearchRow& row) {
    ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(row.scope));
    const std::uint32_t lane = lanes->number_of(row.record.dot.incarnation);
    const RowKey key = WEDSYNC_TRY(row_key(lane, row.record));
    const Query query = row.words.empty() ? Query::kDeleteSearch : Query::kReplaceSearch;
    const Lease change = WEDSYNC_TRY(statements_.lease(query));
    change->bind_integer(1, key);
    if (!row.words.empty()) change->bind_text(2, row.words);
    return change->run();
}

Result<Store::Found> Store::Impl::found_of(RowKey key) {
    const Lease lane = WEDSYNC_TRY(statements_.lease(Query::kSelectLane));
    lane->bind_integer(1, lane_of(key));
    const bool has_row = WEDSYNC_TRY(lane->step());
    if (!has_row) return Error{ErrorCode::kCorrupt, "a search row is of an unknown lane"};
    const auto scope_number = static_cast<std::uint32_t>(lane->integer(0));
    const ScopeId scope = WEDSYNC_TRY(directory_.scope_of(scope_number));
    const Incarnation incarnation = WEDSYNC_TRY(to_incarnation(lane->blob(1)));
    return Found{scope, record_of(key, incarnation)};
}

Result<std::vector<Store::Found>> Store::Impl::search(std::optional<ScopeId> scope,
                                                      std::string_view words, std::size_t limit) {
    std::vector<Found> found;
    const ScopeLanes* lanes = nullptr;
    if (scope) {
        lanes = WEDSYNC_TRY(directory_.find(*scope));
        if (lanes == nullptr) return found;
    }
    if (query_words_ == nullptr) query_words_ = WEDSYNC_TRY(QueryWords::create(*database_));
    const std::vector<std::string> wanted = query_words_->split(words);
    if (wanted.empty() || limit == 0) return found;
    std::set<RowKey> keys;
    for (const std::size_t exact_count : exact_counts(wanted.size())) {
        const std::string expression = match_expression(wanted, exact_count);
        const Lease rows = WEDSYNC_TRY(statements_.lease(Query::kSelectSearch));
        rows->bind_text(1, expression);
        while (found.size() < limit && WEDSYNC_TRY(rows->step())) {
            const RowKey key = rows->integer(0);
            if (lanes != nullptr && lanes->find(lane_of(key)) == nullptr) continue;
            if (!keys.insert(key).second) continue;
            found.push_back(WEDSYNC_TRY(found_of(key)));
        }
    }
    return found;
}

}  // namespace wedsync::store
