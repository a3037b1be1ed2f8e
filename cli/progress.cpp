#include "cli/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace wedsync::cli {
namespace {

constexpr std::size_t kBarColumns = 28;

}  // namespace

Progress::Progress(std::string label, bool is_shown)
    : label_(std::move(label)), is_shown_(is_shown) {}

Progress::~Progress() {
    finish();
}

void Progress::finish() {
    if (drawn_.empty()) return;
    // Back to the start of the line, and clear it.
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    drawn_.clear();
}

void Progress::update(std::size_t done, std::size_t total) {
    if (!is_shown_ || total == 0) return;
    const std::size_t per_cent = std::min<std::size_t>(done * 100 / total, 100);
    const std::size_t filled = per_cent * kBarColumns / 100;
    std::string bar = label_ + " [" + std::string(filled, '#') +
                      std::string(kBarColumns - filled, '.') + "] " + std::to_string(per_cent) +
                      "% (" + std::to_string(total) + ")";
    if (bar == drawn_) return;
    std::fprintf(stderr, "\r%s\x1b[K", bar.c_str());
    std::fflush(stderr);
    drawn_ = std::move(bar);
}

}  // namespace wedsync::cli
