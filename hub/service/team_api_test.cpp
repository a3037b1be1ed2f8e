#include "hub/service/team_api.hpp"

#include <gtest/gtest.h>

#include "engine/json/strict_json.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::hub {
namespace {

constexpr Now kNow{Instant{1'000'000}, WallTime{1'800'000'000'000}};
constexpr ScopeId kTeam{7};
constexpr ScopeId kParty{8};

class TeamApiTest : public testing::Test {
protected:
    TeamApiTest()
        : log_(LogLevel::kDebug, [this](std::string_view line) { lines_ += line; }),
          api_({log_, [this] { return current_; },
                [](const HttpRequest& request, Now) -> std::optional<std::string> {
                    if (request.bearer.empty() || request.bearer == "wrong") return std::nullopt;
                    return request.bearer;
                },
                [this](Now, const Desk::Wish& wish) -> Result<std::vector<Desk::Answer>> {
                    if (failure_) return *failure_;
                    asked_.push_back(wish.scope);
                    std::vector<Desk::Answer> answers;
                    for (const BatchItem& item : wish.batch.items) {
                        Desk::Answer answer{item.name, item.type, outcome_, {}};
                        if (!wish.may_write(31))
                            answer.outcome = modules::refused("not_allowed", "no");
                        answers.push_back(std::move(answer));
                    }
                    return answers;
                }}) {
        auto admittance = std::make_shared<Admittance>();
        admittance->schema = parse_schema(venue_schema_json()).value();
        admittance->roles = default_roles();
        admittance->registry.scopes = {{kParty, "party"}, {kTeam, "Team"}};
        add(*admittance, "tablet", {"staff", true, {}});
        add(*admittance, "script", {"staff", false, {kParty}});
        add(*admittance, "viewer", {"viewer", true, {}});
        add(*admittance, "nowhere", {"staff", false, {}});
        current_ = admittance;
    }
    static void add(Admittance& admittance, const std::string& name, const Rights& rights) {
        RegisteredDevice device;
        device.name = name;
        device.rights = rights;
        admittance.registry.devices.push_back(std::move(device));
    }
    HttpResponse post(const std::string& body, const std::string& device = "tablet",
                      const std::string& path = "/api/marketing/offline-sync") {
        HttpRequest request;
        request.method = "POST";
        request.path = path;
        request.bearer = device;
        request.content_type = "application/json";
        request.body = body;
        return api_.handle(request, kNow);
    }
    static std::string code(const HttpResponse& response) {
        const auto body = json::parse_json(response.body);
        if (!body.ok() || !body.value().as_object().contains("code")) return "";
        return std::string(body.value().as_object().at("code").as_string());
    }

