#include "hub/service/media_api.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr Now kNow{Instant{1'000'000}, WallTime{1'800'000'000'000}};
const std::string kPicture = "\xff\xd8\xff" + std::string(997, 'x');
const std::string kHash = crypto::hex(crypto::sha256(kPicture));

class MediaApiTest : public testing::Test {
protected:
    MediaApiTest() {
        std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        Admittance admittance;
        admittance.roles = default_roles();
        admittance.roles["florist"] = {false, {"vendors"}};
        admittance.roles["clerk"] = {false, {"notes"}};
        FieldSchema blob;
        blob.type = ValueType::kBlob;
        admittance.schema.collections = {{1, "notes", "", {blob}}, {2, "vendors", "", {}}};
        admittance.registry.scopes = {{ScopeId{7}, "party"}, {ScopeId{8}, "other"}};
        for (const auto& [device, role] : std::map<std::string, std::string>{
                 {"alice", "staff"}, {"bob", "viewer"}, {"cloe", "florist"}, {"dan", "clerk"}}) {
            RegisteredDevice one;
            one.name = device;
            one.rights = {role, false, {ScopeId{7}, ScopeId{9}}};
            admittance.registry.devices.push_back(one);
        }
        RegisteredDevice revoked = admittance.registry.devices.front();
        revoked.name = "mallory";
        revoked.revoked = kNow.wall;
        admittance.registry.devices.push_back(revoked);
        admittance_ = std::make_shared<const Admittance>(std::move(admittance));
        open({});
    }
    ~MediaApiTest() override { fs::remove_all(folder_); }

    void open(MediaLimits limits) {
        store_.emplace(folder_ + "/media", limits, kNow.wall);
        // The token is the name, here.
        api_.emplace(
            MediaApi::Parts{*store_, log_, [this] { return admittance_; },
                            [](const HttpRequest& request, Now) -> std::optional<std::string> {
                                if (request.bearer.empty()) return std::nullopt;
                                return request.bearer;
                            }});
    }
    HttpResponse ask(const std::string& method, const std::string& path,
                     const std::string& bearer = "alice", const std::string& body = "",
                     const std::string& offset = "0", const std::string& length = "1000",
                     const std::string& type = std::string(kPieceType)) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.bearer = bearer;
        request.body = body;
        request.upload_offset = offset;
        request.upload_length = length;
        request.content_type = type;
        return api_->handle(request, kNow);
    }
    static std::string path(const std::string& scope = "7", const std::string& hash = kHash) {
        return "/v1/scopes/" + scope + "/media/" + hash;
    }
    static std::string header(const HttpResponse& response, const std::string& name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name) return value;
        }
        return "";
    }
    static std::string code(const HttpResponse& response) {
        const std::size_t at = response.body.find("\"code\":\"");
        if (at == std::string::npos) return "";
        return response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
    }

    std::string folder_;
    std::string logged_;
    Log log_{LogLevel::kDebug, [this](std::string_view line) { logged_ += line; }};
    std::shared_ptr<const Admittance> admittance_;
    std::optional<MediaStore> store_;
    std::optional<MediaApi> api_;
};

