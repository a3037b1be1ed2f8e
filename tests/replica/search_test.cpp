// Search from edit to result: what people write is found again, whatever it is, and nothing that
// they search for is an error.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/json/strict_json.hpp"
#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr Now kNow{Instant{0}, WallTime{1'000'000}};
constexpr std::size_t kFoundMax = 1'000;

Schema searchable_schema() {
    Schema schema = guest_schema();
    for (FieldSchema& field : schema.collections[0].fields)
        field.is_searchable = field.id == kName || field.id == kTags;
    return schema;
}

class SearchTest : public testing::Test {
protected:
    void SetUp() override {
        remove_files();
        Replica::Options options;
        options.store.path = path_;
        options.store.durability = store::Durability::kNormal;
        options.schema = searchable_schema();
        options.random = [this] { return ++drawn_; };
        replica_ = Replica::open(std::move(options)).value();
        ASSERT_TRUE(replica_->add_scope(kParty, "party").ok());
    }
    void TearDown() override {
        replica_.reset();
        remove_files();
    }
    void remove_files() const {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path_ + suffix);
    }
    RecordId add(const std::string& name) {
        Draft draft;
        draft.scope = kParty;
        draft.set(draft.create("guest"), "name", name);
        return replica_->commit(kNow, draft).value().created[0];
    }
    /// Whether a search finds the record.
    bool finds(const std::string& words, const RecordId& record) {
        const auto found = replica_->store().search(kParty, words, kFoundMax);
        EXPECT_TRUE(found.ok()) << "\"" << words << "\": " << found.error().detail;
        return found.ok() &&
               std::any_of(found.value().begin(), found.value().end(),
                           [&](const store::Store::Found& item) { return item.record == record; });
    }

    std::string path_ = (std::filesystem::temp_directory_path() /
                         ("wedsync-replica-search-" + std::to_string(getpid()) + ".db"))
                            .string();
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
};

bool has_word(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
               (letter >= 'A' && letter <= 'Z');
    });
}

TEST_F(SearchTest, NamesAreFoundWithAndWithoutAccents) {
    const RecordId zoe = add("Zoë Müller-Øst");
    for (const char* words : {"zoe", "ZOË", "mull", "Muller", "zoe muller", "müller zoë"})
        EXPECT_TRUE(finds(words, zoe)) << words;
    EXPECT_FALSE(finds("zoey", zoe));
    Draft draft;
    draft.scope = kParty;
    draft.set(zoe, "name", text("Ana"));
    draft.edits.emplace_back(edit::AddElement{zoe, "tags", "crème"});
    ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    EXPECT_FALSE(finds("zoe", zoe));
    EXPECT_TRUE(finds("creme ana", zoe));
}

TEST_F(SearchTest, TheQueryLanguageIsOnlyWords) {
    const RecordId ana = add("Ana");
    const RecordId bo = add("Bo OR NOT Near");
    for (const char* words :
         {"ana OR bo", "ana NOT bo", "NEAR(ana bo, 2)", "words:ana bo", "{words}: ana AND bo",
          "\"ana\" AND \"bo", "ana\"; DROP TABLE record; --", "^ana + bo*"}) {
        EXPECT_FALSE(finds(words, ana)) << words;
    }
    for (const char* words : {"\"ana", "ana*", "^ana", "(ana", "ana)", "-ana", "ana:", "a\"\"na\""})
        static_cast<void>(finds(words, ana));
    EXPECT_TRUE(finds("ana*", ana));
    EXPECT_TRUE(finds("not OR near", bo));
}

TEST_F(SearchTest, NaughtyStringsAreKeptAndFound) {
    const auto path = test::outside_data("suites/naughty-strings/blns.json");
    if (!path) GTEST_SKIP();
    std::ifstream file(*path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto strings = json::parse_json(content).value();
    std::size_t count = 0;
    for (const auto& item : strings.as_array()) {
        const std::string naughty(item.as_string().begin(), item.as_string().end());
        const RecordId guest = add(naughty);
        const merge::RecordState state = replica_->get(kParty, guest).value();
        ASSERT_NE(state.find(kName), nullptr);
        EXPECT_EQ(state.find(kName)->siblings[0].value, Value{naughty});
        const bool is_found = finds(naughty, guest);
        EXPECT_TRUE(is_found || !has_word(naughty)) << naughty;
        ++count;
    }
    EXPECT_GT(count, 400U);
    EXPECT_TRUE(replica_->store().check().ok());
    EXPECT_TRUE(replica_->verify(kParty).value().ok());
}

TEST_F(SearchTest, AWatchedSearchFollowsTheCommits) {
    live::Query query;
    query.collection = "guest";
    query.sort = {{"name", false}};
    query.search = "MULL z";
    std::vector<live::Row> rows;
    const auto watch = replica_->watch(query, [&](const Result<std::vector<live::Step>>& steps) {
        live::patch(rows, steps.value());
        return true;
    });
    ASSERT_TRUE(watch.ok());
    const RecordId zoe = add("Zoë Müller");
    add("Ana Meier");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].key.record, zoe);
    Draft draft;
    draft.scope = kParty;
    draft.set(zoe, "name", text("Zoë Meier"));
    ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    EXPECT_TRUE(rows.empty());
    EXPECT_TRUE(rows == replica_->query(query).value());
}

TEST_F(SearchTest, AQueryWithoutWordsAsksForAll) {
    add("Ana");
    add("");
    live::Query query;
    query.collection = "guest";
    for (const char* nothing : {"", " ", "\"*", "-- ; ()", "\xF0\x9F\x92\x92"}) {
        query.search = nothing;
        EXPECT_EQ(replica_->query(query).value().size(), 2U) << nothing;
    }
    query.search = "ana";
    EXPECT_EQ(replica_->query(query).value().size(), 1U);
    query.scopes = {ScopeId{404}};
    EXPECT_EQ(replica_->query(query).value().size(), 0U);
}

TEST_F(SearchTest, OfALongSearchTheBeginningCounts) {
    add("Ana");
    live::Query query;
    query.collection = "guest";
    const auto count_for = [&](std::string search) {
        query.search = std::move(search);
        return replica_->query(query).value().size();
    };
    std::string many;
    for (std::size_t i = 0; i < 16; ++i)
        many += "ana ";
    EXPECT_EQ(count_for(many + "nobody"), 1U);
    EXPECT_EQ(count_for("ana" + std::string(1'024, ' ') + "nobody"), 1U);
    EXPECT_EQ(count_for("ana" + std::string(500, ' ') + "nobody"), 0U);
    EXPECT_EQ(count_for(std::string(1U << 22U, 'a')), 0U);
    EXPECT_EQ(count_for("\xFF\xFE\xED\xA0\x80 q" + std::string(10'000, '\xCC')), 0U);
}

}  // namespace
}  // namespace wedsync::replica
