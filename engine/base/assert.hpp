#pragma once

namespace wedsync {

/// Reports a broken invariant and stops the program. Never returns.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace wedsync

/// Checks an invariant that only a bug in this program can break. On in every build: stopping is
/// better than syncing a wrong state to other replicas. Input from outside is never asserted; it
/// is parsed into a Result.
#define WEDSYNC_ASSERT(expression)       \
    ((expression) ? static_cast<void>(0) \
                  : ::wedsync::assertion_failed(#expression, __FILE__, __LINE__))
