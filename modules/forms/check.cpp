#include "modules/forms/check.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "modules/forms/decimal.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;

constexpr std::size_t kNameLettersMax = 200;
constexpr std::size_t kDrawingBytesMax = 24'000;

std::string_view view_of(const bj::string& text) {
    return {text.data(), text.size()};
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

const bj::value* answer_to(const Question& question, const bj::object& answers) {
    const bj::value* answer = answers.if_contains(question.key);
    return answer != nullptr && is_answered(question, *answer) ? answer : nullptr;
}

char folded(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool contains_folded(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return folded(a) == folded(b); }) != text.end();
}

template <class T>
bool holds_in_order(Compare compare, const T& answer, const T& wanted) {
    if (compare == Compare::kIs) return answer == wanted;
    return compare == Compare::kOver ? wanted < answer : answer < wanted;
}

/// Whether the answer to a visible question is as a condition wants it.
bool holds(const Condition& condition, const Question& about, const bj::value& answer) {
    switch (about.kind) {
        case QuestionKind::kYesNo:
            return answer.is_bool() && answer.get_bool() == condition.yes;
        case QuestionKind::kNumber: {
            const auto number = decimal_of(answer);
            return number && holds_in_order(condition.compare, *number, condition.number);
        }
        case QuestionKind::kChoices: {
            const bj::array* chosen = answer.if_array();
            return chosen != nullptr &&
                   std::any_of(chosen->begin(), chosen->end(), [&](const bj::value& each) {
                       return each.is_string() && view_of(each.get_string()) == condition.text;
                   });
        }
        case QuestionKind::kChoice:
        case QuestionKind::kDate:
        case QuestionKind::kTime:
        case QuestionKind::kText:
        case QuestionKind::kLongText: {
            const bj::string* text = answer.if_string();
            if (text == nullptr) return false;
            if (condition.compare == Compare::kContains)
                return contains_folded(view_of(*text), condition.text);
            return holds_in_order(condition.compare, view_of(*text),
                                  std::string_view(condition.text));
        }
        case QuestionKind::kSignature:
        case QuestionKind::kPhoto:
        case QuestionKind::kSection:
            return false;
    }
    return false;
}

/// A path of the app's own pad, and nothing else that a page could draw.
bool is_drawing(std::string_view path) {
    return path.size() <= kDrawingBytesMax && (path.empty() || path.front() == 'M') &&
           path.find_first_not_of("Ml-0123456789 ") == std::string_view::npos;
}

bool is_signature(const bj::value& answer) {
    const bj::object* object = answer.if_object();
    if (object == nullptr || object->size() != 2) return false;
    const bj::value* name = object->if_contains("name");
    const bj::value* drawing = object->if_contains("drawing");
    return name != nullptr && drawing != nullptr && name->is_string() && drawing->is_string() &&
           letters_of(view_of(name->get_string())) <= kNameLettersMax &&
           is_drawing(view_of(drawing->get_string()));
}

class Checker {
public:
    explicit Checker(std::vector<Problem>& problems) : problems_(problems) {}

    void check(const Question& question, const bj::value& answer) {
        switch (question.kind) {
            case QuestionKind::kText:
            case QuestionKind::kLongText:
                check_text(question, answer);
                return;
            case QuestionKind::kNumber:
                check_number(question, answer);
                return;
            case QuestionKind::kChoice:
                check_choice(question, answer);
                return;
            case QuestionKind::kChoices:
                check_choices(question, answer);
                return;
            case QuestionKind::kYesNo:
                expect(question, answer.is_bool());
                return;
            case QuestionKind::kDate:
                expect(question, answer.is_string() && is_date(view_of(answer.get_string())));
                return;
            case QuestionKind::kTime:
                expect(question, answer.is_string() && is_time(view_of(answer.get_string())));
                return;
            case QuestionKind::kSignature:
                expect(question, is_signature(answer));
                return;
            case QuestionKind::kPhoto:
                expect(question, answer.is_bool() && answer.get_bool());
                return;
            case QuestionKind::kSection:
                expect(question, false);
                return;
        }
    }

    void add(const Question& question, ProblemCode code, std::int64_t number = 0,
             std::string value = {}) {
        problems_.push_back({question.key, code, number, std::move(value)});
    }

private:
    void expect(const Question& question, bool is_right) {
        if (!is_right) add(question, ProblemCode::kWrongKind);
    }

    void check_text(const Question& question, const bj::value& answer) {
        const bj::string* text = answer.if_string();
        if (text == nullptr) {
            add(question, ProblemCode::kWrongKind);
        } else if (letters_of(view_of(*text)) > kAnswerLettersMax) {
            add(question, ProblemCode::kTooLong, static_cast<std::int64_t>(kAnswerLettersMax));
        }
    }

    void check_number(const Question& question, const bj::value& answer) {
        const auto number = decimal_of(answer);
        if (!number) {
            add(question, ProblemCode::kWrongKind);
        } else if (question.min && *number < *question.min) {
            add(question, ProblemCode::kTooSmall, *question.min);
        } else if (question.max && *number > *question.max) {
            add(question, ProblemCode::kTooLarge, *question.max);
        }
    }

    void check_choice(const Question& question, const bj::value& answer) {
        const bj::string* text = answer.if_string();
        if (text == nullptr) {
            add(question, ProblemCode::kWrongKind);
        } else if (question.find_choice(view_of(*text)) == nullptr) {
            add(question, ProblemCode::kNotAChoice, 0, std::string(view_of(*text)));
        }
    }

