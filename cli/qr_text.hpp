#pragma once

#include <string>
#include <string_view>

#include "cli/context.hpp"

namespace wedsync::cli {

/// Shows a QR code of the text, for the camera of a tablet: on a terminal that has colour and room
/// for it, and nowhere else.
void say_qr_code(const Context& context, std::string_view text);

/// Writes one to a file as a picture (SVG), to be printed or shown. Throws Failure.
void write_qr_code(const std::string& path, std::string_view text);

}  // namespace wedsync::cli
