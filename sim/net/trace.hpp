#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::sim {

/// kDown: to the device. kUp: from the device.
enum class Direction : std::uint8_t { kDown = 0, kUp = 1 };
inline constexpr std::array<Direction, 2> kBothDirections = {Direction::kDown, Direction::kUp};

/// From `t_ms` on, until the next row.
struct TraceRow {
    std::uint64_t t_ms = 0;
    std::uint64_t down_kbps = 0;
    std::uint64_t up_kbps = 0;

    friend bool operator==(const TraceRow&, const TraceRow&) = default;
};

/// The capacity of a network over time: piecewise constant, and from the start again after the
/// last row (which holds as long as the one before it; one second if it is alone). A value.
class Trace {
public:
    /// Requires rows in ascending order, the first at 0, and at least one.
    explicit Trace(std::vector<TraceRow> rows);
    [[nodiscard]] static Trace constant(std::uint64_t down_kbps, std::uint64_t up_kbps);
    /// Reads `t_ms,down_kbps[,up_kbps]` with that header line. Times are moved so that the first
    /// is 0; fractions of a number are cut off. Without a third column, up is `up_per_mille` of
    /// down. Fails with kInvalid, naming the line.
    [[nodiscard]] static Result<Trace> parse(std::string_view csv,
                                             std::uint64_t up_per_mille = 250);

    [[nodiscard]] const std::vector<TraceRow>& rows() const { return rows_; }
    [[nodiscard]] std::uint64_t duration_ms() const { return duration_us_ / 1000; }
    [[nodiscard]] std::uint64_t kbps(Direction direction, std::uint64_t at_us) const;
    /// What passes between two times, in kbps x microseconds: one byte is kUnitsPerByte.
    [[nodiscard]] std::uint64_t units_between(Direction direction, std::uint64_t first_us,
                                              std::uint64_t end_us) const;
    /// The first time by which `units` have passed since `start_us`; nothing if they never will.
    [[nodiscard]] std::optional<std::uint64_t> time_after(Direction direction,
                                                          std::uint64_t start_us,
                                                          std::uint64_t units) const;
    static constexpr std::uint64_t kUnitsPerByte = 8000;

private:
    /// Units from 0 to `at_us`.
    [[nodiscard]] std::uint64_t units_until(Direction direction, std::uint64_t at_us) const;
    [[nodiscard]] std::uint64_t rate(Direction direction, std::size_t row) const;

    std::vector<TraceRow> rows_;
    std::uint64_t duration_us_ = 0;
    /// Per direction: units from 0 to the start of each row, and to the end of the last.
    std::array<std::vector<std::uint64_t>, 2> sums_;
};

}  // namespace wedsync::sim
