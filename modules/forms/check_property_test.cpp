// Random forms and answers, against a reference that follows the definition in the document itself:
// slow, recursive, without anything that was decoded.
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "modules/forms/check.hpp"
#include "modules/forms/decimal.hpp"
#include "tests/support/property.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;

std::string text_of(const bj::value& value) {
    return value.is_string() ? std::string(value.get_string().data(), value.get_string().size())
                             : std::string();
}

// ---- Making. ----

const std::vector<std::string> kWordsUsed = {"",  " ",    "a",     "Ab",         "ba",
                                             "5", "-2,5", "10:30", "2027-06-12", "nope"};

bj::value random_answer(Prng& prng) {
    switch (prng.below(8)) {
        case 0:
            return bj::value(nullptr);
        case 1:
            return bj::value(prng.chance(500));
        case 2:
            return bj::value(static_cast<std::int64_t>(prng.below(9)) - 4);
        case 3:
            return bj::value(static_cast<double>(prng.below(90)) / 8.0);
        case 4: {
            bj::array chosen;
            for (std::uint64_t i = prng.below(4); i > 0; --i)
                chosen.push_back(
                    bj::value(codec::json_of_text("c" + std::to_string(prng.below(4)))));
            return chosen;
        }
        case 5:
            return bj::value(codec::json_of_text("c" + std::to_string(prng.below(4))));
        case 6:
            return bj::object{{"name", codec::json_of_text(prng.pick(kWordsUsed))},
                              {"drawing", prng.chance(500) ? "" : "M1 1l2 2"}};
        default:
            return bj::value(codec::json_of_text(prng.pick(kWordsUsed)));
    }
}

bj::object random_condition(Prng& prng, const bj::array& earlier) {
    const bj::object& about =
        earlier[static_cast<std::size_t>(prng.below(earlier.size()))].get_object();
    const std::string kind = text_of(about.at("kind"));
    const std::vector<const char*> orders = {"is", "over", "under"};
    bj::object condition{{"question", about.at("key")}};
    if (kind == "yes_no")
        condition["is"] = prng.chance(500);
    else if (kind == "number")
        condition[prng.pick(orders)] = static_cast<std::int64_t>(prng.below(9)) - 4;
    else if (kind == "choice")
        condition["is"] = codec::json_of_text("c" + std::to_string(prng.below(3)));
    else if (kind == "choices")
        condition["contains"] = codec::json_of_text("c" + std::to_string(prng.below(3)));
    else if (kind == "date")
        condition[prng.pick(orders)] = "2027-06-12";
    else if (kind == "time")
        condition[prng.pick(orders)] = "10:30";
    else if (kind == "text")
        condition[prng.chance(500) ? "is" : "contains"] = "a";
    else
        return {};
    return condition;
}

bj::object random_form(Prng& prng) {
    const std::vector<const char*> kinds = {"text", "number", "choice",    "choices", "yes_no",
                                            "date", "time",   "signature", "section"};
    bj::array questions;
    const std::uint64_t count = prng.between(1, 9);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string kind = i == 0 ? "yes_no" : prng.pick(kinds);
        bj::object question{{"key", codec::json_of_text("q" + std::to_string(i))},
                            {"kind", codec::json_of_text(kind)},
                            {"label", "?"}};
        if (kind != "section" && prng.chance(400)) question["required"] = true;
        if (kind == "number" && prng.chance(500)) question["min"] = -1;
        if (kind == "number" && prng.chance(500)) question["max"] = 2;
        if (kind == "choice" || kind == "choices") {
            bj::array choices;
            for (int at = 0; at < 3; ++at) {
                choices.push_back(bj::object{
                    {"value", codec::json_of_text("c" + std::to_string(at))}, {"label", "choice"}});
            }
            question["choices"] = std::move(choices);
        }
        bj::array when;
        for (std::uint64_t at = prng.below(3); at > 0 && !questions.empty(); --at) {
            bj::object condition = random_condition(prng, questions);
            if (!condition.empty()) when.push_back(std::move(condition));
        }
        if (!when.empty()) question["when"] = std::move(when);
        questions.push_back(std::move(question));
    }
    return {{"title", "T"}, {"questions", std::move(questions)}};
}

// ---- The reference. ----

class Reference {
public:
    Reference(const bj::array& questions, const bj::object& answers)
        : questions_(questions), answers_(answers) {}

    [[nodiscard]] bool is_visible(std::size_t at) const {
        if (!own_conditions_hold(at)) return false;
        for (std::size_t back = at + 1; back-- > 0;) {
            if (text_of(questions_[back].at("kind")) == "section") return own_conditions_hold(back);
        }
        return true;
    }

    [[nodiscard]] bool is_answered(std::size_t at) const {
        const bj::value* answer = answers_.if_contains(questions_[at].at("key").get_string());
        if (answer == nullptr || answer->is_null()) return false;
        if (answer->is_string())
            return text_of(*answer).find_first_not_of(" \t\r\n") != std::string::npos;
        if (answer->is_array()) return !answer->get_array().empty();
        if (answer->is_object() && text_of(questions_[at].at("kind")) == "signature") {
            return text_of(answer->at("name")).find_first_not_of(' ') != std::string::npos ||
                   !text_of(answer->at("drawing")).empty();
        }
        return true;
    }

