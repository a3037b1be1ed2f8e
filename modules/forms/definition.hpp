#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/codec/json_node.hpp"

namespace wedsync::forms {

/// A definition as text is at most so long: it fits into a change, with answers beside it.
inline constexpr std::size_t kDefinitionBytesMax = std::size_t{32} * 1024;
inline constexpr std::size_t kQuestionsMax = 100;
inline constexpr std::size_t kChoicesMax = 50;
inline constexpr std::size_t kConditionsMax = 5;
inline constexpr std::size_t kLanguagesMax = 12;
/// Letters (code points) of a label, a title or a help text.
inline constexpr std::size_t kLettersMax = 500;
inline constexpr std::size_t kChoiceBytesMax = 100;

/// Letters of a text: its code points. Requires UTF-8.
[[nodiscard]] std::size_t letters_of(std::string_view text);

enum class QuestionKind : std::uint8_t {
    kText,
    kLongText,
    kNumber,
    kChoice,
    kChoices,
    kYesNo,
    kDate,
    kTime,
    kSignature,
    /// The picture that is the record's attachment: one question at most.
    kPhoto,
    /// A heading. Its conditions count for all questions up to the next one.
    kSection,
};
inline constexpr std::size_t kQuestionKinds = 11;
[[nodiscard]] const char* name_of(QuestionKind kind);

/// A text of the author's, in one language for all readers or in several.
struct Words {
    /// By language ("" where it is for all), in the order of the definition.
    std::vector<std::pair<std::string, std::string>> texts;

    [[nodiscard]] bool empty() const { return texts.empty(); }
    /// In this language; else in its first part ("de" for "de-AT"), in English, in the first one.
    [[nodiscard]] std::string in(std::string_view language) const;
};

struct FormChoice {
    std::string value;
    Words label;
};

enum class Compare : std::uint8_t { kIs, kContains, kOver, kUnder };

/// What an earlier question has to be answered with.
struct Condition {
    /// Its place among the questions: before the one that has this condition.
    std::size_t question = 0;
    Compare compare = Compare::kIs;
    /// A choice, a part of a text, a day or a time.
    std::string text;
    /// Millionths.
    std::int64_t number = 0;
    bool yes = false;
};

struct Question {
    std::string key;
    QuestionKind kind = QuestionKind::kText;
    Words label;
    Words help;
    bool is_required = false;
    /// Millionths.
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::vector<FormChoice> choices;
    /// All of them have to hold.
    std::vector<Condition> when;

    [[nodiscard]] const FormChoice* find_choice(std::string_view value) const;
};

/// What a form asks. The grammar is in docs/modules.md, "Forms".
struct Definition {
    Words title;
    Words about;
    std::vector<Question> questions;

    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const;
};

/// Reads a definition strictly; what is wrong is left in the node.
[[nodiscard]] Definition read_definition(const codec::JsonNode& node);
/// Reads one from its text. Fails with kTooLarge, kCorrupt for what is no JSON, kInvalid for what
/// is no definition, naming the place.
[[nodiscard]] Result<Definition> parse_definition(std::string_view text);

/// A name of a form: a small letter, then up to 39 small letters, digits, hyphens, underscores.
[[nodiscard]] bool is_form_name(std::string_view name);
/// YYYY-MM-DD of the calendar, HH:MM of a day.
[[nodiscard]] bool is_date(std::string_view text);
[[nodiscard]] bool is_time(std::string_view text);

}  // namespace wedsync::forms
