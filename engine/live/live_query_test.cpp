#include "engine/live/live_query.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/live/search_text.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"

namespace wedsync::live {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{1};
constexpr ScopeId kBrunch{2};

/// The few fields that the queries here look at: reading all kinds is tested in merge.
Schema small_schema() {
    Schema schema = guest_schema();
    schema.collections[0].fields = {*schema.find(kName), *schema.find(kTable), *schema.find(kTags)};
    schema.collections[0].fields[0].is_searchable = true;
    schema.collections[0].fields[2].is_searchable = true;
    return schema;
}

/// Words are parted by spaces here; the store's own way has its tests there.
FindWords finder_of(const std::string& word) {
    if (word.empty()) return {};
    return [word](std::string_view text) {
        return text.starts_with(word) || text.find(' ' + word) != std::string_view::npos;
    };
}

/// Records, and queries over them answered from nothing.
struct World {
    Schema schema = small_schema();
    std::map<RowKey, merge::RecordState> records;
    std::size_t loads = 0;

    Reader reader(Query query) const {
        query.collection = "guest";
        FindWords find_words = finder_of(query.search);
        return Reader::create(std::move(query), schema, std::move(find_words)).value();
    }
    std::vector<Row> fresh(const Reader& reader, std::size_t count) const {
        std::vector<Row> rows;
        for (const auto& [key, state] : records) {
            if (auto row = reader.read(key.scope, state)) rows.push_back(*std::move(row));
        }
        std::sort(rows.begin(), rows.end(),
                  [&](const Row& left, const Row& right) { return reader.is_before(left, right); });
        if (count != 0 && rows.size() > count) rows.resize(count);
        return rows;
    }
    LiveQuery watch(const Reader& reader) {
        return LiveQuery::create(reader,
                                 [this, reader](std::size_t count) {
                                     ++loads;
                                     return Result<std::vector<Row>>(fresh(reader, count));
                                 })
            .value();
    }
};

/// A change of one of 60 records: born, renamed, seated, tagged, disputed, deleted.
Change random_change(const merge::RecordState& state, std::uint64_t counter, Prng& prng) {
    const Dot dot{prng.chance(500) ? kAlice : kBob, counter};
    const auto seen = [&](FieldId field, const std::string& sub = {}) {
        const merge::Cell* cell = state.find(field, sub);
        std::vector<Dot> dots;
        for (std::size_t i = 0; cell != nullptr && i < cell->siblings.size(); ++i) {
            if (prng.chance(900)) dots.push_back(cell->siblings[i].dot);
        }
        return dots;
    };
    const std::string letter(1, static_cast<char>('a' + prng.below(5)));
    Change made = change(dot, counter, {});
    const std::uint64_t dice = prng.below(10);
    if (state.empty() || dice == 0)
        made.operations.push_back(put(state.id, kLife, true, seen(kLife)));
    if (dice < 4) made.operations.push_back(put(state.id, kName, letter, seen(kName)));
    if (dice == 4 || dice == 5) {
        made.operations.push_back(
            put(state.id, kTable, number(static_cast<std::int64_t>(prng.below(6))), seen(kTable)));
    }
    if (dice == 6) made.operations.push_back(put_sub(state.id, kTags, letter, true));
    if (dice == 7)
        made.operations.push_back(drop_sub(state.id, kTags, letter, seen(kTags, letter)));
    if (dice > 7) {
        operation::Kill kill{state.id, {}};
        for (const merge::Cell& cell : state.cells)
            kill.cells.push_back({cell.field, cell.sub, seen(cell.field, cell.sub)});
        made.operations.emplace_back(kill);
    }
    return made;
}

TEST(LiveQueryTest, PatchedRowsEqualTheFreshQueryAfterEachOf100000RandomChanges) {
    constexpr std::uint64_t kSeed = 20'261'125;
    std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
    Prng prng(kSeed);
    World world;
    std::vector<Query> queries(5);
    queries[0].sort = {{"name", false}, {"table", true}};
    queries[0].limit = 5;
    queries[1].filters = {{"table", Comparison::kAtLeast, number(2)}};
    queries[1].sort = {{"table", false}};
    queries[1].scopes = {kBrunch};
    queries[2].filters = {{"tags", Comparison::kHas, text("b")}};
    queries[2].limit = 3;
    queries[3].search = "a";
    queries[4].search = "b";
    queries[4].filters = {{"table", Comparison::kAtMost, number(3)}};
    queries[4].sort = {{"name", true}};
    queries[4].limit = 4;
    std::vector<Reader> readers;
    std::vector<LiveQuery> live;
    std::vector<std::vector<Row>> patched;
    for (const Query& query : queries) {
        readers.push_back(world.reader(query));
        live.push_back(world.watch(readers.back()));
        patched.push_back(live.back().rows());
    }
    const std::uint64_t changes = support::seeds_of(100'000);
    for (std::uint64_t i = 1; i <= changes; ++i) {
        const RowKey key{prng.chance(500) ? kParty : kBrunch, {{kCarol, 1 + prng.below(30)}, 0}};
        merge::RecordState& state = world.records.try_emplace(key).first->second;
        state.id = key.record;
        const merge::RecordState before = state;
        merge::apply(state, random_change(before, i, prng));
        for (std::size_t query = 0; query < live.size(); ++query) {
            const auto steps = live[query].handle_change(key.scope, before, state);
            ASSERT_TRUE(steps.ok());
            patch(patched[query], steps.value());
            const std::vector<Row> fresh = world.fresh(readers[query], queries[query].limit);
            ASSERT_TRUE(patched[query] == fresh) << "query " << query << " after change " << i;
        }
    }
    // The spare rows were used up now and then, and spared most of the reading.
    EXPECT_GT(world.loads, queries.size());
    EXPECT_LT(world.loads, changes / 10);
}

TEST(LiveQueryTest, SearchesWhatSearchableFieldsRead) {
    World world;
    Query query;
    query.search = "4";
    const RecordId id{alice(1), 0};
    merge::RecordState state{id, {}};
    merge::apply(state, change(alice(1), 1,
                               {put(id, kLife, true), put(id, kName, text("Ada 42")),
                                put(id, kTable, number(51)), put_sub(id, kTags, "x", true)}));
    EXPECT_EQ(search_text(state, world.schema), "Ada 42 x");
    EXPECT_TRUE(world.reader(query).read(kParty, state));
    query.search = "5";
    EXPECT_FALSE(world.reader(query).read(kParty, state));
    query.search = "";
    EXPECT_TRUE(world.reader(query).read(kParty, state));
    EXPECT_EQ(search_text({id, {}}, world.schema), "");
}

TEST(LiveQueryTest, SaysWhatIsNotInTheSchema) {
    const Schema schema = small_schema();
    Query query;
    query.collection = "ghost";
    EXPECT_EQ(Reader::create(query, schema).error().code, ErrorCode::kInvalid);
    query.collection = "guest";
    query.sort = {{"shoe size", false}};
    EXPECT_NE(Reader::create(query, schema).error().detail.find("shoe size"), std::string::npos);
}

TEST(LiveQueryTest, AMovedRowMoves) {
    World world;
    Query query;
    query.sort = {{"name", false}};
    const Reader reader = world.reader(query);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        const RecordId id{alice(i), 0};
        merge::RecordState& state = world.records[{kParty, id}];
        state.id = id;
        const std::string name(1, static_cast<char>('a' + i));
        merge::apply(state, change(alice(i), i, {put(id, kLife, true), put(id, kName, name)}));
    }
    LiveQuery live = world.watch(reader);
    const RecordId first{alice(1), 0};
    merge::RecordState& state = world.records[{kParty, first}];
    const merge::RecordState before = state;
    merge::apply(state, change(alice(4), 4, {put(first, kName, text("z"), {alice(1)})}));
    const std::vector<Step> steps = live.handle_change(kParty, before, state).value();
    ASSERT_EQ(steps.size(), 2U);
    const auto* moved = std::get_if<step::Moved>(&steps[0]);
    ASSERT_NE(moved, nullptr);
    EXPECT_EQ(moved->from, 0U);
    EXPECT_EQ(moved->to, 2U);
    EXPECT_NE(std::get_if<step::Changed>(&steps[1]), nullptr);
}

}  // namespace
}  // namespace wedsync::live
