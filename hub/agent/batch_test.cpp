#include "hub/agent/batch.hpp"

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

Result<Batch> read(const char* path, const std::string& body) {
    return read_batch(*find_offline_endpoint(path), body);
}

constexpr const char* kViral = "/api/viral/offline-sync";
constexpr const char* kMarketing = "/api/marketing/offline-sync";
constexpr const char* kAny = "/api/offline/sync";

std::string action(const std::string& id, const std::string& more = "") {
    return R"({"id":")" + id +
           R"(","actorId":"crumb","recipientEmail":"lena@example.org","actionType":"sent_invite",)"
           R"("timestamp":1800000000000)" +
           more + "}";
}

TEST(BatchTest, ReadsTheListsOfTheReference) {
    const auto batch = read(kViral, R"({"offlineActions":[)" + action("a") + "," + action("b") +
                                        R"(],"syncTimestamp":1800000000001})");
    ASSERT_TRUE(batch.ok()) << batch.error().detail;
    ASSERT_EQ(batch.value().items.size(), 2U);
    EXPECT_EQ(batch.value().items[0].id, "a");
    EXPECT_EQ(batch.value().items[0].type, "viral_action");
    EXPECT_EQ(batch.value().items[0].priority, 7);
    EXPECT_EQ(batch.value().items[0].happened_ms, 1'800'000'000'000);
    EXPECT_FALSE(batch.value().items[0].problem.has_value());
    EXPECT_FALSE(batch.value().is_flat);
    EXPECT_FALSE(batch.value().scope.has_value());
}

TEST(BatchTest, ReadsOneItemFlat) {
    const auto batch = read(kViral, R"({"offlineSync":true,"compressionUsed":"high","scope":7,)" +
                                        action("a").substr(1));
    ASSERT_TRUE(batch.ok()) << batch.error().detail;
    ASSERT_EQ(batch.value().items.size(), 1U);
    EXPECT_TRUE(batch.value().is_flat);
    EXPECT_EQ(batch.value().scope, ScopeId{7});
    EXPECT_FALSE(batch.value().items[0].data.as_object().contains("offlineSync"));
    EXPECT_FALSE(batch.value().items[0].data.as_object().contains("scope"));
    for (const char* const wrong :
         {R"({"offlineSync":false,"id":"a"})", R"({"offlineSync":"yes","id":"a"})",
          R"({"offlineSync":true,"compressionUsed":"some","id":"a"})"}) {
        EXPECT_FALSE(read(kViral, wrong).ok()) << wrong;
    }
}

TEST(BatchTest, TheMostUrgentIsFirstAndThenTheEarliest) {
    const auto item = [](const char* id, int priority, int at) {
        return R"({"id":")" + std::string(id) + R"(","type":"viral_action","priority":)" +
               std::to_string(priority) + R"(,"data":{"id":")" + id + R"(","timestamp":)" +
               std::to_string(at) + "}}";
    };
    const auto batch =
        read(kViral, R"({"offlineActions":[)" + item("a", 3, 1) + "," + item("b", 9, 5) + "," +
                         item("c", 9, 4) + "," + item("d", 9, 4) + "]}");
    ASSERT_TRUE(batch.ok()) << batch.error().detail;
    std::string order;
    for (const BatchItem& each : batch.value().items)
        order += each.id;
    EXPECT_EQ(order, "cdba");
}

TEST(BatchTest, EngagementsAreInTheOrderInWhichTheyHappened) {
    const auto batch = read(
        kMarketing,
        R"({"engagements":[{"id":"late","timestamp":"2027-05-01T10:00:00.5Z"},)"
        R"({"id":"early","timestamp":1700000000000}],"batchTimestamp":"2027-05-01T10:00:01Z"})");
    ASSERT_TRUE(batch.ok()) << batch.error().detail;
    EXPECT_EQ(batch.value().items[0].id, "early");
    EXPECT_EQ(batch.value().items[1].happened_ms, 1'809'165'600'500);
}

TEST(BatchTest, WhatIsWrongWithOneItemIsItsOwnMatter) {
    const auto batch =
        read(kViral, R"({"offlineActions":[7,{"id":""},{"id":"x","type":"form_submission",)"
                     R"("data":{}},)" +
                         action("good") + "]}");
    ASSERT_TRUE(batch.ok()) << batch.error().detail;
    ASSERT_EQ(batch.value().items.size(), 4U);
    std::size_t wrong = 0;
    for (const BatchItem& item : batch.value().items)
        wrong += item.problem ? 1U : 0U;
    EXPECT_EQ(wrong, 3U);
}

