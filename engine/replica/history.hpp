#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::replica {

/// Where a value that somebody once wrote is now.
enum class ValuePlace : std::uint8_t {
    kCurrent,     ///< It is (part of) what readers see.
    kInConflict,  ///< It stands in an open disagreement.
    kBeside,      ///< It stands beside the value that the kind of the field shows.
    kReplaced,    ///< Somebody who saw it wrote over it or took it away.
    kRefused,     ///< It is in the refused list.
};

/// One change of a record's history: who did what, when, and what was lost to it.
struct HistoryItem {
    Dot dot;
    Author author;
    HybridTime time;
    Note note;
    bool is_pending = false;
    /// Why a hub refused it; none for all others.
    std::optional<RefusalReason> refusal;
    /// A value that this change replaced, and the change that had written it.
    struct Replaced {
        Dot dot;
        HybridTime time;
        Value value;
        std::uint8_t rank = 0;
        ValuePlace place = ValuePlace::kReplaced;
    };
    struct Effect {
        FieldId field;
        std::string sub;
        /// None: the value was taken away (removed, deleted).
        std::optional<Value> value;
        std::vector<Replaced> replaced;
        /// Where `value` is now, and the changes that replaced it.
        ValuePlace place = ValuePlace::kCurrent;
        std::vector<Dot> replaced_by;
    };
    std::vector<Effect> effects;
};

struct RecordHistory {
    /// Oldest first: the accepted changes in the order they came, the pending ones, the refused.
    std::vector<HistoryItem> items;
    /// False: the log kept here begins later than the record, or has a gap that a snapshot bridged.
    bool is_whole = true;
};

/// Puts a history together from the changes that touch one record. Pure.
class HistoryBuilder {
public:
    explicit HistoryBuilder(const RecordId& record) : record_(record) {}

    /// In the order of RecordHistory::items; others' changes of other records are passed over.
    void add_accepted(const Change& change) { add(change, false, std::nullopt); }
    void add_pending(const Change& change) { add(change, true, std::nullopt); }
    void add_refused(const Change& change, RefusalReason reason) { add(change, false, reason); }

    /// `visible` is the record as it stands.
    [[nodiscard]] RecordHistory finish(const merge::RecordState& visible, const Schema& schema,
                                       const std::map<Incarnation, Author>& authors);

private:
    using Written = std::pair<CellKey, Dot>;

    void add(const Change& change, bool is_pending, std::optional<RefusalReason> refusal);
    void add_effect(HistoryItem& item, const CellKey& key, std::optional<Value> value,
                    const std::vector<Dot>& covers);
    [[nodiscard]] bool is_whole(const merge::RecordState& visible) const;

    RecordId record_;
    std::vector<HistoryItem> items_;
    std::map<Written, merge::Sibling> written_;
    std::map<Written, std::vector<Dot>> covered_by_;
    bool lacks_covered_ = false;
};

}  // namespace wedsync::replica
