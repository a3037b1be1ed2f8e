#include "system/stop_signal.hpp"

namespace wedsync::os {
namespace {

volatile std::sig_atomic_t stop_came = 0;

void note(int /*signal*/) {
    stop_came = 1;
}

}  // namespace

StopSignal::StopSignal() {
    stop_came = 0;
    struct sigaction noting {};
    noting.sa_handler = &note;
    ::sigaction(SIGINT, &noting, &interrupt_before_);
    ::sigaction(SIGTERM, &noting, &terminate_before_);
}

StopSignal::~StopSignal() {
    ::sigaction(SIGINT, &interrupt_before_, nullptr);
    ::sigaction(SIGTERM, &terminate_before_, nullptr);
}

bool StopSignal::came() const {
    return stop_came != 0;
}

}  // namespace wedsync::os
