// The published merge vectors: made by the slow reference, and what the engine makes of them.
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/codec/json_node.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/merge/conflict.hpp"
#include "tests/property/merge_checks.hpp"
#include "tests/property/reference_merge.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/golden.hpp"

namespace wedsync::test {
namespace {

namespace bj = boost::json;

constexpr std::uint64_t kCases = 240;
const std::string kPath = std::string(WEDSYNC_SOURCE_DIR) + "/tests/vectors/merge-1.json";

/// What a set of changes comes to.
struct Outcome {
    std::vector<merge::RecordState> records;
    std::vector<merge::Conflict> conflicts;
    std::uint64_t cells = 0;
    std::uint64_t have = 0;
};

bj::array json_of_conflicts(const std::vector<merge::Conflict>& conflicts) {
    bj::array array;
    for (const merge::Conflict& conflict : conflicts) {
        const bool is_disagreement = conflict.kind == merge::ConflictKind::kDisagreement;
        bj::object object;
        object["kind"] = is_disagreement ? "disagreement" : "edited_and_deleted";
        object["record"] = codec::json_of(conflict.record);
        object["field"] =
            bj::array{std::int64_t{conflict.field.collection}, std::int64_t{conflict.field.field}};
        object["shown"] = nullptr;
        if (conflict.shown) object["shown"] = codec::json_of(*conflict.shown);
        array.push_back(bj::value(std::move(object)));
    }
    return array;
}

bj::value json_of_case(const std::vector<Change>& changes, const Outcome& outcome) {
    bj::object object;
    bj::array list;
    for (const Change& change : changes)
        list.push_back(codec::json_of(change));
    object["changes"] = std::move(list);
    object["records"] = codec::json_of(std::span<const merge::RecordState>(outcome.records));
    object["conflicts"] = json_of_conflicts(outcome.conflicts);
    object["cells"] = codec::json_of_text(codec::format_hex64(outcome.cells));
    object["have"] = codec::json_of_text(codec::format_hex64(outcome.have));
    return bj::value(std::move(object));
}

Outcome by_reference(const std::vector<Change>& changes) {
    const Schema schema = support::guest_schema();
    property::ReferenceMerge reference;
    Outcome outcome;
    for (const Change& change : changes) {
        reference.accept(change);
        outcome.have += merge::checksum(change.dot);
    }
    for (const auto& [id, state] : reference.states()) {
        outcome.records.push_back(state);
        outcome.cells += merge::checksum(state);
        for (merge::Conflict& conflict : property::conflicts_of(state, schema))
            outcome.conflicts.push_back(std::move(conflict));
    }
    return outcome;
}

Outcome by_engine(const std::vector<Change>& changes) {
    const Schema schema = support::guest_schema();
    std::map<RecordId, merge::RecordState> states;
    Outcome outcome;
    for (const Change& change : changes) {
        outcome.have += merge::checksum(change.dot);
        for (const RecordId& record : touched_records(change)) {
            merge::RecordState& state = states[record];
            state.id = record;
            merge::apply(state, change);
        }
    }
    for (const auto& [id, state] : states) {
        if (state.empty()) continue;
        outcome.records.push_back(state);
        outcome.cells += merge::checksum(state);
        for (merge::Conflict& conflict : merge::conflicts_of(state, schema))
            outcome.conflicts.push_back(std::move(conflict));
    }
    return outcome;
}

std::vector<Change> changes_of_seed(std::uint64_t seed) {
    const property::History history =
        property::random_history(seed, static_cast<std::size_t>(2 + seed % 5));
    std::vector<Change> changes{history.first};
    changes.insert(changes.end(), history.changes.begin(), history.changes.end());
    return changes;
}

/// One case on each line.
std::string all_vectors() {
    std::string text = "{\"version\":1,\"cases\":[\n";
    for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
        const std::vector<Change> changes = changes_of_seed(seed);
        text += json::write_json(json_of_case(changes, by_reference(changes)));
        text += seed < kCases ? ",\n" : "\n";
    }
    return text + "]}\n";
}

TEST(MergeVectorsTest, AreWhatTheReferenceSays) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    if (std::getenv("WEDSYNC_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(kPath, std::ios::binary) << all_vectors();
    }
    EXPECT_TRUE(read_file(kPath) == all_vectors())
        << kPath << " differs (WEDSYNC_UPDATE_GOLDEN=1 rewrites it)";
}

TEST(MergeVectorsTest, TheEngineMergesThemSo) {
    json::JsonLimits limits;
    const Result<bj::value> document = json::parse_json(read_file(kPath), limits);
    ASSERT_TRUE(document.ok()) << document.error().detail;
    codec::JsonFailure failure;
    const codec::JsonNode cases = codec::JsonNode(document.value(), failure).member("cases");
    ASSERT_EQ(cases.count(kCases), kCases);
    std::size_t conflicts = 0;
    for (std::size_t i = 0; i < kCases; ++i) {
        const codec::JsonNode list = cases.item(i).member("changes");
        std::vector<Change> changes;
        for (std::size_t j = 0; j < list.count(100); ++j)
            changes.push_back(codec::read_change(list.item(j)));
        ASSERT_EQ(failure.where, nullptr) << failure.what;
        const Outcome outcome = by_engine(changes);
        conflicts += outcome.conflicts.size();
        EXPECT_EQ(json::write_json(json_of_case(changes, outcome)),
                  json::write_json(cases.item(i).value()));
    }
    EXPECT_GT(conflicts, kCases / 10) << "vectors without disagreements show little";
}

}  // namespace
}  // namespace wedsync::test