    [[nodiscard]] std::string problem_of(std::size_t at) const {
        if (!is_visible(at)) return {};
        const bj::object& question = questions_[at].get_object();
        if (!is_answered(at)) return question.if_contains("required") ? "required" : "";
        const bj::value& answer = answers_.at(question.at("key").get_string());
        const std::string kind = text_of(question.at("kind"));
        if (kind == "text") return answer.is_string() ? "" : "wrong_kind";
        if (kind == "yes_no") return answer.is_bool() ? "" : "wrong_kind";
        if (kind == "date") return text_of(answer) == "2027-06-12" ? "" : "wrong_kind";
        if (kind == "time") return text_of(answer) == "10:30" ? "" : "wrong_kind";
        if (kind == "signature") return answer.is_object() ? "" : "wrong_kind";
        if (kind == "section") return "wrong_kind";
        if (kind == "number") return number_problem(question, answer);
        if (kind == "choice") return choice_problem(answer);
        if (!answer.is_array()) return "wrong_kind";
        std::vector<std::string> seen;
        for (const bj::value& each : answer.get_array()) {
            const std::string problem = choice_problem(each);
            if (!problem.empty()) return problem;
            for (const std::string& other : seen) {
                if (other == text_of(each)) return "repeated";
            }
            seen.push_back(text_of(each));
        }
        return {};
    }

private:
    static double number_in(const bj::value& value) {
        if (value.is_int64()) return static_cast<double>(value.get_int64());
        if (value.is_double()) return value.get_double();
        return text_of(value) == "5" ? 5 : -2.5;
    }
    static bool is_number(const bj::value& value) {
        return value.is_int64() || value.is_double() || text_of(value) == "5" ||
               text_of(value) == "-2,5";
    }
    static std::string number_problem(const bj::object& question, const bj::value& answer) {
        if (!is_number(answer)) return "wrong_kind";
        if (question.if_contains("min") && number_in(answer) < -1) return "too_small";
        if (question.if_contains("max") && number_in(answer) > 2) return "too_large";
        return {};
    }
    static std::string choice_problem(const bj::value& answer) {
        if (!answer.is_string()) return "wrong_kind";
        const std::string text = text_of(answer);
        return text == "c0" || text == "c1" || text == "c2" ? "" : "not_a_choice";
    }

    [[nodiscard]] bool own_conditions_hold(std::size_t at) const {
        const bj::value* when = questions_[at].get_object().if_contains("when");
        if (when == nullptr) return true;
        for (const bj::value& each : when->get_array()) {
            if (!condition_holds(each.get_object())) return false;
        }
        return true;
    }
    [[nodiscard]] bool condition_holds(const bj::object& condition) const {
        std::size_t about = 0;
        while (questions_[about].at("key") != condition.at("question"))
            ++about;
        if (!is_visible(about) || !is_answered(about)) return false;
        const std::string kind = text_of(questions_[about].at("kind"));
        const bj::value& answer = answers_.at(questions_[about].at("key").get_string());
        if (const bj::value* part = condition.if_contains("contains")) {
            if (kind == "text") {
                std::string text = text_of(answer);
                return text.find('a') != std::string::npos || text.find('A') != std::string::npos;
            }
            if (!answer.is_array()) return false;
            for (const bj::value& one : answer.get_array()) {
                if (one == *part) return true;
            }
            return false;
        }
        const char* order = condition.if_contains("is")     ? "is"
                            : condition.if_contains("over") ? "over"
                                                            : "under";
        const bj::value& wanted = condition.at(order);
        if (kind == "number") {
            if (!is_number(answer)) return false;
            const double difference = number_in(answer) - number_in(wanted);
            return compared(order, difference);
        }
        if (kind == "yes_no" || !answer.is_string()) return answer == wanted && kind == "yes_no";
        return compared(order, text_of(answer).compare(text_of(wanted)));
    }
    static bool compared(const std::string& order, double difference) {
        if (order == "is") return difference == 0;
        return order == "over" ? difference > 0 : difference < 0;
    }

    const bj::array& questions_;
    const bj::object& answers_;
};

TEST(CheckPropertyTest, AnyFormAndAnyAnswersAreJudgedAsTheReferenceDoes) {
    const std::uint64_t seeds = support::seeds_of(20'000);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Prng prng(seed);
        const bj::object form = random_form(prng);
        const auto read = parse_definition(json::write_json(form));
        ASSERT_TRUE(read.ok()) << "seed " << seed << ": " << read.error().detail;
        const bj::array& questions = form.at("questions").get_array();
        bj::object answers;
        for (const bj::value& each : questions) {
            if (prng.chance(700)) answers[each.at("key").get_string()] = random_answer(prng);
        }
        const Reference reference(questions, answers);
        const std::vector<bool> shown = visible(read.value(), answers);
        std::vector<std::pair<std::string, std::string>> expected;
        for (std::size_t i = 0; i < questions.size(); ++i) {
            ASSERT_EQ(shown[i], reference.is_visible(i))
                << "seed " << seed << " question " << i << "\n"
                << json::write_json(form) << "\n"
                << json::write_json(answers);
            const std::string problem = reference.problem_of(i);
            if (!problem.empty()) expected.emplace_back(text_of(questions[i].at("key")), problem);
        }
        std::vector<std::pair<std::string, std::string>> found;
        for (const Problem& each : validate(read.value(), answers))
            found.emplace_back(each.question, name_of(each.code));
        ASSERT_EQ(found, expected) << "seed " << seed << "\n"
                                   << json::write_json(form) << "\n"
                                   << json::write_json(answers);
        // What is kept is asked the same, and has nothing wrong that was not wrong before.
        const bj::object kept = asked_answers(read.value(), answers);
        ASSERT_EQ(visible(read.value(), kept), shown) << "seed " << seed;
        ASSERT_EQ(validate(read.value(), kept), validate(read.value(), answers)) << "seed " << seed;
        ASSERT_EQ(parse_answers(answers_text(kept)), kept) << "seed " << seed;
    }
}

}  // namespace
}  // namespace wedsync::forms
