#pragma once

#include <csignal>

namespace wedsync::os {

/// While it lives, SIGINT and SIGTERM do not end the program but are kept in mind. One at a time.
class StopSignal {
public:
    StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal();

    [[nodiscard]] bool came() const;

private:
    struct sigaction interrupt_before_ {};
    struct sigaction terminate_before_ {};
};

}  // namespace wedsync::os
