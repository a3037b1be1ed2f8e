#include "importers/schedule.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

const std::string kXml = R"(<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <conference><title>A &amp; B</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
  <day index="1" date="2024-12-27" start="2024-12-27T09:00:00+01:00">
    <room name="Hall 1">
      <event guid="g2" id="2"><date>2024-12-27T11:00:00+01:00</date><start>11:00</start>
        <duration>00:45</duration><title>Zwei</title><track>T</track><type>talk</type>
        <language>de</language><persons><person id="1">Zoë</person><person>Bo</person></persons>
      </event>
      <event id="1"><start>01:30</start><duration>1:00</duration><room>Hall 1</room>
        <title><![CDATA[Night <one>]]></title></event>
    </room>
    <room name="Hall 2"/>
  </day>
</schedule>)";

const std::string kJson = R"({"schedule": {"version": "1", "conference": {"title": "A & B",
 "time_zone_name": "Europe/Berlin", "days": [{"index": 1, "date": "2024-12-27",
 "day_start": "2024-12-27T09:00:00+01:00", "rooms": {
  "Hall 1": [
   {"guid": "g2", "id": 2, "date": "2024-12-27T11:00:00+01:00", "start": "11:00",
    "duration": "00:45", "room": "Hall 1", "title": "Zwei", "subtitle": null, "track": "T",
    "type": "talk", "language": "de", "persons": [{"public_name": "Zoë"}, {"name": "Bo"}]},
   {"id": 1, "start": "01:30", "duration": "1:00", "title": "Night <one>"}],
  "Hall 2": []}}]}}})";

Schedule parsed(std::string_view text) {
    Result<Schedule> schedule = parse_schedule(text);
    EXPECT_TRUE(schedule.ok()) << schedule.error().detail;
    return std::move(schedule).value();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
    const Result<Schedule> schedule = parse_schedule(text);
    return schedule.ok() ? "read" : schedule.error().detail;
}

TEST(ScheduleTest, ReadsXml) {
    const Schedule schedule = parsed(kXml);
    EXPECT_EQ(schedule.title, "A & B");
    EXPECT_EQ(schedule.time_zone, "Europe/Berlin");
    EXPECT_EQ(schedule.rooms, (std::vector<std::string>{"Hall 1", "Hall 2"}));
    ASSERT_EQ(schedule.items.size(), 2U);
    const ScheduleItem& item = schedule.items.front();
    EXPECT_EQ(item.id, "g2");
    EXPECT_EQ(item.start_ms, 1'735'293'600'000);
    EXPECT_EQ(item.duration_ms, 45 * 60'000);
    EXPECT_EQ(item.persons, (std::vector<std::string>{"Zoë", "Bo"}));
    EXPECT_EQ(item.language, "de");
}

TEST(ScheduleTest, PutsTheNightAfterItsDay) {
    const ScheduleItem item = parsed(kXml).items.back();
    EXPECT_EQ(item.id, "1");
    EXPECT_EQ(item.title, "Night <one>");
    EXPECT_EQ(item.start_ms, 1'735'345'800'000);  // 28 December, 01:30 +01:00.
}

TEST(ScheduleTest, ReadsTheSameFromBothFormats) {
    EXPECT_EQ(parsed(kXml), parsed(kJson));
}

TEST(ScheduleTest, SaysWhichLineOfTheXmlIsWrong) {
    EXPECT_EQ(error_of(replaced(kXml, "00:45", "45")), "line 6: \"45\" is not a duration");
    EXPECT_EQ(error_of(replaced(kXml, "12-27T11:00", "12-32T11:00")),
              "line 6: \"2024-12-32T11:00:00+01:00\" is not a date and time");
    EXPECT_EQ(error_of(replaced(kXml, "guid=\"g2\" id=\"2\"", "id=\"1\"")),
              "line 10: a second item with the id \"1\"");
    EXPECT_EQ(error_of(replaced(kXml, "<title>Zwei</title>", "")),
              "line 6: an item without a title");
    EXPECT_EQ(error_of(replaced(kXml, " id=\"1\"><start>", "><start>")),
              "line 10: an item with neither guid nor id");
    EXPECT_EQ(error_of(replaced(kXml, "2024-12-27\" start", "27.12.\" start")),
              "line 4: \"27.12.\" is not a date");
    EXPECT_EQ(error_of(replaced(kXml, "<room name=\"Hall 2\"", "<room")),
              "line 13: a room without a name");
    EXPECT_EQ(error_of(replaced(kXml, "</event>", "</evnt>")).substr(0, 7), "line 9:");
    EXPECT_EQ(error_of("<html/>"), "line 1: no <schedule>");
    EXPECT_EQ(error_of("<!DOCTYPE x [<!ENTITY a 'b'>]><schedule/>"),
              "line 1: a document type is not allowed");
}

TEST(ScheduleTest, SaysWhichPlaceOfTheJsonIsWrong) {
    EXPECT_EQ(error_of(replaced(kJson, "00:45", "45")),
              "day 1, room \"Hall 1\", event 1: \"45\" is not a duration");
    EXPECT_EQ(error_of(replaced(kJson, "\"title\": \"Zwei\"", "\"title\": [1]")),
              "day 1, room \"Hall 1\", event 1: \"title\" is not a text");
    EXPECT_EQ(error_of(replaced(kJson, "\"Hall 2\": []", "\"Hall 2\": 1")),
              "day 1, room \"Hall 2\", not an array");
    EXPECT_EQ(error_of(replaced(kJson, "\"days\"", "\"dayz\"")), "\"days\" is not an array");
    EXPECT_EQ(error_of(replaced(kJson, "\"index\": 1,", "\"index\": 1 1,")).substr(0, 6), "line 2");
    EXPECT_EQ(error_of("{}"), "no \"schedule\" with a \"conference\"");
}

TEST(ScheduleTest, RefusesEveryCutFile) {
    for (const std::string& whole : {kXml, kJson}) {
        for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
            EXPECT_FALSE(parse_schedule(std::string_view(whole).substr(0, size)).ok()) << size;
        }
    }
}

TEST(ScheduleTest, RefusesHostileSizes) {
    EXPECT_EQ(parse_schedule(std::string(kScheduleBytesMax + 1, ' ')).error().code,
              ErrorCode::kTooLarge);
    EXPECT_EQ(parse_schedule(replaced(kXml, "Zwei", std::string(5'000, 'x'))).error().code,
              ErrorCode::kTooLarge);
    std::string persons;
    for (std::size_t i = 0; i <= kSchedulePersonsMax; ++i)
        persons += "<person>x</person>";
    EXPECT_EQ(parse_schedule(replaced(kXml, "<person>Bo</person>", persons)).error().code,
              ErrorCode::kTooLarge);
    std::string deep = "<schedule>";
    for (int i = 0; i < 200'000; ++i)
        deep += "<day>";
    EXPECT_FALSE(parse_schedule(deep).ok());
    EXPECT_FALSE(parse_schedule(std::string(200'000, '{')).ok());
    EXPECT_FALSE(parse_schedule(replaced(kXml, "Zwei", "\xFF")).ok());
}

}  // namespace
}  // namespace wedsync::importers
