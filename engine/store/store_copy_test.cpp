#include "engine/store/store_copy.hpp"

#include "gtest/gtest.h"

#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

constexpr int kPages = 8;
constexpr std::uint32_t kRecords = 2'000;

Batch records_from(std::uint32_t first, std::uint32_t count) {
    Batch batch;
    for (std::uint32_t i = 0; i < count; ++i)
        batch.records.emplace_back(kParty, record({kAlice, first + i}, kGuests, 0));
    batch.meta = {{"last", {static_cast<std::uint8_t>(first)}}};
    return batch;
}

void finish(StoreCopy& copy) {
    while (true) {
        const Result<bool> stepped = copy.step(kPages);
        ASSERT_TRUE(stepped.ok()) << stepped.error().detail;
        if (stepped.value()) return;
    }
}

TEST(StoreCopyTest, IsTheStoreAsItWasAtTheLastPiece) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(records_from(1, kRecords)).ok());
    const std::string path = folder.path() + "/copy.db";
    {
        const auto copy = store->begin_copy(path).value();
        int pieces = 0;
        while (true) {
            const Result<bool> stepped = copy->step(kPages);
            ASSERT_TRUE(stepped.ok()) << stepped.error().detail;
            if (stepped.value()) break;
            ++pieces;
            // Pages that were copied already change too.
            if (pieces % 4 == 0) {
                const std::uint32_t first = kRecords + static_cast<std::uint32_t>(pieces) * 10;
                ASSERT_TRUE(store->commit(records_from(first, 5)).ok());
            }
        }
        EXPECT_GT(pieces, 5);
        EXPECT_EQ(copy->progress().done, copy->progress().total);
        EXPECT_FALSE(copy->step(1).ok());
    }
    const auto copied = open_store(path);
    EXPECT_EQ(all_records(*copied, kParty), all_records(*store, kParty));
    EXPECT_GT(all_records(*copied, kParty).size(), kRecords);
    EXPECT_TRUE(copied->check().ok());
    // What comes later is in the store only.
    ASSERT_TRUE(store->commit(records_from(1'000'000, 1)).ok());
    EXPECT_EQ(all_records(*copied, kParty).size() + 1, all_records(*store, kParty).size());
}

TEST(StoreCopyTest, TakesNothingOfACommitThatFailed) {
    const TemporaryFolder folder;
    Options options;
    options.path = folder.store();
    options.page_count_max = 200;
    const auto store = open_store(options);
    ASSERT_TRUE(store->commit(records_from(1, 500)).ok());
    const std::string path = folder.path() + "/copy.db";
    {
        const auto copy = store->begin_copy(path).value();
        ASSERT_FALSE(copy->step(kPages).value());
        const Result<void> refused = store->commit(records_from(10'000, 20'000));
        ASSERT_FALSE(refused.ok());
        ASSERT_EQ(refused.error().code, ErrorCode::kFull);
        finish(*copy);
    }
    EXPECT_EQ(all_records(*open_store(path), kParty), all_records(*store, kParty));
}

TEST(StoreCopyTest, ThatIsGivenUpLeavesTheStoreAsItIs) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(records_from(1, kRecords)).ok());
    ASSERT_FALSE(store->begin_copy(folder.path() + "/half.db").value()->step(kPages).value());
    ASSERT_TRUE(store->commit(records_from(kRecords + 1, 1)).ok());
    EXPECT_EQ(all_records(*store, kParty).size(), kRecords + 1);
    EXPECT_TRUE(store->check().ok());
}

TEST(StoreCopyTest, SaysWhereItCannotWrite) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(records_from(1, 5)).ok());
    const auto copy = store->begin_copy(folder.path() + "/no/such/folder/copy.db");
    // SQLite opens a file when it is first used.
    const bool has_failed = !copy.ok() || !copy.value()->step(kPages).ok();
    EXPECT_TRUE(has_failed);
    EXPECT_TRUE(store->commit(records_from(6, 5)).ok());
}

}  // namespace
}  // namespace wedsync::store
