// The importers on files that nobody here wrote. Outside data: its absence is said, and passes.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

#include "importers/network_trace.hpp"
#include "importers/schedule.hpp"
#include "importers/usage_log.hpp"
#include "importers/venue.hpp"

namespace wedsync::importers {
namespace {

namespace fs = std::filesystem;

class RealDataTest : public ::testing::Test {
protected:
    /// The content of a data file; an empty text, said so, where it is not there.
    static std::string content_of(const std::string& name) {
        const char* said = std::getenv("WEDSYNC_DATA");
        const fs::path folder =
            said != nullptr ? fs::path(said) : fs::path(WEDSYNC_SOURCE_DIR) / "../shared/data";
        std::ifstream file(folder / name, std::ios::binary);
        if (!file) {
            std::cout << "SKIPPED(data): " << name << " is not here\n";
            return "";
        }
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static Schedule schedule_of(const std::string& text) {
        Result<Schedule> schedule = parse_schedule(text);
        EXPECT_TRUE(schedule.ok()) << schedule.error().detail;
        return std::move(schedule).value();
    }

    static void expect_events(const std::string& name, std::size_t count) {
        const std::string file = content_of(name);
        if (file.empty()) return;
        const auto events = parse_usage_log(as_bytes(file));
        ASSERT_TRUE(events.ok()) << name << ": " << events.error().detail;
        EXPECT_EQ(events.value().size(), count) << name;
    }

    static void expect_traces(const std::string& name, std::size_t count) {
        const std::string file = content_of("traces/network/" + name + ".tar.xz");
        if (file.empty()) return;
        const auto traces = parse_network_traces(as_bytes(file), name);
        ASSERT_TRUE(traces.ok()) << name << ": " << traces.error().detail;
        EXPECT_EQ(traces.value().size(), count) << name;
    }
};

TEST_F(RealDataTest, ReadsTheScheduleOfACongress) {
    const std::string file = content_of("real/schedules/38c3-schedule.xml");
    if (file.empty()) return;
    const Schedule schedule = schedule_of(file);
    EXPECT_EQ(schedule.items.size(), 1'007U);
    EXPECT_EQ(schedule.days.size(), 4U);
    EXPECT_EQ(schedule.title, "38C3");
    EXPECT_EQ(schedule.time_zone, "Europe/Berlin");
    const auto opening = std::find_if(
        schedule.items.begin(), schedule.items.end(),
        [](const ScheduleItem& item) { return item.title == "38C3: Opening Ceremony"; });
    ASSERT_NE(opening, schedule.items.end());
    EXPECT_EQ(opening->start_ms, 1'735'291'800'000);
    EXPECT_EQ(opening->persons.size(), 3U);
}

TEST_F(RealDataTest, ReadsTheSchedulesOfACampAndADemonstration) {
    const std::string camp = content_of("real/schedules/frab-camp2019.json");
    if (!camp.empty()) {
        const Schedule schedule = schedule_of(camp);
        EXPECT_EQ(schedule.items.size(), 79U);
        EXPECT_EQ(schedule.days.size(), 5U);
        EXPECT_EQ(schedule.rooms.size(), 2U);
    }
    const std::string demo = content_of("real/schedules/pretalx-democon.json");
    if (!demo.empty()) {
        EXPECT_EQ(schedule_of(demo).items.size(), 36U);
    }
}

TEST_F(RealDataTest, RefusesATruncatedCongress) {
    const std::string file = content_of("real/schedules/38c3-schedule.xml");
    for (std::size_t part = 1; part < 20 && !file.empty(); ++part) {
        const std::string cut = file.substr(0, file.size() * part / 20);
        EXPECT_FALSE(parse_schedule(cut).ok()) << part;
    }
}

TEST_F(RealDataTest, MakesFiveEventsOutOfACongress) {
    const std::string file = content_of("real/schedules/38c3-schedule.xml");
    if (file.empty()) return;
    const Venue venue = venue_from(schedule_of(file), {});
    ASSERT_EQ(venue.weddings.size(), 5U);
    for (const VenueWedding& wedding : venue.weddings) {
        EXPECT_GE(wedding.timeline.size(), 5U) << wedding.hall;
        EXPECT_FALSE(wedding.vendors.empty()) << wedding.hall;
    }
}

TEST_F(RealDataTest, ReadsEveryUsageLog) {
    expect_events("traces/usage/bpic2012-loans.csv.xz", 183'540);
    expect_events("traces/usage/bpic2013-incidents.csv.xz", 45'873);
    expect_events("traces/usage/helpdesk-it.csv.xz", 14'943);
}

TEST_F(RealDataTest, ReadsEveryNetwork) {
    expect_traces("zhuge-rest-wifi", 11);
    expect_traces("zhuge-office-wifi", 11);
    expect_traces("mahimahi-us-cell", 5);
    expect_traces("nyc-cell-2018", 6);
    expect_traces("pensieve-norway-3g", 147);
    expect_traces("pensieve-fcc", 41);
    expect_traces("lumos5g-4g", 123);
    expect_traces("ucc-5g-download", 15);
}

TEST_F(RealDataTest, RefusesWhatIsNotATrace) {
    const std::string file = content_of("traces/network/nyc-cell-2018-raw-mahimahi.tar.xz");
    if (file.empty()) return;
    const auto traces = parse_network_traces(as_bytes(file), "raw");
    ASSERT_FALSE(traces.ok());
    EXPECT_EQ(traces.error().code, ErrorCode::kCorrupt);
    EXPECT_FALSE(parse_network_traces(as_bytes(file).first(file.size() / 2), "raw").ok());
}

}  // namespace
}  // namespace wedsync::importers
