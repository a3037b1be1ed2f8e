#include "hub/service/api.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "carrier/session_statement.hpp"
#include "crypto/text.hpp"
#include "hub/service/data_folder.hpp"

namespace wedsync::hub {
namespace {

constexpr Now kNow{Instant{1'000'000}, WallTime{1'800'000'000'000}};

class ApiTest : public testing::Test {
protected:
    ApiTest() {
        std::string name = (std::filesystem::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        EXPECT_TRUE(DataFolder(folder_).create("Villa").ok());
        file_ = std::make_unique<RegistryFile>(folder_);
        EXPECT_TRUE(
            file_
                ->update([](Registry& registry) { return registry.add_scope(ScopeId{7}, "party"); })
                .ok());
        reload();
        api_ = std::make_unique<Api>(Api::Parts{
            *file_, sessions_, log_, [this] { return admittance_; }, [this] { reload(); }});
    }
    ~ApiTest() override { std::filesystem::remove_all(folder_); }

    void reload() {
        admittance_ = std::make_shared<const Admittance>(
            Admittance{file_->load().value(), default_roles(), {}});
    }
    Invitation invite() {
        Invitation told;
        EXPECT_TRUE(file_
                        ->update([&](Registry& registry) -> Result<void> {
                            told = WEDSYNC_TRY(registry.add_invite(
                                {"Ana", {"staff", false, {ScopeId{7}}}, 1'000'000}, kNow.wall));
                            return {};
                        })
                        .ok());
        reload();
        return told;
    }
    HttpResponse ask(const std::string& method, const std::string& path, const std::string& body,
                     const std::string& bearer = "", bool is_private = true) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.body = body;
        request.bearer = bearer;
        request.address = "192.0.2.1";
        request.is_private = is_private;
        return api_->handle(request, kNow);
    }
    static std::string member(const HttpResponse& response, const char* name) {
        const auto document = json::parse_json(response.body);
        if (!document.ok()) return "no JSON";
        const boost::json::value* value = document.value().as_object().if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
    }
    static std::string join_body(const std::string& secret, const crypto::PrivateKey& key) {
        return R"({"invite":")" + secret +
               R"(","device":"tablet","public_key":{"kind":"ed25519","bytes":")" +
               crypto::base64url(crypto::bytes_of(key.public_key().bytes)) + "\"}}";
    }
    std::string proof(const crypto::PrivateKey& key, const std::string& challenge,
                      const std::string& hub) {
        const std::string signature =
            key.sign(carrier::session_statement(hub, "tablet", challenge));
        return R"({"device":"tablet","challenge":")" + challenge + R"(","signature":")" +
               crypto::base64url(crypto::bytes_of(signature)) + "\"}";
    }
    std::string challenge() {
        return member(ask("POST", "/v1/challenge", R"({"device":"tablet"})"), "challenge");
    }

