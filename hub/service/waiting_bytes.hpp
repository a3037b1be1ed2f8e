#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace wedsync::hub {

/// How much waits to be sent to readers, over all connections, for metrics.
struct WaitingBytes {
    std::size_t now = 0;
    /// The most at any moment: over all, and for one connection.
    std::size_t max = 0;
    std::size_t of_one_max = 0;
};

/// What waits for one connection. Its part of the whole is given back with the object.
class WaitingShare {
public:
    explicit WaitingShare(std::shared_ptr<WaitingBytes> all) : all_(std::move(all)) {}
    WaitingShare(const WaitingShare&) = delete;
    WaitingShare& operator=(const WaitingShare&) = delete;
    ~WaitingShare() { all_->now -= bytes_; }

    void add(std::size_t bytes) {
        bytes_ += bytes;
        all_->now += bytes;
        all_->max = std::max(all_->max, all_->now);
        all_->of_one_max = std::max(all_->of_one_max, bytes_);
    }
    /// Requires that so much waits.
    void remove(std::size_t bytes) {
        bytes_ -= bytes;
        all_->now -= bytes;
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::shared_ptr<WaitingBytes> all_;
    std::size_t bytes_ = 0;
};

}  // namespace wedsync::hub
