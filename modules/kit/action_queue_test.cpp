#include "modules/kit/action_queue.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/prng.hpp"
#include "tests/support/file_replica.hpp"

namespace wedsync::modules {
namespace {

namespace bj = boost::json;

constexpr ScopeId kTeam{7};
constexpr ScopeId kOther{8};
constexpr std::int64_t kNowMs = 1'800'000'000'000;

QueuedAction action_named(const std::string& id, std::uint8_t priority = 7,
                          std::int64_t created_at_ms = kNowMs) {
    QueuedAction action;
    action.id = id;
    action.type = "viral_action";
    action.priority = priority;
    action.scope = kTeam;
    action.label = "l•••@example.org";
    action.data = R"({"id":")" + id + R"(","recipientEmail":"lena@example.org"})";
    action.created_at_ms = created_at_ms;
    return action;
}

class ActionQueueTest : public test::FileReplicaTest {
protected:
    void add(const QueuedAction& action) {
        ASSERT_TRUE(replica_->write_beside({ActionQueue::row_of(action).value()}).ok());
    }
    [[nodiscard]] ActionQueue queue() { return ActionQueue(*replica_); }
    [[nodiscard]] std::vector<std::string> next(std::int64_t now_ms = kNowMs) {
        const auto batch = queue().next(now_ms).value();
        return batch ? batch->ids : std::vector<std::string>{};
    }
    void answer(const std::vector<std::string>& ids, unsigned status,
                const std::string& body = {}) {
        ASSERT_TRUE(queue().settle({ids, status, body}, kNowMs).ok());
    }
    [[nodiscard]] QueuedAction only() {
        const auto all = queue().list(10).value();
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? QueuedAction{} : all.front();
    }
};

std::string results(const std::vector<std::pair<std::string, std::string>>& statuses) {
    bj::array list;
    for (const auto& [id, status] : statuses) {
        list.push_back(bj::object{{"id", id},
                                  {"status", status},
                                  {"code", "no_consent"},
                                  {"detail", "they did not agree"}});
    }
    return json::write_json(bj::object{{"processed", 1}, {"results", std::move(list)}});
}

TEST_F(ActionQueueTest, TheHighestPriorityGoesFirstThenTheOldest) {
    add(action_named("new", 7, kNowMs + 5));
    add(action_named("old", 7, kNowMs));
    add(action_named("first", 9, kNowMs + 9));
    EXPECT_EQ(next(), (std::vector<std::string>{"first", "old", "new"}));
    const ActionBatch batch = *queue().next(kNowMs).value();
    EXPECT_EQ(batch.path, "/api/viral/offline-sync");
    const bj::value body = json::parse_json(batch.body).value();
    EXPECT_EQ(body.at("scope"), 7);
    EXPECT_EQ(body.at("syncTimestamp"), kNowMs);
    EXPECT_EQ(body.at("offlineActions").at(1).at("id"), "old");
}

TEST_F(ActionQueueTest, ABatchIsOfOneScopeAndNotTooLarge) {
    for (int i = 0; i < 60; ++i)
        add(action_named("a" + std::to_string(100 + i)));
    QueuedAction elsewhere = action_named("b");
    elsewhere.scope = kOther;
    elsewhere.priority = 9;
    add(elsewhere);
    EXPECT_EQ(next(), std::vector<std::string>{"b"});
    answer({"b"}, 200, results({{"b", "processed"}}));
    EXPECT_EQ(next().size(), kActionsInBatchMax);
}

TEST_F(ActionQueueTest, WhatTheHubHasIsForgotten) {
    add(action_named("a"));
    add(action_named("b"));
    answer({"a", "b"}, 200, results({{"a", "processed"}, {"b", "duplicate"}}));
    EXPECT_TRUE(queue().list(10).value().empty());
    EXPECT_FALSE(queue().state().value().next_at_ms.has_value());
}

TEST_F(ActionQueueTest, WhatTheHubRefusesIsKeptWithoutWhatItWasAbout) {
    add(action_named("a"));
    answer({"a"}, 200, results({{"a", "refused"}}));
    EXPECT_TRUE(next(kNowMs + 1'000'000).empty());
    const QueuedAction refused = only();
    EXPECT_EQ(refused.status, ActionStatus::kRefused);
    EXPECT_EQ(refused.data, "");
    EXPECT_EQ(refused.label, "l•••@example.org");
    EXPECT_EQ(refused.code, "no_consent");
    EXPECT_EQ(refused.reason, "they did not agree");
    EXPECT_EQ(queue().retry("a").error().code, ErrorCode::kInvalid);
    ASSERT_TRUE(queue().discard("a").ok());
    EXPECT_EQ(queue().discard("a").error().code, ErrorCode::kNotFound);
}

TEST_F(ActionQueueTest, AHubThatSendsNoMailIsTold) {
    add(action_named("a"));
    answer({"a"}, 200, R"({"processed": 1, "results": [{"id": "a", "status": "processed",
        "mail": {"state": "refused", "reason": "no_mail"}}]})");
    EXPECT_EQ(only().status, ActionStatus::kRefused);
    EXPECT_EQ(only().code, "no_mail");
    EXPECT_EQ(only().data, "");
}

