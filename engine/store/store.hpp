#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/codec/entries.hpp"
#include "engine/codec/message.hpp"
#include "engine/codec/row_edit.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/store/store_copy.hpp"

namespace wedsync::store {

/// What survives a power cut. A process crash loses nothing either way.
enum class Durability : std::uint8_t {
    kFull,    ///< A commit is on the disk when it returns. For everything acknowledged.
    kNormal,  ///< Commits may be lost at a power cut, never torn; barrier() makes them durable.
};

struct Options {
    std::string path;
    /// The SQLite VFS to use; empty: the default one. Tests inject faults here.
    std::string vfs;
    Durability durability = Durability::kFull;
    /// A quota in pages of 4 KiB: kFull beyond it. 0: as large as the disk allows.
    std::uint32_t page_count_max = 0;
};

/// How much of the file check() looks at.
enum class CheckDepth : std::uint8_t {
    kQuick,  ///< Every page and row.
    kFull,   ///< And that every index agrees with its table.
};

/// A scope as this replica holds it. On a hub `cursor` is the head of its own log.
struct ScopeRow {
    ScopeId scope;
    std::string name;
    Cursor cursor;
    /// Log entries at or before this position are gone (compaction); a reader behind it needs a
    /// snapshot.
    Position log_start;
    DotSet have;
    DotSet refused;
    std::uint64_t cells_sum = 0;
    std::uint64_t have_sum = 0;

    friend bool operator==(const ScopeRow&, const ScopeRow&) = default;
};

/// Where an own change is on its way.
enum class OwnStatus : std::uint8_t {
    kPending = 0,  ///< Durable here, not acknowledged by a hub.
    kDurable = 1,  ///< Acknowledged by a hub; not yet seen in its log.
};

/// An own change that has not come back in a hub's log yet: the outbox is made of these.
struct OwnRow {
    /// The order in which this replica wrote; given by the store at insertion (0 then).
    std::uint64_t sequence = 0;
    ScopeId scope;
    Change change;
    std::vector<merge::Displaced> displaced;
    OwnStatus status = OwnStatus::kPending;
    std::uint8_t priority = 5;
    std::uint32_t attempts = 0;
    std::uint64_t created_ms = 0;
    /// Wall milliseconds by which it should have been sent; 0: none.
    std::uint64_t deadline_ms = 0;
    /// A short name for people: what kind of edit this was ("guest", "viral_action").
    std::string type;

    friend bool operator==(const OwnRow&, const OwnRow&) = default;
};

/// An own change that cannot stand: kept with its values until a person lets it go.
struct RefusedRow {
    ScopeId scope;
    Change change;
    RefusalReason reason = RefusalReason::kInvalid;
    std::uint64_t refused_ms = 0;

    friend bool operator==(const RefusedRow&, const RefusedRow&) = default;
};

/// A run of consecutive log entries, ending at `last`.
struct LogRun {
    ScopeId scope;
    Position first;
    Position last;
    std::vector<Entry> entries;
    /// In place of entries: the batch that codec::decode_entries() would read them from, which the
    /// caller has decoded and checked, and their dots.
    struct Encoded {
        Bytes bytes;
        DotSet dots;
    };
    std::optional<Encoded> encoded = std::nullopt;
};

/// The words by which a record is found; empty words: not any more.
struct SearchRow {
    ScopeId scope;
    RecordId record;
    std::string words;
};

class QueryWords;

/// The words that a search looks for, cut and folded as the index has them. Borrows from the store
/// that made it.
class SearchWords {
public:
    SearchWords(const QueryWords& cutter, std::vector<std::string> words)
        : cutter_(&cutter), words_(std::move(words)) {}

