#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/causal/dot.hpp"
#include "engine/causal/incarnation.hpp"

namespace wedsync::prevent {

/// Two people meet at a record where their writes lie no further apart than this: half of a usual
/// absence, so that one who is away meets those who write as long before and after.
inline constexpr std::uint64_t kMeetMs = std::uint64_t{45} * 60'000;
/// Records that are remembered; the one that was longest not written goes first.
inline constexpr std::size_t kHabitRecordsMax = 2'048;
/// Writes to one record that are remembered.
inline constexpr std::size_t kHabitWritesMax = 8;

/// Who wrote to a record, and when by the author's clock.
struct Write {
    ScopeId scope;
    RecordId record;
    std::string who;
    std::uint64_t wall_ms = 0;
};

/// What a device that has not heard of the latest writes knows of a record.
struct Past {
    std::uint64_t writes = 0;
    /// Since the newest of them; means nothing where there is none.
    std::uint64_t age_ms = 0;
};

/// How often, here, somebody who writes to a record meets somebody else at it: counted over the
/// writes that this device has seen, by how many came before and how long ago. So a venue in which
/// everybody has tables of their own is not warned as one in which cases go from desk to desk. No
/// clock of its own; wrong clocks make it count a little too much or too little. Deterministic.
class Habits {
public:
    /// In any order. Each write once.
    void see(const Write& write);
    /// Of 1,000 writes to records with such a past, how many met somebody.
    [[nodiscard]] std::uint32_t met_per_mille(const Past& past) const;

private:
    static constexpr std::size_t kWriteClasses = 3;
    static constexpr std::size_t kAgeClasses = 4;
    static constexpr std::size_t kBuckets = 1 + kWriteClasses * kAgeClasses;

    struct Seen {
        std::string who;
        std::uint64_t wall_ms = 0;
        std::size_t bucket = 0;
        bool has_met = false;
    };
    struct Record {
        std::uint64_t writes = 0;
        std::vector<Seen> latest;
        std::uint64_t touched = 0;
    };
    struct Count {
        std::uint64_t writes = 0;
        std::uint64_t met = 0;
    };
    using Name = std::pair<ScopeId, RecordId>;

    [[nodiscard]] static std::size_t bucket_of(const Past& past);
    [[nodiscard]] static Past past_of(const Record& record, const Write& write);
    Record& find(const Write& write);
    void count(std::size_t bucket);

    std::map<Name, Record> records_;
    /// By when they were written last.
    std::map<std::uint64_t, Name> order_;
    std::uint64_t touches_ = 0;
    std::array<Count, kBuckets> counts_{};
};

}  // namespace wedsync::prevent
