#include "importers/calendar.hpp"

#include "gtest/gtest.h"

#include "engine/model/value.hpp"
#include "importers/content_lines.hpp"
#include "importers/date_time.hpp"
#include "importers/time_zone.hpp"

namespace wedsync::importers {
namespace {

std::string wrapped(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}

Calendar parsed(const std::string& text, std::optional<int> utc_offset_min = {}) {
    Result<Calendar> calendar = parse_calendar(text, utc_offset_min);
    EXPECT_TRUE(calendar.ok()) << calendar.error().detail;
    return calendar.ok() ? std::move(calendar).value() : Calendar{};
}

std::string start_of(const std::string& property, std::optional<int> utc_offset_min = {}) {
    const Calendar calendar =
        parsed("BEGIN:VEVENT\r\nSUMMARY:x\r\n" + property + "\r\nEND:VEVENT\r\n", utc_offset_min);
    return calendar.items.empty() ? calendar.errors.front().what
                                  : date_time_text(calendar.items[0].starts_at_ms, false);
}

TEST(CalendarTest, ReadsAnEvent) {
    const Calendar calendar = parsed(
        wrapped("BEGIN:VEVENT\r\nUID:a@x\r\nSUMMARY:Speech\\, of the\r\n  father\r\n"
                "DTSTART:20270612T120000Z\r\nDTEND:20270612T123030Z\r\nLOCATION:Hall\\;East\r\n"
                "DESCRIPTION:one\\ntwo\\\\\r\nCATEGORIES:speech,a\\,b\r\nORGANIZER;CN=\"Zoë; "
                "B\":mailto:z@x\r\n"
                "BEGIN:VALARM\r\nSUMMARY:not this\r\nEND:VALARM\r\nEND:VEVENT\r\n"));
    ASSERT_EQ(calendar.items.size(), 1U);
    const CalendarItem& item = calendar.items.front();
    EXPECT_EQ(item.import_key, "a@x");
    EXPECT_EQ(item.title, "Speech, of the father");
    EXPECT_EQ(item.starts_at_ms, 1'812'801'600'000);
    EXPECT_EQ(item.duration_min, 31);
    EXPECT_EQ(item.room, "Hall;East");
    EXPECT_EQ(item.notes, "one\ntwo\\");
    EXPECT_EQ(item.tags, (std::vector<std::string>{"speech", "a,b"}));
    EXPECT_EQ(item.owner, "Zoë; B");
    EXPECT_EQ(item.line, 3U);
    EXPECT_TRUE(calendar.errors.empty());
}

constexpr const char* kVienna =
    "BEGIN:VTIMEZONE\r\nTZID:Vienna\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "END:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n";

TEST(CalendarTest, UnderstandsEveryFormOfTime) {
    EXPECT_EQ(start_of("DTSTART:20270612T120000Z"), "2027-06-12T12:00:00Z");
    EXPECT_EQ(start_of("DTSTART;VALUE=DATE:20270612"), "2027-06-12T00:00:00Z");
    EXPECT_EQ(start_of("DTSTART:20270612T120000"), "2027-06-12T12:00:00Z");
    EXPECT_EQ(start_of("DTSTART:20270612T120000", 120), "2027-06-12T10:00:00Z");
    EXPECT_EQ(start_of("DTSTART;TZID=Nowhere:20270612T120000", -60), "2027-06-12T13:00:00Z");
    EXPECT_NE(start_of("DTSTART;TZID=Nowhere:20270612T120000").find("--utc-offset"),
              std::string::npos);
    for (const char* text : {"20270612T120000+1", "20271312", "noon", "", "20270612T250000Z",
                             "20270230T120000Z", "2027061", "20270612T1200"}) {
        EXPECT_EQ(start_of(std::string("DTSTART:") + text), "not a time") << text;
    }
}

TEST(CalendarTest, ReadsTimeZones) {
    const auto start = [&](const std::string& time) {
        return date_time_text(
            parsed(wrapped(kVienna + ("BEGIN:VEVENT\r\nSUMMARY:x\r\nDTSTART;TZID=Vienna:" + time +
                                      "\r\nEND:VEVENT\r\n")))
                .items.at(0)
                .starts_at_ms,
            false);
    };
    EXPECT_EQ(start("20270612T140000"), "2027-06-12T12:00:00Z");
    EXPECT_EQ(start("20271224T140000"), "2027-12-24T13:00:00Z");
    EXPECT_EQ(start("20270328T015900"), "2027-03-28T00:59:00Z");
    EXPECT_EQ(start("20270328T030000"), "2027-03-28T01:00:00Z");
    EXPECT_EQ(start("20271031T030000"), "2027-10-31T02:00:00Z");
    EXPECT_EQ(start("19600612T140000"), "1960-06-12T13:00:00Z");
}

TEST(CalendarTest, KnowsRulesThatEnded) {
    TimeZone zone;
    ZoneRule old;
    old.starts_ms = parse_calendar_time("19870405T020000")->wall_ms;
    old.is_yearly = true;
    old.month = 4;
    old.weekday = 0;
    old.week = 1;
    old.offset_from_min = -300;
    old.offset_to_min = -240;
    old.until_ms = parse_calendar_time("20060402T070000Z")->wall_ms;
    ZoneRule winter = old;
    winter.starts_ms = parse_calendar_time("19671029T020000")->wall_ms;
    winter.month = 10;
    winter.week = -1;
    winter.offset_from_min = -240;
    winter.offset_to_min = -300;
    winter.until_ms = parse_calendar_time("20061029T060000Z")->wall_ms;
    zone.rules = {old, winter};
    EXPECT_EQ(zone.offset_min(parse_calendar_time("20050701T120000")->wall_ms), -240);
    EXPECT_EQ(zone.offset_min(parse_calendar_time("20051201T120000")->wall_ms), -300);
    EXPECT_EQ(zone.offset_min(parse_calendar_time("20200701T120000")->wall_ms), -300);
}

TEST(CalendarTest, ListsWhatItCannotTake) {
    const Calendar calendar = parsed(wrapped(
        "BEGIN:VEVENT\r\nDTSTART:20270612T120000Z\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:no start\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:off\r\nDTSTART:20270612T120000Z\r\nSTATUS:CANCELLED\r\nEND:"
        "VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:daily\r\nDTSTART:20270612T120000Z\r\nRRULE:FREQ=DAILY\r\nEND:"
        "VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:back\r\nDTSTART:20270612T120000Z\r\nDTEND:20270612T110000Z\r\n"
        "END:VEVENT\r\nno property\r\n"));
    ASSERT_EQ(calendar.items.size(), 2U);
    EXPECT_FALSE(calendar.items[1].duration_min.has_value());
    std::string told;
    for (const RowError& error : calendar.errors)
        told += error.column + (error.is_row_lost ? " lost; " : "; ");
    EXPECT_EQ(told, "SUMMARY lost; DTSTART lost; STATUS lost; RRULE; DTEND; ; ");
}

TEST(CalendarTest, TakesTheNewestVersionAndOneTimeOfASeries) {
    const Calendar calendar = parsed(
        wrapped("BEGIN:VEVENT\r\nUID:a\r\nSEQUENCE:2\r\nSUMMARY:new\r\nDTSTART:"
                "20270612T120000Z\r\nEND:VEVENT\r\n"
                "BEGIN:VEVENT\r\nUID:a\r\nSEQUENCE:1\r\nSUMMARY:old\r\nDTSTART:"
                "20270612T110000Z\r\nEND:VEVENT\r\n"
                "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20270613T120000Z\r\nSUMMARY:moved\r\n"
                "DTSTART:20270613T130000Z\r\nEND:VEVENT\r\n"));
    ASSERT_EQ(calendar.items.size(), 2U);
    EXPECT_EQ(calendar.items[0].title, "new");
    EXPECT_EQ(calendar.items[1].import_key, "a/20270613T120000Z");
}

TEST(CalendarTest, RefusesWhatIsNoCalendar) {
    EXPECT_EQ(parse_calendar("").error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(parse_calendar("name,email\r\n").error().code, ErrorCode::kCorrupt);
    EXPECT_FALSE(parse_calendar("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n").ok());
    EXPECT_FALSE(parse_calendar("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n").ok());
    std::string deep;
    for (int i = 0; i < 20; ++i)
        deep += "BEGIN:VEVENT\r\n";
    EXPECT_EQ(parse_calendar(deep).error().code, ErrorCode::kTooLarge);
    std::string noise = "BEGIN:VCALENDAR\r\n";
    for (std::size_t i = 0; i <= kContentErrorsMax; ++i)
        noise += "noise\r\n";
    EXPECT_FALSE(parse_calendar(noise).ok());
}

TEST(CalendarTest, ReadsDurations) {
    EXPECT_EQ(parse_calendar_duration("PT1H30M"), 5'400'000);
    EXPECT_EQ(parse_calendar_duration("P1DT1S"), 86'401'000);
    EXPECT_EQ(parse_calendar_duration("P2W"), 1'209'600'000);
    for (const char* text :
         {"", "P", "PT", "-PT1H", "P1H", "PT1D", "PT99999999S", "P9999W", "1H", "PTT1H"})
        EXPECT_FALSE(parse_calendar_duration(text)) << text;
}

TEST(ContentLinesTest, UnfoldsAndFolds) {
    const std::string value = "Zoë Ångström 💍 " + std::string(200, 'x');
    const std::string folded = content_line("SUMMARY", escaped(value));
    std::size_t start = 0;
    for (std::size_t end = 0; (end = folded.find("\r\n", start)) != std::string::npos;
         start = end + 2)
        EXPECT_LE(end - start, 75U);
    const auto lines = parse_content_lines(folded);
    ASSERT_EQ(lines.value().lines.size(), 1U);
    EXPECT_EQ(unescaped(lines.value().lines[0].value), value);
    // A fold inside a character, as other programs make it.
    const auto inside = parse_content_lines("SUMMARY:Zo\xC3\r\n \xAB\r\nX:\xEB\r\n");
    EXPECT_EQ(inside.value().lines[0].value, "Zoë");
    EXPECT_EQ(inside.value().lines[1].value, "ë");
}

TEST(ContentLinesTest, EscapesWhatNeedsIt) {
    for (const char* text : {"a,b;c\\d\ne", "\\n", "\\", ",", "\n\n", "tab\there", "x\\,y"}) {
        EXPECT_EQ(unescaped(escaped(text)), text);
        EXPECT_EQ(escaped(text).find('\n'), std::string::npos);
    }
    EXPECT_EQ(escaped("a\r\nb\x01"), "a\\nb");
}

TEST(ContentLinesTest, DropsValuesThatAreTooLong) {
    const auto lines = parse_content_lines("PHOTO:" + std::string(kContentValueBytesMax + 1, 'x') +
                                           "\r\nITEM1.tel;TYPE=\"a;b\",pref;x:1\r\n");
    EXPECT_TRUE(lines.value().lines[0].is_cut);
    const ContentLine& phone = lines.value().lines[1];
    EXPECT_EQ(phone.name, "TEL");
    EXPECT_TRUE(phone.has_parameter("TYPE", "PREF"));
    EXPECT_TRUE(phone.has_parameter("TYPE", "x"));
    EXPECT_EQ(phone.value, "1");
}

}  // namespace
}  // namespace wedsync::importers
