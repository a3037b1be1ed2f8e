// An app that is two versions of the schema old, beside one that is not, through the same hub: it
// edits what it knows and gives back untouched what it does not.
#include <algorithm>
#include <string>
#include <utility>

#include "gtest/gtest.h"

#include "engine/merge/reading.hpp"
#include "sim/world/world.hpp"
#include "tests/support/changes.hpp"

namespace wedsync {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr std::uint64_t kSettleMsMax = 60'000;
constexpr std::uint16_t kVendor = 2;

/// Version 3: more fields of a guest, and a further collection.
Schema newest_schema() {
    Schema schema = guest_schema();
    schema.version = 3;
    CollectionSchema vendor;
    vendor.number = kVendor;
    vendor.name = "vendor";
    vendor.title = "name";
    vendor.fields = {field_of({kVendor, 1}, "name", FieldKind::kRegister, ValueType::kText)};
    schema.collections.push_back(vendor);
    return schema;
}

/// Version 1 knew only names, tables and glasses.
Schema oldest_schema() {
    Schema schema = guest_schema();
    schema.version = 1;
    std::erase_if(schema.collections[0].fields, [](const FieldSchema& field) {
        return field.id != kName && field.id != kTable && field.id != kGlasses;
    });
    return schema;
}

class OldSchemaTest : public testing::Test {
protected:
    OldSchemaTest() : world_(options()) {
        world_.add_scope(kParty, "party");
        old_ = add("old", oldest_schema());
        new_ = add("new", newest_schema());
        settle();
    }

    static sim::WorldOptions options() {
        sim::WorldOptions options;
        options.seed = 3;
        options.hub.schema = newest_schema();
        return options;
    }
    std::size_t add(const std::string& name, Schema schema) {
        sim::DeviceOptions options;
        options.author = {name, name, "", 0};
        options.schema = std::move(schema);
        options.scopes = {{kParty, "party"}};
        return world_.add_device(std::move(options));
    }
    void settle() {
        const bool is_settled =
            world_.run_until([&] { return world_.is_converged(); }, kSettleMsMax);
        ASSERT_TRUE(is_settled) << world_.difference().value_or("");
    }
    replica::Committed commit(std::size_t device, Draft draft) {
        draft.scope = kParty;
        const auto committed = world_.commit(device, draft);
        EXPECT_TRUE(committed.ok()) << committed.error().detail;
        return committed.value();
    }
    merge::RecordState get(std::size_t device, const RecordId& record) {
        return world_.replica(device).get(kParty, record).value();
    }
    RecordId add_guest() {
        Draft draft;
        const NewRecord guest = draft.create("guest");
        draft.set(guest, "name", text("Ann"));
        draft.set(guest, "table", number(4));
        draft.set(guest, "notes", text("no nuts"));
        draft.set(guest, "arrives", number(1'000));
        draft.edits.emplace_back(edit::AddElement{guest, "tags", "vegan"});
        draft.edits.emplace_back(edit::Increment{guest, "glasses", 3});
        return commit(new_, draft).created[0];
    }

    sim::World world_;
    std::size_t old_ = 0;
    std::size_t new_ = 0;
};

TEST_F(OldSchemaTest, EditsWhatItKnowsAndGivesTheRestBackUntouched) {
    const RecordId guest = add_guest();
    settle();
    const merge::RecordState before = get(new_, guest);
    EXPECT_EQ(get(old_, guest), before);
    Draft draft;
    draft.set(guest, "name", text("Anna"));
    draft.edits.emplace_back(edit::Increment{guest, "glasses", 2});
    commit(old_, draft);
    settle();
    const merge::RecordState after = get(new_, guest);
    EXPECT_EQ(get(old_, guest), after);
    const Schema schema = newest_schema();
    EXPECT_EQ(merge::read_field(after, *schema.find(kName)).value, text("Anna"));
    EXPECT_EQ(merge::read_field(after, *schema.find(kGlasses)).value, number(5));
    for (const merge::Cell& cell : before.cells) {
        if (cell.field == kName || cell.field == kGlasses) continue;
        ASSERT_NE(after.find(cell.field, cell.sub), nullptr);
        EXPECT_EQ(*after.find(cell.field, cell.sub), cell);
    }
}

TEST_F(OldSchemaTest, HoldsTheSameRowsAndSums) {
    const RecordId guest = add_guest();
    Draft draft;
    draft.set(draft.create("vendor"), "name", text("Flowers"));
    commit(new_, draft);
    settle();
    EXPECT_EQ(sim::state_hash(world_.replica(old_).store(), kParty).value(),
              sim::state_hash(world_.replica(new_).store(), kParty).value());
    EXPECT_EQ(world_.replica(old_).scope(kParty)->row.cells_sum,
              world_.replica(new_).scope(kParty)->row.cells_sum);
    EXPECT_TRUE(world_.replica(old_).verify(kParty).value().ok());
    // Whoever deletes it there deletes the unknown cells too: they were seen.
    draft = {};
    draft.edits.emplace_back(edit::Delete{guest});
    commit(old_, draft);
    settle();
    EXPECT_TRUE(get(new_, guest).empty());
}

TEST_F(OldSchemaTest, QueriesWhatItKnows) {
    add_guest();
    settle();
    live::Query query;
    query.collection = "guest";
    query.filters = {{"table", live::Comparison::kAtLeast, number(2)}};
    query.sort = {{"name", false}};
    EXPECT_EQ(world_.replica(old_).query(query).value().size(), 1U);
    query.filters = {{"notes", live::Comparison::kEqual, text("no nuts")}};
    EXPECT_EQ(world_.replica(old_).query(query).error().code, ErrorCode::kInvalid);
    query.collection = "vendor";
    EXPECT_EQ(world_.replica(old_).query(query).error().code, ErrorCode::kInvalid);
}

TEST_F(OldSchemaTest, ShowsADisagreementAboutWhatItDoesNotKnow) {
    const RecordId guest = add_guest();
    const std::size_t other = add("other", newest_schema());
    settle();
    for (const std::size_t device : {new_, other}) {
        Draft draft;
        draft.set(guest, "partner", Reference{guest});
        draft.set(guest, "notes", std::string("of device ") + std::to_string(device));
        commit(device, draft);
    }
    settle();
    const auto conflicts = world_.replica(old_).conflicts(kParty).value();
    ASSERT_EQ(conflicts.size(), 1U);
    EXPECT_EQ(conflicts[0].field, kNotes);
    EXPECT_EQ(conflicts[0].siblings.size(), 2U);
}

}  // namespace
}  // namespace wedsync
