#include <map>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/codec/row.hpp"
#include "engine/codec/value.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

Result<std::uint64_t> state_hash(store::Store& store, ScopeId scope) {
    std::map<RecordId, merge::RecordState> records;
    WEDSYNC_TRY(store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
        records[state.id] = state;
        return true;
    }));
    std::uint64_t hash = 0;
    for (const auto& [id, state] : records) {
        // Lane numbers that begin anew with each record do not depend on the store.
        codec::BatchLanes lanes;
        codec::Writer writer;
        codec::write_record(id, lanes, writer);
        writer.raw(codec::encode_row(state, lanes));
        for (const Incarnation& incarnation : lanes.incarnations())
            codec::write_incarnation(incarnation, writer);
        hash = hash64(writer.view(), hash);
    }
    return hash;
}

}  // namespace wedsync::sim
