#include "hub/service/settings.hpp"

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

std::string why_not(std::string_view toml) {
    const Result<Settings> settings = read_settings(toml);
    return settings.ok() ? "" : settings.error().detail;
}

TEST(SettingsTest, TheDefaultsReadBackEqual) {
    EXPECT_EQ(read_settings("").value(), Settings{});
    EXPECT_EQ(read_settings(write_settings({})).value(), Settings{});
}

TEST(SettingsTest, EverySettingReadsBackEqual) {
    Settings settings;
    settings.data = "/var/lib/wedsync \"hub\"";
    settings.listen = {"::", 443};
    settings.operations = {"::1", 9'000};
    settings.tls_certificate = "/etc/c.pem";
    settings.tls_key = "/etc/k.pem";
    settings.tls_authority = "/etc/a.pem";
    settings.welcome = Endpoint{"0.0.0.0", 8'712};
    settings.allow_plain = true;
    settings.origins = {"https://a.example", "https://b.example"};
    settings.web_folder = "/usr/share/wedsync/web";
    settings.log_level = LogLevel::kWarning;
    settings.connections_max = 17;
    settings.connections_per_address_max = 5;
    settings.log_entries_max = 1'000'000;
    settings.media = {1'000'000, 20'000, 0, 9, 1, 0};
    settings.mail.server = "smtps://mail.example.org:465";
    settings.mail.tls = MailTls::kOpportunistic;
    settings.mail.authority = "/etc/mail.pem";
    settings.mail.from = "invitations@example.org";
    settings.mail.from_name = "Villa \"Rosa\"";
    settings.mail.reply_to = "office@example.org";
    settings.mail.links = "https://hub.example.org/party";
    settings.mail.per_hour = 7;
    settings.mail.per_person = 1;
    settings.mail.valid_days = 14;
    settings.mail.retry_s = 5;
    settings.mail.timeout_s = 9;
    settings.mail.consent_required = false;
    settings.mail.after_unknown = AfterUnknown::kResend;
    settings.roles = {{"florist", {false, {"vendors", "tasks"}}},
                      {"boss", {true, {}, true}},
                      {"cook", {true, {}}}};
    EXPECT_EQ(read_settings(write_settings(settings)).value(), settings);
}

TEST(SettingsTest, SaysWhereAndWhatIsWrong) {
    EXPECT_EQ(why_not("\nlisten = 7"), "line 2: listen is to be a text in quotes");
    EXPECT_EQ(why_not("listne = \"x\""), "line 1: there is no setting \"listne\"");
    EXPECT_NE(why_not("listen = \"localhost:80\"").find("127.0.0.1:8710"), std::string::npos);
    EXPECT_NE(why_not("listen = ").find("line 1"), std::string::npos);
    EXPECT_NE(why_not("[:").find("line 1"), std::string::npos);
    EXPECT_NE(why_not("connections_max = -1"), "");
    EXPECT_NE(why_not("connections_max = 1e3"), "");
    EXPECT_NE(why_not("log_level = \"loud\""), "");
    EXPECT_NE(why_not("origins = \"https://a\""), "");
    EXPECT_NE(why_not("mail = 3"), "");
    EXPECT_EQ(why_not("[mail]\nper_houre = 1"), "line 2: there is no setting \"mail.per_houre\"");
    EXPECT_EQ(why_not("[mail]\ntls = \"no\""),
              "line 2: mail.tls is one of \"required\", \"opportunistic\", \"none\"");
    EXPECT_NE(why_not("[mail]\nserver = \"mail.example.org\"").find("smtp://"), std::string::npos);
    EXPECT_NE(why_not("[roles.x]\nwrites = 3"), "");
    EXPECT_NE(why_not("web = \"dist\""), "");
    EXPECT_NE(why_not("media = 3"), "");
    EXPECT_EQ(why_not("[media]\npiece_bytes = 1"),
              "line 2: there is no setting \"media.piece_bytes\"");
    EXPECT_EQ(why_not("[media]\npiece_bytes_max = 1"),
              "line 2: media.piece_bytes_max is to be at least 16384");
    EXPECT_NE(why_not("[media]\npicture_bytes_max = 99999999999"), "");
    EXPECT_NE(why_not("[web]\nfolder = \"dist\"\nlisten = 1"), "");
    EXPECT_NE(why_not("[roles.x]\nreads = \"*\""), "");
    EXPECT_EQ(why_not("[roles.x]\nwrites = \"*\"\nmanages = true"), "");
    EXPECT_NE(why_not("[roles.x]\nwrites = \"*\"\nmanages = 1"), "");
    EXPECT_NE(why_not("[roles.x]\nmanages = true"), "");
    EXPECT_NE(why_not("data = \"a\"\ndata = \"b\""), "");
}

TEST(SettingsTest, LettersBeyondAsciiStandInQuotes) {
    for (const char* good : {"# Zürich", "data = \"Zürich\"", "data = 'Zürich'", R"(data = "a\"é")",
                             "[roles.\"Köchin\"]\nwrites = \"*\" # ü"}) {
        EXPECT_EQ(why_not(good), "") << good;
    }
    for (const char* bad : {"dáta = 1", "data = é", R"(data = "a" é)", R"(data = """é""")",
                            "data = '''é'''", R"(data = """\é""")", "\"a\nü", R"(data = '\'é)",
                            R"(data = 1"é")", R"(data = ["a" "é"])"}) {
        EXPECT_EQ(why_not(bad).find("line "), 0U) << bad;
    }
    EXPECT_NE(why_not("\n\nü = 1").find("line 3"), std::string::npos);
}

TEST(SettingsTest, WhateverIsInThemReadsBackEqual) {
    Settings settings;
    settings.data = "w'\n \"\xc3\xad\"\n''' l'.'l";
    EXPECT_EQ(read_settings(write_settings(settings)).value(), settings);
}

TEST(SettingsTest, SomeAreTakenWhileTheHubServes) {
    const Settings served;
    Settings fresh;
    EXPECT_EQ(wanting_restart(served, fresh), std::vector<std::string>{});
    fresh.roles["florist"] = {false, {"tasks"}};
    fresh.origins = {"https://villa.example"};
    fresh.web_folder = "dist";
    EXPECT_EQ(wanting_restart(served, fresh), std::vector<std::string>{});
    fresh.mail.per_hour = 1;
    EXPECT_EQ(wanting_restart(served, fresh), std::vector<std::string>{"mail"});
    fresh.mail = {};
    fresh.listen.port = 1;
    fresh.tls_certificate = "a.pem";
    fresh.log_level = LogLevel::kError;
    EXPECT_EQ(wanting_restart(served, fresh),
              (std::vector<std::string>{"listen", "tls_certificate", "log_level"}));
    // Another certificate, where there was one.
    Settings secure;
    secure.tls_certificate = "b.pem";
    EXPECT_EQ(wanting_restart(secure, fresh), (std::vector<std::string>{"listen", "log_level"}));
}

TEST(SettingsTest, WhatWouldBeUnsafeIsRefused) {
    EXPECT_NE(why_not("listen = \"0.0.0.0:8710\"").find("TLS"), std::string::npos);
    EXPECT_EQ(why_not("listen = \"0.0.0.0:8710\"\nallow_plain = true"), "");
    EXPECT_NE(why_not("operations = \"0.0.0.0:8711\"").find("loopback"), std::string::npos);
    EXPECT_NE(why_not("tls_key = \"k.pem\"").find("go together"), std::string::npos);
    EXPECT_NE(why_not("tls_authority = \"a.pem\"").find("goes with"), std::string::npos);
    EXPECT_NE(why_not("welcome = \"0.0.0.0:8712\"").find("tls_authority"), std::string::npos);
    EXPECT_EQ(why_not("welcome = \"\""), "");
    EXPECT_NE(why_not("welcome = \"hub\"").find("line 1"), std::string::npos);
}

TEST(EndpointTest, IsAnAddressAndAPort) {
    EXPECT_EQ(parse_endpoint("127.0.0.1:0").value(), (Endpoint{"127.0.0.1", 0}));
    EXPECT_EQ(to_text(parse_endpoint("[::1]:8710").value()), "[::1]:8710");
    for (const char* text : {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                             "[127.0.0.1]:80", "hub:80", "127.0.0.1:80x", "[::1:80"}) {
        EXPECT_FALSE(parse_endpoint(text).ok()) << text;
    }
}

}  // namespace
}  // namespace wedsync::hub
