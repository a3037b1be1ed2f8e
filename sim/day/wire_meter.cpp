#include "sim/day/wire_meter.hpp"

#include <string_view>
#include <zlib.h>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

// What a browser must and usually does send, and what the hub answers.
constexpr std::string_view kRequest =
    "GET /sync HTTP/1.1\r\n"
    "Host: hub.venue.example\r\n"
    "Connection: Upgrade\r\n"
    "Pragma: no-cache\r\n"
    "Cache-Control: no-cache\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36\r\n"
    "Upgrade: websocket\r\n"
    "Origin: https://hub.venue.example\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-US,en;q=0.9\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
constexpr std::string_view kAnswer =
    "HTTP/1.1 101 Switching Protocols\r\n"
    "Connection: Upgrade\r\n"
    "Upgrade: websocket\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

constexpr std::uint64_t kMaskBytes = 4;
/// Longer frames are compressed already (zstd): they go as they are.
constexpr std::size_t kDeflatedBytesMax = 1'024;
/// What every sync flush ends with, and RFC 7692 leaves out.
constexpr std::uint64_t kFlushTailBytes = 4;

std::uint64_t message_bytes(Side from, std::uint64_t payload) {
    const std::uint64_t header = payload < 126 ? 2 : payload < 65'536 ? 4 : 10;
    return payload + header + (from == Side::kDevice ? kMaskBytes : 0);
}

}  // namespace

std::uint64_t upgrade_bytes() {
    return kRequest.size() + kAnswer.size();
}

/// One direction of one connection.
class WireMeter::Deflater {
public:
    Deflater() {
        constexpr int kRawWindow = -15;
        constexpr int kMemoryLevel = 9;
        const int status = deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, kRawWindow,
                                        kMemoryLevel, Z_DEFAULT_STRATEGY);
        WEDSYNC_ASSERT(status == Z_OK);
    }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    ~Deflater() { deflateEnd(&stream_); }

    void reset() { deflateReset(&stream_); }

    std::uint64_t deflated_bytes(BytesView frame) {
        input_.assign(frame.begin(), frame.end());
        output_.resize(deflateBound(&stream_, static_cast<uLong>(input_.size())) + 64);
        stream_.next_in = input_.data();
        stream_.avail_in = static_cast<uInt>(input_.size());
        stream_.next_out = output_.data();
        stream_.avail_out = static_cast<uInt>(output_.size());
        const int status = deflate(&stream_, Z_SYNC_FLUSH);
        WEDSYNC_ASSERT(status == Z_OK);
        WEDSYNC_ASSERT(stream_.avail_in == 0);
        return output_.size() - stream_.avail_out - kFlushTailBytes;
    }

private:
    z_stream stream_{};
    wedsync::Bytes input_;
    wedsync::Bytes output_;
};

WireMeter::WireMeter() : deflaters_{std::make_unique<Deflater>(), std::make_unique<Deflater>()} {}

WireMeter::~WireMeter() = default;

void WireMeter::open() {
    for (const auto& deflater : deflaters_)
        deflater->reset();
    ++bytes_.connections;
    bytes_.wire_bytes += upgrade_bytes();
    bytes_.plain_wire_bytes += upgrade_bytes();
}

void WireMeter::send(Side from, BytesView frame) {
    WEDSYNC_ASSERT(bytes_.connections > 0);
    ++bytes_.frames;
    bytes_.frame_bytes += frame.size();
    bytes_.plain_wire_bytes += message_bytes(from, frame.size());
    std::uint64_t payload = frame.size();
    if (frame.size() <= kDeflatedBytesMax) {
        payload = deflaters_[static_cast<std::size_t>(from)]->deflated_bytes(frame);
    }
    bytes_.wire_bytes += message_bytes(from, payload);
}

}  // namespace wedsync::sim
