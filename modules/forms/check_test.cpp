#include "modules/forms/check.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;

bj::object object_of(const std::string& text) {
    auto read = json::parse_json(text);
    EXPECT_TRUE(read.ok()) << text;
    return read.value().get_object();
}

Definition form_of(const std::string& questions) {
    auto read = parse_definition(R"({"title": "T", "questions": [)" + questions + "]}");
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().detail);
    return std::move(read).value();
}

std::string problems_of(const Definition& form, const std::string& answers) {
    std::string all;
    for (const Problem& each : validate(form, object_of(answers)))
        all += json::write_json(json_of(each)) + "\n";
    return all;
}

const char* const kTasting = R"(
    {"key": "who", "kind": "text", "label": "Who?", "required": true},
    {"key": "guests", "kind": "number", "label": "Guests", "min": 1, "max": 250.5},
    {"key": "cakes", "kind": "choices", "label": "Cakes", "choices": [
        {"value": "lemon", "label": "Lemon"}, {"value": "nut", "label": "Nut"}]},
    {"key": "allergic", "kind": "yes_no", "label": "Allergic?", "required": true,
        "when": [{"question": "cakes", "contains": "nut"}]},
    {"key": "whom", "kind": "text", "label": "Who is?", "required": true,
        "when": [{"question": "allergic", "is": true}]},
    {"key": "day", "kind": "date", "label": "Day"},
    {"key": "sign", "kind": "signature", "label": "Sign", "required": true},
    {"key": "picture", "kind": "photo", "label": "Picture"})";

TEST(CheckTest, WhatIsWrongHasACodeAndItsValues) {
    const Definition form = form_of(kTasting);
    EXPECT_EQ(problems_of(form, "{}"),
              "{\"question\":\"who\",\"code\":\"required\"}\n"
              "{\"question\":\"sign\",\"code\":\"required\"}\n");
    EXPECT_EQ(problems_of(form, R"({"who": " ", "guests": "0", "cakes": ["lemon", "mud"],
                                    "day": "2027-02-30", "sign": {"name": "Tom", "drawing": ""},
                                    "picture": 7, "other": 1})"),
              "{\"question\":\"who\",\"code\":\"required\"}\n"
              "{\"question\":\"guests\",\"code\":\"too_small\",\"least\":1}\n"
              "{\"question\":\"cakes\",\"code\":\"not_a_choice\",\"value\":\"mud\"}\n"
              "{\"question\":\"day\",\"code\":\"wrong_kind\"}\n"
              "{\"question\":\"picture\",\"code\":\"wrong_kind\"}\n"
              "{\"question\":\"other\",\"code\":\"not_asked\"}\n");
    EXPECT_EQ(problems_of(form, R"({"who": 5, "guests": 250.6, "cakes": ["nut", "nut"],
                                    "allergic": false, "sign": {"name": "Tom", "drawing": "M0<"}})"),
              "{\"question\":\"who\",\"code\":\"wrong_kind\"}\n"
              "{\"question\":\"guests\",\"code\":\"too_large\",\"most\":250.5}\n"
              "{\"question\":\"cakes\",\"code\":\"repeated\",\"value\":\"nut\"}\n"
              "{\"question\":\"sign\",\"code\":\"wrong_kind\"}\n");
    EXPECT_EQ(problems_of(form, R"({"who": "Ana", "guests": "250,5", "cakes": [], "picture": true,
                                    "sign": {"name": "", "drawing": "M1 2l3 4"}})"),
              "");
    const std::string letters(kAnswerLettersMax + 1, 'x');
    EXPECT_EQ(
        problems_of(form, R"({"who": ")" + letters + R"(", "sign": {"name": "T", "drawing": ""}})"),
        "{\"question\":\"who\",\"code\":\"too_long\",\"most\":10000}\n");
}

TEST(CheckTest, WhatHangsOnAnAnswerIsAskedWithIt) {
    const Definition form = form_of(kTasting);
    const auto shown = [&](const std::string& answers) {
        const std::vector<bool> all = visible(form, object_of(answers));
        return std::make_pair(static_cast<bool>(all[3]), static_cast<bool>(all[4]));
    };
    EXPECT_EQ(shown("{}"), std::make_pair(false, false));
    EXPECT_EQ(shown(R"({"cakes": ["nut"]})"), std::make_pair(true, false));
    EXPECT_EQ(shown(R"({"cakes": ["nut"], "allergic": true})"), std::make_pair(true, true));
    // An answer to what is not asked any more counts for nothing, and is not kept.
    const std::string left = R"({"who": "Ana", "cakes": ["lemon"], "allergic": true, "whom": 5,
                                 "sign": {"name": "T", "drawing": ""}})";
    EXPECT_EQ(shown(left), std::make_pair(false, false));
    EXPECT_EQ(problems_of(form, left), "");
    const bj::object kept = asked_answers(form, object_of(left));
    EXPECT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept.if_contains("allergic"), nullptr);
}

TEST(CheckTest, ASectionHidesWhatStandsUnderIt) {
    const Definition form = form_of(R"(
        {"key": "outside", "kind": "yes_no", "label": "Outside?"},
        {"key": "garden", "kind": "section", "label": "Garden", "when": [{"question": "outside", "is": true}]},
        {"key": "tents", "kind": "number", "label": "Tents", "required": true},
        {"key": "end", "kind": "section", "label": "And then"},
        {"key": "notes", "kind": "long_text", "label": "Notes"})");
    EXPECT_EQ(visible(form, {}), (std::vector<bool>{true, false, false, true, true}));
    EXPECT_EQ(visible(form, object_of(R"({"outside": true})")), std::vector<bool>(5, true));
    EXPECT_EQ(problems_of(form, R"({"outside": true})"),
              "{\"question\":\"tents\",\"code\":\"required\"}\n");
    EXPECT_EQ(problems_of(form, R"({"end": "x"})"),
              "{\"question\":\"end\",\"code\":\"wrong_kind\"}\n");
}

TEST(CheckTest, AnswersStandOneALineAndAreReadWhereTheyAreTorn) {
    const bj::object answers = object_of(R"({"who": "Ana", "cakes": ["nut"]})");
    const std::string text = answers_text(answers);
    EXPECT_EQ(text, "{\n\"who\": \"Ana\",\n\"cakes\": [\"nut\"]\n}");
    EXPECT_EQ(parse_answers(text), answers);
    EXPECT_EQ(answers_text({}), "");
    EXPECT_EQ(parse_answers("{\n\"who\": \"Ana\"\n\"cakes\": [\"nut\"],\n}"), answers);
    for (const char* none : {"", "[]", "7", "{", "null", "{\"who\""})
        EXPECT_TRUE(parse_answers(none).empty()) << none;
    EXPECT_TRUE(parse_answers("{\"a\": \"" + std::string(kAnswersBytesMax, 'x') + "\"}").empty());
}

}  // namespace
}  // namespace wedsync::forms
