#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/store/migrations.hpp"
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

/// The index says which, in the order of their keys: so the pages of records are each read once.
constexpr std::string_view kSelectFound =
    "SELECT record.id, record.body, record.scope FROM search CROSS JOIN record"
    " ON record.id=search.rowid WHERE search MATCH ?1 AND record.collection=?2"
    " ORDER BY search.rowid";

}  // namespace

bool SearchWords::are_in(std::string_view text) const {
    return cutter_->begin_words_of(words_, text);
}

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

bool Store::Impl::may_renew_search() const {
    return words_of_ && database_->may_have_damaged_index() && check_usable().ok();
}

Result<void> Store::Impl::fill_search() {
    WEDSYNC_TRY(create_search_anew(*database_));
    const std::vector<ScopeRow> scopes = WEDSYNC_TRY(load_scopes());
    for (const ScopeRow& scope : scopes) {
        Result<void> written;
        const auto write = [&](const merge::RecordState& state) {
            std::string words = words_of_(state);
            if (!words.empty()) written = write_search({scope.scope, state.id, std::move(words)});
            return written.ok();
        };
        WEDSYNC_TRY(visit_records(scope.scope, std::nullopt, std::nullopt, write));
        WEDSYNC_TRY(written);
    }
    return {};
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
    const SearchWords search = WEDSYNC_TRY(search_words(words));
    const std::vector<std::string>& wanted = search.words();
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

Result<SearchWords> Store::Impl::search_words(std::string_view text) {
    if (query_words_ == nullptr) query_words_ = WEDSYNC_TRY(QueryWords::create(*database_));
    return SearchWords(*query_words_, query_words_->split(text));
}

Result<void> Store::Impl::visit_found(const SearchWords& words, const Within& within,
                                      const FoundVisitor& visit) {
    WEDSYNC_ASSERT(!words.empty());
    std::map<std::uint32_t, std::pair<ScopeId, const ScopeLanes*>> wanted;
    for (const ScopeId scope : within.scopes) {
        const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
        if (lanes != nullptr) wanted.emplace(lanes->scope_number(), std::pair(scope, lanes));
    }
    // Prepared anew each time: what `visit` does may come back here.
    const std::unique_ptr<Statement> rows = WEDSYNC_TRY(database_->prepare(kSelectFound));
    const std::string expression = match_expression(words.words(), 0);
    rows->bind_text(1, expression);
    rows->bind_integer(2, within.collection);
    while (WEDSYNC_TRY(rows->step())) {
        const auto number = static_cast<std::uint32_t>(rows->integer(2));
        auto scope = wanted.find(number);
        if (scope == wanted.end()) {
            if (!within.scopes.empty()) continue;
            const ScopeId id = WEDSYNC_TRY(directory_.scope_of(number));
            const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(id));
            scope = wanted.emplace(number, std::pair(id, lanes)).first;
        }
        const auto& [id, lanes] = scope->second;
        const merge::RecordState state =
            WEDSYNC_TRY(decode_record(rows->integer(0), rows->blob(1), *lanes));
        if (!visit(id, state)) return {};
    }
    return {};
}

}  // namespace wedsync::store