TEST_F(ActionQueueTest, AnAnswerThatLacksOneLeavesItWaiting) {
    add(action_named("a"));
    add(action_named("b"));
    answer({"a", "b"}, 200, results({{"a", "processed"}}));
    EXPECT_EQ(only().id, "b");
    EXPECT_EQ(only().reason, "the hub answered, and said nothing of it");
}

TEST_F(ActionQueueTest, WhatWasNotAnsweredWaitsLongerAndLonger) {
    add(action_named("a"));
    std::int64_t most = 0;
    for (int i = 0; i < 200; ++i) {
        answer({"a"}, 0);
        most = std::max(most, only().not_before_ms - kNowMs);
    }
    EXPECT_EQ(only().status, ActionStatus::kWaiting);
    EXPECT_EQ(only().attempts, 200U);
    EXPECT_GT(most, 10'000);
    EXPECT_LE(most, 60'000);
    EXPECT_EQ(only().reason, "the hub was not reached");
    EXPECT_EQ(next(only().not_before_ms - 1), std::vector<std::string>{});
    EXPECT_EQ(next(only().not_before_ms), std::vector<std::string>{"a"});
}

TEST_F(ActionQueueTest, OneThatTheHubDoesNotTakeHoldsUpNoOther) {
    for (const char* id : {"a", "bad", "c"})
        add(action_named(id));
    answer({"a", "bad", "c"}, 422, R"({"detail": "what is this?"})");
    const std::int64_t later = kNowMs + 60'000;
    ASSERT_EQ(next(later), std::vector<std::string>{"a"});
    answer({"a"}, 200, results({{"a", "processed"}}));
    ASSERT_EQ(next(later), std::vector<std::string>{"bad"});
    answer({"bad"}, 422, R"({"detail": "what is this?"})");
    EXPECT_EQ(next(later), std::vector<std::string>{"c"});
    const QueuedAction stuck = queue().list(1).value().front();
    EXPECT_EQ(stuck.status, ActionStatus::kStuck);
    EXPECT_EQ(stuck.reason, "the hub answered with HTTP status 422: what is this?");
    EXPECT_NE(stuck.data, "");
    ASSERT_TRUE(queue().retry("bad").ok());
    EXPECT_EQ(next(later), std::vector<std::string>{"bad"});
}

TEST_F(ActionQueueTest, AHubThatFailsAgainAndAgainIsToldToPeople) {
    add(action_named("a"));
    for (std::uint32_t i = 1; i < kActionAttemptsMax; ++i)
        answer({"a"}, 503);
    EXPECT_EQ(only().status, ActionStatus::kWaiting);
    answer({"a"}, 200, "no JSON");
    EXPECT_EQ(only().status, ActionStatus::kStuck);
}

TEST_F(ActionQueueTest, WhatDoesNotFitIsSaid) {
    EXPECT_EQ(ActionQueue::row_of(action_named("")).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(ActionQueue::row_of(action_named("a.b")).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(ActionQueue::row_of(action_named(std::string(65, 'x'))).error().code,
              ErrorCode::kInvalid);
    QueuedAction action = action_named("a");
    action.type = "astrology";
    EXPECT_EQ(ActionQueue::row_of(action).error().code, ErrorCode::kInvalid);
    action = action_named("a");
    action.data = "[]";
    EXPECT_EQ(ActionQueue::row_of(action).error().code, ErrorCode::kInvalid);
    action.data = std::string(kActionDataBytesMax + 1, ' ');
    EXPECT_EQ(ActionQueue::row_of(action).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(queue().check_room(kActionsWaitingMax + 1).error().code, ErrorCode::kTooLarge);
    add(action_named("a"));
    EXPECT_FALSE(queue().check_room(kActionsWaitingMax).ok());
    EXPECT_TRUE(queue().check_room(kActionsWaitingMax - 1).ok());
}

// ---- Against a slow model ----

/// A hub that takes each action once, and does not take some at all.
struct Hub {
    std::set<std::string> done;
    std::map<std::string, std::size_t> times;

    static bool refuses(const std::string& id) { return id.back() == '3'; }
    std::string work(const std::vector<std::string>& ids) {
        std::vector<std::pair<std::string, std::string>> said;
        for (const std::string& id : ids) {
            const bool is_new = !refuses(id) && done.insert(id).second;
            if (is_new) ++times[id];
            const std::string taken = is_new ? "processed" : "duplicate";
            said.emplace_back(id, refuses(id) ? "refused" : taken);
        }
        return results(said);
    }
};

bool goes_before(const QueuedAction& a, const QueuedAction& b) {
    if (a.priority != b.priority) return a.priority > b.priority;
    return a.created_at_ms != b.created_at_ms ? a.created_at_ms < b.created_at_ms : a.id < b.id;
}

/// What is to be sent, worked out anew from all of them.
std::vector<std::string> due(std::vector<QueuedAction> all, std::int64_t now_ms) {
    std::sort(all.begin(), all.end(), goes_before);
    std::vector<std::string> ids;
    const QueuedAction* first = nullptr;
    for (const QueuedAction& each : all) {
        const bool is_due = each.status == ActionStatus::kWaiting && each.not_before_ms <= now_ms;
        if (!is_due || ids.size() == kActionsInBatchMax) continue;
        if (first == nullptr) {
            first = &each;
        } else if (first->is_alone || each.is_alone || each.scope != first->scope) {
            continue;
        }
        ids.push_back(each.id);
    }
    return ids;
}

TEST_F(ActionQueueTest, EachActionLeavesByAnAnswerOnlyWhateverFails) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng prng(seed);
        Hub hub;
        std::set<std::string> expected;
        std::int64_t now_ms = kNowMs;
        for (std::size_t i = 0; i < 120; ++i) {
            now_ms += static_cast<std::int64_t>(prng.below(20'000));
            const auto all = queue().list(1'000).value();
            std::set<std::string> here;
            for (const QueuedAction& each : all)
                here.insert(each.id);
            ASSERT_EQ(here, expected);
            if (prng.chance(450)) {
                QueuedAction fresh =
                    action_named("s" + std::to_string(seed) + "-" + std::to_string(i),
                                 static_cast<std::uint8_t>(prng.below(10)),
                                 now_ms - static_cast<std::int64_t>(prng.below(50'000)));
                fresh.scope = prng.chance(800) ? kTeam : kOther;
                add(fresh);
                expected.insert(fresh.id);
                continue;
            }
            if (prng.chance(100)) open("alice");
            const auto batch = queue().next(now_ms).value();
            const std::vector<std::string> ids = batch ? batch->ids : std::vector<std::string>{};
            ASSERT_EQ(ids, due(all, now_ms));
            if (!batch) continue;
            ActionAnswer said{ids, 0, {}};
            const std::uint64_t what = prng.below(8);
            if (what >= 2) said = {ids, 200, hub.work(ids)};
            if (what == 1) said.status = prng.chance(500) ? 503 : 422;
            // It was killed between the hub's answer and its own note of it.
            if (what == 2) open("alice");
            if (what == 3) said.body = said.body.substr(0, said.body.size() / 2);
            if (what != 2) {
                ASSERT_TRUE(queue().settle(said, now_ms).ok());
            }
            if (what < 4) continue;
            for (const std::string& id : ids) {
                if (!Hub::refuses(id)) expected.erase(id);
            }
        }
        // The network is well again.
        const auto all_left = queue().list(1'000).value();
        for (const QueuedAction& each : all_left) {
            if (each.status == ActionStatus::kStuck) {
                ASSERT_TRUE(queue().retry(each.id).ok());
            }
        }
        while (true) {
            now_ms += 60'000;
            const auto batch = queue().next(now_ms).value();
            if (!batch) break;
            ASSERT_TRUE(queue().settle({batch->ids, 200, hub.work(batch->ids)}, now_ms).ok());
        }
        const auto refused = queue().list(1'000).value();
        for (const QueuedAction& each : refused) {
            EXPECT_EQ(each.status, ActionStatus::kRefused);
            EXPECT_TRUE(Hub::refuses(each.id));
            ASSERT_TRUE(queue().discard(each.id).ok());
        }
        for (const auto& [id, times] : hub.times)
            EXPECT_EQ(times, 1U);
    }
}

}  // namespace
}  // namespace wedsync::modules
