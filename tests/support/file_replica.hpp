#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::test {

/// A test with a replica of the venue schema in a folder of its own, which goes with it.
class FileReplicaTest : public testing::Test {
protected:
    static constexpr Now kNow{Instant{1'000}, WallTime{1'800'000'000'000}};

    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("wedsync-file-replica-" + std::to_string(getpid()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open("alice");
    }
    void TearDown() override {
        replica_.reset();
        std::filesystem::remove_all(folder_);
    }

    /// The same store, with somebody at the tablet.
    void open(const std::string& person) {
        replica_.reset();
        replica::Replica::Options options;
        options.store.path = (folder_ / "a.wedsync").string();
        options.store.durability = store::Durability::kNormal;
        Result<Schema> schema = parse_schema(venue_schema_json());
        ASSERT_TRUE(schema.ok()) << schema.error().detail;
        options.schema = schema.value();
        options.author = {person, "tablet", "host", 0};
        options.random = [this] { return prng_.next(); };
        auto opened = replica::Replica::open(std::move(options));
        ASSERT_TRUE(opened.ok()) << opened.error().detail;
        replica_ = std::move(opened).value();
    }

    /// A field as text: of the one record of the collection with this title.
    [[nodiscard]] std::string read(ScopeId scope, const char* collection, const std::string& title,
                                   const char* field) {
        const CollectionSchema& schema = *replica_->schema().find(collection);
        const auto state = find(scope, collection, title);
        if (state.empty()) return "(none)";
        const merge::FieldReading reading = merge::read_field(state, *schema.find(field));
        std::string text;
        for (const std::string& element : reading.elements)
            text += (text.empty() ? "" : ",") + element;
        if (const auto* plain = std::get_if<std::string>(&reading.value)) text = *plain;
        return text;
    }

    [[nodiscard]] merge::RecordState find(ScopeId scope, const char* collection,
                                          const std::string& title) {
        const CollectionSchema& schema = *replica_->schema().find(collection);
        merge::RecordState found;
        const auto visited = replica_->store().visit_records(
            scope, schema.number, [&](const merge::RecordState& state) {
                const Value value = merge::read_field(state, *schema.find(schema.title)).value;
                if (value == Value{title}) found = state;
                return true;
            });
        EXPECT_TRUE(visited.ok());
        return found;
    }

    [[nodiscard]] std::size_t count(ScopeId scope, const char* collection) {
        std::size_t records = 0;
        const std::uint16_t number = replica_->schema().find(collection)->number;
        const auto visited = replica_->store().visit_records(scope, number, [&](const auto&) {
            ++records;
            return true;
        });
        EXPECT_TRUE(visited.ok());
        return records;
    }

    void set(ScopeId scope, const RecordId& record, const char* field, const Value& value) {
        Draft draft;
        draft.scope = scope;
        draft.set(record, field, value);
        ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    }

    std::filesystem::path folder_;
    Prng prng_{11};
    std::unique_ptr<replica::Replica> replica_;
};

}  // namespace wedsync::test
