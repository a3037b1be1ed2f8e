// A module of somebody else (tests/modules/toasts): it is a folder, and nothing else was touched.
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "modules/all/modules.hpp"
#include "modules/all/processors.hpp"
#include "tests/support/file_replica.hpp"

namespace wedsync::test {
namespace {

namespace bj = boost::json;

constexpr ScopeId kTeam{7};

class OwnModuleTest : public FileReplicaTest {
protected:
    void SetUp() override {
        FileReplicaTest::SetUp();
        std::ifstream file(WITH_TOASTS_JSON);
        const std::string text(std::istreambuf_iterator<char>(file), {});
        Result<Schema> schema = parse_schema(text);
        ASSERT_TRUE(schema.ok()) << schema.error().detail;
        replica::Replica::Options options;
        options.store.path = (folder_ / "own.wedsync").string();
        options.schema = schema.value();
        options.author = {"Ana", "tablet", "host", 0};
        options.random = [this] { return prng_.next(); };
        replica_ = replica::Replica::open(std::move(options)).value();
        ASSERT_TRUE(replica_->add_scope(kTeam, "Team").ok());
    }

    template <class Call>
    Result<bj::value> with(const std::string& text, const Call& call) {
        const bj::value document = json::parse_json(text).value();
        codec::JsonFailure failure;
        auto answer = call(codec::JsonNode(document, failure));
        if (failure.where != nullptr) return codec::error_of(failure, document);
        return answer;
    }
};

TEST_F(OwnModuleTest, IsAskedActsAndKeepsItsViewUpToDate) {
    modules::Views views(*replica_);
    const modules::Place place{*replica_, views, kNow};
    const modules::Module* toasts = modules::find_module("toasts");
    ASSERT_NE(toasts, nullptr);
    const auto act = [&](const std::string& minutes) {
        return with(
            R"({"module": "toasts", "action": "add", "scope": 7, "speaker": "Tom", "minutes": )" +
                minutes + "}",
            [&](const codec::JsonNode& node) { return toasts->act(place, node); });
    };
    const auto plan = [&] {
        return with(R"({"module": "toasts", "question": "plan"})",
                    [&](const codec::JsonNode& node) { return toasts->ask(place, node); });
    };
    EXPECT_EQ(plan().value().at("toasts"), 0);
    ASSERT_TRUE(act("4").ok());
    ASSERT_TRUE(act("7").ok());
    EXPECT_FALSE(act("61").ok());
    EXPECT_EQ(plan().value().at("toasts"), 2);
    EXPECT_EQ(plan().value().at("minutes"), 11);
    ASSERT_TRUE(replica_->undo_last(kNow, kTeam).ok());
    EXPECT_EQ(plan().value().at("minutes"), 4);
}

TEST_F(OwnModuleTest, IsServedByTheEndpointsOfAHub) {
    const modules::Processor* processor = modules::find_processor("toast");
    ASSERT_NE(processor, nullptr);
    modules::Views views(*replica_);
    const modules::RecordIndex index;
    const modules::Counter counter{{*replica_, views, kNow}, kTeam, index, [this](Draft draft) {
                                       return replica_->commit(kNow, draft);
                                   }};
    const bj::value document =
        json::parse_json(R"({"id": "t1", "speaker": "Tom", "minutes": 5})").value();
    codec::JsonFailure failure;
    const auto outcome = processor->process(counter, {"t1", codec::JsonNode(document, failure)});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome.value().status, modules::Outcome::Status::kProcessed);
    EXPECT_EQ(count(kTeam, "toasts"), 1U);
}

TEST_F(OwnModuleTest, TheOthersAreThereAsBefore) {
    for (const char* name : {"analytics", "forms", "marketing", "queue", "success", "viral"})
        EXPECT_NE(modules::find_module(name), nullptr) << name;
    for (const char* type : {"viral_action", "success_milestone", "health_score_update",
                             "marketing_engagement", "form_submission", "client_update"})
        EXPECT_NE(modules::find_processor(type), nullptr) << type;
    EXPECT_EQ(modules::find_module("astrology"), nullptr);
}

}  // namespace
}  // namespace wedsync::test
