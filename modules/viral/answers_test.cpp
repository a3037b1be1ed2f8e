#include "modules/viral/answers.hpp"

#include "modules/viral/address.hpp"
#include "tests/support/file_replica.hpp"

namespace wedsync::viral {
namespace {

namespace bj = boost::json;

constexpr ScopeId kTeam{7};

class InviteTest : public test::FileReplicaTest {
protected:
    void SetUp() override {
        FileReplicaTest::SetUp();
        ASSERT_TRUE(replica_->add_scope(kTeam, "Team").ok());
    }
    Result<bj::value> call(Result<bj::value> (*function)(const modules::Place&,
                                                         const codec::JsonNode&),
                           const std::string& text) {
        const bj::value document = json::parse_json(text).value();
        codec::JsonFailure failure;
        modules::Views views(*replica_);
        Result<bj::value> answer =
            function({*replica_, views, kNow}, codec::JsonNode(document, failure));
        if (failure.where != nullptr) return codec::error_of(failure, document);
        return answer;
    }
    bj::value act(const std::string& rest) {
        auto answer = call(module().act, R"({"module": "viral", "scope": 7, )" + rest + "}");
        EXPECT_TRUE(answer.ok()) << answer.error().detail;
        return answer.ok() ? answer.value() : bj::value();
    }
    bj::value ask(const std::string& rest) {
        auto answer = call(module().ask, R"({"module": "viral", )" + rest + "}");
        EXPECT_TRUE(answer.ok()) << answer.error().detail;
        return answer.ok() ? answer.value() : bj::value();
    }
    bj::value invite_one(const std::string& address, const std::string& more = {}) {
        return act(R"("action": "invite", "consent": true, "recipient": ")" + address + "\"" +
                   more);
    }
    std::string state_of_only() {
        const bj::value answer = ask(R"("question": "invitations")");
        return std::string(answer.at("invitations").at(0).at("state").as_string());
    }
    void hear(const std::string& field, const Value& value) {
        set(kTeam, find(kTeam, "invitations", "l•••@example.org").id, field.c_str(), value);
    }
};

TEST_F(InviteTest, AnInvitationIsARecordAndAnActionThatWaits) {
    const bj::value answer =
        invite_one(" Lena@Example.org ", R"(, "about": "Cake", "language": "de", "expires_at": 5)");
    const bj::value& saved = answer.at("results").at(0);
    EXPECT_EQ(saved.at("status"), "saved");
    EXPECT_EQ(saved.at("shown_as"), "l•••@example.org");
    EXPECT_EQ(answer.at("waiting"), 1);
    EXPECT_EQ(json::write_json(answer).find("lena@"), std::string::npos);
    const auto batch = modules::ActionQueue(*replica_).next(1'800'000'000'000).value();
    ASSERT_TRUE(batch.has_value());
    const bj::value body = json::parse_json(batch->body).value();
    EXPECT_EQ(body.at("scope"), 7);
    const bj::value& action = body.at("offlineActions").at(0);
    EXPECT_EQ(action.at("id"), saved.at("action_id"));
    EXPECT_EQ(action.at("recipientEmail"), "lena@example.org");
    EXPECT_EQ(action.at("actorId"), "alice");
    EXPECT_EQ(action.at("actionType"), "sent_invite");
    EXPECT_EQ(action.at("context").at("tracked"), true);
    EXPECT_EQ(action.at("context").at("consent"), true);
    EXPECT_EQ(action.at("context").at("language"), "de");
    EXPECT_EQ(action.at("context").at("expiresAt"), 5);
    EXPECT_EQ(read(kTeam, "invitations", "l•••@example.org", "recipient"),
              key_of_address("lena@example.org"));
    EXPECT_EQ(read(kTeam, "invitations", "l•••@example.org", "action_id"),
              action.at("id").as_string());
}

TEST_F(InviteTest, WhoIsInvitedAlreadyIsToldAndNotInvitedAgain) {
    invite_one("lena@example.org", R"(, "actor": "mara")");
    const bj::value again = invite_one("LENA@example.org");
    EXPECT_EQ(again.at("results").at(0).at("status"), "known");
    EXPECT_EQ(again.at("results").at(0).at("by"), "mara");
    EXPECT_EQ(again.at("results").at(0).at("action_id"), "");
    EXPECT_EQ(again.at("waiting"), 1);
    EXPECT_EQ(invite_one("lena@example.org", R"(, "again": true)").at("waiting"), 2);
    const bj::value metrics = ask(R"("question": "metrics")");
    EXPECT_EQ(metrics.at("funnel").at("sent"), 1);
    EXPECT_EQ(metrics.at("repeated"), 1);
}

TEST_F(InviteTest, OneOfSeveralThatIsTwiceIsInvitedOnce) {
    const bj::value answer = act(R"("action": "invite", "consent": false,
        "recipients": ["a@example.org", "b@example.org", "A@example.org"])");
    EXPECT_EQ(answer.at("results").as_array().size(), 3U);
    EXPECT_EQ(answer.at("results").at(2).at("status"), "known");
    EXPECT_EQ(answer.at("waiting"), 2);
}

TEST_F(InviteTest, AnInvitationGoesItsWay) {
    invite_one("lena@example.org");
    EXPECT_EQ(state_of_only(), "waiting");
    modules::ActionQueue queue(*replica_);
    const auto batch = *queue.next(1'800'000'000'000).value();
    ASSERT_TRUE(
        queue
            .settle({batch.ids, 200,
                     R"({"results": [{"id": ")" + batch.ids[0] + R"(", "status": "processed"}]})"},
                    1'800'000'000'000)
            .ok());
    EXPECT_EQ(state_of_only(), "on_the_way");
    hear("mail_state", std::string("queued"));
    EXPECT_EQ(state_of_only(), "with_hub");
    hear("mail_state", std::string("sent"));
    EXPECT_EQ(state_of_only(), "sent");
    hear("opened_at", std::int64_t{1'800'000'000'500});
    EXPECT_EQ(state_of_only(), "opened");
    const bj::value accepted = act(R"("action": "accepted", "recipient": "lena@example.org")");
    EXPECT_EQ(accepted.at("state"), "accepted");
    const bj::value metrics = ask(R"("question": "metrics")");
    EXPECT_EQ(json::write_json(metrics.at("funnel")),
              R"({"sent":1,"opened":1,"accepted":1,"active":0})");
    EXPECT_EQ(metrics.at("cycle_ms"), 0);
    EXPECT_EQ(metrics.at("k_factor").at("value"), 1.0);
    EXPECT_EQ(metrics.at("leaders").at(0).at("actor"), "alice");
}

TEST_F(InviteTest, WhatTheHubSaysNoToIsShownSo) {
    invite_one("lena@example.org");
    modules::ActionQueue queue(*replica_);
    const auto batch = *queue.next(1'800'000'000'000).value();
    const std::string body = R"({"results": [{"id": ")" + batch.ids[0] +
                             R"(", "status": "refused", "code": "no", "detail": "not here"}]})";
    ASSERT_TRUE(queue.settle({batch.ids, 200, body}, 1'800'000'000'000).ok());
    const bj::value answer = ask(R"("question": "invitations")");
    EXPECT_EQ(answer.at("invitations").at(0).at("state"), "declined");
    EXPECT_EQ(answer.at("invitations").at(0).at("reason"), "not here");
    EXPECT_EQ(answer.at("held"), 1);
}

TEST_F(InviteTest, WhatIsWrongIsToldAndNothingIsDone) {
    for (const char* rest :
         {R"("action": "invite", "recipient": "lena@example.org")",
          R"("action": "invite", "consent": true, "recipient": "lena")",
          R"("action": "invite", "consent": true, "recipient": "a@example.org, b@example.org")",
          R"("action": "invite", "consent": true, "recipient": "a@example.org", "language": "xx")",
          R"("action": "invite", "consent": true, "recipient": "a@example.org", "about": "a\nb")",
          R"("action": "invite", "consent": true, "recipients": 5)",
          R"("action": "accepted", "recipient": "nobody@example.org")"}) {
        const auto answer =
            call(module().act, std::string(R"({"module": "viral", "scope": 7, )") + rest + "}");
        EXPECT_FALSE(answer.ok()) << rest;
    }
    EXPECT_EQ(count(kTeam, "invitations"), 0U);
    EXPECT_EQ(modules::ActionQueue(*replica_).state().value().waiting, 0U);
}

}  // namespace
}  // namespace wedsync::viral
