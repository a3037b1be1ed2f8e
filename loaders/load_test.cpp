#include "loaders/load.hpp"

#include <filesystem>
#include <string>
#include <unistd.h>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/merge/reading.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::loaders {
namespace {

constexpr Now kNow{Instant{1'000}, WallTime{1'800'000'000'000}};

/// A replica in a folder of its own, which goes with it.
class LoadTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("wedsync-load-" + std::to_string(getpid()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open(0);
    }
    void TearDown() override {
        replica_.reset();
        std::filesystem::remove_all(folder_);
    }

    void open(std::uint32_t page_count_max) {
        replica_.reset();
        replica::Replica::Options options;
        options.store.path = (folder_ / "a.wedsync").string();
        options.store.durability = store::Durability::kNormal;
        options.store.page_count_max = page_count_max;
        Result<Schema> schema = parse_schema(venue_schema_json());
        ASSERT_TRUE(schema.ok());
        options.schema = schema.value();
        options.author = {"alice", "tablet", "host", 0};
        options.random = [this] { return prng_.next(); };
        auto opened = replica::Replica::open(std::move(options));
        ASSERT_TRUE(opened.ok()) << opened.error().detail;
        replica_ = std::move(opened).value();
    }

    [[nodiscard]] std::size_t count(ScopeId scope, const char* collection) {
        std::size_t records = 0;
        const std::uint16_t number = replica_->schema().find(collection)->number;
        const auto visited = replica_->store().visit_records(scope, number, [&](const auto&) {
            ++records;
            return true;
        });
        EXPECT_TRUE(visited.ok());
        return records;
    }

    [[nodiscard]] Value read(const LoadedWedding& wedding, std::size_t place, const char* field) {
        const auto state = replica_->get(wedding.loaded.scope, wedding.record(place));
        EXPECT_TRUE(state.ok());
        const auto* collection = replica_->schema().find(merge::collection_of(state.value()));
        return merge::read_field(state.value(), *collection->find(field)).value;
    }

    std::filesystem::path folder_;
    Prng prng_{11};
    std::unique_ptr<replica::Replica> replica_;
};

TEST_F(LoadTest, AMadeVenueComesInWhole) {
    const importers::Venue venue = importers::make_venue(7, {2, 60, 8});
    const auto loaded = load_venue(*replica_, kNow, venue);
    ASSERT_TRUE(loaded.ok()) << loaded.error().detail;
    ASSERT_EQ(loaded.value().size(), 2U);
    for (std::size_t w = 0; w < 2; ++w) {
        const LoadedWedding& wedding = loaded.value()[w];
        const importers::VenueWedding& from = venue.weddings[w];
        EXPECT_EQ(wedding.loaded.scope, scope_id_of(from.name));
        EXPECT_EQ(count(wedding.loaded.scope, "guests"), from.guests.size());
        EXPECT_EQ(count(wedding.loaded.scope, "timeline_items"), from.timeline.size());
        for (std::size_t g = 0; g < from.guests.size(); ++g) {
            const std::size_t place = wedding.planned.guests[g];
            EXPECT_EQ(read(wedding, place, "full_name"), Value{from.guests[g].full_name});
            const std::optional<std::size_t> table = from.guests[g].table;
            EXPECT_EQ(
                read(wedding, place, "table"),
                table ? Value{Reference{wedding.record(wedding.planned.tables[*table])}} : Value{});
        }
    }
}

TEST_F(LoadTest, LoadingAgainChangesNothing) {
    const importers::Venue venue = importers::make_venue(7, {1, 90, 8});
    ASSERT_TRUE(load_venue(*replica_, kNow, venue).ok());
    const std::size_t guests = count(scope_id_of(venue.weddings[0].name), "guests");
    const auto again = load_venue(*replica_, kNow, venue);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value()[0].loaded.commits, 0U);
    for (const auto& [collection, tally] : again.value()[0].loaded.tallies) {
        EXPECT_EQ(tally.created + tally.changed + tally.fields_kept, 0U) << collection;
    }
    EXPECT_EQ(count(again.value()[0].loaded.scope, "guests"), guests);
}

TEST_F(LoadTest, WhatPeopleWroteSinceStaysUnlessOverwritten) {
    importers::Venue venue = importers::make_venue(7, {1, 20, 4});
    const auto first = load_venue(*replica_, kNow, venue);
    ASSERT_TRUE(first.ok());
    const LoadedWedding& wedding = first.value()[0];
    const std::size_t place = wedding.planned.guests[0];
    Draft draft;
    draft.scope = wedding.loaded.scope;
    draft.set(wedding.record(place), "meal", std::string("by hand"));
    ASSERT_TRUE(replica_->commit(kNow, draft).ok());

    const auto kept = load_venue(*replica_, kNow, venue);
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept.value()[0].loaded.tallies.find("guests")->second.fields_kept, 1U);
    EXPECT_EQ(read(wedding, place, "meal"), Value{std::string("by hand")});

    LoadOptions overwrite;
    overwrite.when_different = WhenDifferent::kOverwrite;
    ASSERT_TRUE(load_venue(*replica_, kNow, venue, overwrite).ok());
    EXPECT_EQ(read(wedding, place, "meal"), Value{venue.weddings[0].guests[0].meal});
}

TEST_F(LoadTest, ADryRunCountsAndWritesNothing) {
    const importers::Venue venue = importers::make_venue(7, {1, 20, 4});
    LoadOptions options;
    options.is_dry_run = true;
    const auto loaded = load_venue(*replica_, kNow, venue, options);
    ASSERT_TRUE(loaded.ok());
    EXPECT_EQ(loaded.value()[0].loaded.tallies.find("guests")->second.created, 20U);
    EXPECT_TRUE(replica_->scopes().empty());
}

TEST_F(LoadTest, AnImpossibleRecordIsRefusedBeforeAnythingIsWritten) {
    importers::Venue venue = importers::make_venue(7, {1, 20, 4});
    venue.weddings[0].guests.back().rsvp = "perhaps";
    const auto loaded = load_venue(*replica_, kNow, venue);
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid);
    EXPECT_TRUE(replica_->scopes().empty());
}

TEST_F(LoadTest, AFullDiskSaysHowFarItCameAndTheNextLoadGoesOn) {
    const importers::Venue venue = importers::make_venue(7, {1, 400, 4});
    open(80);
    const auto failed = load_venue(*replica_, kNow, venue);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::kFull) << failed.error().detail;
    EXPECT_NE(failed.error().detail.find("records are in"), std::string::npos);
    open(0);
    ASSERT_TRUE(load_venue(*replica_, kNow, venue).ok());
    EXPECT_EQ(count(scope_id_of(venue.weddings[0].name), "guests"), 400U);
}

TEST_F(LoadTest, AListNamesItsTablesAndSeats) {
    importers::ImportedGuest ana;
    ana.full_name = "Ana";
    ana.table = "Rose";
    ana.seat = "1";
    ana.line = 2;
    importers::ImportedGuest bob = ana;
    bob.full_name = "Bob";
    bob.seat = "2";
    const ScopeId scope = scope_id_of("list");
    ASSERT_TRUE(replica_->add_scope(scope, "list").ok());
    const Plan plan = plan_of(std::vector<importers::ImportedGuest>{ana, bob});
    ASSERT_TRUE(load(*replica_, kNow, scope, plan).ok());
    EXPECT_EQ(count(scope, "tables"), 1U);
    EXPECT_EQ(count(scope, "seats"), 2U);
    EXPECT_EQ(count(scope, "guests"), 2U);
}

}  // namespace
}  // namespace wedsync::loaders
