#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::test {

/// Makes random but valid values of the model: every change passes validate(), every state keeps
/// its invariants. The same seed gives the same sequence. It leans towards what happens (one put
/// over the last write of a cell) and does not leave out what hardly does.
class RandomModel {
public:
    explicit RandomModel(std::uint64_t seed);

    [[nodiscard]] Prng& prng() { return prng_; }

    [[nodiscard]] std::string text(std::size_t size_max);
    [[nodiscard]] Value value();
    [[nodiscard]] Incarnation incarnation();
    /// Of the lanes and counters used so far, or near them.
    [[nodiscard]] Dot dot();
    [[nodiscard]] RecordId record();
    [[nodiscard]] HybridTime time();
    [[nodiscard]] FieldId field();

    /// The next change of some lane.
    [[nodiscard]] Change change();
    [[nodiscard]] std::vector<Change> changes(std::size_t count);
    [[nodiscard]] Entry entry();
    [[nodiscard]] std::vector<Entry> entries(std::size_t count);
    [[nodiscard]] merge::Sibling sibling();
    [[nodiscard]] merge::RecordState state();
    /// Something that `change` may have displaced.
    [[nodiscard]] std::vector<merge::Displaced> displaced(const Change& change);
    [[nodiscard]] DotSet dot_set();
    [[nodiscard]] std::vector<LaneInfo> lane_infos();
    /// A message of the kind with this index in Message.
    [[nodiscard]] Message message(std::size_t kind);

private:
    [[nodiscard]] std::string sub();
    [[nodiscard]] std::vector<Dot> covers(const CellKey& key, const Dot& self);
    [[nodiscard]] RecordId record_for(const Dot& self, std::uint32_t& next_own);
    [[nodiscard]] Value value_for(const Dot& self);
    [[nodiscard]] operation::Kill kill(const RecordId& record, const Dot& self);
    [[nodiscard]] message::Verdict verdict();
    [[nodiscard]] merge::Bucket bucket();
    [[nodiscard]] std::vector<merge::Bucket> buckets();
    [[nodiscard]] std::vector<merge::RecordState> states();
    [[nodiscard]] Whereabouts whereabouts();
    [[nodiscard]] Extent extent();

    Prng prng_;
    std::vector<Incarnation> lanes_;
    std::map<Incarnation, std::uint64_t> counters_;
    std::vector<RecordId> records_;
    std::map<CellKey, Dot> last_writes_;
    std::uint64_t wall_ms_;
};

}  // namespace wedsync::test
