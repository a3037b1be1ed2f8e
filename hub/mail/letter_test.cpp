#include "hub/mail/letter.hpp"

#include <set>

#include <gtest/gtest.h>

#include "engine/json/strict_json.hpp"
#include "hub/mail/fill.hpp"
#include "hub/mail/mail_files.hpp"

namespace wedsync::hub {
namespace {

// 2027-06-12 14:00:00 UTC, a Saturday.
constexpr std::int64_t kNow = 1'812'808'800'000;
constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000;

MailSettings settings() {
    MailSettings settings;
    settings.from = "invitations@example.org";
    settings.from_name = "Villa Rosa";
    settings.links = "https://hub.example.org/";
    return settings;
}

MailJob job(const std::string& language = "en") {
    MailJob job;
    job.id = "invitation-1";
    job.address = "lena@example.com";
    job.actor = "Ana";
    job.about = "the flowers";
    job.language = language;
    job.message_id = "0123456789abcdef@example.org";
    job.token = std::string(64, 't');
    job.expires_at_ms = kNow + 30 * kDay;
    return job;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const std::size_t value = kLetters.find(letter);
        if (value == std::string_view::npos) continue;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        if ((count += 6) < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 0xffU);
    }
    return bytes;
}

std::string header_of(const Letter& letter) {
    return letter.message.substr(0, letter.message.find("\r\n\r\n") + 2);
}

/// The decoded text of one of the two parts.
std::string body_of(const Letter& letter, const std::string& kind) {
    const std::size_t at = letter.message.find("Content-Type: " + kind);
    const std::size_t begin = letter.message.find("\r\n\r\n", at) + 4;
    return from_base64(std::string_view(letter.message)
                           .substr(begin, letter.message.find("\r\n--", begin) - begin));
}

TEST(LetterTest, TheHeaderIsAsItHasToBe) {
    EXPECT_EQ(header_of(compose_letter(job(), settings(), kNow)),
              "Date: Sat, 12 Jun 2027 14:00:00 +0000\r\n"
              "From: \"Villa Rosa\" <invitations@example.org>\r\n"
              "To: <lena@example.com>\r\n"
              "Subject: Ana invites you to Villa Rosa\r\n"
              "Message-ID: <0123456789abcdef@example.org>\r\n"
              "List-Unsubscribe: <https://hub.example.org/i/" +
                  std::string(64, 't') +
                  "/stop>\r\n"
                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                  "Auto-Submitted: no\r\n"
                  "Content-Language: en\r\n"
                  "MIME-Version: 1.0\r\n"
                  "Content-Type: multipart/alternative; boundary=\"=_0123456789abcdef\"\r\n");
}

TEST(LetterTest, ThePlainTextSaysWhatToDo) {
    const std::string link = "https://hub.example.org/i/" + std::string(64, 't');
    EXPECT_EQ(body_of(compose_letter(job(), settings(), kNow), "text/plain"),
              "Hello,\r\n\r\nAna invites you to plan together with Villa Rosa.\r\n\r\n"
              "Ana writes:\r\n    the flowers\r\n\r\nOpen the invitation:\r\n" +
                  link +
                  "\r\n\r\nIt can be accepted once, until 2027-07-12.\r\n\r\n-- \r\n"
                  "You get this mail because Ana gave us your address for it. If you know nothing "
                  "of it, you need to do nothing.\r\nNo more invitations from Villa Rosa:\r\n" +
                  link + "/stop\r\n");
}

TEST(LetterTest, SpeaksEveryLanguage) {
    const boost::json::value words = json::parse_json(mail_words()).value();
    std::set<std::string> names;
    for (const auto& [name, text] : words.at("en").as_object())
        names.insert(std::string(name));
    for (const char* language : {"en", "de", "fr", "es", "ar"}) {
        std::set<std::string> own;
        for (const auto& [name, text] : words.at(language).as_object())
            own.insert(std::string(name));
        EXPECT_EQ(own, names) << language;
        const Letter letter = compose_letter(job(language), settings(), kNow);
        const std::string html = body_of(letter, "text/html");
        const bool is_arabic = std::string_view(language) == "ar";
        EXPECT_NE(html.find("<html lang=\"" + std::string(language) + "\" dir=\"" +
                            (is_arabic ? "rtl" : "ltr") + "\">"),
                  std::string::npos);
        EXPECT_EQ(html.find("{{"), std::string::npos) << language;
        EXPECT_NE(html.find("2027-07-12"), std::string::npos) << language;
        EXPECT_NE(body_of(letter, "text/plain").find("/stop"), std::string::npos) << language;
    }
}

TEST(LetterTest, WhatPeopleTypeIsOnlyText) {
    for (const std::string& hostile :
         {std::string("Ana\r\nBcc: all@example.com"), std::string("A\nB\rC"), std::string("\0x", 2),
          std::string("=?UTF-8?Q?a?="), std::string("\xe2\x80\xae live"), std::string("\xc3\x28"),
          std::string("\xff\xfe"), std::string("{{link}}"), std::string("<script>\"&"),
          std::string("\xc2\x85"
                      "Bcc: x"),
          std::string("\xe2\x80\xa8"
                      "Bcc: x"),
          std::string(1'000, 'a'), std::string("\xf0\x9f\x92\x90\xf0\x9f\x92\x90")}) {
        MailJob hostile_job = job();
        hostile_job.actor = hostile;
        hostile_job.about = hostile;
        MailSettings house = settings();
        house.from_name = hostile;
        const Letter letter = compose_letter(hostile_job, house, kNow);
        const std::string header = header_of(letter);
        std::set<std::string> fields;
        for (std::size_t at = 0; at < header.size();) {
            const std::size_t end = header.find("\r\n", at);
            const std::string line = header.substr(at, end - at);
            EXPECT_LE(line.size(), 200U);
            EXPECT_EQ(line.find_first_of(std::string("\r\n\0", 3)), std::string::npos);
            for (const char letter_of : line)
                EXPECT_TRUE(letter_of >= ' ' && letter_of <= '~') << hostile;
            if (!line.starts_with(' ')) fields.insert(line.substr(0, line.find(':')));
            at = end + 2;
        }
        EXPECT_EQ(fields, (std::set<std::string>{"Date", "From", "To", "Subject", "Message-ID",
                                                 "List-Unsubscribe", "List-Unsubscribe-Post",
                                                 "Auto-Submitted", "Content-Language",
                                                 "MIME-Version", "Content-Type"}))
            << hostile;
        EXPECT_EQ(body_of(letter, "text/html").find("<script"), std::string::npos);
        for (std::size_t at = letter.message.find('\n'); at != std::string::npos;
             at = letter.message.find('\n', at + 1)) {
            EXPECT_EQ(letter.message[at - 1], '\r');
        }
    }
}

TEST(LetterTest, OneLineIsOneLine) {
    EXPECT_EQ(one_line("a\r\nb\tc"), "a  b c");
    EXPECT_EQ(one_line("Z\xc3\xbcrich \xe2\x80\xae!"), "Z\xc3\xbcrich !");
    EXPECT_EQ(one_line("\xc3"), "\xef\xbf\xbd");
    EXPECT_EQ(one_line("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace wedsync::hub
