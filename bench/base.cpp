#include "bench/base.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

namespace wedsync::bench {
namespace {

constexpr Incarnation kBaseLane{0x0ba5'e0ba'5e0b'a5e0, 0x1234'0987'4567'cdef};

}  // namespace

void give_up(const Error& error) {
    std::fprintf(stderr, "bench: %s\n", error.detail.c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
}

void must(const Result<void>& result) {
    if (!result.ok()) give_up(result.error());
}

FieldId field_id(Collection collection, std::size_t field) {
    return {static_cast<std::uint16_t>(collection), static_cast<std::uint16_t>(field + 1)};
}

Now now_at(std::uint64_t wall_ms) {
    return {Instant{wall_ms}, WallTime{wall_ms}};
}

LaneInfo Base::lane() {
    return {kBaseLane, {"planner", "office", "planner", 1'000}};
}

RecordId Base::record(std::size_t number) {
    return {{kBaseLane, number + 1}, 0};
}

void Base::add(Collection collection, const std::vector<Fields>& records) {
    for (const Fields& fields : records) {
        const RecordId id = record(changes_.size());
        wall_ms_ += prng_.below(500);
        Change change;
        change.dot = id.dot;
        change.time = make_hybrid_time(wall_ms_, 0);
        const FieldId life{static_cast<std::uint16_t>(collection), kLifeField};
        change.operations.emplace_back(operation::Put{{id, life, {}}, {}, {}});
        for (std::size_t i = 0; i < fields.size(); ++i) {
            change.operations.emplace_back(
                operation::Put{{id, field_id(collection, i), {}}, fields[i], {}});
        }
        changes_.push_back(std::move(change));
    }
}

replica::Replica::Snapshot Base::snapshot() const {
    replica::Replica::Snapshot snapshot;
    snapshot.scope = kScope;
    snapshot.epoch = kEpoch;
    snapshot.base = snapshot.to = Position{changes_.size()};
    snapshot.have.add(DotRange{kBaseLane, 1, changes_.size()});
    snapshot.lanes = {lane()};
    for (const Change& change : changes_) {
        merge::RecordState state{{change.dot, 0}, {}};
        merge::apply(state, change);
        snapshot.records.push_back(std::move(state));
    }
    return snapshot;
}

std::unique_ptr<replica::Replica> open_replica(const std::string& path,
                                               store::Durability durability, std::uint64_t seed) {
    replica::Replica::Options options;
    options.store = {path, {}, durability, 0};
    options.schema = bench_schema();
    options.author = {"ana", "tablet-1", "coordinator", 12};
    auto prng = std::make_shared<Prng>(seed);
    options.random = [prng] { return prng->next(); };
    auto replica = must(replica::Replica::open(std::move(options)));
    must(replica->add_scope(kScope, "wedding"));
    return replica;
}

}  // namespace wedsync::bench
