#include <string>
#include <variant>

#include "gtest/gtest.h"
#include "sqlite3.h"

#include "engine/base/prng.hpp"
#include "engine/store/query_words.hpp"
#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

class SearchTest : public testing::Test {
protected:
    SearchTest() : store_(open_store(folder_.store())) {
        add(kParty, 1, "Zoë Müller, table 4");
        add(kParty, 2, "Annabelle O'Brien");
        add(kParty, 3, "Anna Meier");
        add(kParty, 4, "Anna-Lena Meierhof");
        add(kParty, 5, "ЁЖИК 東京 naïve");
        add(kBrunch, 1, "Anna Müller");
    }

    void add(ScopeId scope, std::uint64_t counter, const std::string& words) {
        Batch batch;
        batch.search = {{scope, {{kAlice, counter}, 0}, words}};
        ASSERT_TRUE(store_->commit(batch).ok());
    }
    /// The counters of the records found, in order.
    std::vector<std::uint64_t> find(std::string_view words, std::size_t limit = 100) {
        const auto found = store_->search(kParty, words, limit);
        EXPECT_TRUE(found.ok()) << found.error().detail;
        std::vector<std::uint64_t> counters;
        if (!found.ok()) return counters;
        for (const Store::Found& each : found.value()) {
            EXPECT_EQ(each.scope, kParty);
            counters.push_back(each.record.dot.counter);
        }
        return counters;
    }

