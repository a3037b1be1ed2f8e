#pragma once

#include <cstddef>
#include <memory>

#include "engine/base/bytes.hpp"
#include "engine/codec/byte_io.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace wedsync::codec {

/// For pages and the log: fast enough to be made anew each time.
inline constexpr int kCompressionLevel = 3;
/// For pushes and snapshots: what a slow link carries once.
inline constexpr int kCompressionLevelHigh = 19;

/// What all packed columns of one batch may unpack to. A packer leaves the rest as it is, so every
/// batch that was encoded also decodes.
inline constexpr std::size_t kUnpackedBytesMax = std::size_t{16} * 1024 * 1024;

/// Writes columns: plain, or packed by zstd where that is smaller (without magic number, checksum
/// and content size).
class Packer {
public:
    explicit Packer(int level);
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;
    ~Packer();

    void write(BytesView column, Writer& writer);

private:
    /// The smaller of two ways to pack, into `packed_`. Returns its size.
    [[nodiscard]] std::size_t pack(BytesView column);
    [[nodiscard]] std::size_t pack_once(BytesView column, Bytes& into);

    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    int level_;
    std::unique_ptr<ZSTD_CCtx_s, Free> context_;
    Bytes packed_;
    Bytes packed_again_;
    std::size_t budget_ = kUnpackedBytesMax;
};

/// Reads them back. The size of a column is checked against what is left of kUnpackedBytesMax
/// before memory is taken for it.
class Unpacker {
public:
    Unpacker();
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;
    ~Unpacker();

    /// Fails the reader for bytes that do not unpack to the size they state. `storage` holds the
    /// column if it was packed; else the view borrows from the input.
    [[nodiscard]] BytesView read(Reader& reader, Bytes& storage);
    /// True when a column was refused because it would unpack to too much.
    [[nodiscard]] bool is_too_large() const { return is_too_large_; }

private:
    struct Free {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> context_;
    std::size_t budget_ = kUnpackedBytesMax;
    bool is_too_large_ = false;
};

}  // namespace wedsync::codec
