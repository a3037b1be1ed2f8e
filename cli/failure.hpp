#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "cli/exit_code.hpp"

#include "engine/base/result.hpp"

namespace wedsync::cli {

/// Why a command ends early: what happened, what is safe and what to do next. Thrown by commands,
/// caught in main() only.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, const std::string& what, std::string advice = {})
        : std::runtime_error(what), code_(code), advice_(std::move(advice)) {}

    [[nodiscard]] ExitCode code() const { return code_; }
    /// Sentences for the line below; may be empty.
    [[nodiscard]] const std::string& advice() const { return advice_; }

private:
    ExitCode code_;
    std::string advice_;
};

/// What an engine's error is to the shell, where the command has nothing better to say.
[[nodiscard]] Failure failure_of(const Error& error);

/// The value, or the failure thrown.
template <class T>
T take(Result<T> result) {
    if (!result.ok()) throw failure_of(result.error());
    return std::move(result).value();
}

/// The value, or a kBadInput that begins with `where` (a file, an argument).
template <class T>
T take_input(Result<T> result, std::string_view where, std::string advice = {}) {
    if (!result.ok()) {
        throw Failure(ExitCode::kBadInput, std::string(where) + ": " + result.error().detail,
                      std::move(advice));
    }
    return std::move(result).value();
}

}  // namespace wedsync::cli
