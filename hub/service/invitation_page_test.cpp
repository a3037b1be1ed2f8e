#include "hub/service/invitation_page.hpp"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "engine/json/strict_json.hpp"
#include "hub/service/invitation_files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;
constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000;

class InvitationPageTest : public testing::Test {
protected:
    void SetUp() override {
        path_ = testing::TempDir() + "invitation_page_test.db";
        std::filesystem::remove(path_);
        MailSettings settings;
        settings.from = "invitations@example.org";
        room_ = PostRoom::open({path_, MailLinks("secret"), settings}).value();
        page_ = std::make_unique<InvitationPage>(
            InvitationPage::Parts{*room_, log_, [] { return std::string("Villa Rosa"); }});
        token_ = invite("a", "lena@example.com", "Ana", "the flowers");
    }
    void TearDown() override {
        page_.reset();
        room_.reset();
        std::filesystem::remove(path_);
    }
    std::string invite(const std::string& id, const std::string& address, const std::string& actor,
                       const std::string& about) {
        MailWish wish;
        wish.id = id;
        wish.address = address;
        wish.actor = actor;
        wish.about = about;
        wish.language = "de";
        wish.has_consent = true;
        EXPECT_TRUE(room_->take(wish, kNow).ok());
        const MailJob job = room_->next(kNow).value().job.value();
        EXPECT_TRUE(room_->hand(job.id, kNow).value());
        EXPECT_TRUE(room_->settle(job.id, MailOutcome::kSent, "", kNow).ok());
        return job.token;
    }
    HttpResponse ask(const std::string& method, const std::string& path,
                     const std::string& language = "en", std::int64_t now = kNow) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.accept_language = language;
        request.address = "192.0.2.1";
        const auto ms = static_cast<std::uint64_t>(now);
        return page_->handle(request, {Instant{ms}, WallTime{ms}});
    }
    [[nodiscard]] MailStanding standing() { return room_->find("a").value().value(); }

    std::string path_;
    std::vector<std::string> lines_;
    Log log_{LogLevel::kDebug, [this](std::string_view line) { lines_.emplace_back(line); }};
    std::unique_ptr<PostRoom> room_;
    std::unique_ptr<InvitationPage> page_;
    std::string token_;
};

bool holds(const HttpResponse& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

TEST_F(InvitationPageTest, LookingChangesNothingButThatItWasOpened) {
    EXPECT_EQ(ask("HEAD", "/i/" + token_).status, 200U);
    EXPECT_FALSE(standing().opened_at_ms.has_value());
    const HttpResponse page = ask("GET", "/i/" + token_);
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(holds(page, "Ana invites you"));
    EXPECT_TRUE(holds(page, "the flowers"));
    EXPECT_TRUE(holds(page, "action=\"" + token_ + "/accept\""));
    EXPECT_FALSE(holds(page, "{{"));
    EXPECT_FALSE(holds(page, "<script"));
    for (const char* end : {"/accept", "/stop"})
        EXPECT_EQ(ask("GET", "/i/" + token_ + end).status, 200U);
    EXPECT_EQ(standing().opened_at_ms, kNow);
    EXPECT_FALSE(standing().accepted_at_ms.has_value());
    EXPECT_EQ(standing().state, MailState::kSent);
}

TEST_F(InvitationPageTest, IsAcceptedOnceByAPost) {
    EXPECT_TRUE(holds(ask("POST", "/i/" + token_ + "/accept"), "You have accepted"));
    EXPECT_EQ(standing().accepted_at_ms, kNow);
    const HttpResponse again = ask("POST", "/i/" + token_ + "/accept", "en", kNow + 1);
    EXPECT_EQ(again.status, 200U);
    EXPECT_TRUE(holds(again, "accepted already"));
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_), "accepted already"));
    EXPECT_EQ(standing().accepted_at_ms, kNow);
}

TEST_F(InvitationPageTest, WhoWantsNoMoreMailSaysItWithOneClick) {
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_ + "/stop"), "Shall we write to you no more?"));
    EXPECT_EQ(standing().state, MailState::kSent);
    // As mail programs do it (RFC 8058), long after the link expired too.
    EXPECT_TRUE(holds(ask("POST", "/i/" + token_ + "/stop", "", kNow + 90 * kDay),
                      "keine E-Mails mehr von Villa Rosa"));
    EXPECT_EQ(standing().state, MailState::kOptedOut);
    EXPECT_FALSE(holds(ask("GET", "/i/" + token_), "/stop\""));
}

