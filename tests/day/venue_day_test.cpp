#include "sim/day/venue_day.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "importers/venue.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::sim {
namespace {

struct Played {
    std::vector<Happening> happenings;
    DaySummary summary;
};

Played play(std::uint64_t seed, const importers::Venue& venue) {
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    const Result<Schema> schema = parse_schema(venue_schema_json());
    EXPECT_TRUE(schema.ok());
    auto created = VenueDay::create(seed, venue, schema.value());
    EXPECT_TRUE(created.ok());
    const std::unique_ptr<VenueDay> day = std::move(created).value();
    EXPECT_TRUE(day->play_to(day->end_ms()).ok());
    Result<DaySummary> summary = day->finish();
    EXPECT_TRUE(summary.ok());
    return {day->take_happenings(), std::move(summary).value()};
}

importers::Venue small_venue(std::uint64_t seed) {
    return importers::make_venue(seed, {2, 120, 10});
}

std::size_t count_of(const Played& played, HappeningKind kind) {
    return static_cast<std::size_t>(
        std::count_if(played.happenings.begin(), played.happenings.end(),
                      [&](const Happening& each) { return each.kind == kind; }));
}

bool ended_so(const Played& played, const std::string& about, const std::string& ending) {
    return std::any_of(played.summary.disagreements.begin(), played.summary.disagreements.end(),
                       [&](const Disagreement& each) {
                           return each.about.find(about) != std::string::npos &&
                                  each.ending.find(ending) != std::string::npos;
                       });
}

TEST(VenueDayTest, EndsInOneStateForSeveralSeeds) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Played played = play(seed, small_venue(seed));
        EXPECT_TRUE(played.summary.ok());
        // Two scopes, each on the hub and four devices.
        EXPECT_EQ(played.summary.copies.size(), 10U);
        EXPECT_EQ(played.summary.meetings.open, 0U);
        EXPECT_GT(played.summary.shared, 500U);
    }
}

TEST(VenueDayTest, TellsEveryStory) {
    const Played played = play(1, small_venue(1));
    EXPECT_TRUE(ended_so(played, ": table", "the family sits there"));
    EXPECT_TRUE(ended_so(played, ": start", "the band needs 20"));
    EXPECT_TRUE(ended_so(played, ": allergies", "nuts, shellfish"));
    EXPECT_TRUE(ended_so(played, "on the list or not", "is coming after all"));
    EXPECT_TRUE(ended_so(played, "on the list or not", "is off the list"));
    // Both texts of a note, the earlier check-in, the bottles of three.
    EXPECT_GE(count_of(played, HappeningKind::kSettled), 3U);
    EXPECT_EQ(count_of(played, HappeningKind::kUndone), 1U);
    // Refused, and let go.
    EXPECT_EQ(count_of(played, HappeningKind::kRefused), 2U);
    EXPECT_EQ(count_of(played, HappeningKind::kOffline), 5U);
}

TEST(VenueDayTest, IsTheSameForTheSameSeed) {
    const Played first = play(7, small_venue(7));
    const Played second = play(7, small_venue(7));
    EXPECT_EQ(first.happenings, second.happenings);
    EXPECT_EQ(first.summary.trace_hash, second.summary.trace_hash);
    EXPECT_NE(first.summary.trace_hash, play(8, small_venue(8)).summary.trace_hash);
}

TEST(VenueDayTest, NeedsAnEvent) {
    const Result<Schema> schema = parse_schema(venue_schema_json());
    const auto created = VenueDay::create(1, {"Empty", {}}, schema.value());
    ASSERT_FALSE(created.ok());
    EXPECT_EQ(created.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace wedsync::sim
