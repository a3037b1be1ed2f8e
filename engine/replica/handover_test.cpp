#include "engine/replica/handover.hpp"

#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr Now kNow{Instant{0}, WallTime{1'000}};

/// A store, and a copy of it that was opened for itself.
class HandoverTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        owner_.reset();
        owner_ = open(path_);
        ASSERT_TRUE(owner_->add_scope(kParty, "party").ok());
        guest_ = add_guest(*owner_, "Grace");
        ASSERT_TRUE(owner_->checkpoint().ok());
        std::filesystem::copy_file(path_, path_ + ".copy");
        copy_ = open(path_ + ".copy");
    }
    void TearDown() override {
        owner_.reset();
        copy_.reset();
        remove_files();
    }
    void remove_files() const {
        for (const char* suffix : {"", "-wal", ".copy", ".copy-wal"})
            std::filesystem::remove(path_ + suffix);
    }
    std::unique_ptr<Replica> open(const std::string& path, const std::string& device = "tablet") {
        Replica::Options options;
        options.store.path = path;
        options.schema = guest_schema();
        options.author = {"alice", device, "planner", 0};
        options.random = [this] { return ++drawn_; };
        options.coalesce_ms = kCoalesceMs;
        return Replica::open(std::move(options)).value();
    }
    static RecordId add_guest(Replica& replica, const std::string& name) {
        Draft draft;
        draft.scope = kParty;
        draft.set(draft.create("guest"), "name", name);
        return replica.commit(kNow, draft).value().created[0];
    }
    static Dot rename(Replica& replica, const RecordId& guest, const std::string& name) {
        Draft draft;
        draft.scope = kParty;
        draft.set(guest, "name", name);
        return replica.commit(kNow, draft).value().dot;
    }
    static std::string name_of(Replica& replica, const RecordId& guest) {
        const merge::RecordState state = replica.get(kParty, guest).value();
        const auto reading = merge::read_field(state, *replica.schema().find(kName));
        const auto* name = std::get_if<std::string>(&reading.value);
        return name == nullptr ? "" : *name;
    }
    static std::size_t pending(const Replica& replica) {
        return replica.scope(kParty)->pending.size();
    }
    /// Nothing of it was done.
    void expect_refused(const Handover& handover, ErrorCode code) {
        const std::size_t before = pending(*owner_);
        const auto taken = owner_->take_over(kNow, handover);
        ASSERT_FALSE(taken.ok());
        EXPECT_EQ(taken.error().code, code) << taken.error().detail;
        EXPECT_EQ(pending(*owner_), before);
        EXPECT_TRUE(owner_->verify(kParty).value().ok());
    }
    void refuse(const Dot& dot) {
        const message::Verdict verdict{
            dot, message::Verdict::Kind::kRefused, RefusalReason::kNotAllowed, {}};
        ASSERT_TRUE(owner_->apply_verdicts(kNow, {kParty, 1, {verdict}, 0}, {}).ok());
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / "wedsync-handover-unit.db").string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> owner_;
    std::unique_ptr<Replica> copy_;
    RecordId guest_;
};

TEST_F(HandoverTest, WhatACopyMadeIsTakenOverOnce) {
    rename(*copy_, guest_, "Grace H");
    const RecordId bea = add_guest(*copy_, "Bea");
    const Handover handover = copy_->hand_over(kParty).value();
    EXPECT_EQ(handover.items.size(), 3U);
    const TakenOver taken = owner_->take_over(kNow, handover).value();
    EXPECT_EQ(taken.added, 2U);
    EXPECT_EQ(taken.known, 1U);
    EXPECT_EQ(name_of(*owner_, guest_), "Grace H");
    EXPECT_EQ(name_of(*owner_, bea), "Bea");
    EXPECT_EQ(pending(*owner_), 3U);
    EXPECT_TRUE(owner_->verify(kParty).value().ok());
    EXPECT_EQ(owner_->take_over(kNow, handover).value().known, 3U);
    EXPECT_EQ(pending(*owner_), 3U);
    // It is on the disk.
    owner_.reset();
    owner_ = open(path_);
    EXPECT_EQ(name_of(*owner_, bea), "Bea");
    EXPECT_EQ(owner_->take_over(kNow, handover).value().known, 3U);
}