    void check_choices(const Question& question, const bj::value& answer) {
        const bj::array* chosen = answer.if_array();
        if (chosen == nullptr || chosen->size() > kChoicesMax) {
            add(question, ProblemCode::kWrongKind);
            return;
        }
        std::set<std::string> seen;
        for (const bj::value& each : *chosen) {
            const std::size_t before = problems_.size();
            check_choice(question, each);
            if (problems_.size() > before) return;
            std::string text(view_of(each.get_string()));
            if (!seen.insert(text).second) {
                add(question, ProblemCode::kRepeated, 0, std::move(text));
                return;
            }
        }
    }

    std::vector<Problem>& problems_;
};

/// One object a line, where a text that two people wrote does not read as a whole.
void add_line(std::string_view line, bj::object& answers) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return;
    line = line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    if (line.ends_with(',')) line.remove_suffix(1);
    const auto one = json::parse_json("{" + std::string(line) + "}");
    if (!one.ok() || !one.value().is_object()) return;
    for (const bj::key_value_pair& each : one.value().get_object())
        answers.emplace(each.key(), each.value());
}

}  // namespace

const char* name_of(ProblemCode code) {
    constexpr std::array<const char*, 8> kNames = {"required",  "wrong_kind", "too_long",
                                                   "too_small", "too_large",  "not_a_choice",
                                                   "repeated",  "not_asked"};
    return kNames[static_cast<std::size_t>(code)];
}

bool is_answered(const Question& question, const bj::value& answer) {
    if (answer.is_null()) return false;
    if (const bj::string* text = answer.if_string()) return !is_blank(view_of(*text));
    if (const bj::array* chosen = answer.if_array()) return !chosen->empty();
    if (question.kind == QuestionKind::kPhoto && answer.is_bool()) return answer.get_bool();
    if (question.kind != QuestionKind::kSignature || !is_signature(answer)) return true;
    const bj::object& signature = answer.get_object();
    return !is_blank(view_of(signature.at("name").get_string())) ||
           !signature.at("drawing").get_string().empty();
}

std::vector<bool> visible(const Definition& definition, const bj::object& answers) {
    std::vector<bool> shown;
    bool is_section_shown = true;
    for (const Question& question : definition.questions) {
        bool is_shown = true;
        for (const Condition& condition : question.when) {
            const Question& about = definition.questions[condition.question];
            const bj::value* answer = answer_to(about, answers);
            is_shown = is_shown && shown[condition.question] && answer != nullptr &&
                       holds(condition, about, *answer);
        }
        if (question.kind == QuestionKind::kSection) is_section_shown = is_shown;
        shown.push_back(is_shown && is_section_shown);
    }
    return shown;
}

std::vector<Problem> validate(const Definition& definition, const bj::object& answers) {
    std::vector<Problem> problems;
    Checker checker(problems);
    const std::vector<bool> shown = visible(definition, answers);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const Question& question = definition.questions[i];
        if (!shown[i]) continue;
        if (const bj::value* answer = answer_to(question, answers)) {
            checker.check(question, *answer);
        } else if (question.is_required) {
            checker.add(question, ProblemCode::kRequired);
        }
    }
    for (const bj::key_value_pair& each : answers) {
        const std::string key(each.key().data(), each.key().size());
        if (!definition.find(key)) problems.push_back({key, ProblemCode::kNotAsked, 0, {}});
    }
    return problems;
}

bj::object asked_answers(const Definition& definition, const bj::object& answers) {
    bj::object asked;
    const std::vector<bool> shown = visible(definition, answers);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const Question& question = definition.questions[i];
        if (!shown[i]) continue;
        if (const bj::value* answer = answer_to(question, answers)) asked[question.key] = *answer;
    }
    return asked;
}

std::string answers_text(const bj::object& answers) {
    std::string text;
    for (const bj::key_value_pair& each : answers) {
        const bj::value key(codec::json_of_text({each.key().data(), each.key().size()}));
        text += (text.empty() ? "{\n" : ",\n") + json::write_json(key) + ": " +
                json::write_json(each.value());
    }
    return text.empty() ? text : text + "\n}";
}

bj::object parse_answers(std::string_view text) {
    bj::object answers;
    if (text.size() > kAnswersBytesMax) return answers;
    const auto whole = json::parse_json(text);
    if (whole.ok()) {
        if (whole.value().is_object()) return whole.value().get_object();
        return answers;
    }
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        add_line(text.substr(0, end), answers);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return answers;
}

bj::object json_of(const Problem& problem) {
    bj::object object;
    object["question"] = codec::json_of_text(problem.question);
    object["code"] = name_of(problem.code);
    const auto in_whole = [](std::int64_t millionths) -> bj::value {
        if (millionths % kMillionth == 0) return millionths / kMillionth;
        return static_cast<double>(millionths) / static_cast<double>(kMillionth);
    };
    switch (problem.code) {
        case ProblemCode::kTooLong:
            object["most"] = problem.number;
            break;
        case ProblemCode::kTooSmall:
            object["least"] = in_whole(problem.number);
            break;
        case ProblemCode::kTooLarge:
            object["most"] = in_whole(problem.number);
            break;
        case ProblemCode::kNotAChoice:
        case ProblemCode::kRepeated:
            object["value"] = codec::json_of_text(problem.value);
            break;
        case ProblemCode::kRequired:
        case ProblemCode::kWrongKind:
        case ProblemCode::kNotAsked:
            break;
    }
    return object;
}

}  // namespace wedsync::forms
