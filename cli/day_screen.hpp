#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "cli/context.hpp"

#include "sim/day/venue_day.hpp"

namespace wedsync::cli {

/// One happening as a line of text: "12:10  Anna (hall tablet, offline) checks in ...".
[[nodiscard]] std::string happening_line(const sim::VenueDay& day, const sim::Happening& happening);

/// The day as it goes on: on a terminal one picture that is drawn over again, elsewhere lines of
/// what matters, one after the other.
class DayScreen {
public:
    /// `context` outlives the screen. `is_live`: the picture rather than lines.
    DayScreen(const Context& context, std::string title, bool is_live);

    /// Shows what the day came to since the last call.
    void show(sim::VenueDay& day);

private:
    [[nodiscard]] std::vector<std::string> picture(sim::VenueDay& day) const;
    [[nodiscard]] std::string device_line(const sim::DevicePicture& device) const;
    void add_open(const sim::VenueDay& day, std::vector<std::string>& lines) const;
    void print_lines(const sim::VenueDay& day, const std::vector<sim::Happening>& happenings) const;

    const Context& context_;
    std::string title_;
    bool is_live_;
    std::deque<std::pair<sim::HappeningKind, std::string>> ticker_;
    std::size_t drawn_lines_ = 0;
};

}  // namespace wedsync::cli
