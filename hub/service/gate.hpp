#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace wedsync::hub {

/// How many connections there are, and how many may be, in all and from one address.
class Gate {
public:
    Gate(std::size_t all_max, std::size_t per_address_max)
        : all_max_(all_max), per_address_max_(per_address_max) {}

    /// One connection's place; given back with the object.
    class Place {
    public:
        Place() = default;
        Place(Gate& gate, std::string address) : gate_(&gate), address_(std::move(address)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        Place(Place&& other) noexcept
            : gate_(std::exchange(other.gate_, nullptr)), address_(std::move(other.address_)) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(gate_, other.gate_);
            std::swap(address_, other.address_);
            return *this;
        }
        ~Place() {
            if (gate_ != nullptr) gate_->leave(address_);
        }
        /// Whether there was a place.
        [[nodiscard]] explicit operator bool() const { return gate_ != nullptr; }

    private:
        Gate* gate_ = nullptr;
        std::string address_;
    };

    [[nodiscard]] Place enter(const std::string& address) {
        if (count_ >= all_max_) return {};
        std::size_t& here = by_address_[address];
        if (here >= per_address_max_) return {};
        ++here;
        ++count_;
        return {*this, address};
    }
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    void leave(const std::string& address) {
        --count_;
        const auto here = by_address_.find(address);
        if (--here->second == 0) by_address_.erase(here);
    }

    std::size_t all_max_;
    std::size_t per_address_max_;
    std::size_t count_ = 0;
    std::map<std::string, std::size_t> by_address_;
};

}  // namespace wedsync::hub
