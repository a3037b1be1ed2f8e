#pragma once

#include <optional>
#include <string>

#include "engine/suggest/features.hpp"

namespace wedsync::suggest {

/// The key of a reason, stable, for a program and for translation: "answered_here", "order", ...
[[nodiscard]] const char* name_of(Reason reason);

/// A plain English sentence that states the fact behind a reason, or nothing where there is none to
/// state that speaks for this answer. "This device" is the client, "the other side" the server.
[[nodiscard]] std::optional<std::string> sentence_of(Reason reason, const ConflictFacts& facts,
                                                     const Look& look, Answer answer);

}  // namespace wedsync::suggest
