#pragma once

#include <string_view>

namespace wedsync {

/// The words of mails, by language: mail_words.json.
[[nodiscard]] std::string_view mail_words();

}  // namespace wedsync
