#pragma once

#include <cstddef>
#include <string>

namespace wedsync::cli {

/// A bar on standard error for long work: only where a person watches, gone when it ends.
class Progress {
public:
    /// `is_shown`: standard error is a terminal, and nobody asked for JSON.
    Progress(std::string label, bool is_shown);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    /// Draws if the bar looks different now. `total` may grow.
    void update(std::size_t done, std::size_t total);
    /// Takes the bar away, so that other output may follow.
    void finish();

private:
    std::string label_;
    bool is_shown_;
    std::string drawn_;
};

}  // namespace wedsync::cli
