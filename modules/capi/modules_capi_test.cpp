// The modules through their C interface, as any program has them.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

#include "schemas/schemas.hpp"
#include "wedsync/modules.h"

namespace {

constexpr std::uint64_t kDayMs = 86'400'000;
constexpr std::uint64_t kNowMs = 20'000 * kDayMs;

std::uint64_t count_up(void* context) {
    return ++*static_cast<std::uint64_t*>(context);
}

class ModulesCapiTest : public testing::Test {
protected:
    void SetUp() override {
        std::string folder = testing::TempDir() + "wedsync-modules-XXXXXX";
        ASSERT_NE(mkdtemp(folder.data()), nullptr);
        folder_ = folder;
        const std::string options =
            R"({"path": ")" + folder + R"(/day.wedsync", "schema": )" +
            std::string(wedsync::venue_schema_json()) +
            R"(, "author": {"person": "Ana", "device": "t", "role": "staff"}})";
        wedsync_bytes error{};
        ASSERT_EQ(
            wedsync_open(options.data(), options.size(), count_up, &random_, &replica_, &error),
            WEDSYNC_OK)
            << std::string_view(error.bytes, error.size);
        ASSERT_EQ(wedsync_add_scope(replica_, now(), 7, "Team", 4), WEDSYNC_OK);
    }
    void TearDown() override {
        wedsync_close(replica_);
        std::filesystem::remove_all(folder_);
    }

    static wedsync_now now() { return {1'000, kNowMs}; }

    using Call = int (*)(wedsync_replica*, wedsync_now, const char*, size_t, wedsync_bytes*);
    int call(Call function, std::string_view document) {
        wedsync_bytes answer{};
        const int code = function(replica_, now(), document.data(), document.size(), &answer);
        answer_.assign(answer.bytes == nullptr ? "" : answer.bytes, answer.size);
        wedsync_free(&answer);
        return code;
    }
    [[nodiscard]] bool has(std::string_view part) const {
        return answer_.find(part) != std::string::npos;
    }

    std::uint64_t random_ = 1;
    std::string folder_;
    wedsync_replica* replica_ = nullptr;
    std::string answer_;
};

TEST_F(ModulesCapiTest, ASupplierIsNotedCelebratedAndScored) {
    ASSERT_EQ(call(wedsync_act, R"({"module": "success", "action": "note", "scope": 7,
        "supplier": "Crumb & Co", "kind": "form", "about": "cake"})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("milestones":[{"type":"first_form_created")")) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "success", "question": "health"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("supplier":"Crumb & Co","score":47,"risk":"high")")) << answer_;
    EXPECT_TRUE(has(R"("as_of":)" + std::to_string(kNowMs))) << answer_;
    const std::string until = std::to_string(kNowMs + kDayMs);
    ASSERT_EQ(call(wedsync_act, R"({"module": "success", "action": "say", "scope": 7,
        "supplier": "Crumb & Co", "risk": "low", "until": )" +
                                    until + "}"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("risk":"low","is_overridden":true)")) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "success", "question": "milestones", "scope": 7})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("celebrated":true)")) << answer_;
}

TEST_F(ModulesCapiTest, ACampaignIsMadeTrackedAndJudged) {
    const std::string add = R"({"module": "marketing", "action": "add", "scope": 7,
        "campaign": "spring", "title": "Open day", "held_back_percent": 50})";
    ASSERT_EQ(call(wedsync_act, add), WEDSYNC_OK);
    EXPECT_EQ(call(wedsync_act, add), WEDSYNC_ERROR_INVALID);
    for (const char* kind : {"opened", "converted"}) {
        ASSERT_EQ(
            call(wedsync_act, std::string(R"({"module": "marketing", "action": "track", "scope": 7,
            "campaign": "spring", "user": "lena", "kind": ")") +
                                  kind + "\"}"),
            WEDSYNC_OK);
    }
    ASSERT_EQ(call(wedsync_ask, R"({"module": "marketing", "question": "campaigns"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("converted":{"times":1,"people":1})")) << answer_;
    EXPECT_TRUE(has(R"("data_driven":1000000)")) << answer_;
}

