#include "sim/crash/fingerprint.hpp"

#include <string>
#include <utility>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/codec/entries.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::sim {
namespace {

constexpr std::size_t kEverything = 1'000'000;
constexpr std::string_view kProbe = "crash.probe";

/// A hash over a sequence of numbers and bytes, each with its length.
class Digest {
public:
    void add(std::uint64_t number) {
        Bytes bytes;
        for (unsigned shift = 0; shift < 64; shift += 8) {
            bytes.push_back(static_cast<std::uint8_t>(number >> shift));
        }
        sum_ = hash64(bytes, sum_);
    }
    void add(BytesView bytes) {
        add(static_cast<std::uint64_t>(bytes.size()));
        sum_ = hash64(bytes, sum_);
    }
    void add(std::string_view text) { add(as_bytes(text)); }
    void add(const Dot& dot) {
        add(dot.incarnation.high);
        add(dot.incarnation.low);
        add(dot.counter);
    }
    [[nodiscard]] std::uint64_t sum() const { return sum_; }

private:
    std::uint64_t sum_ = 0;
};

void add_record(Digest& digest, const merge::RecordState& state) {
    digest.add(state.id.dot);
    digest.add(std::uint64_t{state.id.index});
    for (const merge::Cell& cell : state.cells) {
        digest.add(std::uint64_t{cell.field.collection} << 16U | cell.field.field);
        digest.add(cell.sub);
        for (const merge::Sibling& sibling : cell.siblings) {
            digest.add(sibling.time.value() ^ sibling.rank);
            digest.add(merge::checksum({state.id, cell.field, cell.sub}, sibling));
        }
    }
}

void add_row(Digest& digest, const store::ScopeRow& row) {
    digest.add(row.scope.value());
    digest.add(row.name);
    digest.add(row.cursor.epoch.value());
    digest.add(row.cursor.position.value());
    digest.add(row.log_start.value());
    digest.add(codec::encode_dot_set(row.have));
    digest.add(codec::encode_dot_set(row.refused));
    digest.add(row.cells_sum);
    digest.add(row.have_sum);
}

Result<void> add_scope(Digest& digest, store::Store& store, const store::ScopeRow& row) {
    add_row(digest, row);
    for (const LaneInfo& lane : WEDSYNC_TRY(store.load_lanes(row.scope))) {
        digest.add({lane.incarnation, 0});
        digest.add(lane.author.person + "/" + lane.author.device + "/" + lane.author.role);
        digest.add(std::uint64_t{lane.author.experience});
    }
    WEDSYNC_TRY(store.visit_records(row.scope, std::nullopt, [&](const merge::RecordState& state) {
        add_record(digest, state);
        return true;
    }));
    const auto log = WEDSYNC_TRY(store.load_log(row.scope, row.log_start, kEverything));
    digest.add(log.last.value());
    digest.add(codec::encode_entries(log.entries));
    for (const store::Batch::StagingPart& part : WEDSYNC_TRY(store.load_staging(row.scope))) {
        digest.add(part.number);
        digest.add(part.frame);
    }
    return {};
}

Result<void> add_own(Digest& digest, store::Store& store) {
    for (const store::OwnRow& row : WEDSYNC_TRY(store.load_own())) {
        digest.add(row.sequence);
        digest.add(row.scope.value());
        digest.add(codec::encode_own(row.change, row.displaced));
        digest.add(static_cast<std::uint64_t>(row.status) << 16U | row.priority);
        digest.add(std::uint64_t{row.attempts});
        digest.add(row.created_ms);
        digest.add(row.deadline_ms);
        digest.add(row.type);
    }
    digest.add(store.last_sequence());
    for (const store::RefusedRow& row : WEDSYNC_TRY(store.load_refused())) {
        digest.add(row.scope.value());
        digest.add(codec::encode_own(row.change, {}));
        digest.add(static_cast<std::uint64_t>(row.reason));
        digest.add(row.refused_ms);
    }
    for (const auto& [scope, dot] : WEDSYNC_TRY(store.load_withdrawn())) {
        digest.add(scope.value());
        digest.add(dot);
    }
    return {};
}

Result<void> check_sums(store::Store& store, const store::ScopeRow& row, bool has_pending) {
    std::uint64_t have_sum = 0;
    for (const DotRange& range : row.have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            have_sum += merge::checksum(Dot{range.incarnation, counter});
        }
    }
    if (have_sum != row.have_sum) return Error{ErrorCode::kCorrupt, "the sum of have"};
    if (has_pending) return {};
    std::uint64_t cells_sum = 0;
    WEDSYNC_TRY(store.visit_records(row.scope, std::nullopt, [&](const merge::RecordState& state) {
        cells_sum += merge::checksum(state);
        return true;
    }));
    if (cells_sum != row.cells_sum) return Error{ErrorCode::kCorrupt, "the sum of cells"};
    return {};
}

}  // namespace

Result<std::uint64_t> fingerprint_of(store::Store& store,
                                     std::span<const std::string_view> meta_names,
                                     std::string_view word) {
    Digest digest;
    for (const store::ScopeRow& row : WEDSYNC_TRY(store.load_scopes())) {
        WEDSYNC_TRY(add_scope(digest, store, row));
    }
    WEDSYNC_TRY(add_own(digest, store));
    for (const std::string_view name : meta_names) {
        digest.add(WEDSYNC_TRY(store.load_meta(name)).value_or(Bytes{}));
    }
    const auto found = WEDSYNC_TRY(store.search(std::nullopt, word, kEverything));
    digest.add(static_cast<std::uint64_t>(found.size()));
    return digest.sum();
}

Result<void> check_store(store::Store& store, bool has_pending) {
    WEDSYNC_TRY(store.check());
    for (const store::ScopeRow& row : WEDSYNC_TRY(store.load_scopes())) {
        WEDSYNC_TRY(check_sums(store, row, has_pending));
        const auto log = WEDSYNC_TRY(store.load_log(row.scope, row.log_start, kEverything));
        if (log.last.value() - row.log_start.value() != log.entries.size()) {
            return Error{ErrorCode::kCorrupt, "the log has a gap"};
        }
    }
    store::Batch probe;
    probe.meta = {{std::string(kProbe), Bytes{1}}};
    return store.commit(probe);
}

}  // namespace wedsync::sim
