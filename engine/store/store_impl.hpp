#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/model/erasure.hpp"
#include "engine/store/database.hpp"
#include "engine/store/directory.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/query_words.hpp"
#include "engine/store/statements.hpp"
#include "engine/store/store.hpp"

namespace wedsync::store {

/// The parts of a store. Its methods lie in store.cpp (opening, transactions), records.cpp,
/// outbox.cpp (own and refused changes), log.cpp, erase.cpp, search.cpp and tables.cpp (the small
/// tables).
class Store::Impl {
public:
    Impl(std::unique_ptr<Database> database, Durability durability);

    // ---- store.cpp ----
    /// kStore if an I/O error came before.
    [[nodiscard]] Result<void> check_usable() const;
    [[nodiscard]] Result<void> commit(const Batch& batch);
    [[nodiscard]] Result<void> barrier();
    [[nodiscard]] Result<void> checkpoint();
    [[nodiscard]] Result<Size> size();
    [[nodiscard]] Result<void> check(CheckDepth depth);
    [[nodiscard]] Result<std::unique_ptr<StoreCopy>> begin_copy(const std::string& path,
                                                                const std::string& vfs);
    /// Has to come first. Empties the log, or notes that this is owed.
    [[nodiscard]] Result<void> open_log();
    [[nodiscard]] Result<void> load_last_sequence();
    [[nodiscard]] std::uint64_t last_sequence() const { return last_sequence_; }

    // ---- records.cpp ----
    [[nodiscard]] Result<merge::RecordState> load_record(ScopeId scope, const RecordId& record);
    [[nodiscard]] Result<std::optional<codec::RowEdit>> load_row(ScopeId scope,
                                                                 const RecordId& record);
    [[nodiscard]] Result<void> visit_records(ScopeId scope, std::optional<std::uint16_t> collection,
                                             const std::optional<RecordId>& after,
                                             const Visitor& visit);
    [[nodiscard]] Result<void> visit_unsettled(ScopeId scope, const Visitor& visit);
    [[nodiscard]] Result<std::vector<merge::RecordState>> load_records_after(
        ScopeId scope, const std::optional<RecordId>& after, std::size_t limit);

    // ---- outbox.cpp ----
    [[nodiscard]] Result<std::vector<OwnRow>> load_own();
    [[nodiscard]] Result<std::vector<RefusedRow>> load_refused();
    [[nodiscard]] Result<std::vector<std::pair<ScopeId, Dot>>> load_withdrawn();

    // ---- log.cpp ----
    [[nodiscard]] Result<LogSlice> load_log(ScopeId scope, Position after, std::size_t count_max);
    [[nodiscard]] Result<std::optional<Position>> find_in_log(ScopeId scope, const Dot& dot);
    [[nodiscard]] Result<Position> log_end(ScopeId scope);
    [[nodiscard]] Result<Position> trim_log(ScopeId scope, Position last);

    // ---- erase.cpp ----
    /// Leaves nothing of what was erased in the file, if that is owed.
    [[nodiscard]] Result<void> scrub();

    // ---- search.cpp ----
    void search_words_by(WordsOf words_of) { words_of_ = std::move(words_of); }
    /// What failed last failed as it does where the index of words is damaged.
    [[nodiscard]] bool may_renew_search() const;
    /// Of the records, which have all of it: nobody's words are lost.
    [[nodiscard]] Result<void> renew_search();
    [[nodiscard]] Result<std::vector<Found>> search(std::optional<ScopeId> scope,
                                                    std::string_view words, std::size_t limit);
    [[nodiscard]] Result<SearchWords> search_words(std::string_view text);
    [[nodiscard]] Result<void> visit_found(const SearchWords& words, const Within& within,
                                           const FoundVisitor& visit);

    // ---- tables.cpp ----
    [[nodiscard]] Result<std::vector<ScopeRow>> load_scopes();
    [[nodiscard]] Result<std::vector<LaneInfo>> load_lanes(ScopeId scope);
    [[nodiscard]] Result<std::optional<Bytes>> load_meta(std::string_view name);
    [[nodiscard]] Result<void> visit_meta(std::string_view prefix, const MetaVisitor& visit);
    [[nodiscard]] Result<std::size_t> count_meta(std::string_view prefix);
    [[nodiscard]] Result<std::vector<Batch::StagingPart>> load_staging(ScopeId scope);

private:
    struct LogRunBody {
        Position first;
        std::vector<Entry> entries;
    };

    /// Runs `write` in one transaction: all of it, or nothing and the in-memory numbers as before.
    template <class Write>
    [[nodiscard]] Result<void> in_transaction(const Write& write);
    void abandon_transaction();

    /// Begins a transaction unless one is open. Loads of records leave theirs open for the next
    /// commit, which then writes in it: beginning one costs as much as a load, and nobody else
    /// waits for the file.
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> pay_checkpoint();

