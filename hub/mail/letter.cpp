#include "hub/mail/letter.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "engine/base/assert.hpp"
#include "hub/mail/fill.hpp"
#include "hub/mail/mail_files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kSubjectNameBytesMax = 120;

const Languages& languages() {
    static const Languages kLanguages = read_languages(mail_words());
    return kLanguages;
}

// ---- Encodings ----

std::string base64(std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = (bits << 8U) | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t index = (bits >> (18U - 6U * static_cast<unsigned>(i))) & 63U;
            text += i <= group.size() ? kLetters[index] : '=';
        }
    }
    return text;
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t kLineBytes = 57;
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += kLineBytes)
        text += base64(bytes.substr(at, kLineBytes)) + "\r\n";
    return text;
}

/// The longest beginning of a valid text with at most so many bytes, in whole letters.
std::string_view whole_letters(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

bool is_plain(std::string_view text) {
    constexpr std::size_t kPlainBytesMax = 60;
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,.-'&";
    return text.size() <= kPlainBytesMax &&
           text.find_first_not_of(kLetters) == std::string_view::npos;
}

/// Words for a header: as they are, or encoded (RFC 2047), so that nothing in them means anything.
std::string header_words(std::string_view text, bool is_name) {
    constexpr std::size_t kWordBytes = 42;
    if (is_plain(text)) return is_name ? "\"" + std::string(text) + "\"" : std::string(text);
    std::string words;
    while (!text.empty()) {
        const std::string_view part = whole_letters(text, kWordBytes);
        words += (words.empty() ? "" : "\r\n ") + std::string("=?UTF-8?B?") + base64(part) + "?=";
        text.remove_prefix(part.size());
    }
    return words;
}

// ---- Times ----

std::chrono::sys_days day_of(std::int64_t ms) {
    return std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
}

/// "2027-06-12", in every language.
std::string date_text(std::int64_t ms) {
    const std::chrono::year_month_day date(day_of(ms));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

/// "Sat, 12 Jun 2027 14:00:00 +0000".
std::string header_date(std::int64_t ms) {
    constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_days day = day_of(ms);
    const std::chrono::year_month_day date(day);
    const std::int64_t seconds =
        (ms - std::chrono::milliseconds(day.time_since_epoch()).count()) / 1'000;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  kDays.at(std::chrono::weekday(day).c_encoding()),
                  static_cast<unsigned>(date.day()),
                  kMonths.at(static_cast<unsigned>(date.month()) - 1),
                  static_cast<int>(date.year()), static_cast<int>(seconds / 3'600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return text.data();
}

// ---- What is said ----

/// Every sentence of the mail in its language, filled, and what is not a sentence.
Words sentences(const MailJob& job, const MailSettings& settings) {
    const auto language = languages().find(job.language);
    const Words& words = language == languages().end() ? languages().at("en") : language->second;
    const std::string house = settings.from_name.empty() ? settings.from : settings.from_name;
    const std::string actor = one_line(job.actor);
    Words values{{"house", one_line(house)},
                 {"actor", actor.empty() ? one_line(house) : actor},
                 {"until", date_text(job.expires_at_ms)}};
    Words said;
    for (const auto& [name, text] : words)
        said[name] = filled(text, values);
    said["language"] = job.language;
    said["about"] = one_line(job.about);
    said["link"] = page_address(settings, job.token);
    said["stop_link"] = said["link"] + "/stop";
    return said;
}

std::string plain_text(const Words& said) {
    std::string text = "{{hello}}\n\n{{lead}}\n";
    if (!said.at("about").empty()) text += "\n{{says}}\n    {{about}}\n";
    text += "\n{{open}}:\n{{link}}\n\n{{until}}\n\n-- \n{{why}}\n{{stop}}:\n{{stop_link}}\n";
    return filled(text, said);
}

std::string html_text(const Words& said) {
    std::string html =
        "<!doctype html>\n<html lang=\"{{language}}\" dir=\"{{direction}}\">\n<head>"
        "<meta charset=\"utf-8\"><title>{{subject}}</title></head>\n"
        "<body style=\"margin:0;padding:24px;font:17px/1.45 sans-serif;color:#1f2421;"
        "background:#faf9f6\">\n"
        "<p>{{hello}}</p>\n<p>{{lead}}</p>\n";
    if (!said.at("about").empty())
        html += "<p>{{says}}</p>\n<blockquote dir=\"auto\">{{about}}</blockquote>\n";
    html +=
        "<p><a href=\"{{link}}\" style=\"display:inline-block;padding:12px 20px;"
        "border-radius:8px;background:#2f5d50;color:#ffffff;text-decoration:none;"
        "font-weight:600\">{{open}}</a></p>\n<p>{{until}}</p>\n"
        "<p style=\"color:#5a625d;font-size:14px\">{{why}} "
        "<a href=\"{{stop_link}}\" style=\"color:#5a625d\">{{stop}}</a></p>\n</body>\n</html>\n";
    return filled_html(html, said);
}

/// Lines ended by CR LF.
std::string with_line_ends(std::string_view text) {
    std::string lines;
    for (const char letter : text)
        lines += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
    return lines;
}

std::string part(const char* kind, const std::string& text) {
    return std::string("Content-Type: ") + kind +
           "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(with_line_ends(text));
}

}  // namespace

std::string page_address(const MailSettings& settings, std::string_view token) {
    std::string address = settings.links;
    while (address.ends_with('/'))
        address.pop_back();
    return address + "/i/" + std::string(token);
}

Letter compose_letter(const MailJob& job, const MailSettings& settings, std::int64_t now_ms) {
    const Words said = sentences(job, settings);
    // "=_" is in no base64.
    const std::string boundary = "=_" + job.message_id.substr(0, job.message_id.find('@'));
    const std::string name = one_line(settings.from_name);
    std::string message;
    const auto header = [&message](const char* field, const std::string& value) {
        message += std::string(field) + ": " + value + "\r\n";
    };
    const std::string subject(whole_letters(said.at("subject"), 2 * kSubjectNameBytesMax));
    header("Date", header_date(now_ms));
    header(
        "From",
        (name.empty() ? "" : header_words(whole_letters(name, kSubjectNameBytesMax), true) + " ") +
            "<" + settings.from + ">");
    header("To", "<" + job.address + ">");
    if (!settings.reply_to.empty()) header("Reply-To", "<" + settings.reply_to + ">");
    header("Subject", header_words(subject, false));
    header("Message-ID", "<" + job.message_id + ">");
    header("List-Unsubscribe", "<" + said.at("stop_link") + ">");
    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    header("Auto-Submitted", "no");
    header("Content-Language", job.language);
    header("MIME-Version", "1.0");
    header("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
    message += "\r\n--" + boundary + "\r\n" + part("text/plain", plain_text(said)) + "--" +
               boundary + "\r\n" + part("text/html", html_text(said)) + "--" + boundary + "--\r\n";
    return {settings.from, job.address, std::move(message)};
}

}  // namespace wedsync::hub