TEST_F(ModulesCapiTest, WhatThereIsIsReadInStepsForWhoCannotWait) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(call(wedsync_act, R"({"module": "marketing", "action": "track", "scope": 7,
            "campaign": "spring", "user": "lena", "kind": "opened"})"),
                  WEDSYNC_OK);
    }
    const auto ask = [&](const std::string& more) {
        return call(wedsync_ask, R"({"module": "marketing", "question": "campaigns")" + more + "}");
    };
    for (int step = 0; step < 2; ++step) {
        ASSERT_EQ(ask(R"(, "read": 2)"), WEDSYNC_OK);
        EXPECT_EQ(answer_, R"({"unread":true})");
    }
    // What is wrong with another call is told, however much is unread.
    EXPECT_EQ(call(wedsync_ask, R"({"module": "marketing", "question": "moon"})"),
              WEDSYNC_ERROR_INVALID);
    EXPECT_EQ(call(wedsync_act, R"({"module": "marketing", "action": "track", "scope": 404,
        "campaign": "spring", "user": "lena", "kind": "opened"})"),
              WEDSYNC_ERROR_NOT_FOUND);
    // One that waits for nothing has all of it, and so has the next one.
    ASSERT_EQ(ask(""), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("opened":{"times":5,"people":1})")) << answer_;
    ASSERT_EQ(ask(R"(, "read": 1)"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("opened":{"times":5,"people":1})")) << answer_;
    // An action that is not answered has done nothing.
    const std::string note = R"({"module": "success", "action": "note", "scope": 7,
        "supplier": "Crumb & Co", "kind": "form")";
    ASSERT_EQ(call(wedsync_act, note + "}"), WEDSYNC_OK);
    ASSERT_EQ(call(wedsync_act, note + R"(, "read": 0})"), WEDSYNC_ERROR_INVALID);
    ASSERT_EQ(call(wedsync_act, note + R"(, "read": "all"})"), WEDSYNC_ERROR_CORRUPT);
    EXPECT_EQ(ask(R"(, "red": 2)"), WEDSYNC_ERROR_CORRUPT);
}

TEST_F(ModulesCapiTest, AFormIsDefinedFilledInAndAddedUpAndStaysReadable) {
    const auto define = [&](const std::string& label) {
        return call(wedsync_act, R"({"module": "forms", "action": "define", "scope": 7,
            "name": "tasting", "definition": {"title": "Tasting", "questions": [
                {"key": "cake", "kind": "choice", "label": ")" +
                                     label + R"(", "required": true,
                 "choices": [{"value": "nut", "label": "Nut"}, {"value": "plum", "label": "Plum"}]},
                {"key": "allergic", "kind": "yes_no", "label": "Allergic?", "required": true,
                 "when": [{"question": "cake", "is": "nut"}]}]}})");
    };
    ASSERT_EQ(define("Which cake?"), WEDSYNC_OK) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "forms", "question": "check", "name": "tasting",
        "answers": {"cake": "nut"}})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("visible":["cake","allergic"])")) << answer_;
    EXPECT_TRUE(has(R"("problems":[{"question":"allergic","code":"required"}])")) << answer_;
    const auto submit = [&](const std::string& answers) {
        return call(wedsync_act, R"({"module": "forms", "action": "submit", "scope": 7,
            "name": "tasting", "answers": )" +
                                     answers + "}");
    };
    EXPECT_EQ(submit(R"({"cake": "nut"})"), WEDSYNC_ERROR_INVALID);
    ASSERT_EQ(submit(R"({"cake": "nut", "allergic": true})"), WEDSYNC_OK) << answer_;
    // What was answered under a condition that does not hold is not kept.
    ASSERT_EQ(submit(R"({"cake": "plum", "allergic": true})"), WEDSYNC_OK) << answer_;
    ASSERT_EQ(call(wedsync_act, R"({"module": "forms", "action": "save_draft", "scope": 7,
        "name": "tasting", "answers": {}})"),
              WEDSYNC_OK)
        << answer_;
    ASSERT_EQ(define("Cake"), WEDSYNC_OK) << answer_;
    ASSERT_EQ(submit(R"({"cake": "plum"})"), WEDSYNC_OK) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "forms", "question": "submissions",
        "name": "tasting", "limit": 2})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("handed_in":3,"begun":1)")) << answer_;
    EXPECT_TRUE(has(R"("answers":{"cake":"plum"})")) << answer_;
    EXPECT_TRUE(has(R"("label":"Cake","choices":[{"value":"nut","label":"Nut","count":1},)"
                    R"({"value":"plum","label":"Plum","count":2}],"answered":3)"))
        << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "forms", "question": "definition",
        "name": "tasting"})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("version":2)")) << answer_;
    ASSERT_EQ(call(wedsync_act, R"({"module": "forms", "action": "retire", "scope": 7,
        "name": "tasting"})"),
              WEDSYNC_OK)
        << answer_;
    EXPECT_EQ(submit(R"({"cake": "plum"})"), WEDSYNC_ERROR_INVALID);
    ASSERT_EQ(call(wedsync_ask, R"({"module": "forms", "question": "definitions"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("version":2,"is_retired":true,"is_built_in":false)")) << answer_;
}

