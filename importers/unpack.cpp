#include "importers/unpack.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <lzma.h>
#include <optional>
#include <string_view>
#include <utility>

namespace wedsync::importers {
namespace {

constexpr std::uint64_t kXzMemoryMax = std::uint64_t{128} * 1024 * 1024;
constexpr std::size_t kBlock = 512;

/// Owns a liblzma decoder.
class XzStream {
public:
    XzStream() = default;
    XzStream(const XzStream&) = delete;
    XzStream& operator=(const XzStream&) = delete;
    ~XzStream() { lzma_end(&stream); }

    lzma_stream stream = LZMA_STREAM_INIT;
};

Error corrupt(std::string what) {
    return Error{ErrorCode::kCorrupt, std::move(what)};
}

Error error_of(lzma_ret status) {
    if (status == LZMA_MEM_ERROR || status == LZMA_MEMLIMIT_ERROR) {
        return {ErrorCode::kTooLarge, "xz: unpacking would take more than 128 MiB of memory"};
    }
    if (status == LZMA_BUF_ERROR) return corrupt("xz: the file is cut short");
    if (status == LZMA_FORMAT_ERROR) return corrupt("xz: not an xz file");
    return corrupt("xz: the file is damaged");
}

/// A number of a tar header: octal digits, ended by space or NUL.
std::optional<std::uint64_t> parse_octal(std::string_view field) {
    std::uint64_t number = 0;
    std::size_t i = 0;
    while (i < field.size() && field[i] == ' ')
        ++i;
    const std::size_t first = i;
    for (; i < field.size() && field[i] >= '0' && field[i] <= '7'; ++i) {
        number = number * 8 + static_cast<std::uint64_t>(field[i] - '0');
    }
    const bool is_ended = i == field.size() || field[i] == ' ' || field[i] == '\0';
    if (i == first || !is_ended) return std::nullopt;
    return number;
}

std::string_view text_of(std::string_view field) {
    return field.substr(0, field.find('\0'));
}

/// The fields of a ustar header that matter (POSIX.1-1988).
struct TarHeader {
    std::string name;
    std::uint64_t size = 0;
    char type = '0';
};

Result<TarHeader> parse_header(std::string_view block) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        sum += i >= 148 && i < 156 ? std::uint64_t{' '} : static_cast<unsigned char>(block[i]);
    }
    if (parse_octal(block.substr(148, 8)) != sum) return corrupt("tar: a damaged header");
    const std::optional<std::uint64_t> size = parse_octal(block.substr(124, 12));
    if (!size.has_value()) return corrupt("tar: a file without a size");
    TarHeader header;
    header.size = *size;
    header.type = block[156] == '\0' ? '0' : block[156];
    const std::string_view prefix = text_of(block.substr(345, 155));
    header.name = std::string(prefix) + (prefix.empty() ? "" : "/");
    header.name += text_of(block.substr(0, 100));
    return header;
}

}  // namespace

bool is_xz(BytesView bytes) {
    return as_text(bytes).starts_with(
        std::string_view("\xFD"
                         "7zXZ\0",
                         6));
}

Result<Bytes> unpack_xz(BytesView bytes, std::size_t bytes_max) {
    XzStream xz;
    lzma_ret status = lzma_stream_decoder(&xz.stream, kXzMemoryMax, LZMA_CONCATENATED);
    if (status != LZMA_OK) return error_of(status);
    xz.stream.next_in = bytes.data();
    xz.stream.avail_in = bytes.size();
    Bytes content;
    std::vector<std::uint8_t> buffer(std::size_t{64} * 1024);
    while (true) {
        xz.stream.next_out = buffer.data();
        xz.stream.avail_out = buffer.size();
        status = lzma_code(&xz.stream, LZMA_FINISH);
        const auto got = static_cast<std::ptrdiff_t>(buffer.size() - xz.stream.avail_out);
        content.insert(content.end(), buffer.begin(), buffer.begin() + got);
        if (content.size() > bytes_max) {
            return Error{ErrorCode::kTooLarge, "xz: the content is too large"};
        }
        if (status == LZMA_STREAM_END) return content;
        if (status != LZMA_OK) return error_of(status);
    }
}

bool is_tar(BytesView bytes) {
    return bytes.size() >= kBlock && as_text(bytes).substr(257, 5) == "ustar";
}

Result<std::vector<TarFile>> unpack_tar(BytesView bytes) {
    std::vector<TarFile> files;
    const std::string_view text = as_text(bytes);
    std::size_t at = 0;
    while (at + kBlock <= text.size()) {
        const std::string_view block = text.substr(at, kBlock);
        if (std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; })) return files;
        TarHeader header = WEDSYNC_TRY(parse_header(block));
        at += kBlock;
        if (header.size > text.size() - at) return corrupt("tar: the archive is cut short");
        const auto size = static_cast<std::size_t>(header.size);
        if (header.type == '0') {
            if (files.size() >= kTarFilesMax) {
                return Error{ErrorCode::kTooLarge, "tar: more than 10,000 files"};
            }
            const BytesView content = bytes.subspan(at, size);
            files.push_back({std::move(header.name), Bytes(content.begin(), content.end())});
        } else if (header.type != '5') {
            return corrupt("tar: \"" + header.name + "\" is not a plain file");
        }
        at = std::min(text.size(), at + (size + kBlock - 1) / kBlock * kBlock);
    }
    return corrupt("tar: the archive is cut short");
}

}  // namespace wedsync::importers
