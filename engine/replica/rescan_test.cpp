// A scope whose list of accepted changes went bad on the disk starts over, and keeps what waits.
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "sqlite3.h"

#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr Epoch kEpoch{5};
constexpr RecordId kBea{{kBob, 1}, 0};
constexpr RecordId kEve{{kBob, 3}, 0};

Now at(std::uint64_t wall_ms) {
    return {Instant{0}, WallTime{wall_ms}};
}

Change guest(const Dot& dot, const char* name) {
    return change(dot, 12, {put({dot, 0}, kLife, true), put({dot, 0}, kName, text(name))});
}

class RescanTest : public testing::Test {
protected:
    using Records = std::map<RecordId, merge::RecordState>;

    /// Bob's guests are accepted: Bea, whom he renamed, and Eve. A guest of this device and a new
    /// name for Bea wait.
    void SetUp() override {
        remove_files();
        open();
        ASSERT_TRUE(replica_->add_scope(kParty, "party").ok());
        receive(entry::Accepted{guest(bob(1), "Bee")});
        receive(entry::Accepted{change(bob(2), 13, {put(kBea, kName, text("Bea"), {bob(1)})})});
        receive(entry::Accepted{guest(bob(3), "Eve")});
        receive(entry::Refused{carol(1), RefusalReason::kInvalid});
        Draft added;
        added.scope = kParty;
        added.set(added.create("guest"), "name", "Ann");
        ann_ = replica_->commit(at(1'000), added).value().created[0];
        Draft renamed;
        renamed.scope = kParty;
        renamed.set(kBea, "name", "Beatrice");
        beatrice_ = replica_->commit(at(11'000), renamed).value().dot;
        row_ = scope().row;
        records_ = records();
    }
    void TearDown() override {
        replica_.reset();
        remove_files();
    }
    void remove_files() const {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path_ + suffix);
    }
    Replica::Options options() {
        Replica::Options options;
        options.store.path = path_;
        options.schema = guest_schema();
        options.author.person = "alice";
        options.random = [this] { return ++drawn_; };
        return options;
    }
    void open() {
        replica_.reset();
        replica_ = Replica::open(options()).value();
    }
    /// The next entry of the hub's log.
    void receive(Entry item) {
        const Position from{pages_.size()};
        message::Page page{kParty, kEpoch, from, Position{from.value() + 1}, {}, {}, {}};
        page.head = page.to;
        page.lanes.push_back({kBob, {"bob", "phone", "", 0}});
        page.entries.push_back(std::move(item));
        pages_.push_back(page);
        apply(page);
    }
    void apply(const message::Page& page) {
        // A reader at the start of everything is at the start of this log.
        if (scope().row.cursor == Cursor{}) {
            ASSERT_TRUE(replica_->move_cursor(kParty, {kEpoch, Position{0}}).ok());
        }
        const auto applied = replica_->apply_page(at(50'000), page);
        ASSERT_TRUE(applied.ok()) << applied.error().detail;
    }
    const ScopeState& scope() const { return *replica_->scope(kParty); }
    Records records() {
        Records records;
        EXPECT_TRUE(replica_->store()
                        .visit_records(kParty, std::nullopt,
                                       [&](const merge::RecordState& record) {
                                           records[record.id] = record;
                                           return true;
                                       })
                        .ok());
        return records;
    }
    std::string name_of(const RecordId& guest) {
        const FieldSchema* field = replica_->schema().find(kName);
        const auto reading = merge::read_field(replica_->get(kParty, guest).value(), *field);
        const auto* name = std::get_if<std::string>(&reading.value);
        return name == nullptr ? "" : *name;
    }

    /// `have` as the file has it, while nobody has the file open; with `flipped`, one bit of it is
    /// turned over.
    Bytes stored_have(std::optional<std::size_t> flipped) {
        replica_.reset();
        sqlite3* file = nullptr;
        EXPECT_EQ(sqlite3_open(path_.c_str(), &file), SQLITE_OK);
        Bytes have;
        sqlite3_stmt* read = nullptr;
        sqlite3_prepare_v2(file, "SELECT have FROM scope", -1, &read, nullptr);
        EXPECT_EQ(sqlite3_step(read), SQLITE_ROW);
        const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(read, 0));
        have.assign(bytes, bytes + sqlite3_column_bytes(read, 0));
        sqlite3_finalize(read);
        if (flipped) {
            have[*flipped / 8] ^= static_cast<std::uint8_t>(1U << (*flipped % 8));
            sqlite3_stmt* write = nullptr;
            sqlite3_prepare_v2(file, "UPDATE scope SET have=?1", -1, &write, nullptr);
            sqlite3_bind_blob(write, 1, have.data(), static_cast<int>(have.size()), SQLITE_STATIC);
            EXPECT_EQ(sqlite3_step(write), SQLITE_DONE);
            sqlite3_finalize(write);
        }
        EXPECT_EQ(sqlite3_close(file), SQLITE_OK);
        return have;
    }

    /// Nothing is accepted, and what waits is there and shown.
    void expect_started_over() {
        const store::ScopeRow& row = scope().row;
        EXPECT_EQ(row.cursor, Cursor{});
        EXPECT_TRUE(row.have.empty());
        EXPECT_TRUE(row.refused.empty());
        EXPECT_EQ(row.have_sum, 0U);
        EXPECT_EQ(row.cells_sum, 0U);
        EXPECT_EQ(replica_->store().log_end(kParty).value(), row.log_start);
        EXPECT_TRUE(replica_->verify(kParty).value().ok());
        EXPECT_TRUE(replica_->get(kParty, kEve).value().empty());
        EXPECT_TRUE(scope().pending_by_dot.contains(ann_.dot));
        EXPECT_TRUE(scope().pending_by_dot.contains(beatrice_));
        EXPECT_EQ(scope().pending.size(), 2U);
        EXPECT_EQ(name_of(ann_), "Ann");
        EXPECT_EQ(name_of(kBea), "Beatrice");
        // Of Bea there is that name only.
        EXPECT_EQ(replica_->get(kParty, kBea).value().cells.size(), 1U);
        EXPECT_EQ(records().size(), 2U);
    }

    /// The hub's pages make everything what it was.
    void expect_all_back() {
        for (const message::Page& page : pages_)
            apply(page);
        EXPECT_EQ(scope().row.cursor, row_.cursor);
        EXPECT_EQ(scope().row.have, row_.have);
        EXPECT_EQ(scope().row.refused, row_.refused);
        EXPECT_EQ(scope().row.have_sum, row_.have_sum);
        EXPECT_EQ(scope().row.cells_sum, row_.cells_sum);
        EXPECT_EQ(records(), records_);
        EXPECT_EQ(scope().pending.size(), 2U);
        EXPECT_TRUE(replica_->verify(kParty).value().ok());
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / "wedsync-rescan-unit.db").string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
    std::vector<message::Page> pages_;
    RecordId ann_;
    Dot beatrice_;
    store::ScopeRow row_;
    Records records_;
};

TEST_F(RescanTest, WhatAHubNeverAcceptedMakesTheScopeStartOver) {
    store::ScopeRow damaged = row_;
    damaged.have.add(carol(9));
    store::Batch batch;
    batch.scopes.push_back(damaged);
    ASSERT_TRUE(replica_->store().commit(batch).ok());
    open();
    ASSERT_FALSE(replica_->verify(kParty).value().ok());
    ASSERT_TRUE(replica_->rescan(kParty).ok());
    expect_started_over();
    open();
    expect_started_over();
    expect_all_back();
    // What waited comes back from the hub too, and is done.
    receive(entry::Echo{ann_.dot});
    receive(entry::Echo{beatrice_});
    EXPECT_TRUE(scope().pending.empty());
    EXPECT_EQ(name_of(kBea), "Beatrice");
    EXPECT_TRUE(replica_->verify(kParty).value().ok());
}

// The name of a lane, or which of its changes.
TEST_F(RescanTest, AnyFlippedBitOfTheStoredListMakesTheScopeStartOverOrIsFoundAtOnce) {
    const std::size_t bit_count = stored_have({}).size() * 8;
    ASSERT_GE(bit_count, 128U);
    std::size_t opened_count = 0;
    for (std::size_t bit = 0; bit < bit_count; ++bit) {
        SCOPED_TRACE(bit);
        stored_have(bit);
        Result<std::unique_ptr<Replica>> opened = Replica::open(options());
        if (!opened.ok()) {
            // No list of dots at all.
            EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
            stored_have(bit);
            continue;
        }
        ++opened_count;
        replica_ = std::move(opened).value();
        ASSERT_FALSE(replica_->verify(kParty).value().ok());
        ASSERT_TRUE(replica_->rescan(kParty).ok());
        expect_started_over();
        expect_all_back();
        if (HasFailure()) return;
    }
    EXPECT_GE(opened_count, 128U) << "the name alone has so many bits";
}

// The list itself is whole: the hub mends the rows that differ.
TEST_F(RescanTest, ADamagedRowAloneDoesNot) {
    merge::RecordState damaged = replica_->get(kParty, kEve).value();
    damaged.cells.back().siblings.back().value = std::string("Evf");
    store::Batch batch;
    batch.records.emplace_back(kParty, damaged);
    ASSERT_TRUE(replica_->store().commit(batch).ok());
    open();
    ASSERT_FALSE(replica_->verify(kParty).value().ok());
    ASSERT_TRUE(replica_->rescan(kParty).ok());
    EXPECT_EQ(scope().row.cursor, row_.cursor);
    EXPECT_EQ(scope().row.have, row_.have);
    EXPECT_NE(scope().row.cells_sum, row_.cells_sum);
    EXPECT_EQ(name_of(kEve), "Evf");
}

}  // namespace
}  // namespace wedsync::replica
