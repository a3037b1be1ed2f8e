// Pictures that no record refers to go after their days, and no other ones ever.
#include "hub/service/orphan_sweep.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;
using test::create;
using test::kAlice;
using test::kBob;
using test::kBrunch;
using test::kGuests;
using test::kParty;
using test::record_of;

constexpr std::uint64_t kDayMs = 86'400'000;
/// No field of the schema: a value is a value whatever this version knows.
constexpr std::uint16_t kPhoto = 77;

class OrphanSweepTest : public testing::Test {
protected:
    OrphanSweepTest() {
        std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        peer_ = world_.open("tablet");
        open(3);
    }
    ~OrphanSweepTest() override { fs::remove_all(folder_); }

    void open(std::uint64_t keep_days) {
        MediaLimits limits;
        limits.keep_orphans_days = keep_days;
        media_.emplace(folder_ + "/media", limits, now_.wall);
        restart();
    }
    /// As a hub that is started anew.
    void restart() {
        sweep_.emplace(OrphanSweep::Parts{*media_, world_.hub().store(), log_, file()});
    }
    [[nodiscard]] std::string file() const { return folder_ + "/orphans.json"; }

    PictureName picture(char letter, ScopeId scope = kParty) {
        const std::string bytes = "\xff\xd8\xff" + std::string(100, letter);
        PictureName name{scope, crypto::hex(crypto::sha256(bytes))};
        EXPECT_TRUE(media_->add({name, "tablet", 0, bytes.size(), bytes}, now_.wall)
                        .value()
                        .held.is_finished);
        return name;
    }
    [[nodiscard]] bool has(const PictureName& name) const {
        return media_->held(name, "nobody").is_finished;
    }
    static BlobReference blob(char letter) {
        const crypto::Digest digest = crypto::sha256("\xff\xd8\xff" + std::string(100, letter));
        BlobReference reference{{}, 103};
        std::copy(digest.begin(), digest.end(), reference.sha256.begin());
        return reference;
    }
    static Change photo(const Dot& dot, const RecordId& record, const Value& value,
                        std::vector<Dot> covers = {}) {
        Change change = test::edit(dot, record, "", std::move(covers), kPhoto);
        std::get<operation::Put>(change.operations.front()).value = value;
        return change;
    }
    void push(const std::vector<Change>& changes, ScopeId scope = kParty) {
        EXPECT_EQ(world_.push(peer_, changes, scope).verdicts.size(), changes.size());
    }
    void pass(std::uint64_t ms) {
        now_.wall = WallTime{now_.wall.value() + ms};
        now_.monotonic = Instant{now_.monotonic.value() + ms};
    }
    /// Until it has looked at everything once, or need not.
    void look() {
        const std::uint64_t before = sweep_->figures().looks;
        for (int i = 0; i < 100 && sweep_->figures().looks == before; ++i)
            sweep_->look(now_);
    }
    void days(int count) {
        for (int i = 0; i < count; ++i) {
            pass(kDayMs);
            look();
        }
    }

    test::World world_;
    PeerId peer_;
    std::string folder_;
    std::string logged_;
    Log log_{LogLevel::kDebug, [this](std::string_view line) { logged_ += line; }};
    Now now_{Instant{1'000'000}, WallTime{1'800'000'000'000}};
    std::optional<MediaStore> media_;
    std::optional<OrphanSweep> sweep_;
};

TEST_F(OrphanSweepTest, WhatNoRecordRefersToGoesAfterItsDays) {
    const PictureName kept = picture('k');
    const PictureName orphan = picture('o');
    push({create({kAlice, 1}, "Ada"), photo({kAlice, 2}, record_of({kAlice, 1}), blob('k'))});
    look();
    EXPECT_EQ(sweep_->figures().orphans, 1U);
    days(2);
    EXPECT_TRUE(has(orphan));
    days(1);
    EXPECT_FALSE(has(orphan));
    EXPECT_FALSE(fs::exists(folder_ + "/media/" + media_path(orphan)));
    EXPECT_TRUE(has(kept));
    EXPECT_EQ(media_->bytes(), kMediaBlockBytes);
    EXPECT_EQ(sweep_->figures().removed, 1U);
    EXPECT_EQ(sweep_->figures().removed_bytes, 103U);
    EXPECT_EQ(sweep_->figures().orphans, 0U);
    EXPECT_NE(logged_.find("orphans_swept"), std::string::npos);
    EXPECT_EQ(logged_.find(orphan.sha256), std::string::npos);
    days(10);
    EXPECT_TRUE(has(kept));
}

TEST_F(OrphanSweepTest, WhatAnUndecidedValueRefersToStays) {
    const std::vector<PictureName> both{picture('1'), picture('2')};
    const RecordId record = record_of({kAlice, 1});
    push({create({kAlice, 1}, "Ada"), photo({kAlice, 2}, record, blob('1')),
          photo({kBob, 1}, record, blob('2'))});
    // Deleted by one who saw neither: the record is nobody's and everybody's.
    const PictureName edited = picture('3');
    const Dot other{kAlice, 3};
    push({create(other, "Bea")});
    const merge::RecordState seen = world_.record(record_of(other));
    push({photo({kBob, 2}, record_of(other), blob('3')), test::kill({kAlice, 4}, seen)});
    EXPECT_EQ(merge::status_of(world_.record(record_of(other))), merge::RecordStatus::kContested);
    look();
    days(20);
    for (const PictureName& name : both)
        EXPECT_TRUE(has(name));
    EXPECT_TRUE(has(edited));
}

