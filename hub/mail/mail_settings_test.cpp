#include "hub/mail/mail_settings.hpp"

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

MailSettings good() {
    MailSettings settings;
    settings.server = "smtp://mail.example.org:587";
    settings.from = "invitations@example.org";
    settings.links = "https://hub.example.org";
    return settings;
}

std::string why_not(const MailSettings& settings) {
    const Result<void> checked = check_mail_settings(settings);
    return checked.ok() ? "" : checked.error().detail;
}

TEST(MailSettingsTest, WithoutAServerNothingElseIsWanted) {
    EXPECT_EQ(why_not({}), "");
    EXPECT_FALSE(MailSettings{}.sends());
    EXPECT_EQ(why_not(good()), "");
}

TEST(MailSettingsTest, AServerIsASchemeAHostAndAPort) {
    EXPECT_EQ(parse_mail_server("smtp://mail.example.org").value().port, 587);
    EXPECT_EQ(parse_mail_server("smtps://mail.example.org").value().port, 465);
    EXPECT_EQ(parse_mail_server("smtp://[::1]:25").value().host, "[::1]");
    EXPECT_TRUE(parse_mail_server("smtp://127.0.0.1:25").value().is_loopback());
    EXPECT_FALSE(parse_mail_server("smtp://127.example.org:25").value().is_loopback());
    for (const char* text : {"", "mail.example.org", "http://a", "smtp://", "smtp://a:0",
                             "smtp://a:b", "smtp://a:1x", "smtp://a/b", "smtp://u@a", "smtp://a b",
                             "smtp://[::1", "smtp://a:99999", "smtp://a\r\nb"}) {
        EXPECT_FALSE(parse_mail_server(text).ok()) << text;
    }
}

TEST(MailSettingsTest, NothingGoesUnencryptedToAnotherMachine) {
    MailSettings settings = good();
    settings.tls = MailTls::kNone;
    EXPECT_NE(why_not(settings).find("this machine"), std::string::npos);
    settings.server = "smtp://127.0.0.1:2525";
    EXPECT_EQ(why_not(settings), "");
}

TEST(MailSettingsTest, APasswordGoesOnlyToAServerWhoseNameIsChecked) {
    MailSettings settings = good();
    settings.user = "hub";
    EXPECT_NE(why_not(settings).find("go together"), std::string::npos);
    settings.password_file = "/etc/wedsync/mail.password";
    EXPECT_EQ(why_not(settings), "");
    settings.tls = MailTls::kOpportunistic;
    EXPECT_NE(why_not(settings).find("password"), std::string::npos);
}

TEST(MailSettingsTest, SaysWhatIsWrong) {
    const auto with = [](auto change) {
        MailSettings settings = good();
        change(settings);
        return why_not(settings);
    };
    EXPECT_NE(with([](MailSettings& s) { s.from = "Invitations@Example.org"; }), "");
    EXPECT_NE(with([](MailSettings& s) { s.from = "a@b.example\r\nBcc: c@d.example"; }), "");
    EXPECT_NE(with([](MailSettings& s) { s.from_name = "A\nB"; }), "");
    EXPECT_NE(with([](MailSettings& s) { s.reply_to = "nobody"; }), "");
    EXPECT_NE(with([](MailSettings& s) { s.per_hour = 0; }), "");
    EXPECT_NE(with([](MailSettings& s) { s.retry_s = 0; }), "");
    for (const char* links :
         {"", "hub.example.org", "http://hub.example.org", "https://", "https://a:", "https://a:1x",
          "https://a?b", "https://a/b\r\n", "https://u@a"}) {
        EXPECT_NE(with([&](MailSettings& s) { s.links = links; }), "") << links;
    }
    for (const char* links : {"https://hub.example.org:8443/wedding", "http://127.0.0.1:8710",
                              "http://[::1]:8710", "https://192.168.1.5:8710/"}) {
        EXPECT_EQ(with([&](MailSettings& s) { s.links = links; }), "") << links;
    }
}

}  // namespace
}  // namespace wedsync::hub