    [[nodiscard]] bool empty() const { return words_.empty(); }
    [[nodiscard]] const std::vector<std::string>& words() const { return words_; }
    /// Whether each of them begins a word of the text: what visit_found() says of a record, asked
    /// of its words.
    [[nodiscard]] bool are_in(std::string_view text) const;

private:
    const QueryWords* cutter_;
    std::vector<std::string> words_;
};

/// Named values whose names begin so are what a device keeps for itself until somebody else has it,
/// and then forgets: a removed one is nowhere in the files any more when commit() returns, unless
/// something is being read, or the disk is too full: then with the next removal, or opening.
inline constexpr std::string_view kBesidePrefix = "beside.";

/// Everything that one transaction writes. The only way to change the disk: atomicity is a
/// property of this type, not a habit. Where a part both removes and adds, it removes first.
struct Batch {
    /// Whole new states; an empty state removes the row.
    std::vector<std::pair<ScopeId, merge::RecordState>> records;
    /// Records that load_row() gave, as they are now.
    std::vector<std::pair<ScopeId, codec::RowEdit>> rows;
    /// New rows (sequence 0: the store gives the next one, see last_sequence()) and rows that take
    /// the place of the one with their sequence.
    std::vector<OwnRow> own_added;
    std::vector<std::uint64_t> own_removed;
    /// (sequence, status, attempts) of own rows whose way went on.
    struct OwnProgress {
        std::uint64_t sequence;
        OwnStatus status;
        std::uint32_t attempts;
    };
    std::vector<OwnProgress> own_progress;
    std::vector<RefusedRow> refused_added;
    std::vector<std::pair<ScopeId, Dot>> refused_removed;
    /// Dots this device gave up by itself: the hub is told with the next push.
    std::vector<std::pair<ScopeId, Dot>> withdrawn_added;
    std::vector<std::pair<ScopeId, Dot>> withdrawn_removed;
    std::vector<LogRun> log_runs;
    std::vector<ScopeRow> scopes;
    /// Who writes in which lane of which scope.
    std::vector<std::pair<ScopeId, LaneInfo>> lanes;
    /// Records of which nothing may be left but what `records` says of them: all that log entries
    /// did to them goes too, those of this batch included. See Store::scrub().
    std::vector<std::pair<ScopeId, RecordId>> erased;
    /// A run of the log that cannot be read, and so may say something of them, is emptied: for a
    /// device, whose log is history only. Else it is kCorrupt.
    bool empties_damaged_runs = false;
    std::vector<SearchRow> search;
    /// Parts of a snapshot being fetched, by number; `staging_cleared` drops those of a scope.
    struct StagingPart {
        ScopeId scope;
        std::uint64_t number;
        Bytes frame;
    };
    std::vector<StagingPart> staging_added;
    std::vector<ScopeId> staging_cleared;
    /// Small named values (device id, schema, epoch marker). An empty value removes.
    std::vector<std::pair<std::string, Bytes>> meta;
};

/// One SQLite file: the rows, clocks, log and outbox of a replica, or of a hub. Not thread-safe.
/// After an error of commit() nothing of the batch can be read. After kFull, kTooLarge or a broken
/// rule (a log position twice) the store goes on. After an I/O error or damage it is of no use
/// until it is opened anew (kStore from every call): only the next opening can tell whether the
/// last batch reached the disk, whole or not at all.
class Store {
public:
    /// Opens or creates the file, brings an older format up to date in one transaction. Fails with
    /// kNewerFormat for a file of a newer program (nothing is changed), kCorrupt if it is damaged.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const Options& options);
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store();

    /// Where the index of words is damaged it is made anew, if search_words_by() was told how.
    [[nodiscard]] Result<void> commit(const Batch& batch);
    /// With kNormal: everything committed so far is on the disk when this returns.
    [[nodiscard]] Result<void> barrier();
    /// Puts all of it into the one file and empties its log: until the next commit, a copy of the
    /// file alone is a copy of the store. Fails with kInvalid while something is being read.
    [[nodiscard]] Result<void> checkpoint();
    /// Writes the file anew if it may still have what a batch erased, in pages that are free or in
    /// its log: time and room like those of a copy. commit() and open() do it by themselves; where
    /// the disk is too full for it, something is being read or the file is damaged, it stays owed.
    /// Fails with kFull, kInvalid, kCorrupt then.
    [[nodiscard]] Result<void> scrub();

    [[nodiscard]] Result<std::vector<ScopeRow>> load_scopes();
    [[nodiscard]] Result<std::vector<OwnRow>> load_own();
    [[nodiscard]] Result<std::vector<RefusedRow>> load_refused();
    [[nodiscard]] Result<std::vector<std::pair<ScopeId, Dot>>> load_withdrawn();
    [[nodiscard]] Result<std::vector<LaneInfo>> load_lanes(ScopeId scope);
    /// The sequence of the newest own row ever inserted (rows that left count too), 0 if none.
    [[nodiscard]] std::uint64_t last_sequence() const;
    [[nodiscard]] Result<std::optional<Bytes>> load_meta(std::string_view name);
    /// The named values whose names begin with `prefix`, in the order of their names; `visit`
    /// returns false to stop. The store must not be written meanwhile.
    using MetaVisitor = std::function<bool(std::string_view name, BytesView value)>;
    [[nodiscard]] Result<void> visit_meta(std::string_view prefix, const MetaVisitor& visit);
    [[nodiscard]] Result<std::size_t> count_meta(std::string_view prefix);
    [[nodiscard]] Result<std::vector<Batch::StagingPart>> load_staging(ScopeId scope);

