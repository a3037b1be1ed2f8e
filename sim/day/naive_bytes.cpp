#include "sim/day/naive_bytes.hpp"

#include <array>
#include <cstdio>
#include <zlib.h>

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"
#include "engine/json/strict_json.hpp"
#include "importers/date_time.hpp"

namespace wedsync::sim {
namespace {

/// A version 4 UUID out of a stream of its own.
std::string uuid(std::uint64_t seed, std::uint64_t number) {
    Prng prng(seed ^ (number * 0x9E37'79B9'7F4A'7C15ULL));
    const std::uint64_t high = (prng.next() & ~0xF000ULL) | 0x4000ULL;
    const std::uint64_t low = (prng.next() & ~(3ULL << 62U)) | (2ULL << 62U);
    std::array<char, 37> text{};
    std::snprintf(text.data(), text.size(), "%08llx-%04llx-%04llx-%04llx-%012llx",
                  static_cast<unsigned long long>(high >> 32U),
                  static_cast<unsigned long long>((high >> 16U) & 0xFFFFU),
                  static_cast<unsigned long long>(high & 0xFFFFU),
                  static_cast<unsigned long long>(low >> 48U),
                  static_cast<unsigned long long>(low & 0xFFFF'FFFF'FFFFULL));
    return text.data();
}

}  // namespace

std::string queue_item(const ReplayEdit& edit, std::uint64_t number, std::uint64_t seed) {
    boost::json::object data;
    data["id"] = uuid(seed + 1, edit.item);
    data["status"] = edit.status;
    data["owner"] = edit.owner;
    data["note"] = edit.note;
    boost::json::object item;
    item["id"] = uuid(seed, number);
    item["type"] = "client_update";
    item["action"] = "update";
    item["data"] = std::move(data);
    item["attempts"] = 0;
    item["timestamp"] = importers::date_time_text(edit.happened_ms, true);
    item["status"] = "pending";
    item["priority"] = 5;
    return json::write_json(std::move(item));
}

std::uint64_t gzip_bytes(std::string_view text) {
    constexpr int kGzipWindow = 15 + 16;
    constexpr int kMemoryLevel = 8;
    z_stream stream{};
    int status = deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                              Z_DEFAULT_STRATEGY);
    WEDSYNC_ASSERT(status == Z_OK);
    std::string input(text);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    std::array<Bytef, 16'384> output{};
    do {
        stream.next_out = output.data();
        stream.avail_out = static_cast<uInt>(output.size());
        status = deflate(&stream, Z_FINISH);
    } while (status == Z_OK);
    WEDSYNC_ASSERT(status == Z_STREAM_END);
    const std::uint64_t bytes = stream.total_out;
    deflateEnd(&stream);
    return bytes;
}

}  // namespace wedsync::sim