TEST_F(MediaApiTest, APictureGoesInByPiecesAndComesOutWhole) {
    EXPECT_EQ(header(ask("HEAD", path()), "Upload-Offset"), "0");
    HttpResponse said = ask("PATCH", path(), "alice", kPicture.substr(0, 400));
    EXPECT_EQ(said.status, 204U);
    EXPECT_EQ(header(said, "Upload-Offset"), "400");
    EXPECT_EQ(header(said, "Upload-Complete"), "?0");
    EXPECT_EQ(ask("GET", path()).status, 404U);
    said = ask("HEAD", path());
    EXPECT_EQ(said.status, 204U);
    EXPECT_EQ(header(said, "Upload-Offset"), "400");
    EXPECT_EQ(header(said, "Upload-Limit"), "max-size=2097152, max-append-size=262144");
    said = ask("PATCH", path(), "alice", kPicture.substr(400), "400");
    EXPECT_EQ(said.status, 204U);
    EXPECT_EQ(header(said, "Upload-Complete"), "?1");
    said = ask("GET", path(), "bob");
    EXPECT_EQ(said.status, 200U);
    EXPECT_EQ(*said.file, kPicture);
    EXPECT_EQ(said.content_type, "image/jpeg");
    EXPECT_EQ(header(said, "Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(header(said, "Cache-Control"), "private, max-age=31536000, immutable");
    EXPECT_EQ(api_->figures().pieces, 2U);
    EXPECT_EQ(api_->figures().bytes_in, 1'000U);
    EXPECT_EQ(api_->figures().finished, 1U);
    // Who sends it again hears that it is there.
    EXPECT_EQ(header(ask("PATCH", path(), "dan", kPicture), "Upload-Complete"), "?1");
    EXPECT_EQ(api_->figures().finished, 1U);
}

TEST_F(MediaApiTest, AWrongOffsetIsToldTheRightOne) {
    static_cast<void>(ask("PATCH", path(), "alice", kPicture.substr(0, 400)));
    const HttpResponse said = ask("PATCH", path(), "alice", kPicture.substr(0, 400));
    EXPECT_EQ(said.status, 409U);
    EXPECT_EQ(code(said), "wrong_offset");
    EXPECT_EQ(header(said, "Upload-Offset"), "400");
}

TEST_F(MediaApiTest, WhatIsNoPictureOrTooLargeIsRefused) {
    EXPECT_EQ(code(ask("PATCH", path(), "alice", "<svg onload=alert(1)>", "0", "21")),
              "no_picture");
    EXPECT_EQ(code(ask("PATCH", path(), "alice", kPicture, "0", "2097153")), "too_large");
    EXPECT_EQ(code(ask("PATCH", path(), "alice", std::string(262'145, 'x'), "0", "300000")),
              "too_large");
    const HttpResponse wrong = ask("PATCH", path("7", std::string(64, 'a')), "alice", kPicture);
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_EQ(code(wrong), "wrong_hash");
    EXPECT_EQ(header(wrong, "Upload-Offset"), "0");
    for (const auto& [offset, length] :
         std::map<std::string, std::string>{{"", "1000"},
                                            {"-1", "1000"},
                                            {"0x0", "1000"},
                                            {"1", "1000"},
                                            {"1001", "1000"},
                                            {"18446744073709551615", "1000"},
                                            {"99999999999999999999", "1000"}}) {
        EXPECT_EQ(ask("PATCH", path(), "alice", kPicture, offset, length).status, 400U) << offset;
    }
    EXPECT_EQ(ask("PATCH", path(), "alice", kPicture, "0", "").status, 400U);
    EXPECT_EQ(ask("PATCH", path(), "alice", "", "0", "1000").status, 400U);
    EXPECT_EQ(ask("PATCH", path(), "alice", kPicture, "0", "1000", "text/plain").status, 415U);
    EXPECT_EQ(store_->unfinished_count(), 0U);
}

TEST_F(MediaApiTest, NobodyLearnsWhatIsNotTheirs) {
    ASSERT_TRUE(
        store_->add({{ScopeId{8}, kHash}, "x", 0, kPicture.size(), kPicture}, kNow.wall).ok());
    const std::string unknown(64, 'b');
    for (const std::string method : {"HEAD", "GET", "PATCH"}) {
        const HttpResponse first = ask(method, path("8"), "alice", kPicture);
        EXPECT_EQ(first.status, 404U) << method;
        // Another scope with it, without it, a scope that there is not, one that is none any more.
        for (const std::string& other :
             {path("8", unknown), path("12345", kHash), path("9", kHash)}) {
            const HttpResponse said = ask(method, other, "alice", kPicture);
            EXPECT_EQ(said.status, first.status);
            EXPECT_EQ(said.body, first.body);
            EXPECT_EQ(said.headers, first.headers);
        }
        EXPECT_EQ(ask(method, path(), "", kPicture).status, 401U);
        EXPECT_EQ(ask(method, path("8"), "", kPicture).status, 401U);
        EXPECT_EQ(ask(method, path(), "mallory", kPicture).status, 404U);
    }
    EXPECT_EQ(store_->finished_count(), 1U);
    EXPECT_EQ(logged_.find(kHash), std::string::npos);
}

TEST_F(MediaApiTest, OnlyWhoWritesPicturesSendsThem) {
    EXPECT_EQ(code(ask("PATCH", path(), "bob", kPicture)), "not_allowed");
    EXPECT_EQ(code(ask("PATCH", path(), "cloe", kPicture)), "not_allowed");
    EXPECT_EQ(ask("PATCH", path(), "dan", kPicture).status, 204U);
}

TEST_F(MediaApiTest, AddressesAreStrict) {
    for (const std::string& wrong :
         {path("07x"), path("7", "../registry.json"), path("7", kHash + "/x"),
          path("7", std::string(64, 'A')), path("", kHash), path("7", ""), path("-7", kHash),
          path("7/media/8", kHash)}) {
        EXPECT_EQ(code(ask("GET", wrong)), "not_found") << wrong;
    }
    const HttpResponse said = ask("DELETE", path());
    EXPECT_EQ(said.status, 405U);
    EXPECT_EQ(header(said, "Allow"), "HEAD, GET, PATCH");
    EXPECT_FALSE(MediaApi::takes("/v1/scopes"));
    EXPECT_FALSE(MediaApi::takes("/v1/scopes/7"));
}

TEST_F(MediaApiTest, ATagSavesTheBytes) {
    static_cast<void>(ask("PATCH", path(), "alice", kPicture));
    HttpRequest request;
    request.method = "GET";
    request.path = path();
    request.bearer = "alice";
    request.if_none_match = header(api_->handle(request, kNow), "ETag");
    EXPECT_EQ(api_->handle(request, kNow).status, 304U);
}

TEST_F(MediaApiTest, TheRestOfABrokenDownloadIsGiven) {
    static_cast<void>(ask("PATCH", path(), "alice", kPicture));
    HttpRequest request;
    request.method = "GET";
    request.path = path();
    request.bearer = "bob";
    const auto from = [&](const std::string& range) {
        request.range = range;
        return api_->handle(request, kNow);
    };
    EXPECT_EQ(header(from(""), "Accept-Ranges"), "bytes");
    for (const std::size_t start : {std::size_t{0}, std::size_t{400}, kPicture.size() - 1}) {
        const HttpResponse rest = from("bytes=" + std::to_string(start) + "-");
        EXPECT_EQ(rest.status, 206U) << start;
        EXPECT_EQ(header(rest, "Content-Range"), "bytes " + std::to_string(start) + "-999/1000");
        EXPECT_EQ(*rest.file, kPicture);
        EXPECT_EQ(rest.file_from, start);
        EXPECT_EQ(rest.content_type, "image/jpeg");
    }
    for (const std::string past : {"bytes=1000-", "bytes=18446744073709551615-"}) {
        const HttpResponse none = from(past);
        EXPECT_EQ(none.status, 416U) << past;
        EXPECT_EQ(code(none), "no_range");
        EXPECT_EQ(header(none, "Content-Range"), "bytes */1000");
        EXPECT_EQ(none.file, nullptr);
    }
    // What is of another form, or too large for a number, is as if it was not there.
    for (const std::string other : {"bytes=0-99", "bytes=-5", "bytes=1-,5-", "bytes=x-", "bytes=-",
                                    "lines=1-", "bytes=99999999999999999999-", "bytes= 1-"}) {
        const HttpResponse whole = from(other);
        EXPECT_EQ(whole.status, 200U) << other;
        EXPECT_EQ(whole.file_from, 0U) << other;
    }
    request.if_range = "\"" + std::string(64, 'a') + "\"";
    EXPECT_EQ(from("bytes=400-").status, 200U);
    request.if_range = header(from(""), "ETag");
    EXPECT_EQ(from("bytes=400-").status, 206U);
}

TEST_F(MediaApiTest, AFullScopeSaysSoAndLaterAndAPlaceIsLimited) {
    MediaLimits limits;
    limits.scope_bytes_max = kMediaBlockBytes;
    open(limits);
    static_cast<void>(ask("PATCH", path(), "alice", kPicture));
    const HttpResponse full = ask("PATCH", path("7", std::string(64, 'c')), "alice", kPicture);
    EXPECT_EQ(full.status, 507U);
    EXPECT_EQ(code(full), "scope_full");
    EXPECT_NE(header(full, "Retry-After"), "");
    std::vector<HttpResponse> kept;
    for (std::size_t i = 0; i < kServedPerDeviceMax; ++i)
        kept.push_back(ask("GET", path()));
    EXPECT_EQ(ask("GET", path()).status, 503U);
    EXPECT_EQ(ask("GET", path(), "bob").status, 200U);
    kept.clear();
    EXPECT_EQ(ask("GET", path()).status, 200U);
}

}  // namespace
}  // namespace wedsync::hub
