#include "modules/forms/definition.hpp"

#include <string>

#include "gtest/gtest.h"

#include "modules/forms/builtin.hpp"

namespace wedsync::forms {
namespace {

std::string with(const std::string& questions) {
    return R"({"title": "Tasting", "questions": [)" + questions + "]}";
}
const char* const kName = R"({"key": "who", "kind": "text", "label": "Who?"})";

TEST(DefinitionTest, ReadsEveryKindWithItsParts) {
    const auto read = parse_definition(with(
        R"({"key": "a", "kind": "text", "label": "A", "help": "short", "required": true},
           {"key": "b", "kind": "long_text", "label": "B"},
           {"key": "c", "kind": "number", "label": "C", "min": -1.5, "max": 12},
           {"key": "d", "kind": "choice", "label": "D", "choices": [
               {"value": "x", "label": "X"}, {"value": "y", "label": {"en": "Y", "de": "Ypsilon"}}]},
           {"key": "e", "kind": "choices", "label": "E", "choices": [
               {"value": "1", "label": "one"}, {"value": "2", "label": "two"}]},
           {"key": "f", "kind": "yes_no", "label": "F"},
           {"key": "g", "kind": "date", "label": "G"},
           {"key": "h", "kind": "time", "label": "H"},
           {"key": "i", "kind": "section", "label": "I", "when": [
               {"question": "c", "over": 2}, {"question": "d", "is": "y"},
               {"question": "e", "contains": "2"}, {"question": "f", "is": false},
               {"question": "g", "under": "2027-02-28"}]},
           {"key": "j", "kind": "signature", "label": "J"},
           {"key": "k", "kind": "photo", "label": "K"})"));
    ASSERT_TRUE(read.ok()) << read.error().detail;
    const Definition& form = read.value();
    ASSERT_EQ(form.questions.size(), kQuestionKinds);
    for (std::size_t i = 0; i < kQuestionKinds; ++i) {
        EXPECT_EQ(form.questions[i].key, std::string(1, static_cast<char>('a' + i)));
    }
    EXPECT_EQ(form.questions[2].min, -1'500'000);
    EXPECT_EQ(form.questions[3].choices[1].label.in("de-AT"), "Ypsilon");
    EXPECT_EQ(form.questions[3].choices[1].label.in("fr"), "Y");
    EXPECT_EQ(form.questions[8].when.size(), 5U);
    EXPECT_EQ(form.questions[8].when[1].question, 3U);
}

TEST(DefinitionTest, WordsFallBackToEnglishThenToTheFirst) {
    const Words words{{{"de", "Hallo"}, {"fr", "Bonjour"}}};
    EXPECT_EQ(words.in("fr-CA"), "Bonjour");
    EXPECT_EQ(words.in("ar"), "Hallo");
    EXPECT_EQ(Words{}.in("de"), "");
}

TEST(DefinitionTest, WhatIsBuiltInReads) {
    const auto all = json::parse_json(builtin_forms_json());
    ASSERT_TRUE(all.ok()) << all.error().detail;
    ASSERT_EQ(all.value().get_array().size(), 4U);
    for (const auto& each : all.value().get_array()) {
        const auto read = parse_definition(json::write_json(each.at("definition")));
        EXPECT_TRUE(read.ok()) << read.error().detail;
    }
}

TEST(DefinitionTest, WhatIsWrongIsRefusedAndTheBadPlaceNamed) {
    const std::string two =
        R"("choices": [{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}])";
    const struct {
        std::string questions;
        const char* place;
    } kCases[] = {
        {"", "questions: it asks nothing"},
        {R"({"key": "s", "kind": "section", "label": "S"})", "questions: it asks nothing"},
        {R"({"key": "1st", "kind": "text", "label": "A"})", "questions[0].key"},
        {R"({"key": "a b", "kind": "text", "label": "A"})", "questions[0].key"},
        {R"({"key": "a", "kind": "poem", "label": "A"})", "questions[0].kind"},
        {R"({"key": "a", "kind": "text"})", "questions[0]"},
        {R"({"key": "a", "kind": "text", "label": "  "})", "questions[0].label"},
        {R"({"key": "a", "kind": "text", "label": {}})", "questions[0].label"},
        {R"({"key": "a", "kind": "text", "label": {"e": "A"}})", "questions[0].label"},
        {R"({"key": "a", "kind": "text", "label": "A", "colour": "red"})", "questions[0]"},
        {R"({"key": "a", "kind": "text", "label": "A\u0007"})", "questions[0].label"},
        {R"({"key": "a", "kind": "text", "label": ")" + std::string(501, 'a') + "\"}", "label"},
        {R"({"key": "a", "kind": "text", "label": "A", "min": 1})", "only a number"},
        {R"({"key": "a", "kind": "number", "label": "A", "min": "1"})", "questions[0].min"},
        {R"({"key": "a", "kind": "number", "label": "A", "min": 2, "max": 1})", "min is more"},
        {R"({"key": "a", "kind": "choice", "label": "A"})", "no choices"},
        {R"({"key": "a", "kind": "text", "label": "A", )" + two + "}", "choices that this kind"},
        {R"({"key": "a", "kind": "choice", "label": "A", "choices": [{"value": "x", "label": "X"}]})",
         "at least two"},
        {R"({"key": "a", "kind": "choice", "label": "A", "choices": [
            {"value": "x", "label": "X"}, {"value": "x", "label": "Y"}]})",
         "the same choice twice"},
        {std::string(kName) + "," + kName, "questions[1].key: the same key twice"},
        {R"({"key": "p", "kind": "photo", "label": "P"}, {"key": "q", "kind": "photo", "label": "Q"})",
         "questions[1]: a form has one photo"},
        {R"({"key": "a", "kind": "text", "label": "A", "when": [{"question": "a", "is": "x"}]})",
         "not a question before this one"},
        {std::string(
             R"({"key": "a", "kind": "text", "label": "A", "when": [{"question": "who", "is": "x"}]},)") +
             kName,
         "questions[0].when[0].question"},
        {std::string(kName) +
             R"(,{"key": "a", "kind": "text", "label": "A", "when": [{"question": "who"}]})",
         "one of is"},
        {std::string(kName) +
             R"(,{"key": "a", "kind": "text", "label": "A", "when": [{"question": "who", "is": "x", "contains": "y"}]})",
         "one of is"},
        {std::string(kName) +
             R"(,{"key": "a", "kind": "text", "label": "A", "when": [{"question": "who", "over": 5}]})",
         "is not compared like this"},
        {R"({"key": "c", "kind": "choice", "label": "C", )" + two +
             R"(},{"key": "a", "kind": "text", "label": "A", "when": [{"question": "c", "is": "z"}]})",
         "not among its choices"},
        {R"({"key": "d", "kind": "date", "label": "D"},
            {"key": "a", "kind": "text", "label": "A", "when": [{"question": "d", "over": "2027-02-29"}]})",
         "no day"},
        {R"({"key": "s", "kind": "section", "label": "S", "required": true},)" + std::string(kName),
         "a section is not answered"},
    };
    for (const auto& each : kCases) {
        const auto read = parse_definition(with(each.questions));
        ASSERT_FALSE(read.ok()) << each.questions;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalid) << each.questions;
        EXPECT_NE(read.error().detail.find(each.place), std::string::npos)
            << read.error().detail << " lacks " << each.place;
    }
}