    [[nodiscard]] Result<void> write(const Batch& batch);
    [[nodiscard]] Result<void> write_records(const Batch& batch);
    /// `update` is Query::kUpdateRecord.
    [[nodiscard]] Result<void> write_record(Statement& update, ScopeId scope,
                                            const merge::RecordState& state);
    [[nodiscard]] Result<void> write_row(Statement& update, ScopeId scope,
                                         const codec::RowEdit& row);
    /// A record as its row has it.
    struct RecordRow {
        RowKey key;
        std::uint16_t collection;
        bool is_unsettled;
        BytesView body;
    };
    [[nodiscard]] Result<void> put_record(Statement& update, const RecordRow& row,
                                          const ScopeLanes& lanes);
    /// The statement that stands at a record's row (its only column is the body); null if there is
    /// none.
    struct SelectedRow {
        Lease row;
        const ScopeLanes* lanes = nullptr;
    };
    [[nodiscard]] Result<SelectedRow> select_record(ScopeId scope, const RecordId& record);
    [[nodiscard]] Result<void> write_own(const Batch& batch);
    [[nodiscard]] Result<void> add_own(const OwnRow& row);
    [[nodiscard]] Result<void> keep_last_sequence();
    [[nodiscard]] Result<void> write_refused(const Batch& batch);
    [[nodiscard]] Result<void> write_withdrawn(const Batch& batch);
    /// Runs a statement whose parameters are lane and counter.
    [[nodiscard]] Result<void> run_for_dot(Query query, std::uint32_t lane, const Dot& dot);
    [[nodiscard]] Result<void> put_refused(const RefusedRow& row);
    [[nodiscard]] Result<void> write_log(const LogRun& run);
    [[nodiscard]] Result<void> write_log_lanes(const LogRun& run, ScopeLanes& lanes);
    /// Takes the erased records out of the log, and notes that a scrub() is owed.
    [[nodiscard]] Result<void> write_erased(const Batch& batch);
    [[nodiscard]] Result<void> take_out_of_log(const ScopeLanes& lanes, const RecordSet& erased,
                                               bool empties_damaged);
    [[nodiscard]] Result<void> forget_log_lanes(const ScopeLanes& lanes, Position last);
    [[nodiscard]] Result<void> rewrite_file();
    [[nodiscard]] Result<void> write_search(const SearchRow& row);
    [[nodiscard]] Result<void> fill_search();
    /// Scopes and lanes: the numbers given in this transaction, then what is known of them.
    [[nodiscard]] Result<void> write_directory(const Batch& batch);
    [[nodiscard]] Result<void> write_scope(const ScopeRow& row);
    [[nodiscard]] Result<void> write_lane(ScopeId scope, const LaneInfo& lane);
    [[nodiscard]] Result<void> write_staging(const Batch& batch);
    [[nodiscard]] Result<void> write_meta(const Batch& batch);
    [[nodiscard]] Result<void> write_meta(std::string_view name, const Bytes& value);
    /// Has what is given back from now on filled with zeros, or not any more.
    [[nodiscard]] Result<void> set_erasing(bool is_erasing);

    [[nodiscard]] static Result<merge::RecordState> decode_record(RowKey key, BytesView body,
                                                                  const ScopeLanes& lanes);
    /// Reads the rows of a statement (id, body) until it is done or `visit` has enough.
    [[nodiscard]] static Result<bool> visit_rows(Statement& rows, const ScopeLanes& lanes,
                                                 const Visitor& visit);
    [[nodiscard]] static Result<LogRunBody> decode_run(const Statement& row, int first_column,
                                                       Position last);
    struct Logged {
        Position at;
        bool is_refused = false;
    };
    /// Where the run that ends there has the dot, which it has to.
    [[nodiscard]] Result<Logged> find_in_run(const ScopeLanes& lanes, Position last,
                                             const Dot& dot);
    [[nodiscard]] Result<void> drop_log_through(const ScopeLanes& lanes, std::int64_t last);
    [[nodiscard]] Result<Position> log_start(const ScopeLanes& lanes);
    [[nodiscard]] Result<std::optional<std::int64_t>> last_run_through(const ScopeLanes& lanes,
                                                                       Position last);
    [[nodiscard]] Result<Found> found_of(RowKey key);

    /// First here, last gone: the statements are finalized before it.
    std::unique_ptr<Database> database_;
    Statements statements_;
    Directory directory_;
    std::unique_ptr<QueryWords> query_words_;
    WordsOf words_of_;
    Durability durability_;
    bool is_poisoned_ = false;
    /// The log of before still has to be emptied: the disk was too full for it.
    bool owes_checkpoint_ = false;
    std::uint64_t last_sequence_ = 0;
    /// What the file would say of last_sequence_ if the outbox were empty.
    std::uint64_t last_sequence_kept_ = 0;
};

}  // namespace wedsync::store
