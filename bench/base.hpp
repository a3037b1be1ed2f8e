#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/guests.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/replica/replica.hpp"
#include "engine/store/store.hpp"

/// The venue as our engine holds it.
namespace wedsync::bench {

inline constexpr ScopeId kScope{0x5e'ed'b0'0c};
inline constexpr Epoch kEpoch{0x1234'5678'9abc'def0};
/// Wall milliseconds when the records were entered.
inline constexpr std::uint64_t kEnteredMs = 1'759'000'000'000;
/// Wall milliseconds when the measured edits begin.
inline constexpr std::uint64_t kDayMs = 1'760'000'000'000;

/// The records of a scope before the first measured edit: each entered by a change of its own.
class Base {
public:
    void add(Collection collection, const std::vector<Fields>& records);

    [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }
    [[nodiscard]] static LaneInfo lane();
    /// The n-th record that was added, from 0.
    [[nodiscard]] static RecordId record(std::size_t number);
    /// What a hub would send to a device that has nothing.
    [[nodiscard]] replica::Replica::Snapshot snapshot() const;

private:
    std::vector<Change> changes_;
    Prng prng_{17};
    std::uint64_t wall_ms_ = kEnteredMs;
};

[[nodiscard]] FieldId field_id(Collection collection, std::size_t field);
[[nodiscard]] Now now_at(std::uint64_t wall_ms);
[[nodiscard]] std::unique_ptr<replica::Replica> open_replica(const std::string& path,
                                                             store::Durability durability,
                                                             std::uint64_t seed);
/// The value, or the end of the program with the reason.
template <class T>
[[nodiscard]] T must(Result<T> result);
void must(const Result<void>& result);
[[noreturn]] void give_up(const Error& error);

template <class T>
T must(Result<T> result) {
    if (!result.ok()) give_up(result.error());
    return std::move(result).value();
}

}  // namespace wedsync::bench
