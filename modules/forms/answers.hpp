#pragma once

#include "modules/forms/tally.hpp"

namespace wedsync::forms {

/// How many submissions an answer has at most.
inline constexpr std::uint64_t kSubmissionsMax = 1'000;

/// What is wrong with answers in one line of English, for errors: "overall: required".
[[nodiscard]] std::string words_for(const std::vector<Problem>& problems);

[[nodiscard]] boost::json::object json_of(const KeptForm& form, std::string_view language);
/// With its answers as an object.
[[nodiscard]] boost::json::object json_of(const Submission& submission);

/// What an action does (actions.cpp).
[[nodiscard]] Result<boost::json::value> act(const modules::Place& place,
                                             const codec::JsonNode& action);

/// docs/modules.md, "Questions and actions", has the questions and actions.
[[nodiscard]] const modules::Module& module();

}  // namespace wedsync::forms
