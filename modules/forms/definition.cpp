#include "modules/forms/definition.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "modules/forms/decimal.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::array<const char*, kQuestionKinds> kKindNames = {
    "text", "long_text", "number",    "choice", "choices", "yes_no",
    "date", "time",      "signature", "photo",  "section"};
constexpr std::size_t kNameBytesMax = 40;
constexpr std::size_t kLanguageBytesMax = 12;

bool is_small(char letter) {
    return letter >= 'a' && letter <= 'z';
}
bool is_large(char letter) {
    return letter >= 'A' && letter <= 'Z';
}
bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

void wrong(const JsonNode& node, std::string what) {
    node.fail(std::move(what), ErrorCode::kInvalid);
}

bool is_key(std::string_view key) {
    return !key.empty() && key.size() <= kNameBytesMax && (is_small(key[0]) || is_large(key[0])) &&
           std::all_of(key.begin(), key.end(), [](char letter) {
               return is_small(letter) || is_large(letter) || is_digit(letter) || letter == '_';
           });
}

bool is_language(std::string_view name) {
    return name.size() >= 2 && name.size() <= kLanguageBytesMax &&
           std::all_of(name.begin(), name.end(), [](char letter) {
               return is_small(letter) || is_large(letter) || is_digit(letter) || letter == '-';
           });
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// A text that is shown: not blank, no control letters but the end of a line.
std::string shown_text(const JsonNode& node) {
    const std::string_view text = node.text();
    const bool has_control = std::any_of(text.begin(), text.end(), [](char letter) {
        return (static_cast<unsigned char>(letter) < 0x20U && letter != '\n') || letter == 0x7F;
    });
    if (is_blank(text)) wrong(node, "an empty text");
    if (letters_of(text) > kLettersMax) wrong(node, "longer than 500 letters");
    if (has_control) wrong(node, "a text with control letters");
    return std::string(text);
}

Words words_of(const JsonNode& node) {
    Words words;
    if (!node.is_object()) {
        words.texts.emplace_back(std::string(), shown_text(node));
        return words;
    }
    const bj::object& texts = node.value().get_object();
    if (texts.empty() || texts.size() > kLanguagesMax) wrong(node, "from one to 12 languages");
    for (const bj::key_value_pair& each : texts) {
        if (!node.ok()) break;
        const std::string language(each.key().data(), each.key().size());
        if (!is_language(language)) wrong(node, language + " is no language");
        words.texts.emplace_back(language, shown_text(node.member(language)));
    }
    return words;
}

Words optional_words(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    return found ? words_of(*found) : Words{};
}

std::vector<FormChoice> choices_of(const JsonNode& node) {
    const std::size_t count = node.count(kChoicesMax);
    if (count < 2) wrong(node, "at least two choices");
    std::vector<FormChoice> choices;
    std::set<std::string, std::less<>> seen;
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = node.item(i);
        item.expect_object({"value", "label"});
        const JsonNode value = item.member("value");
        const std::string text = shown_text(value);
        if (text.size() > kChoiceBytesMax) wrong(value, "longer than 100 bytes");
        if (!seen.insert(text).second) wrong(value, "the same choice twice");
        choices.push_back({text, words_of(item.member("label"))});
    }
    return choices;
}

std::optional<std::int64_t> bound_of(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    if (!found) return std::nullopt;
    const auto number = found->value().is_string() ? std::nullopt : decimal_of(found->value());
    if (!number) wrong(*found, "no number that a form can hold");
    return number;
}

/// What `compare` says of the question that a condition is about.
void read_compared(const JsonNode& node, const Question& about, Condition& condition) {
    const Compare compare = condition.compare;
    const bool is_order = compare == Compare::kOver || compare == Compare::kUnder;
    const bool is_equal = compare == Compare::kIs;
    switch (about.kind) {
        case QuestionKind::kYesNo:
            if (!is_equal) break;
            condition.yes = node.boolean();
            return;
        case QuestionKind::kNumber: {
            if (!is_equal && !is_order) break;
            const auto number = node.value().is_string() ? std::nullopt : decimal_of(node.value());
            if (!number) wrong(node, "no number that a form can hold");
            condition.number = number.value_or(0);
            return;
        }
        case QuestionKind::kChoice:
        case QuestionKind::kChoices:
            if (about.kind == QuestionKind::kChoice ? !is_equal : compare != Compare::kContains)
                break;
            condition.text = std::string(node.text());
            if (about.find_choice(condition.text) == nullptr) wrong(node, "not among its choices");
            return;
        case QuestionKind::kDate:
        case QuestionKind::kTime:
            if (!is_equal && !is_order) break;
            condition.text = std::string(node.text());
            if (about.kind == QuestionKind::kDate ? !is_date(condition.text)
                                                  : !is_time(condition.text)) {
                wrong(node, about.kind == QuestionKind::kDate ? "no day" : "no time of a day");
            }
            return;
        case QuestionKind::kText:
        case QuestionKind::kLongText:
            if (!is_equal && compare != Compare::kContains) break;
            condition.text = shown_text(node);
            return;
        case QuestionKind::kSignature:
        case QuestionKind::kPhoto:
        case QuestionKind::kSection:
            break;
    }
    wrong(node,
          std::string("a question of kind ") + name_of(about.kind) + " is not compared like this");
}

Condition condition_of(const JsonNode& node, const Definition& earlier) {
    node.expect_object({"question", "is", "contains", "over", "under"});
    Condition condition;
    const JsonNode question = node.member("question");
    const auto found = earlier.find(question.text());
    if (!found) {
        wrong(question, "not a question before this one");
        return condition;
    }
    condition.question = *found;
    constexpr std::array<const char*, 4> kNames = {"is", "contains", "over", "under"};
    std::size_t count = 0;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const auto compared = node.find(kNames[i]);
        if (!compared || ++count > 1) continue;
        condition.compare = static_cast<Compare>(i);
        read_compared(*compared, earlier.questions[*found], condition);
    }
    if (count != 1) wrong(node, "one of is, contains, over, under");
    return condition;
}