    /// The state of a record; an empty state (with the id) if there is none.
    [[nodiscard]] Result<merge::RecordState> load_record(ScopeId scope, const RecordId& record);
    /// The same record with its values not decoded, for puts; none if there is none. It borrows
    /// from this store.
    [[nodiscard]] Result<std::optional<codec::RowEdit>> load_row(ScopeId scope,
                                                                 const RecordId& record);
    /// Records of a scope in the order of their ids, of one collection or all; `visit` returns
    /// false to stop. The store must not be written meanwhile.
    using Visitor = std::function<bool(const merge::RecordState&)>;
    [[nodiscard]] Result<void> visit_records(ScopeId scope, std::optional<std::uint16_t> collection,
                                             const Visitor& visit);
    /// The same from behind `after` on, which need not be there any more.
    [[nodiscard]] Result<void> visit_records_after(ScopeId scope, std::uint16_t collection,
                                                   const std::optional<RecordId>& after,
                                                   const Visitor& visit);
    /// Records that may want a person: a cell with several siblings, or edited and deleted. A
    /// superset of the open conflicts that does not depend on the schema; found by index.
    [[nodiscard]] Result<void> visit_unsettled(ScopeId scope, const Visitor& visit);
    /// At most `limit` records of a scope in the order of row keys, after `after`: for snapshots.
    /// The order is this store's own, and stable; `after` need not exist any more. Fails with
    /// kNotFound if nothing of its lane was ever here.
    [[nodiscard]] Result<std::vector<merge::RecordState>> load_records_after(
        ScopeId scope, const std::optional<RecordId>& after, std::size_t limit);
    /// A record found by search(). Ids are unique within a scope only.
    struct Found {
        ScopeId scope;
        RecordId record;
        friend bool operator==(const Found&, const Found&) = default;
    };
    /// Finds records that have all words (accents folded, beginnings count), best first: whole
    /// words before beginnings. Any text is a valid query; without words nothing is found.
    [[nodiscard]] Result<std::vector<Found>> search(std::optional<ScopeId> scope,
                                                    std::string_view words, std::size_t limit);
    /// The words of a search, which any text is: of its first 1,024 bytes the first 16, maybe none.
    [[nodiscard]] Result<SearchWords> search_words(std::string_view text);
    /// Where visit_found() looks.
    struct Within {
        std::uint16_t collection = 0;
        /// Empty: all scopes.
        std::vector<ScopeId> scopes;
    };
    /// Records that have all words, each as the beginning of one of theirs, as the index has them;
    /// requires words. The order is stable and means nothing; `visit` returns false to stop. The
    /// store must not be written meanwhile.
    /// What a record is found by, as in Batch::search.
    using WordsOf = std::function<std::string(const merge::RecordState&)>;
    void search_words_by(WordsOf words_of);
    using FoundVisitor = std::function<bool(ScopeId, const merge::RecordState&)>;
    [[nodiscard]] Result<void> visit_found(const SearchWords& words, const Within& within,
                                           const FoundVisitor& visit);

    /// At most `count_max` log entries after `after`, in order; `last` is the position of the last
    /// of them, or `after` if there is none. Fails with kNotFound if the log does not reach back to
    /// `after` any more.
    struct LogSlice {
        std::vector<Entry> entries;
        Position last;
    };
    [[nodiscard]] Result<LogSlice> load_log(ScopeId scope, Position after, std::size_t count_max);
    /// The position of an accepted or refused dot, if the log still has it; of one that was both,
    /// where it was accepted.
    [[nodiscard]] Result<std::optional<Position>> find_in_log(ScopeId scope, const Dot& dot);
    /// The last position in the log; the scope's `log_start` if the log is empty.
    [[nodiscard]] Result<Position> log_end(ScopeId scope);
    /// Drops log entries at or before a position (whole runs) and moves `log_start` there, in a
    /// transaction of its own. Returns the new `log_start`; kNotFound if there is no such scope.
    [[nodiscard]] Result<Position> trim_log(ScopeId scope, Position last);

    /// Begins a copy of all of it into a new file at `path`. While the copy lives the store may be
    /// written, but not closed.
    [[nodiscard]] Result<std::unique_ptr<StoreCopy>> begin_copy(const std::string& path,
                                                                const std::string& vfs = {});

    /// Figures for status and benchmarks.
    struct Size {
        std::uint64_t file_bytes = 0;
        std::uint64_t record_count = 0;
        std::uint64_t log_bytes = 0;
    };
    [[nodiscard]] Result<Size> size();
    /// SQLite's own check of the file. Fails with kCorrupt and the first finding.
    [[nodiscard]] Result<void> check(CheckDepth depth = CheckDepth::kFull);

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::store