    std::string lines_;
    Log log_;
    std::shared_ptr<const Admittance> current_;
    TeamApi api_;
    std::optional<Error> failure_;
    modules::Outcome outcome_;
    std::vector<ScopeId> asked_;
};

constexpr const char* kOne = R"({"engagements":[{"id":"e1","userId":"lena"}]})";

TEST_F(TeamApiTest, AnswersEachItem) {
    const HttpResponse response = post(kOne);
    EXPECT_EQ(response.status, 200U);
    const auto body = json::parse_json(response.body);
    ASSERT_TRUE(body.ok());
    const auto& object = body.value().as_object();
    EXPECT_EQ(object.at("processed"), 1);
    EXPECT_EQ(object.at("results").as_array().size(), 1U);
    EXPECT_EQ(object.at("results").as_array()[0].as_object().at("status"), "processed");
    EXPECT_EQ(asked_, (std::vector<ScopeId>{kTeam}));
}

TEST_F(TeamApiTest, TheScopeIsTheNamedOneOrHomeOrTheOnlyOne) {
    EXPECT_EQ(post(R"({"engagements":[],"scope":8})").status, 200U);
    EXPECT_EQ(post(kOne, "script").status, 200U);
    EXPECT_EQ(asked_, (std::vector<ScopeId>{kParty, kParty}));
    EXPECT_EQ(code(post(R"({"engagements":[],"scope":99})")), "no_scope");
    EXPECT_EQ(post(R"({"engagements":[],"scope":7})", "script").status, 404U);
    EXPECT_EQ(post(kOne, "nowhere").status, 422U);
    EXPECT_EQ(asked_.size(), 2U) << "nothing was asked for";
}

TEST_F(TeamApiTest, DeniesByDefault) {
    EXPECT_EQ(post(kOne, "").status, 401U);
    EXPECT_EQ(post(kOne, "wrong").status, 401U);
    EXPECT_EQ(post(kOne, "not registered").status, 401U);
    EXPECT_EQ(code(post(kOne, "viewer")), "not_allowed");
    EXPECT_EQ(post(kOne, "viewer").status, 403U);
}

TEST_F(TeamApiTest, SaysWhatIsWrongWithARequest) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/api/viral/offline-sync";
    request.bearer = "tablet";
    EXPECT_EQ(api_.handle(request, kNow).status, 405U);
    request.method = "POST";
    request.content_type = "text/plain";
    EXPECT_EQ(api_.handle(request, kNow).status, 415U);
    request.content_type = "Application/JSON; charset=\"UTF-8\"";
    EXPECT_EQ(api_.handle(request, kNow).status, 400U) << "an empty body";
    request.path = "/api/viral";
    EXPECT_EQ(api_.handle(request, kNow).status, 404U);
    EXPECT_EQ(post("{").status, 400U);
    EXPECT_EQ(post(std::string(kBatchBytesMax + 1, ' ')).status, 413U);
    EXPECT_TRUE(asked_.empty());
}

TEST_F(TeamApiTest, WhatCannotBeTakenNowComesAgain) {
    failure_ = Error{ErrorCode::kFull, "no room"};
    const HttpResponse response = post(kOne);
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(response.headers, (decltype(response.headers){{"Retry-After", "5"}}));
}

TEST_F(TeamApiTest, OneItemAloneThatIsRefusedIsAProblem) {
    outcome_ = modules::refused("bad_address", "no address");
    const char* const flat = R"({"offlineSync":true,"userId":"lena"})";
    EXPECT_EQ(post(flat).status, 422U);
    EXPECT_EQ(code(post(flat)), "bad_address");
    EXPECT_EQ(post(kOne).status, 200U) << "in a list each has its answer";
    outcome_ = modules::refused("invalid", "no shape");
    EXPECT_EQ(post(flat).status, 400U);
}

TEST_F(TeamApiTest, TooManyRequestsWait) {
    unsigned status = 0;
    for (int i = 0; i < 2'000 && status != 429; ++i)
        status = post(R"({"engagements":[]})").status;
    EXPECT_EQ(status, 429U);
    EXPECT_EQ(post(kOne, "script").status, 200U) << "of others";
}

TEST_F(TeamApiTest, NothingPersonalIsLogged) {
    post(R"({"engagements":[{"id":"secret-id","userId":"lena@example.org"}]})");
    failure_ = Error{ErrorCode::kFull, "no room"};
    post(R"({"engagements":[{"id":"secret-id","userId":"lena@example.org"}]})");
    EXPECT_NE(lines_.find("items_taken"), std::string::npos);
    EXPECT_EQ(lines_.find("lena"), std::string::npos);
    EXPECT_EQ(lines_.find("secret-id"), std::string::npos);
}

TEST_F(TeamApiTest, TheDescriptionIsForEverybody) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/api/openapi.json";
    const HttpResponse response = api_.handle(request, kNow);
    EXPECT_EQ(response.status, 200U);
    EXPECT_TRUE(json::parse_json(response.body).ok());
    request.method = "POST";
    EXPECT_EQ(api_.handle(request, kNow).status, 405U);
}

}  // namespace
}  // namespace wedsync::hub
