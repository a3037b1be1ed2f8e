#include "cli/qr_text.hpp"

#include "cli/failure.hpp"
#include "cli/output_file.hpp"

#include "hub/service/qr_code.hpp"

namespace wedsync::cli {
namespace {

// Black on white whatever the colours of the terminal are: not every camera reads the reverse.
constexpr std::string_view kBlackOnWhite = "\x1b[38;5;16;48;5;231m";
constexpr std::string_view kReset = "\x1b[0m";

}  // namespace

void say_qr_code(const Context& context, std::string_view text) {
    const Result<hub::QrCode> code = hub::make_qr_code(text);
    if (!code.ok() || !context.terminal.has_colour) return;
    const std::string blocks = hub::to_blocks(code.value());
    const std::size_t first = blocks.find('\n');
    if (width_of(std::string_view(blocks).substr(0, first)) > context.terminal.columns) return;
    std::string_view rest = blocks;
    std::string lines;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        lines += std::string(kBlackOnWhite) + std::string(rest.substr(0, end)) +
                 std::string(kReset) + "\n";
        rest.remove_prefix(end + 1);
    }
    context.say(lines);
}

void write_qr_code(const std::string& path, std::string_view text) {
    write_output_file(path, hub::to_svg(take(hub::make_qr_code(text))), "the QR code",
                      "The invitation was made all the same: make another one, or let it run out.");
}

}  // namespace wedsync::cli
