#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modules/forms/definition.hpp"

namespace wedsync::forms {

/// Answers as text are at most so long.
inline constexpr std::size_t kAnswersBytesMax = std::size_t{60} * 1024;
/// Letters of an answer in words.
inline constexpr std::size_t kAnswerLettersMax = 10'000;

enum class ProblemCode : std::uint8_t {
    /// Needed, and not answered.
    kRequired,
    /// Not what a question of this kind is answered with.
    kWrongKind,
    /// More than `most` letters.
    kTooLong,
    /// Less than `least`, more than `most`; millionths.
    kTooSmall,
    kTooLarge,
    /// `value` is not among its choices.
    kNotAChoice,
    /// `value` was chosen twice.
    kRepeated,
    /// The form does not ask this.
    kNotAsked,
};
[[nodiscard]] const char* name_of(ProblemCode code);

/// What is wrong with an answer. The words for it are the reader's.
struct Problem {
    /// The key of the question.
    std::string question;
    ProblemCode code = ProblemCode::kRequired;
    /// What the code says it has: `most` and `least` as numbers, `value` as text.
    std::int64_t number = 0;
    std::string value;

    friend bool operator==(const Problem&, const Problem&) = default;
};

/// Whether something was answered: not null, not blank, nothing chosen, not signed.
[[nodiscard]] bool is_answered(const Question& question, const boost::json::value& answer);

/// Which questions are asked, given these answers, by their place. What is asked under a condition
/// about a question that is itself not asked is not asked either.
[[nodiscard]] std::vector<bool> visible(const Definition& definition,
                                        const boost::json::object& answers);

/// What is wrong with the answers, in the order of the questions; then what was not asked. An
/// answer to a question that is not visible is passed over. Empty: the form can be handed in.
[[nodiscard]] std::vector<Problem> validate(const Definition& definition,
                                            const boost::json::object& answers);

/// The answers to what is visible: what is kept of a form that is handed in.
[[nodiscard]] boost::json::object asked_answers(const Definition& definition,
                                                const boost::json::object& answers);

/// One answer a line, so that two people who answer different questions do not touch the same line.
[[nodiscard]] std::string answers_text(const boost::json::object& answers);
/// Answers from their text; what is no JSON object has none. Lines stand alone where it is torn.
[[nodiscard]] boost::json::object parse_answers(std::string_view text);

[[nodiscard]] boost::json::object json_of(const Problem& problem);

}  // namespace wedsync::forms
