#include "hub/service/welcome_page.hpp"

#include <set>

#include <gtest/gtest.h>

#include "engine/json/strict_json.hpp"
#include "hub/service/welcome_files.hpp"

namespace wedsync::hub {
namespace {

constexpr WallTime kNow{1'800'000'000'000};
constexpr std::uint16_t kPort = 8'710;

const crypto::Certificate& authority() {
    static const crypto::Certificate kAuthority =
        crypto::make_authority("WedSync hub Villa Rosa", kNow).value();
    return kAuthority;
}

WelcomePage page(const std::string& hub = "Villa Rosa") {
    const crypto::Certificate server =
        crypto::issue_server_certificate(authority(), {"hub.villa.example", "192.168.1.5", "::1"},
                                         kNow)
            .value();
    return WelcomePage::create({hub, authority().certificate, server.certificate, kPort}).value();
}

HttpResponse ask(const WelcomePage& page, const std::string& path,
                 const std::string& host = "192.168.1.5:8712", const std::string& language = "",
                 const std::string& query = "") {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.host = host;
    request.accept_language = language;
    request.query = query;
    return page.answer(request);
}

bool holds(const HttpResponse& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

TEST(WelcomePageTest, SaysWhatToCompareAndLeadsToTheApp) {
    const HttpResponse response = ask(page(), "/");
    EXPECT_EQ(response.status, 200U);
    EXPECT_TRUE(holds(response, "Welcome to <bdi>Villa Rosa</bdi>"));
    const crypto::CertificateFacts facts =
        crypto::read_certificate(authority().certificate).value();
    EXPECT_EQ(facts.fingerprint.size(), 32U * 3 - 1);
    EXPECT_TRUE(holds(response, facts.fingerprint));
    EXPECT_TRUE(holds(response, facts.name));
    EXPECT_FALSE(holds(response, "{{"));
}

TEST(WelcomePageTest, TheAppIsUnderANameThatTheCertificateIsGoodFor) {
    const std::string first = "href=\"https://hub.villa.example:8710/\"";
    EXPECT_TRUE(holds(ask(page(), "/", "192.168.1.5:8712"), "href=\"https://192.168.1.5:8710/\""));
    EXPECT_TRUE(holds(ask(page(), "/", "[::1]:8712"), "href=\"https://[::1]:8710/\""));
    for (const char* host : {"hub.villa.example", "10.0.0.7:8712", "", "\"><script>", "[::1",
                             "evil.example:8712", "hub.villa.example@evil"}) {
        const HttpResponse response = ask(page(), "/", host);
        EXPECT_TRUE(holds(response, first)) << host;
        EXPECT_FALSE(holds(response, "script")) << host;
        EXPECT_FALSE(holds(response, "evil")) << host;
    }
}

TEST(WelcomePageTest, HandsOutTheAuthorityAndNothingElse) {
    const HttpResponse file = ask(page(), "/ca.crt");
    EXPECT_EQ(file.body, authority().certificate);
    EXPECT_EQ(file.content_type, "application/x-x509-ca-cert");
    EXPECT_EQ(file.body.find("PRIVATE"), std::string::npos);
    EXPECT_EQ(ask(page(), "/v1/hub").status, 404U);
    HttpRequest post;
    post.method = "POST";
    post.path = "/";
    EXPECT_EQ(page().answer(post).status, 405U);
}

TEST(WelcomePageTest, TheCodeIsTheAddressOfThePage) {
    const HttpResponse code = ask(page(), "/qr.svg");
    EXPECT_EQ(code.content_type, "image/svg+xml");
    EXPECT_NE(code.body, ask(page(), "/qr.svg", "192.168.1.6:8712").body);
    // A header that is no host gets the app's address.
    EXPECT_EQ(ask(page(), "/qr.svg", "<svg>").body, ask(page(), "/qr.svg", "").body);
}

TEST(WelcomePageTest, WhatIsTypedIsOnlyText) {
    const HttpResponse response = ask(page("<img src=x onerror=\"a\">&"), "/");
    EXPECT_FALSE(holds(response, "<img src=x"));
    EXPECT_TRUE(holds(response, "&lt;img src=x onerror=&quot;a&quot;&gt;&amp;"));
}

TEST(WelcomePageTest, SpeaksTheLanguageThatIsAskedFor) {
    EXPECT_TRUE(holds(ask(page(), "/", "a", "de-AT,de;q=0.9,en;q=0.8"), "<html lang=\"de\""));
    EXPECT_TRUE(holds(ask(page(), "/", "a", "ar"), "lang=\"ar\" dir=\"rtl\""));
    EXPECT_TRUE(holds(ask(page(), "/", "a", "de", "lang=fr"), "<html lang=\"fr\""));
    EXPECT_TRUE(holds(ask(page(), "/", "a", "nl", "lang=../x"), "<html lang=\"en\""));
}

TEST(WelcomePageTest, EveryLanguageHasTheSameWords) {
    const boost::json::value words = json::parse_json(welcome_words()).value();
    std::set<std::string> names;
    for (const auto& [name, text] : words.at("en").as_object())
        names.insert(std::string(name));
    EXPECT_EQ(words.as_object().size(), 5U);
    for (const auto& [language, entries] : words.as_object()) {
        std::set<std::string> own;
        for (const auto& [name, text] : entries.as_object()) {
            own.insert(std::string(name));
            EXPECT_FALSE(text.as_string().empty());
        }
        EXPECT_EQ(own, names) << language;
    }
}

TEST(PreferredLanguageTest, WeightsDecideThenTheOrder) {
    const std::vector<std::string> known{"en", "de", "fr"};
    EXPECT_EQ(preferred_language("", known), "en");
    EXPECT_EQ(preferred_language("fr, de", known), "fr");
    EXPECT_EQ(preferred_language("fr;q=0.3, de;q=0.8", known), "de");
    EXPECT_EQ(preferred_language("nl, fr;q=0", known), "en");
    EXPECT_EQ(preferred_language("nl,,;;q=x, de;q=oops, fr", known), "fr");
    EXPECT_EQ(preferred_language("*;q=1", known), "en");
}

TEST(WelcomePageTest, WantsTwoCertificates) {
    EXPECT_FALSE(WelcomePage::create({"a", "", authority().certificate, 1}).ok());
    EXPECT_FALSE(WelcomePage::create({"a", authority().certificate, "no PEM", 1}).ok());
    // The authority's own names no host.
    EXPECT_FALSE(
        WelcomePage::create({"a", authority().certificate, authority().certificate, 1}).ok());
}

}  // namespace
}  // namespace wedsync::hub