TEST_F(InvitationPageTest, SaysInPlainWordsWhatDoesNotHold) {
    const HttpResponse expired = ask("GET", "/i/" + token_, "en", kNow + 31 * kDay);
    EXPECT_EQ(expired.status, 410U);
    EXPECT_TRUE(holds(expired, "has expired"));
    EXPECT_EQ(ask("POST", "/i/" + token_ + "/accept", "en", kNow + 31 * kDay).status, 410U);
    for (const std::string& wrong : {std::string("/i/x"), "/i/" + std::string(64, 'a'),
                                     std::string("/i/"), "/i/" + token_ + "x"}) {
        EXPECT_EQ(ask("GET", wrong).status, 404U) << wrong;
        EXPECT_TRUE(holds(ask("GET", wrong), "no such invitation")) << wrong;
    }
    EXPECT_EQ(ask("POST", "/i/" + std::string(64, 'a') + "/accept").status, 404U);
    EXPECT_EQ(ask("GET", "/i/" + token_ + "/other").status, 404U);
    EXPECT_EQ(ask("POST", "/i/" + token_).status, 405U);
    EXPECT_EQ(ask("DELETE", "/i/" + token_ + "/accept").status, 405U);
    EXPECT_FALSE(standing().accepted_at_ms.has_value());
}

TEST_F(InvitationPageTest, SpeaksTheReadersLanguageOrThatOfTheMail) {
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_, "fr"), "Ana vous invite"));
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_, "ar"), "lang=\"ar\" dir=\"rtl\""));
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_, "nl"), "Ana lädt dich ein"));
    EXPECT_TRUE(holds(ask("GET", "/i/" + token_, ""), "Ana lädt dich ein"));
}

TEST_F(InvitationPageTest, WhatPeopleTypedIsOnlyText) {
    const std::string token = invite("b", "tom@example.com", "<b>A\"&</b>\r\n{{token}}",
                                     "</blockquote><script>alert(1)</script>");
    const HttpResponse page = ask("GET", "/i/" + token);
    EXPECT_FALSE(holds(page, "<b>"));
    EXPECT_FALSE(holds(page, "<script"));
    EXPECT_TRUE(holds(page, "&lt;b&gt;A&quot;&amp;&lt;/b&gt;  {{token}}"));
    EXPECT_FALSE(holds(ask("GET", "/i/\"><script>"), "<script"));
}

TEST_F(InvitationPageTest, HasAStrictPolicyAndNoLogHasAnAddress) {
    const HttpResponse page = ask("POST", "/i/" + token_ + "/accept");
    std::string policy;
    for (const auto& [name, value] : page.headers) {
        if (name == "Content-Security-Policy") policy = value;
    }
    EXPECT_EQ(policy,
              "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
              "frame-ancestors 'none'");
    EXPECT_EQ(ask("GET", "/i/page.css").content_type, "text/css; charset=utf-8");
    EXPECT_FALSE(lines_.empty());
    for (const std::string& line : lines_) {
        EXPECT_EQ(line.find("lena"), std::string::npos) << line;
        EXPECT_EQ(line.find(token_), std::string::npos) << line;
    }
}

TEST_F(InvitationPageTest, ManyRequestsOfOneAddressHaveToWait) {
    unsigned status = 0;
    for (int i = 0; i < 200 && status != 429; ++i)
        status = ask("GET", "/i/" + token_).status;
    EXPECT_EQ(status, 429U);
}

TEST_F(InvitationPageTest, EveryLanguageHasTheSameWords) {
    const boost::json::value words = json::parse_json(invitation_words()).value();
    std::set<std::string> names;
    for (const auto& [name, text] : words.at("en").as_object())
        names.insert(std::string(name));
    EXPECT_EQ(words.as_object().size(), 5U);
    for (const auto& [language, entries] : words.as_object()) {
        std::set<std::string> own;
        for (const auto& [name, text] : entries.as_object())
            own.insert(std::string(name));
        EXPECT_EQ(own, names) << language;
    }
}

}  // namespace
}  // namespace wedsync::hub
