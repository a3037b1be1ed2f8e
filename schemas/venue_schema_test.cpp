#include <algorithm>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "engine/model/schema.hpp"
#include "schemas/schemas.hpp"

namespace wedsync {
namespace {

class VenueSchemaTest : public ::testing::Test {
protected:
    void SetUp() override {
        Result<Schema> parsed = parse_schema(venue_schema_json());
        ASSERT_TRUE(parsed.ok()) << parsed.error().detail;
        schema = std::move(parsed).value();
    }

    const FieldSchema& field(std::string_view collection, std::string_view name) const {
        const CollectionSchema* found = schema.find(collection);
        EXPECT_NE(found, nullptr) << collection;
        const FieldSchema* inside = found->find(name);
        EXPECT_NE(inside, nullptr) << name;
        return *inside;
    }

    Schema schema;
};

TEST_F(VenueSchemaTest, HasTheCollectionsOfAVenue) {
    for (const char* name : {"events", "guests", "tables", "seats", "vendors", "arrivals",
                             "timeline_items", "tasks", "notes", "forms", "clients", "contacts"}) {
        EXPECT_NE(schema.find(name), nullptr) << name;
    }
    EXPECT_EQ(schema.name, "venue");
}

TEST_F(VenueSchemaTest, UsesEveryKindAndType) {
    std::set<FieldKind> kinds;
    std::set<ValueType> types;
    for (const CollectionSchema& collection : schema.collections) {
        for (const FieldSchema& inside : collection.fields) {
            kinds.insert(inside.kind);
            types.insert(inside.type);
        }
    }
    EXPECT_EQ(kinds.size(), 10U);
    EXPECT_EQ(types.size(), 7U);
}

TEST_F(VenueSchemaTest, NeverLetsAMachineDecideOnAllergiesAndPrices) {
    EXPECT_TRUE(field("guests", "allergies").is_protected);
    EXPECT_TRUE(field("vendors", "price_cents").is_protected);
    EXPECT_TRUE(field("clients", "budget_cents").is_protected);
    EXPECT_FALSE(field("guests", "table").is_protected);
}

TEST_F(VenueSchemaTest, LetsAMachineDecideOnNotesAndLabelsOnly) {
    std::set<std::string> applied;
    for (const CollectionSchema& collection : schema.collections) {
        for (const FieldSchema& inside : collection.fields) {
            if (inside.decides != Decides::kApply) continue;
            applied.insert(collection.name + "." + inside.name);
            EXPECT_FALSE(inside.is_personal || inside.is_protected) << inside.name;
        }
    }
    EXPECT_EQ(applied, (std::set<std::string>{
                           "arrivals.label", "arrivals.notes", "arrivals.vehicle", "notes.title",
                           "tables.shape", "tables.zone", "tasks.notes", "tasks.title",
                           "timeline_items.notes", "timeline_items.title", "vendors.notes"}));
}

TEST_F(VenueSchemaTest, MarksNamesAndAddressesAsPersonal) {
    for (const char* name : {"full_name", "first_name", "last_name", "email", "phone"}) {
        EXPECT_TRUE(field("guests", name).is_personal) << name;
    }
    EXPECT_FALSE(field("tables", "label").is_personal);
}

TEST_F(VenueSchemaTest, SeatsGuestsByReference) {
    EXPECT_EQ(field("guests", "table").target, "tables");
    EXPECT_EQ(field("guests", "seat").target, "seats");
    EXPECT_EQ(field("seats", "table").target, "tables");
}

TEST_F(VenueSchemaTest, HasRulesOfEveryKind) {
    std::set<std::string> kinds;
    for (const Rule& rule : schema.rules)
        kinds.insert(kind_name(rule));
    EXPECT_EQ(kinds, (std::set<std::string>{"unique", "capacity", "no_overlap", "order", "steps",
                                            "requires"}));
}

}  // namespace
}  // namespace wedsync
