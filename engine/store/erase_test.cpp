// What is erased is nowhere in the files any more.
#include <algorithm>
#include <filesystem>

#include "gtest/gtest.h"

#include "engine/model/erasure.hpp"
#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

constexpr std::string_view kCanary = "canary.zq7@example.org";

bool is_in(const Bytes& bytes, std::string_view text) {
    return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

class EraseTest : public testing::Test {
protected:
    EraseTest() : store_(open_store(folder_.store())) {}

    [[nodiscard]] RecordId at(std::uint64_t counter) const { return {{kAlice, counter}, 0}; }

    /// So many records, each with an edit or two in the log, and words to be found by.
    void fill(std::uint64_t count) {
        Batch batch;
        batch.scopes = {scope_row(kParty, "party")};
        LogRun run{kParty, Position{1}, Position{count * 2}, {}, std::nullopt};
        for (std::uint64_t i = 1; i <= count; ++i) {
            const Dot dot{kAlice, i};
            batch.records.emplace_back(kParty, edited(record(dot), dot, 3, words(i)));
            batch.search.push_back({kParty, at(i), words(i)});
            run.entries.emplace_back(entry::Accepted{change(dot, at(i), words(i))});
        }
        for (std::uint64_t i = 1; i <= count; ++i) {
            run.entries.emplace_back(
                entry::Accepted{change({kBob, i}, at(i), "again " + words(i))});
        }
        batch.log_runs.push_back(std::move(run));
        ASSERT_TRUE(store_->commit(batch).ok());
    }
    [[nodiscard]] static std::string words(std::uint64_t i) {
        return i == 7 ? std::string(kCanary) : "guest number " + std::to_string(i);
    }
    [[nodiscard]] Batch erasing(std::uint64_t i) const {
        Batch batch;
        merge::RecordState gone{at(i), {{kErasedField, "", {{{kBob, 500}, {}, Value{}, 0}}}}};
        batch.records.emplace_back(kParty, std::move(gone));
        batch.search.push_back({kParty, at(i), ""});
        batch.erased.emplace_back(kParty, at(i));
        return batch;
    }
    [[nodiscard]] std::size_t found(std::string_view text) {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            count += is_in(read_file(entry.path().string()), text) ? 1U : 0U;
        return count;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

TEST_F(EraseTest, NothingOfItIsInTheFiles) {
    fill(300);
    // As values, as words of the index, and in compressed runs of the log: seen here by the log.
    ASSERT_TRUE(store_->checkpoint().ok());
    EXPECT_GT(found("canary"), 0U);
    ASSERT_TRUE(store_->commit(erasing(7)).ok());
    EXPECT_EQ(found("canary"), 0U);
    EXPECT_EQ(found("zq7"), 0U);
    EXPECT_GT(found("guest number"), 0U);
    EXPECT_TRUE(store_->check().ok());
}

TEST_F(EraseTest, TheLogKeepsEverythingElse) {
    fill(300);
    const auto before = store_->load_log(kParty, Position{0}, 1'000).value().entries;
    ASSERT_TRUE(store_->commit(erasing(7)).ok());
    const auto after = store_->load_log(kParty, Position{0}, 1'000).value().entries;
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Change& was = std::get<entry::Accepted>(before[i]).change;
        const Change& is = std::get<entry::Accepted>(after[i]).change;
        EXPECT_EQ(is, without(was, {at(7)})) << i;
    }
    EXPECT_EQ(store_->find_in_log(kParty, {kBob, 7}).value(), Position{307});
    EXPECT_TRUE(store_->search(kParty, "canary", 10).value().empty());
    EXPECT_EQ(store_->search(kParty, "guest 288", 10).value().size(), 1U);
}

TEST_F(EraseTest, GoesOnAfterwards) {
    fill(20);
    ASSERT_TRUE(store_->commit(erasing(7)).ok());
    Batch batch;
    batch.records.emplace_back(kParty, record({kCarol, 1}));
    batch.search.push_back({kParty, {{kCarol, 1}, 0}, "late"});
    ASSERT_TRUE(store_->commit(batch).ok());
    store_.reset();
    store_ = open_store(folder_.store());
    EXPECT_EQ(all_records(*store_, kParty).size(), 21U);
    EXPECT_EQ(store_->search(kParty, "late", 10).value().size(), 1U);
    EXPECT_EQ(found("canary"), 0U);
}

TEST_F(EraseTest, WhatCouldNotBeDoneIsDoneAtTheNextOpening) {
    fill(300);
    // Something is being read: the file cannot be written anew meanwhile.
    const Batch batch = erasing(7);
    bool is_done = false;
    ASSERT_TRUE(store_
                    ->visit_records(kParty, std::nullopt,
                                    [&](const merge::RecordState&) {
                                        is_done = store_->commit(batch).ok();
                                        return false;
                                    })
                    .ok());
    ASSERT_TRUE(is_done);
    store_.reset();
    store_ = open_store(folder_.store());
    EXPECT_EQ(found("canary"), 0U);
    EXPECT_EQ(all_records(*store_, kParty).size(), 300U);
}

TEST_F(EraseTest, ARunThatCannotBeReadIsEmptiedWhereThatIsAllowed) {
    fill(20);
    Batch damaged;
    LogRun run{kParty, Position{41}, Position{42}, {}, std::nullopt};
    DotSet dots;
    dots.add(Dot{kCarol, 1});
    run.encoded = LogRun::Encoded{Bytes{1, 2, 3}, dots};
    damaged.log_runs.push_back(std::move(run));
    ASSERT_TRUE(store_->commit(damaged).ok());

    Batch batch = erasing(7);
    EXPECT_EQ(store_->commit(batch).error().code, ErrorCode::kCorrupt);
    EXPECT_GT(found("canary"), 0U);
    batch.empties_damaged_runs = true;
    ASSERT_TRUE(store_->commit(batch).ok());
    EXPECT_EQ(found("canary"), 0U);
    const auto slice = store_->load_log(kParty, Position{39}, 10).value();
    ASSERT_EQ(slice.entries.size(), 3U);
    EXPECT_EQ(slice.entries[2], Entry{entry::Known{}});
    EXPECT_FALSE(store_->find_in_log(kParty, {kCarol, 1}).value().has_value());
    EXPECT_TRUE(store_->find_in_log(kParty, {kBob, 7}).value().has_value());
}

TEST_F(EraseTest, AFullDiskErasesNothingOrAll) {
    fill(300);
    store_.reset();
    const auto pages =
        static_cast<std::uint32_t>(std::filesystem::file_size(folder_.store()) / 4'096);
    Options options;
    options.path = folder_.store();
    options.page_count_max = pages;
    store_ = open_store(options);
    const Result<void> done = store_->commit(erasing(7));
    if (done.ok()) {
        EXPECT_TRUE(store_->scrub().ok() || found("canary") > 0);
    }
    store_.reset();
    store_ = open_store(folder_.store());
    if (done.ok()) {
        EXPECT_EQ(found("canary"), 0U);
    }
    EXPECT_TRUE(store_->check().ok());
    EXPECT_EQ(all_records(*store_, kParty).size(), 300U);
}

}  // namespace
}  // namespace wedsync::store