    std::string folder_;
    std::unique_ptr<RegistryFile> file_;
    DeviceSessions sessions_;
    std::vector<std::string> lines_;
    Log log_{LogLevel::kDebug, [this](std::string_view line) { lines_.emplace_back(line); }};
    std::shared_ptr<const Admittance> admittance_;
    std::unique_ptr<Api> api_;
};

TEST_F(ApiTest, ADeviceJoinsProvesItsKeyAndReadsItsScopes) {
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const HttpResponse joined = ask("POST", "/v1/join", join_body(invite().link_secret, key));
    ASSERT_EQ(joined.status, 201U) << joined.body;
    EXPECT_EQ(member(joined, "device"), "tablet");
    EXPECT_EQ(member(joined, "role"), "staff");
    EXPECT_EQ(member(joined, "token"), "");
    const std::string hub = member(joined, "hub");
    EXPECT_EQ(hub, member(ask("GET", "/v1/hub", ""), "hub"));

    const std::string asked = challenge();
    const HttpResponse opened = ask("POST", "/v1/session", proof(key, asked, hub));
    ASSERT_EQ(opened.status, 200U) << opened.body;
    const std::string token = member(opened, "token");
    EXPECT_EQ(api_->authenticate(token, false, kNow), "tablet");
    EXPECT_NE(ask("GET", "/v1/scopes", "", token).body.find("party"), std::string::npos);
    EXPECT_EQ(ask("GET", "/v1/scopes", "", token + "x").status, 401U);
    EXPECT_EQ(ask("GET", "/v1/scopes", "").status, 401U);

    EXPECT_EQ(ask("POST", "/v1/session", proof(key, asked, hub)).status, 401U) << "played again";
    EXPECT_EQ(ask("POST", "/v1/session", proof(key, challenge(), "other hub")).status, 401U);
    EXPECT_EQ(
        ask("POST", "/v1/session", proof(crypto::PrivateKey::generate(), challenge(), hub)).status,
        401U);

    EXPECT_EQ(ask("DELETE", "/v1/session", "", token).status, 204U);
    EXPECT_FALSE(api_->authenticate(token, false, kNow));
    EXPECT_EQ(ask("DELETE", "/v1/session", "", token).status, 401U);
}

TEST_F(ApiTest, AWrongProofDoesNotUseTheChallengeUp) {
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const std::string hub =
        member(ask("POST", "/v1/join", join_body(invite().link_secret, key)), "hub");
    const std::string asked = challenge();
    const crypto::PrivateKey other = crypto::PrivateKey::generate();
    EXPECT_EQ(ask("POST", "/v1/session", proof(other, asked, hub)).status, 401U);
    EXPECT_EQ(ask("POST", "/v1/session", proof(key, asked, hub)).status, 200U);
    EXPECT_EQ(ask("POST", "/v1/session", proof(key, asked, hub)).status, 401U) << "played again";
}

TEST_F(ApiTest, AScriptsTokenIsForPrivateLinesOnly) {
    const std::string body = R"({"invite":")" + invite().link_secret + R"(","device":"script"})";
    EXPECT_EQ(ask("POST", "/v1/join", body, "", false).status, 403U);
    const HttpResponse joined = ask("POST", "/v1/join", body);
    ASSERT_EQ(joined.status, 201U) << joined.body;
    const std::string token = member(joined, "token");
    EXPECT_EQ(api_->authenticate(token, true, kNow), "script");
    EXPECT_FALSE(api_->authenticate(token, false, kNow));
    EXPECT_FALSE(api_->authenticate("", true, kNow));
}

TEST_F(ApiTest, ARevokedDeviceGetsNoSessionAndLosesTheOneItHas) {
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const std::string hub =
        member(ask("POST", "/v1/join", join_body(invite().link_secret, key)), "hub");
    const std::string token =
        member(ask("POST", "/v1/session", proof(key, challenge(), hub)), "token");
    EXPECT_TRUE(api_->authenticate(token, true, kNow));
    ASSERT_TRUE(
        file_->update([](Registry& registry) { return registry.revoke("tablet", kNow.wall); })
            .ok());
    reload();
    EXPECT_FALSE(api_->authenticate(token, true, kNow));
    EXPECT_EQ(ask("POST", "/v1/session", proof(key, challenge(), hub)).status, 401U);
}

TEST_F(ApiTest, ALostDeviceIsToldToEraseOnceItHasProvedWhoItIs) {
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const std::string hub =
        member(ask("POST", "/v1/join", join_body(invite().link_secret, key)), "hub");
    const auto lose = [](Registry& registry) {
        return registry.revoke_and_erase("tablet", kNow.wall);
    };
    ASSERT_TRUE(file_->update(lose).ok());
    reload();
    const crypto::PrivateKey other = crypto::PrivateKey::generate();
    EXPECT_EQ(ask("POST", "/v1/session", proof(other, challenge(), hub)).status, 401U);
    EXPECT_FALSE(file_->load().value().find_device("tablet")->erase_told);
    for (int i = 0; i < 2; ++i) {
        const HttpResponse told = ask("POST", "/v1/session", proof(key, challenge(), hub));
        EXPECT_EQ(told.status, 403U);
        EXPECT_EQ(member(told, "code"), "erase");
        EXPECT_EQ(member(told, "token"), "");
    }
    EXPECT_EQ(file_->load().value().find_device("tablet")->erase_told, kNow.wall);
}

TEST_F(ApiTest, GuessingIsSlowedDownForWhoGuesses) {
    unsigned last = 0;
    for (int i = 0; i < 12; ++i)
        last = ask("POST", "/v1/join", R"({"invite":"ABCDEFGHJK","device":"x"})").status;
    EXPECT_EQ(last, 429U);
    HttpRequest elsewhere;
    elsewhere.method = "POST";
    elsewhere.path = "/v1/join";
    elsewhere.address = "192.0.2.2";
    elsewhere.is_private = true;
    elsewhere.body = R"({"invite":")" + invite().code + R"(","device":"x"})";
    EXPECT_EQ(api_->handle(elsewhere, kNow).status, 201U);
}

TEST_F(ApiTest, GuessingCodesFromManyAddressesIsStopped) {
    const Invitation told = invite();
    const auto join_from = [&](const std::string& address, const std::string& secret) {
        HttpRequest request;
        request.method = "POST";
        request.path = "/v1/join";
        request.address = address;
        request.is_private = true;
        request.body = R"({"invite":")" + secret + R"(","device":"x"})";
        return api_->handle(request, kNow).status;
    };
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(join_from("2001:db8::" + std::to_string(i), "ABCDEFGHJK"), 403U);
    EXPECT_EQ(join_from("2001:db8::a", "ABCDEFGHJK"), 429U);
    EXPECT_EQ(join_from("192.0.2.7", told.code), 429U) << "right, and not told so";
    EXPECT_EQ(join_from("192.0.2.7", told.link_secret), 201U);
}

TEST_F(ApiTest, BrokenRequestsAreAnsweredWithWhatIsWrong) {
    for (const char* body : {"", "{", "[]", "null", R"({"device":7})", R"({"device":"x","more":1})",
                             R"({"device":"x","device":"y"})"}) {
        const HttpResponse response = ask("POST", "/v1/challenge", body);
        EXPECT_EQ(response.status, 400U) << body;
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_NE(member(response, "detail"), "") << body;
    }
    EXPECT_EQ(ask("POST", "/v1/challenge", std::string(kApiBodyBytesMax + 1, ' ')).status, 413U);
    EXPECT_EQ(ask("GET", "/v1/join", "").status, 405U);
    EXPECT_EQ(ask("TRACE", "/v1/hub", "").status, 405U);
    EXPECT_EQ(ask("GET", "/v1/nothing", "").status, 404U);
    EXPECT_EQ(ask("GET", "/v1/../registry.json", "").status, 404U);
    EXPECT_EQ(
        ask("POST", "/v1/session", R"({"device":"x","challenge":"y","signature":"!!"})").status,
        400U);
}

TEST_F(ApiTest, NoSecretIsInTheLog) {
    const Invitation told = invite();
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const std::string hub = member(ask("POST", "/v1/join", join_body(told.code, key)), "hub");
    const std::string token =
        member(ask("POST", "/v1/session", proof(key, challenge(), hub)), "token");
    (void)ask("POST", "/v1/join", R"({"invite":"a\nforged: line","device":"x\ny"})");
    (void)ask("POST", "/v1/session", R"({"device":"nobody","challenge":"c","signature":"AA"})");
    ASSERT_GE(lines_.size(), 3U);
    for (const std::string& line : lines_) {
        EXPECT_EQ(line.find(told.code), std::string::npos);
        EXPECT_EQ(line.find(told.link_secret), std::string::npos);
        EXPECT_EQ(line.find(token), std::string::npos);
        EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
        EXPECT_TRUE(json::parse_json(line).ok()) << line;
    }
}

}  // namespace
}  // namespace wedsync::hub