TEST_F(OrphanSweepTest, ADeletedOrReplacedOneBeginsToAgeAndComesBack) {
    const PictureName first = picture('1');
    const PictureName second = picture('2');
    const RecordId record = record_of({kAlice, 1});
    push({create({kAlice, 1}, "Ada"), photo({kAlice, 2}, record, blob('1'))});
    look();
    days(5);
    push({photo({kAlice, 3}, record, blob('2'), {{kAlice, 2}})});
    days(3);
    EXPECT_TRUE(has(first));
    // Undone in time: its days are forgotten.
    push({photo({kAlice, 4}, record, blob('1'), {{kAlice, 3}})});
    days(5);
    EXPECT_TRUE(has(first));
    EXPECT_FALSE(has(second));
    push({test::kill({kAlice, 5}, world_.record(record))});
    days(3);
    EXPECT_TRUE(has(first));
    days(1);
    EXPECT_FALSE(has(first));
}

TEST_F(OrphanSweepTest, AnotherScopesRecordIsEnough) {
    const PictureName name = picture('k');
    push({create({kAlice, 1}, "Ada"), photo({kAlice, 2}, record_of({kAlice, 1}), blob('k'))},
         kBrunch);
    look();
    days(10);
    EXPECT_TRUE(has(name));
}

TEST_F(OrphanSweepTest, LooksAtEveryRecordAndAtWhatComesMeanwhile) {
    std::vector<Change> changes;
    for (std::uint64_t i = 1; i <= 2'500; ++i)
        changes.push_back(create({kAlice, i}, "guest"));
    push(changes);
    const PictureName last = picture('l');
    const PictureName late = picture('m');
    const PictureName never = picture('n');
    push({photo({kAlice, 2'501}, record_of({kAlice, 2'500}), blob('l'))});
    look();
    days(2);
    EXPECT_EQ(sweep_->figures().orphans, 2U);
    pass(kDayMs);
    const std::uint64_t looks = sweep_->figures().looks;
    sweep_->look(now_);
    sweep_->look(now_);
    ASSERT_EQ(sweep_->figures().looks, looks);
    // Its record was looked at already, on the day when it would go.
    const RecordId first =
        world_.hub().store().load_records_after(kParty, {}, 1).value().front().id;
    push({photo({kBob, 1}, first, blob('m'))});
    look();
    EXPECT_TRUE(has(last));
    EXPECT_TRUE(has(late));
    EXPECT_FALSE(has(never));
}

TEST_F(OrphanSweepTest, ARestartForgetsNothingAndNoClockHurries) {
    const PictureName orphan = picture('o');
    look();
    pass(kDayMs);
    restart();
    look();
    // The hub was off for a year, or its clock says so: two days of it count.
    pass(365 * kDayMs);
    restart();
    sweep_->look({now_.monotonic, WallTime{1'000}});
    EXPECT_TRUE(has(orphan));
    restart();
    look();
    EXPECT_FALSE(has(orphan));
}

TEST_F(OrphanSweepTest, AYearOffIsTwoDaysAtMost) {
    open(5);
    const PictureName orphan = picture('o');
    look();
    for (int i = 0; i < 2; ++i) {
        pass(365 * kDayMs);
        restart();
        look();
        EXPECT_TRUE(has(orphan));
    }
    pass(kDayMs);
    look();
    EXPECT_FALSE(has(orphan));
}

TEST_F(OrphanSweepTest, OnceADayIsEnough) {
    static_cast<void>(picture('o'));
    look();
    for (int i = 0; i < 23; ++i) {
        pass(kDayMs / 24);
        look();
    }
    EXPECT_EQ(sweep_->figures().looks, 1U);
    pass(kDayMs / 24);
    look();
    EXPECT_EQ(sweep_->figures().looks, 2U);
}

TEST_F(OrphanSweepTest, ADamagedFileBeginsAnew) {
    const PictureName orphan = picture('o');
    look();
    days(2);
    for (const std::string text :
         {"", "{", "{\"format\":1}", "{\"format\":2,\"looked_ms\":1,\"orphans\":[]}",
          "{\"format\":1,\"looked_ms\":1,\"orphans\":[{\"scope\":11,\"sha256\":"
          "\"../../hub.db\",\"age_ms\":9000000000}]}"}) {
        std::ofstream(file()) << text;
        logged_.clear();
        restart();
        EXPECT_NE(logged_.find("orphans_not_read"), std::string::npos) << text;
        pass(kDayMs);
        look();
        EXPECT_TRUE(has(orphan)) << text;
    }
    days(3);
    EXPECT_FALSE(has(orphan));
}

TEST_F(OrphanSweepTest, ZeroDaysKeepForEver) {
    open(0);
    const PictureName orphan = picture('o');
    look();
    days(100);
    EXPECT_TRUE(has(orphan));
    EXPECT_EQ(sweep_->figures().looks, 0U);
    EXPECT_FALSE(fs::exists(file()));
}

}  // namespace
}  // namespace wedsync::hub