TEST(DefinitionTest, IsBounded) {
    std::string many;
    for (std::size_t i = 0; i <= kQuestionsMax; ++i) {
        many += (i > 0 ? "," : "") + std::string(R"({"key": "q)") + std::to_string(i) +
                R"(", "kind": "text", "label": "A"})";
    }
    EXPECT_FALSE(parse_definition(with(many)).ok());
    const auto large = parse_definition(std::string(kDefinitionBytesMax, ' ') + with(kName));
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
    EXPECT_FALSE(parse_definition("[" + std::string(1'000, '[')).ok());
    EXPECT_FALSE(parse_definition("").ok());
}

TEST(DefinitionTest, DaysAndTimesAreThoseOfTheCalendar) {
    for (const char* day : {"2028-02-29", "2027-12-31", "0001-01-01"})
        EXPECT_TRUE(is_date(day)) << day;
    for (const char* none : {"2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-04-31",
                             "2027-4-30", "27-04-30", "2027-04-3x", ""})
        EXPECT_FALSE(is_date(none)) << none;
    EXPECT_TRUE(is_time("00:00"));
    EXPECT_TRUE(is_time("23:59"));
    for (const char* none : {"24:00", "12:60", "1:00", "12.00", "12:0x", ""})
        EXPECT_FALSE(is_time(none)) << none;
    EXPECT_TRUE(is_form_name("cake-tasting_2"));
    for (const char* none : {"", "2nd", "Cake", "cake tasting", "-cake"})
        EXPECT_FALSE(is_form_name(none)) << none;
}

}  // namespace
}  // namespace wedsync::forms