TEST_F(HandoverTest, WhatStandsBesideTheRecordsGoesWithThem) {
    ASSERT_TRUE(owner_->write_beside({{"beside.both", {'o'}}}).ok());
    ASSERT_TRUE(copy_->write_beside({{"beside.both", {'c'}}, {"beside.new", {'n'}}}).ok());
    EXPECT_TRUE(copy_->hand_over(kParty).value().beside.empty());
    const Handover handover = copy_->hand_over({}).value();
    ASSERT_EQ(handover.beside.size(), 2U);
    ASSERT_TRUE(owner_->take_over(kNow, handover).ok());
    EXPECT_EQ(owner_->store().load_meta("beside.both").value(), Bytes{'o'});
    EXPECT_EQ(owner_->store().load_meta("beside.new").value(), Bytes{'n'});
}

TEST_F(HandoverTest, TheOwnersOwnTypingDoesNotGoIntoAnEarlierChange) {
    rename(*owner_, guest_, "Gr");
    ASSERT_TRUE(owner_->take_over(kNow, copy_->hand_over(kParty).value()).ok());
    add_guest(*copy_, "Bea");
    ASSERT_TRUE(owner_->take_over(kNow, copy_->hand_over(kParty).value()).ok());
    Draft draft;
    draft.scope = kParty;
    draft.set(guest_, "name", text("Gra"));
    EXPECT_FALSE(owner_->commit(kNow, draft).value().is_amended);
}

TEST_F(HandoverTest, WatchersAreTold) {
    live::Query query;
    query.collection = "guest";
    std::vector<live::Row> rows;
    const auto watch = owner_->watch(query, [&](const Result<std::vector<live::Step>>& steps) {
        live::patch(rows, steps.value());
        return true;
    });
    rows = watch.value().rows;
    rename(*copy_, guest_, "Grace H");
    add_guest(*copy_, "Bea");
    ASSERT_TRUE(owner_->take_over(kNow, copy_->hand_over(std::nullopt).value()).ok());
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_TRUE(rows == owner_->query(query).value());
}

TEST_F(HandoverTest, AConcurrentEditIsADisagreementAsBetweenTwoDevices) {
    rename(*owner_, guest_, "Grace O");
    rename(*copy_, guest_, "Grace C");
    ASSERT_TRUE(owner_->take_over(kNow, copy_->hand_over(kParty).value()).ok());
    EXPECT_EQ(owner_->conflicts(kParty).value().size(), 1U);
}

TEST_F(HandoverTest, WhatStandsOnARefusedChangeGoesToTheRefusedList) {
    const Dot renamed = rename(*copy_, guest_, "Grace H");
    rename(*copy_, guest_, "Grace Hopper");
    add_guest(*copy_, "Bea");
    refuse(guest_.dot);
    const TakenOver taken = owner_->take_over(kNow, copy_->hand_over(kParty).value()).value();
    EXPECT_EQ(taken.known, 1U);
    EXPECT_EQ(taken.refused, 1U);  // Both renamings: coalesced.
    EXPECT_EQ(taken.added, 1U);
    const ScopeState& scope = *owner_->scope(kParty);
    EXPECT_EQ(scope.refused.at(renamed).reason, RefusalReason::kAfterRefused);
    EXPECT_TRUE(scope.withdrawn.contains(renamed));
    EXPECT_TRUE(scope.row.refused.contains(renamed));
    EXPECT_TRUE(owner_->verify(kParty).value().ok());
    EXPECT_EQ(owner_->take_over(kNow, copy_->hand_over(kParty).value()).value().known, 3U);
}

TEST_F(HandoverTest, WhatNoCopyCanHaveMadeIsRefusedAsAWhole) {
    add_guest(*copy_, "Bea");
    const Handover good = copy_->hand_over(kParty).value();
    Handover bad = good;
    for (auto& [scope, lane] : bad.lanes)
        lane.author.device = "another";
    expect_refused(bad, ErrorCode::kInvalid);
    bad = good;
    bad.lanes.clear();
    expect_refused(bad, ErrorCode::kInvalid);
    bad = good;
    bad.items.back().scope = ScopeId{8};
    expect_refused(bad, ErrorCode::kNotFound);
    bad = good;
    bad.items.back().change.operations.clear();
    expect_refused(bad, ErrorCode::kInvalid);
    // A name that this opening has yet to give.
    bad = good;
    bad.items.back().change =
        change({guest_.dot.incarnation, 99}, 1, {put(guest_, kTable, number(1))});
    expect_refused(bad, ErrorCode::kInvalid);
    // The first is good, the second is not: neither is taken.
    bad = good;
    bad.items.push_back(good.items.back());
    bad.items.back().change.dot.counter = 2;
    bad.items.back().change.operations = {put(guest_, kTable, number(1), {{kBob, 5}})};
    expect_refused(bad, ErrorCode::kNotFound);
    EXPECT_EQ(owner_->take_over(kNow, good).value().added, 1U);
}

}  // namespace
}  // namespace wedsync::replica