    using Counters = std::vector<std::uint64_t>;
    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

TEST_F(SearchTest, FoldsAccentsAndCase) {
    EXPECT_EQ(find("zoe"), Counters{1});
    EXPECT_EQ(find("ZOË muller"), Counters{1});
    EXPECT_EQ(find("mu\u0308ller"), Counters{1});
    EXPECT_EQ(find("naive"), Counters{5});
    EXPECT_EQ(find("ёжик"), Counters{5});
    EXPECT_EQ(find("東"), Counters{5});
}

TEST_F(SearchTest, BeginningsCountAndWholeWordsComeFirst) {
    EXPECT_EQ(find("ann"), (Counters{2, 3, 4}));
    EXPECT_EQ(find("anna"), (Counters{3, 4, 2}));
    EXPECT_EQ(find("a"), (Counters{2, 3, 4}));
    EXPECT_EQ(find("anna meier"), (Counters{3, 4}));
    EXPECT_EQ(find("meierh an"), Counters{4});
    EXPECT_EQ(find("nna"), Counters{});
    EXPECT_EQ(find("anna zoe"), Counters{});
    EXPECT_EQ(find("anna", 2), (Counters{3, 4}));
    EXPECT_EQ(find("anna", 0), Counters{});
}

TEST_F(SearchTest, PunctuationPartsWordsInTextAndQueryAlike) {
    EXPECT_EQ(find("o'brien"), Counters{2});
    EXPECT_EQ(find("anna-lena"), Counters{4});
    EXPECT_EQ(find("\"meierhof\""), Counters{4});
    EXPECT_EQ(find("table: 4!"), Counters{1});
}

TEST_F(SearchTest, QueryLanguageIsOnlyWords) {
    EXPECT_EQ(find("anna OR zoe"), Counters{});
    EXPECT_EQ(find("anna NOT meier"), Counters{});
    EXPECT_EQ(find("words:anna"), Counters{});
    EXPECT_EQ(find("anna*"), (Counters{3, 4, 2}));
    EXPECT_EQ(find("^anna"), (Counters{3, 4, 2}));
    EXPECT_EQ(find("NEAR(anna meier)"), Counters{});
    EXPECT_EQ(find("{anna} + meier"), (Counters{3, 4}));
}

TEST_F(SearchTest, OddQueriesFindNothingAndNeverFail) {
    const std::vector<std::string> odd{"",
                                       " \t\r\n",
                                       "\"",
                                       "'\"'\"",
                                       "''; DROP TABLE record; --",
                                       "( ( (",
                                       std::string("\0", 1),
                                       "\xff\xfe\xc3\x28\xed\xa0\x80",
                                       "\xf0\x9f\x92\x92\u200d",
                                       "n2gg\xe8\x8d\xb0\x98raFc",
                                       std::string(10'000, '"'),
                                       std::string(10'000, 'q'),
                                       std::string(10'000, '\xcc')};
    for (const std::string& query : odd)
        EXPECT_EQ(find(query), Counters{}) << query.substr(0, 50);
    EXPECT_EQ(find(std::string("zoe\0anna", 8)), Counters{});
    EXPECT_EQ(find(std::string("zoe\0mul", 7)), Counters{1});
}

TEST_F(SearchTest, RandomBytesNeverFail) {
    Prng prng(5);
    for (int i = 0; i < 3'000; ++i) {
        std::string query(static_cast<std::size_t>(prng.below(40)), ' ');
        for (char& byte : query)
            byte = static_cast<char>(prng.below(prng.chance(500) ? 128 : 256));
        static_cast<void>(find(query));
    }
}

TEST_F(SearchTest, LongQueriesAreCut) {
    std::string words;
    for (std::size_t i = 0; i < kQueryWordsMax; ++i)
        words += "zoe ";
    EXPECT_EQ(find(words + "nobody"), Counters{1});
    EXPECT_EQ(find("zoe" + std::string(kQueryBytesMax, ' ') + "nobody"), Counters{1});
    // Not in the middle of a character.
    const std::string spaces(kQueryBytesMax - 4, ' ');
    EXPECT_EQ(find("zoe" + spaces + "\u6771"), Counters{1});
}

TEST_F(SearchTest, WordsAreReplacedAndTakenAway) {
    add(kParty, 1, "Zacharias");
    EXPECT_EQ(find("zoe"), Counters{});
    EXPECT_EQ(find("zach"), Counters{1});
    add(kParty, 1, "");
    add(kParty, 99, "");
    EXPECT_EQ(find("zach"), Counters{});
    add(kParty, 1, "Zoë again");
    EXPECT_EQ(find("zoe"), Counters{1});
    EXPECT_TRUE(store_->check().ok());
}

TEST_F(SearchTest, SearchesOneScopeOrAll) {
    EXPECT_EQ(find("muller"), Counters{1});
    const auto all = store_->search(std::nullopt, "muller", 10).value();
    EXPECT_EQ(all,
              (std::vector<Store::Found>{{kParty, {{kAlice, 1}, 0}}, {kBrunch, {{kAlice, 1}, 0}}}));
    EXPECT_TRUE(store_->search(ScopeId{404}, "muller", 10).value().empty());
}

TEST_F(SearchTest, VisitsTheRecordsOfACollectionInTheScopesAskedFor) {
    Batch batch;
    batch.records = {{kParty, record({kAlice, 1}, kGuests)},
                     {kParty, record({kAlice, 2}, kTables)},
                     {kParty, record({kAlice, 3}, kGuests)},
                     {kBrunch, record({kAlice, 1}, kGuests)}};
    ASSERT_TRUE(store_->commit(batch).ok());
    using Visited = std::vector<std::pair<ScopeId, std::uint64_t>>;
    const auto visit = [&](std::string_view text, const Store::Within& within, std::size_t limit) {
        Visited visited;
        const SearchWords words = store_->search_words(text).value();
        const auto done =
            store_->visit_found(words, within, [&](ScopeId scope, const merge::RecordState& state) {
                EXPECT_EQ(state, store_->load_record(scope, state.id).value());
                visited.emplace_back(scope, state.id.dot.counter);
                return visited.size() < limit;
            });
        EXPECT_TRUE(done.ok()) << done.error().detail;
        return visited;
    };
    EXPECT_EQ(visit("ann", {kGuests, {}}, 9), (Visited{{kParty, 3}, {kBrunch, 1}}));
    EXPECT_EQ(visit("ann", {kTables, {}}, 9), (Visited{{kParty, 2}}));
    EXPECT_EQ(visit("MÜLL", {kGuests, {}}, 9), (Visited{{kParty, 1}, {kBrunch, 1}}));
    EXPECT_EQ(visit("müll", {kGuests, {kBrunch, ScopeId{404}}}, 9), (Visited{{kBrunch, 1}}));
    EXPECT_EQ(visit("müll", {kGuests, {ScopeId{404}}}, 9), Visited{});
    EXPECT_EQ(visit("müll", {kGuests, {}}, 1), (Visited{{kParty, 1}}));
}

TEST_F(SearchTest, ATextHasItsWordsAsTheIndexSays) {
    const auto has = [&](std::string_view search, std::string_view text) {
        return store_->search_words(search).value().are_in(text);
    };
    EXPECT_TRUE(has("zoe mu", "Zoë Müller, table 4"));
    EXPECT_TRUE(has("4 ZOË", "Zoë Müller, table 4"));
    EXPECT_FALSE(has("oe", "Zoë Müller, table 4"));
    EXPECT_FALSE(has("zoe x", "Zoë Müller, table 4"));
    EXPECT_FALSE(has("zoe", ""));
    EXPECT_TRUE(has("brien", std::string("O\0Brien", 7)));
    EXPECT_TRUE(store_->search_words("'; \xFF --").value().empty());
}

constexpr std::uint16_t kWords = 3;

/// What is written there tells what the record is found by.
std::string words_of(const merge::RecordState& state) {
    const merge::Cell* cell = state.find({kGuests, kWords}, "");
    const auto* text =
        cell == nullptr ? nullptr : std::get_if<std::string>(&cell->siblings.front().value);
    return text == nullptr ? std::string() : *text;
}

/// A store whose index of words is damaged behind its back.
class DamagedSearchTest : public testing::Test {
protected:
    DamagedSearchTest() : store_(open_store(folder_.store())) {
        EXPECT_TRUE(write(1, "Zoe Brown").ok());
        EXPECT_TRUE(write(2, "Anna Meier").ok());
    }
    [[nodiscard]] Result<void> write(std::uint64_t counter, const std::string& words) {
        const Dot dot{kAlice, counter};
        Batch batch;
        batch.scopes = {scope_row(kParty, "party")};
        batch.records = {{kParty, edited(record(dot), dot, kWords, words)}};
        batch.search = {{kParty, {dot, 0}, words}};
        return store_->commit(batch);
    }
    void damage(const char* sql) {
        store_.reset();
        sqlite3* file = nullptr;
        ASSERT_EQ(sqlite3_open(folder_.store().c_str(), &file), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(file, sql, nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(file);
        sqlite3_close(file);
        store_ = open_store(folder_.store());
    }
    std::size_t count(std::string_view words) {
        const auto found = store_->search(kParty, words, 100);
        EXPECT_TRUE(found.ok()) << found.error().detail;
        return found.ok() ? found.value().size() : 0;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

/// The part that is written next has entries already.
constexpr const char* kTakenEntries =
    "INSERT INTO search_idx SELECT segid + 1, term, pgno FROM search_idx ORDER BY segid DESC "
    "LIMIT 1";
/// What the structure speaks of is gone.
constexpr const char* kNoPages = "DELETE FROM search_data WHERE id > 10";

TEST_F(DamagedSearchTest, IsMadeAnewOfTheRecordsWhenItCannotBeWritten) {
    for (const char* sql : {kTakenEntries, kNoPages}) {
        SCOPED_TRACE(sql);
        damage(sql);
        store_->search_words_by(words_of);
        const Result<void> done = write(1, "Zoe Green");
        ASSERT_TRUE(done.ok()) << done.error().detail;
        EXPECT_EQ(count("zoe green"), 1U);
        EXPECT_EQ(count("anna"), 1U);
        EXPECT_EQ(count("brown"), 0U);
        EXPECT_TRUE(store_->check(CheckDepth::kFull).ok());
        ASSERT_TRUE(write(1, "Zoe Brown").ok());
    }
}

TEST_F(DamagedSearchTest, FailsWhereNobodyKnowsTheWords) {
    damage(kTakenEntries);
    EXPECT_FALSE(write(1, "Zoe Green").ok());
    // And nothing was written.
    EXPECT_EQ(words_of(store_->load_record(kParty, {{kAlice, 1}, 0}).value()), "Zoe Brown");
    store_->search_words_by(words_of);
    EXPECT_TRUE(write(1, "Zoe Green").ok());
}

}  // namespace
}  // namespace wedsync::store
