#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modules/forms/records.hpp"

namespace wedsync::forms {

/// How often each choice of a question was given, over all forms of one name that were handed in.
struct Tally {
    std::string question;
    QuestionKind kind = QuestionKind::kChoice;
    Words label;
    struct Count {
        /// "yes" and "no" where that is what is asked.
        std::string value;
        Words label;
        std::uint64_t count = 0;
    };
    std::vector<Count> choices;
    /// How many answered it.
    std::uint64_t answered = 0;
};

/// The questions with choices, as the newest of the definitions asks them; what older forms asked
/// besides comes after. Answers to what was not visible do not count.
[[nodiscard]] std::vector<Tally> tally(const std::vector<Submission>& submissions,
                                       const std::vector<KeptForm>& forms);

[[nodiscard]] boost::json::object json_of(const Tally& tally, std::string_view language);

}  // namespace wedsync::forms