QuestionKind kind_of(const JsonNode& node) {
    for (std::size_t i = 0; i < kQuestionKinds; ++i) {
        if (node.text() == kKindNames[i]) return static_cast<QuestionKind>(i);
    }
    wrong(node, "no kind of question");
    return QuestionKind::kText;
}

void check_kind(const JsonNode& node, const Question& question) {
    const QuestionKind kind = question.kind;
    const bool is_of_choices = kind == QuestionKind::kChoice || kind == QuestionKind::kChoices;
    if (is_of_choices != node.find("choices").has_value())
        wrong(node, is_of_choices ? "no choices" : "choices that this kind does not have");
    if ((question.min || question.max) && kind != QuestionKind::kNumber)
        wrong(node, "only a number has min and max");
    if (question.min && question.max && *question.min > *question.max)
        wrong(node, "min is more than max");
    if (question.is_required && kind == QuestionKind::kSection)
        wrong(node, "a section is not answered");
}

Question question_of(const JsonNode& node, const Definition& earlier) {
    node.expect_object(
        {"key", "kind", "label", "help", "required", "min", "max", "choices", "when"});
    Question question;
    const JsonNode key = node.member("key");
    question.key = std::string(key.text());
    if (!is_key(question.key)) wrong(key, "a letter, then up to 39 letters, digits, underscores");
    if (earlier.find(question.key)) wrong(key, "the same key twice");
    question.kind = kind_of(node.member("kind"));
    question.label = words_of(node.member("label"));
    question.help = optional_words(node, "help");
    if (const auto required = node.find("required")) question.is_required = required->boolean();
    question.min = bound_of(node, "min");
    question.max = bound_of(node, "max");
    if (const auto choices = node.find("choices")) question.choices = choices_of(*choices);
    if (const auto when = node.find("when")) {
        const std::size_t count = when->count(kConditionsMax);
        for (std::size_t i = 0; i < count && node.ok(); ++i)
            question.when.push_back(condition_of(when->item(i), earlier));
    }
    check_kind(node, question);
    return question;
}

}  // namespace

std::size_t letters_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
        return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
    }));
}

const char* name_of(QuestionKind kind) {
    return kKindNames[static_cast<std::size_t>(kind)];
}

std::string Words::in(std::string_view language) const {
    const std::string_view first = language.substr(0, language.find('-'));
    for (const std::string_view wanted : {language, first, std::string_view("en")}) {
        for (const auto& [name, text] : texts) {
            if (name == wanted) return text;
        }
    }
    return texts.empty() ? std::string() : texts.front().second;
}

const FormChoice* Question::find_choice(std::string_view value) const {
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const FormChoice& choice) {
        return choice.value == value;
    });
    return found == choices.end() ? nullptr : &*found;
}

std::optional<std::size_t> Definition::find(std::string_view key) const {
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (questions[i].key == key) return i;
    }
    return std::nullopt;
}

Definition read_definition(const JsonNode& node) {
    Definition definition;
    node.expect_object({"title", "about", "questions"});
    definition.title = words_of(node.member("title"));
    definition.about = optional_words(node, "about");
    const JsonNode questions = node.member("questions");
    const std::size_t count = questions.count(kQuestionsMax);
    std::size_t photos = 0;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        Question question = question_of(questions.item(i), definition);
        if (question.kind == QuestionKind::kPhoto && ++photos > 1)
            wrong(questions.item(i), "a form has one photo");
        if (question.kind != QuestionKind::kSection) ++asked;
        definition.questions.push_back(std::move(question));
    }
    if (asked == 0) wrong(questions, "it asks nothing");
    return definition;
}

Result<Definition> parse_definition(std::string_view text) {
    if (text.size() > kDefinitionBytesMax)
        return Error{ErrorCode::kTooLarge, "a definition has at most 32 KiB"};
    const bj::value document = WEDSYNC_TRY(json::parse_json(text));
    codec::JsonFailure failure;
    Definition definition = read_definition(JsonNode(document, failure));
    if (failure.where != nullptr) {
        failure.code = ErrorCode::kInvalid;
        return codec::error_of(failure, document);
    }
    return definition;
}

bool is_form_name(std::string_view name) {
    return !name.empty() && name.size() <= kNameBytesMax && is_small(name[0]) &&
           std::all_of(name.begin(), name.end(), [](char letter) {
               return is_small(letter) || is_digit(letter) || letter == '-' || letter == '_';
           });
}

namespace {

/// The number that these digits are; nothing where one is none.
std::optional<unsigned> digits_of(std::string_view text) {
    unsigned number = 0;
    for (const char letter : text) {
        if (!is_digit(letter)) return std::nullopt;
        number = number * 10 + static_cast<unsigned>(letter - '0');
    }
    return number;
}

}  // namespace

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto year = digits_of(text.substr(0, 4));
    const auto month = digits_of(text.substr(5, 2));
    const auto day = digits_of(text.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1) return false;
    constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = *year % 4 == 0 && (*year % 100 != 0 || *year % 400 == 0);
    return *day <= kDays[*month - 1] + (is_leap && *month == 2 ? 1U : 0U);
}

bool is_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return false;
    const auto hour = digits_of(text.substr(0, 2));
    const auto minute = digits_of(text.substr(3, 2));
    return hour && minute && *hour < 24 && *minute < 60;
}

}  // namespace wedsync::forms
