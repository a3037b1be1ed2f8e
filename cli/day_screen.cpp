#include "cli/day_screen.hpp"

#include <algorithm>
#include <utility>

#include "sim/day/day_words.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kTickerLines = 9;
constexpr std::size_t kOpenLines = 3;
constexpr std::size_t kBarWidth = 24;

std::string padded(std::string text, std::size_t width) {
    const std::size_t taken = width_of(text);
    if (taken < width) text.append(width - taken, ' ');
    return text;
}

Style style_of(sim::HappeningKind kind) {
    switch (kind) {
        case sim::HappeningKind::kPhase:
            return Style::kBold;
        case sim::HappeningKind::kOffline:
        case sim::HappeningKind::kTrouble:
            return Style::kDim;
        case sim::HappeningKind::kOnline:
        case sim::HappeningKind::kSettled:
            return Style::kGreen;
        case sim::HappeningKind::kDisagreement:
            return Style::kYellow;
        case sim::HappeningKind::kDecision:
        case sim::HappeningKind::kUndone:
            return Style::kCyan;
        case sim::HappeningKind::kRefused:
            return Style::kRed;
        case sim::HappeningKind::kEdit:
            return Style::kPlain;
    }
    return Style::kPlain;
}

std::string bar_of(sim::VenueDay& day) {
    const std::uint64_t whole = day.end_ms() - day.start_ms();
    const std::uint64_t done = std::min(day.wall_ms(), day.end_ms()) - day.start_ms();
    const auto full = static_cast<std::size_t>(done * kBarWidth / whole);
    std::string bar;
    for (std::size_t i = 0; i < kBarWidth; ++i)
        bar += i < full ? "█" : "░";
    return bar;
}

std::string count_words(std::uint64_t count, const char* what) {
    return std::to_string(count) + " " + what;
}

}  // namespace

std::string happening_line(const sim::VenueDay& day, const sim::Happening& happening) {
    std::string line = sim::clock_words(happening.wall_ms) + "  ";
    if (happening.who.has_value()) {
        line += sim::first_word(day.member(*happening.who).person);
        if (happening.is_offline && happening.kind != sim::HappeningKind::kOffline) {
            line += " (offline)";
        }
        line += ' ';
    }
    if (happening.kind == sim::HappeningKind::kDisagreement) line += "To decide: ";
    if (happening.kind == sim::HappeningKind::kDecision) line += "on ";
    return printable(line + happening.words);
}

DayScreen::DayScreen(const Context& context, std::string title, bool is_live)
    : context_(context), title_(std::move(title)), is_live_(is_live) {}

std::string DayScreen::device_line(const sim::DevicePicture& device) const {
    const Terminal& terminal = context_.terminal;
    std::string state = styled(terminal, Style::kGreen, padded("● online", 10));
    if (!device.is_online) state = styled(terminal, Style::kYellow, padded("○ offline", 10));
    if (!device.is_on) state = styled(terminal, Style::kRed, padded("✕ off", 10));
    const std::string queue =
        device.waiting == 0 ? "all shared" : count_words(device.waiting, "to share");
    std::string line =
        " " + padded(cut_to(printable(device.member.person), 20), 21) +
        padded(device.member.device, 22) + state +
        styled(terminal, device.waiting == 0 ? Style::kDim : Style::kYellow, padded(queue, 14)) +
        padded(count_words(device.edits, "edits"), 11);
    if (device.open_decisions > 0) {
        line += styled(terminal, Style::kYellow, count_words(device.open_decisions, "to decide"));
    }
    if (device.refused > 0) {
        line += styled(terminal, Style::kRed, count_words(device.refused, " refused"));
    }
    return line;
}

void DayScreen::add_open(const sim::VenueDay& day, std::vector<std::string>& lines) const {
    std::vector<const sim::Disagreement*> open;
    for (const sim::Disagreement& each : day.disagreements()) {
        if (each.is_open) open.push_back(&each);
    }
    lines.push_back(
        styled(context_.terminal, Style::kBold, " To decide: " + std::to_string(open.size())));
    for (std::size_t i = 0; i < kOpenLines; ++i) {
        std::string line;
        if (i < open.size()) {
            line = "   " + open[i]->about + " —";
            for (const sim::Opinion& opinion : open[i]->opinions) {
                line += " " + sim::first_word(opinion.person) + ": " + opinion.value + ";";
            }
            line.pop_back();
        }
        const std::size_t columns = context_.terminal.columns;
        if (columns > 0) line = cut_to(printable(line), columns - 1);
        lines.push_back(styled(context_.terminal, Style::kYellow, line));
    }
}

std::vector<std::string> DayScreen::picture(sim::VenueDay& day) const {
    const Terminal& terminal = context_.terminal;
    const sim::DayPicture now = day.picture();
    std::vector<std::string> lines;
    lines.push_back(" " + styled(terminal, Style::kBold, printable(title_)) + "  " +
                    styled(terminal, Style::kCyan, sim::clock_words(now.wall_ms)) + "  " +
                    styled(terminal, Style::kDim, bar_of(day)));
    lines.push_back(styled(terminal, Style::kDim,
                           " The hub has " + count_words(now.shared, "changes of everybody")));
    lines.emplace_back();
    for (const sim::DevicePicture& device : now.devices)
        lines.push_back(device_line(device));
    lines.emplace_back();
    add_open(day, lines);
    lines.emplace_back();
    for (std::size_t i = 0; i < kTickerLines; ++i) {
        if (i >= ticker_.size()) {
            lines.emplace_back();
            continue;
        }
        const auto& [kind, line] = ticker_[i];
        const std::size_t columns = std::max<std::size_t>(terminal.columns, 20);
        lines.push_back(" " + styled(terminal, style_of(kind), cut_to(line, columns - 2)));
    }
    return lines;
}

void DayScreen::print_lines(const sim::VenueDay& day,
                            const std::vector<sim::Happening>& happenings) const {
    for (const sim::Happening& each : happenings) {
        if (each.kind == sim::HappeningKind::kEdit) continue;
        context_.say(styled(context_.terminal, style_of(each.kind), happening_line(day, each)) +
                     "\n");
    }
}

void DayScreen::show(sim::VenueDay& day) {
    const std::vector<sim::Happening> happenings = day.take_happenings();
    if (!is_live_) {
        print_lines(day, happenings);
        return;
    }
    for (const sim::Happening& each : happenings) {
        ticker_.emplace_back(each.kind, happening_line(day, each));
        if (ticker_.size() > kTickerLines) ticker_.pop_front();
    }
    std::string frame;
    if (drawn_lines_ > 0) frame += "\x1b[" + std::to_string(drawn_lines_) + "A";
    const std::vector<std::string> lines = picture(day);
    for (const std::string& line : lines)
        frame += "\r" + line + "\x1b[K\n";
    drawn_lines_ = lines.size();
    context_.say(frame);
}

}  // namespace wedsync::cli
