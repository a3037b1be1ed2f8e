#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/causal/incarnation.hpp"

namespace wedsync::codec {

/// Small numbers for incarnations, so that a dot takes a few bytes. Two implementations: a
/// dictionary local to one batch, and the lane table of a store.
class LaneNumbers {
public:
    LaneNumbers() = default;
    LaneNumbers(const LaneNumbers&) = delete;
    LaneNumbers& operator=(const LaneNumbers&) = delete;
    virtual ~LaneNumbers() = default;

    /// The number of an incarnation; a new one is given a number.
    [[nodiscard]] virtual std::uint32_t number_of(const Incarnation& incarnation) = 0;
    /// The incarnation with this number; null if there is none.
    [[nodiscard]] virtual const Incarnation* find(std::uint32_t number) const = 0;
};

/// Numbers given in the order of first use, from 0.
class BatchLanes final : public LaneNumbers {
public:
    BatchLanes() = default;
    explicit BatchLanes(std::vector<Incarnation> incarnations);

    [[nodiscard]] std::uint32_t number_of(const Incarnation& incarnation) override;
    [[nodiscard]] const Incarnation* find(std::uint32_t number) const override;
    [[nodiscard]] const std::vector<Incarnation>& incarnations() const { return incarnations_; }

private:
    std::vector<Incarnation> incarnations_;
    std::map<Incarnation, std::uint32_t> numbers_;
};

}  // namespace wedsync::codec