TEST_F(ModulesCapiTest, AClientIsMadeAndUpdated) {
    ASSERT_EQ(call(wedsync_act, R"({"module": "forms", "action": "update_client", "scope": 7,
        "name": "Lena", "email": "lena@example.org", "status": "booked"})"),
              WEDSYNC_OK)
        << answer_;
    const std::size_t at = answer_.find(R"("record":")") + 10;
    const std::string record = answer_.substr(at, answer_.find('"', at) - at);
    const std::string id = R"(, "id": ")" + record + "\"}";
    const std::string update = R"({"module": "forms", "action": "update_client", "scope": 7)";
    ASSERT_EQ(call(wedsync_act, update + R"(, "phone": "555")" + id), WEDSYNC_OK) << answer_;
    for (const std::string& wrong :
         {update + id, update + R"(, "status": "vague")" + id, update + R"(, "phone": "5"})",
          update + R"(, "budget_cents": "much")" + id}) {
        EXPECT_NE(call(wedsync_act, wrong), WEDSYNC_OK) << wrong;
    }
}

TEST_F(ModulesCapiTest, SomebodyIsInvitedAndWhatWaitsIsSentByHttpAlone) {
    ASSERT_EQ(call(wedsync_act, R"({"module": "viral", "action": "invite", "scope": 7,
        "recipient": "Lena@example.org", "consent": true})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("status":"saved","shown_as":"l•••@example.org")")) << answer_;
    const std::size_t at = answer_.find(R"("action_id":")") + 13;
    const std::string id = answer_.substr(at, answer_.find('"', at) - at);
    ASSERT_EQ(call(wedsync_ask, R"({"module": "queue", "question": "next"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"({"path":"/api/viral/offline-sync","body":"{\"scope\":7,)")) << answer_;
    EXPECT_TRUE(has("lena@example.org")) << answer_;
    EXPECT_TRUE(has(R"("ids":[")" + id + R"("])")) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "queue", "question": "list"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("label":"l•••@example.org","priority":7)")) << answer_;
    EXPECT_FALSE(has("lena@example.org")) << answer_;
    const std::string settle =
        R"({"module": "queue", "action": "settle", "ids": [")" + id + R"("], "status": )";
    ASSERT_EQ(call(wedsync_act, settle + R"(0, "body": ""})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("waiting":1,"held":0)")) << answer_;
    ASSERT_EQ(call(wedsync_act, settle + R"(200, "body": "{\"results\": [{\"id\": \")" + id +
                                    R"(\", \"status\": \"processed\"}]}"})"),
              WEDSYNC_OK);
    EXPECT_TRUE(has(R"("waiting":0,"held":0,"next_at":null)")) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "queue", "question": "next"})"), WEDSYNC_OK);
    EXPECT_EQ(answer_, "") << "null is no bytes";
    ASSERT_EQ(call(wedsync_ask, R"({"module": "viral", "question": "metrics"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("funnel":{"sent":1,)")) << answer_;
}

