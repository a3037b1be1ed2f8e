#include "carrier/message_body.hpp"

#include <array>

#include "engine/codec/message.hpp"

namespace wedsync::carrier {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr unsigned kBitsPerByte = 8;

}  // namespace

void append_frame(std::string& body, BytesView frame) {
    for (std::size_t i = kLengthBytes; i-- > 0;)
        body += static_cast<char>((frame.size() >> (i * kBitsPerByte)) & 0xffU);
    body.append(as_text(frame));
}

std::optional<std::vector<BytesView>> split_frames(std::string_view body) {
    std::vector<BytesView> frames;
    while (!body.empty()) {
        if (body.size() < kLengthBytes) return std::nullopt;
        std::size_t length = 0;
        for (const char byte : body.substr(0, kLengthBytes))
            length = (length << kBitsPerByte) | static_cast<unsigned char>(byte);
        body.remove_prefix(kLengthBytes);
        if (length > body.size() || length > kFrameBytesMax) return std::nullopt;
        frames.push_back(as_bytes(body.substr(0, length)));
        body.remove_prefix(length);
    }
    return frames;
}

std::vector<std::string_view> split_lines(std::string_view body) {
    std::vector<std::string_view> lines;
    while (!body.empty()) {
        const std::size_t end = body.find('\n');
        const std::string_view line = body.substr(0, end);
        if (!line.empty() && line != "\r") lines.push_back(line);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    }
    return lines;
}

}  // namespace wedsync::carrier