TEST(BatchTest, WhatIsWrongWithAllOfItIsRefused) {
    std::string many = action("a");
    for (std::size_t i = 0; i < kBatchItemsMax; ++i)
        many += "," + action("a" + std::to_string(i));
    std::string deep = "1";
    for (int i = 0; i < 40; ++i)
        deep = "[" + deep + "]";
    const std::string wrong[] = {
        "",
        "{",
        "[]",
        "7",
        "null",
        R"({"offlineActions":{}})",
        R"({"offlineActions":null})",
        R"({"syncTimestamp":1})",
        R"({"offlineActions":[],"syncTimestamp":"soon"})",
        R"({"offlineActions":[],"more":1})",
        R"({"offlineActions":[],"scope":-1})",
        R"({"offlineActions":[],"offlineActions":[]})",
        R"({"offlineActions":[)" + many + "]}",
        R"({"offlineActions":[)" + action("a", R"(,"context":)" + deep) + "]}",
        std::string("{\"offlineActions\":[]}\0", 22),
        "{\"offlineActions\":[\"\xff\"]}",
        std::string(kBatchBytesMax + 1, ' ')};
    for (const std::string& body : wrong)
        EXPECT_FALSE(read(kViral, body).ok()) << body.substr(0, 100);
    EXPECT_TRUE(read(kViral, R"({"offlineActions":[]})").ok());
}

TEST(BatchTest, AnItemIsToldByWhatIsInIt) {
    const auto type = [](const std::string& data) {
        const auto batch = read(kAny, R"({"items":[)" + data + "]}");
        return batch.ok() ? batch.value().items[0].type : batch.error().detail;
    };
    EXPECT_EQ(type(R"({"supplierId":"x","calculatedScore":5})"), "health_score_update");
    EXPECT_EQ(type(R"({"supplierId":"x","milestoneType":"y"})"), "success_milestone");
    EXPECT_EQ(type(R"({"engagementType":"opened"})"), "marketing_engagement");
    EXPECT_EQ(type(R"({"recipientEmail":"x"})"), "viral_action");
    EXPECT_EQ(type(R"({"clientId":"x","answers":{}})"), "form_submission");
    EXPECT_EQ(type(R"({"clientId":"x","name":"y"})"), "client_update");
    EXPECT_EQ(type(R"({"colour":"red"})"), "");
}

TEST(BatchTest, AnItemWithoutAnIdIsKnownByWhatItSays) {
    const auto id = [](const std::string& data) {
        const auto batch = read(kAny, R"({"items":[)" + data + "]}");
        return batch.ok() ? batch.value().items[0].id : std::string();
    };
    EXPECT_EQ(id(R"({"supplierId":"x","calculatedScore":5})"),
              id(R"({"calculatedScore":5,"supplierId":"x"})"));
    EXPECT_NE(id(R"({"supplierId":"x","calculatedScore":5})"),
              id(R"({"supplierId":"x","calculatedScore":6})"));
    EXPECT_EQ(id(R"({"id":"queue","type":"client_update","data":{"id":"own"}})"), "own");
    EXPECT_EQ(id(R"({"id":"queue","type":"client_update","data":{}})"), "queue");
}

TEST(MomentTest, ReadsMillisecondsAndTextsInUtc) {
    EXPECT_EQ(modules::moment_in_text("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(modules::moment_in_text("2000-02-29T23:59:59.9Z"), 951'868'799'900);
    EXPECT_EQ(modules::moment_in_text("2027-05-01T10:00:00.007Z"), 1'809'165'600'007);
    for (const char* const wrong :
         {"", "2027-05-01", "2027-05-01T10:00:00", "2027-02-29T10:00:00Z", "2027-13-01T10:00:00Z",
          "2027-05-01T24:00:00Z", "2027-05-01T10:00:60Z", "2027-05-01T10:00:00.Z",
          "2027-05-01T10:00:00.1234Z", "2027-05-01T10:00:00+01:00", "1969-12-31T23:59:59Z",
          "2027-05-01T10:00:00Zx", "2027-05-01 10:00:00Z", "20x7-05-01T10:00:00Z"}) {
        EXPECT_FALSE(modules::moment_in_text(wrong).has_value()) << wrong;
    }
}

}  // namespace
}  // namespace wedsync::hub
