#pragma once

#include <map>
#include <set>
#include <vector>

#include "engine/merge/conflict.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::property {

/// Merge as it is defined, slow and obvious. It keeps the set of accepted changes and nothing else.
/// A put is current in its cell iff no accepted change covers its dot there; all else is read off
/// from that. Of an erased record nothing is current but that it was. It shares no code with
/// engine/merge but the types and the hash of one sibling.
class ReferenceMerge {
public:
    /// The change outlives this.
    void accept(const Change& change) { accepted_[change.dot] = &change; }
    void unite(const ReferenceMerge& other);

    [[nodiscard]] const std::map<Dot, const Change*>& accepted() const { return accepted_; }

    /// The records that have a sibling, each as engine/merge should hold it.
    [[nodiscard]] std::map<RecordId, merge::RecordState> states() const;

private:
    [[nodiscard]] std::set<CellKey> keys() const;
    [[nodiscard]] bool is_erased(const RecordId& record) const;
    [[nodiscard]] bool is_covered(const CellKey& key, const Dot& dot) const;
    [[nodiscard]] std::vector<merge::Sibling> siblings_of(const CellKey& key) const;

    std::map<Dot, const Change*> accepted_;
};

/// What a reader should see, and what should be open.
[[nodiscard]] merge::FieldReading read(const merge::RecordState& state, const FieldSchema& field);
[[nodiscard]] std::vector<merge::Conflict> conflicts_of(const merge::RecordState& state,
                                                        const Schema& schema);

}  // namespace wedsync::property