TEST_F(ModulesCapiTest, WhatWaitsGoesWithTheChangesOfACopy) {
    ASSERT_EQ(call(wedsync_act, R"({"module": "viral", "action": "invite", "scope": 7,
        "recipient": "lena@example.org", "consent": true})"),
              WEDSYNC_OK);
    wedsync_bytes exported{};
    ASSERT_EQ(wedsync_pending_export(replica_, nullptr, &exported), WEDSYNC_OK);
    const std::string changes(exported.bytes, exported.size);
    wedsync_free(&exported);
    EXPECT_NE(changes.find(R"("beside":[{"name":"beside.queue.2.)"), std::string::npos);
    ASSERT_EQ(call(wedsync_adopt, changes), WEDSYNC_OK) << answer_;
    EXPECT_TRUE(has(R"("known":1)")) << answer_;
    std::string broken = changes;
    broken.replace(broken.find("beside.queue"), 12, "replica.cloc");
    EXPECT_EQ(call(wedsync_adopt, broken), WEDSYNC_ERROR_INVALID);
}

TEST_F(ModulesCapiTest, ATimeThatNoCalendarHasIsRefused) {
    for (const char* at : {"-9223372036854775808", "9223372036854775807"}) {
        EXPECT_EQ(call(wedsync_act, std::string(R"({"module": "success", "action": "note",
            "scope": 7, "supplier": "a", "kind": "x", "at": ")") +
                                        at + "\"}"),
                  WEDSYNC_ERROR_INVALID);
    }
}

TEST_F(ModulesCapiTest, WhatIsWrongIsToldAndNothingIsDone) {
    EXPECT_EQ(call(wedsync_ask, R"({"module": "astrology", "question": "when"})"),
              WEDSYNC_ERROR_NOT_FOUND);
    const std::string long_name(2'000, 'x');
    for (const std::string& document :
         {std::string(""), std::string("{}"), std::string("[]"), std::string("{\"module\": 3}"),
          std::string(R"({"module": "success"})"),
          std::string(R"({"module": "success", "question": "stars"})"),
          std::string(R"({"module": "success", "question": "health", "surprise": 1})"),
          std::string(R"({"module": "queue", "question": "who"})"),
          std::string(R"({"module": "viral", "question": "invitations", "limit": -1})"),
          std::string(R"({"module": "marketing", "question": 7})")}) {
        EXPECT_NE(call(wedsync_ask, document), WEDSYNC_OK) << document;
    }
    for (
        const std::string& document :
        {std::string(R"({"module": "success", "action": "dance", "scope": 7})"),
         std::string(R"({"module": "queue", "action": "discard", "id": "nothing"})"),
         std::string(
             R"({"module": "queue", "action": "settle", "ids": [5], "status": 1, "body": ""})"),
         std::string(
             R"({"module": "viral", "action": "invite", "scope": 9, "recipient": "a@example.org", "consent": true})"),
         std::string(R"({"module": "success", "action": "note", "scope": 7, "kind": "form"})"),
         std::string(
             R"({"module": "success", "action": "note", "scope": 7, "supplier": "", "kind": "x"})"),
         R"({"module": "success", "action": "note", "scope": 7, "kind": "form", "supplier": ")" +
             long_name + "\"}",
         std::string(
             R"({"module": "success", "action": "note", "scope": 9, "supplier": "a", "kind": "x"})"),
         std::string(
             R"({"module": "success", "action": "note", "scope": 7, "supplier": "a", "kind": "x", "at": "soon"})"),
         std::string(
             R"({"module": "success", "action": "say", "scope": 7, "supplier": "a", "risk": "doomed", "until": 5})"),
         std::string(
             R"({"module": "marketing", "action": "track", "scope": 7, "campaign": "c", "user": "u", "kind": "sneezed"})"),
         std::string(
             R"({"module": "marketing", "action": "add", "scope": 7, "campaign": "c", "held_back_percent": 91})"),
         std::string(
             R"({"module": "marketing", "action": "add", "scope": 7, "campaign": "c", "starts_at": 5, "ends_at": 5})")}) {
        EXPECT_NE(call(wedsync_act, document), WEDSYNC_OK) << document;
    }
    ASSERT_EQ(call(wedsync_ask, R"({"module": "success", "question": "health"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("suppliers":[])")) << answer_;
    ASSERT_EQ(call(wedsync_ask, R"({"module": "marketing", "question": "campaigns"})"), WEDSYNC_OK);
    EXPECT_TRUE(has(R"("campaigns":[])")) << answer_;
}

}  // namespace
