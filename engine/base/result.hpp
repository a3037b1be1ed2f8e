#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"

namespace wedsync {

/// Stable numbers: they are also the C API's. Never renumber, only append.
enum class ErrorCode : std::uint8_t {
    kCorrupt = 1,       ///< Stored or received bytes do not decode. Not retryable.
    kProtocol = 2,      ///< The peer broke the protocol. Reconnecting may help.
    kStore = 3,         ///< SQLite said no. `detail` has its message.
    kTooLarge = 4,      ///< A documented limit was exceeded.
    kUnauthorized = 5,  ///< The hub refused the credentials or the right is missing.
    kInvalid = 6,       ///< The caller asked for something the schema or the state forbids.
    kNotFound = 7,      ///< No such record, scope, conflict or file.
    kFull = 8,          ///< The disk (or quota) is full. Nothing of this edit was written.
    kNewerFormat = 9,   ///< Written by a newer version of this program: opened by that one only.
};

/// Why an operation failed, for a person to read and a program to branch on.
struct [[nodiscard]] Error {
    ErrorCode code;
    std::string detail;
};

/// Either a T or an Error. For failures that come from outside: the disk, the network, the input.
/// An outcome the caller expects (a conflict, a duplicate, nothing found) is not an Error: it is
/// part of T.
template <class T>
class [[nodiscard]] Result {
public:
    // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return Error{...};`.
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return state_.index() == 0; }

    /// Requires ok().
    [[nodiscard]] const T& value() const& { return *checked<0>(&state_); }
    [[nodiscard]] T&& value() && { return std::move(*checked<0>(&state_)); }

    /// Requires !ok().
    [[nodiscard]] const Error& error() const& { return *checked<1>(&state_); }
    [[nodiscard]] Error&& error() && { return std::move(*checked<1>(&state_)); }

private:
    template <int Index, class State>
    static auto* checked(State* state) {
        auto* alternative = std::get_if<Index>(state);
        WEDSYNC_ASSERT(alternative != nullptr);
        return alternative;
    }

    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    // NOLINTNEXTLINE(google-explicit-constructor)
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    void value() && {}
    [[nodiscard]] const Error& error() const& {
        WEDSYNC_ASSERT(error_.has_value());
        return *error_;
    }
    [[nodiscard]] Error&& error() && {
        WEDSYNC_ASSERT(error_.has_value());
        return std::move(*error_);
    }

private:
    std::optional<Error> error_;
};

}  // namespace wedsync

/// `T value = WEDSYNC_TRY(call());` takes the value or returns the error from the enclosing
/// function. One per statement: nesting two would shadow. A statement expression: gcc and clang
/// only.
#define WEDSYNC_TRY(expression)                        \
    __extension__({                                    \
        auto wedsync_result_ = (expression);           \
        if (!wedsync_result_.ok()) [[unlikely]] {      \
            return std::move(wedsync_result_).error(); \
        }                                              \
        std::move(wedsync_result_).value();            \
    })
