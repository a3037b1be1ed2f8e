#include "sim/net/trace.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kLoneRowMs = 1000;

/// Cuts the text before the next `separator` off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

/// The whole part of a number that is not negative.
std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const bool is_whole = error == std::errc{} && (stop == end || *stop == '.');
    return is_whole ? std::optional(value) : std::nullopt;
}

std::optional<TraceRow> parse_row(std::string_view line, std::uint64_t up_per_mille) {
    const std::optional<std::uint64_t> t_ms = whole_number(take_until(line, ','));
    const std::optional<std::uint64_t> down = whole_number(take_until(line, ','));
    if (!t_ms || !down) {
        return std::nullopt;
    }
    const std::optional<std::uint64_t> up =
        line.empty() ? *down * up_per_mille / 1000 : whole_number(take_until(line, ','));
    if (!up || !line.empty()) {
        return std::nullopt;
    }
    return TraceRow{.t_ms = *t_ms, .down_kbps = *down, .up_kbps = *up};
}

}  // namespace

Trace::Trace(std::vector<TraceRow> rows) : rows_(std::move(rows)) {
    WEDSYNC_ASSERT(!rows_.empty());
    WEDSYNC_ASSERT(rows_.front().t_ms == 0);
    for (std::size_t i = 1; i < rows_.size(); ++i) {
        WEDSYNC_ASSERT(rows_[i - 1].t_ms < rows_[i].t_ms);
    }
    const std::uint64_t last_ms =
        rows_.size() == 1 ? kLoneRowMs : rows_.back().t_ms - rows_[rows_.size() - 2].t_ms;
    duration_us_ = (rows_.back().t_ms + last_ms) * 1000;
    for (const Direction direction : kBothDirections) {
        std::vector<std::uint64_t>& sums = sums_[static_cast<std::size_t>(direction)];
        sums.push_back(0);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const std::uint64_t end_us =
                i + 1 < rows_.size() ? rows_[i + 1].t_ms * 1000 : duration_us_;
            sums.push_back(sums.back() + rate(direction, i) * (end_us - rows_[i].t_ms * 1000));
        }
    }
}

Trace Trace::constant(std::uint64_t down_kbps, std::uint64_t up_kbps) {
    return Trace({{.t_ms = 0, .down_kbps = down_kbps, .up_kbps = up_kbps}});
}

Result<Trace> Trace::parse(std::string_view csv, std::uint64_t up_per_mille) {
    std::vector<TraceRow> rows;
    std::uint64_t first_ms = 0;
    for (std::size_t number = 1; !csv.empty(); ++number) {
        std::string_view line = take_until(csv, '\n');
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const std::string where = "trace, line " + std::to_string(number);
        if (number == 1) {
            if (line != "t_ms,down_kbps" && line != "t_ms,down_kbps,up_kbps") {
                return Error{ErrorCode::kInvalid, where + ": not the header of a trace"};
            }
            continue;
        }
        if (line.empty()) {
            continue;
        }
        std::optional<TraceRow> row = parse_row(line, up_per_mille);
        if (!row) {
            return Error{ErrorCode::kInvalid, where + ": not a row of a trace"};
        }
        first_ms = rows.empty() ? row->t_ms : first_ms;
        if (row->t_ms < first_ms || (!rows.empty() && row->t_ms - first_ms <= rows.back().t_ms)) {
            return Error{ErrorCode::kInvalid, where + ": time goes back"};
        }
        row->t_ms -= first_ms;
        rows.push_back(*row);
    }
    if (rows.empty()) {
        return Error{ErrorCode::kInvalid, "trace: no rows"};
    }
    return Trace(std::move(rows));
}

std::uint64_t Trace::rate(Direction direction, std::size_t row) const {
    return direction == Direction::kDown ? rows_[row].down_kbps : rows_[row].up_kbps;
}

std::uint64_t Trace::kbps(Direction direction, std::uint64_t at_us) const {
    const std::uint64_t at_ms = at_us % duration_us_ / 1000;
    const auto next = std::upper_bound(
        rows_.begin(), rows_.end(), at_ms,
        [](std::uint64_t time_ms, const TraceRow& row) { return time_ms < row.t_ms; });
    return rate(direction, static_cast<std::size_t>(next - rows_.begin()) - 1);
}

std::uint64_t Trace::units_until(Direction direction, std::uint64_t at_us) const {
    const std::vector<std::uint64_t>& sums = sums_[static_cast<std::size_t>(direction)];
    const std::uint64_t in_loop_us = at_us % duration_us_;
    const auto next = std::upper_bound(
        rows_.begin(), rows_.end(), in_loop_us / 1000,
        [](std::uint64_t time_ms, const TraceRow& row) { return time_ms < row.t_ms; });
    const auto row = static_cast<std::size_t>(next - rows_.begin()) - 1;
    return at_us / duration_us_ * sums.back() + sums[row] +
           rate(direction, row) * (in_loop_us - rows_[row].t_ms * 1000);
}

std::uint64_t Trace::units_between(Direction direction, std::uint64_t first_us,
                                   std::uint64_t end_us) const {
    // The sums may wrap around after years; their difference does not.
    return units_until(direction, end_us) - units_until(direction, first_us);
}

std::optional<std::uint64_t> Trace::time_after(Direction direction, std::uint64_t start_us,
                                               std::uint64_t units) const {
    const std::vector<std::uint64_t>& sums = sums_[static_cast<std::size_t>(direction)];
    if (units == 0) {
        return start_us;
    }
    if (sums.back() == 0) {
        return std::nullopt;
    }
    // `goal` units will have passed since the loop began that `start_us` is in: so many whole
    // loops, and then a row.
    const std::uint64_t first_us = start_us / duration_us_ * duration_us_;
    const std::uint64_t goal = units_until(direction, start_us - first_us) + units;
    const std::uint64_t loops = (goal - 1) / sums.back();
    const std::uint64_t rest = goal - loops * sums.back();
    const auto found = std::lower_bound(sums.begin(), sums.end(), rest);
    const auto row = static_cast<std::size_t>(found - sums.begin()) - 1;
    const std::uint64_t row_rate = rate(direction, row);
    WEDSYNC_ASSERT(row_rate > 0);
    return first_us + loops * duration_us_ + rows_[row].t_ms * 1000 +
           (rest - sums[row] + row_rate - 1) / row_rate;
}

}  // namespace wedsync::sim
