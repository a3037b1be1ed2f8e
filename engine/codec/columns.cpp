// The bytes of a column: varint(size << 1 | is_packed), then the bytes themselves, or
// varint(packed size) and a zstd frame without magic number that unpacks to exactly `size`.
#include "engine/codec/columns.hpp"

// The format without magic number is part of zstd's static API.
#define ZSTD_STATIC_LINKING_ONLY
#include "zstd.h"

#include "engine/base/assert.hpp"

namespace wedsync::codec {
namespace {

/// Below this a zstd frame costs more than it saves.
constexpr std::size_t kPackedColumnBytesMin = 24;

/// So few equal runs are that long that entropy coding is all that is left.
constexpr int kMatchBytesOfNoise = 7;

void set(ZSTD_CCtx* context, ZSTD_cParameter parameter, int value) {
    const std::size_t code = ZSTD_CCtx_setParameter(context, parameter, value);
    WEDSYNC_ASSERT(ZSTD_isError(code) == 0);
}

}  // namespace

void Packer::Free::operator()(ZSTD_CCtx_s* context) const {
    ZSTD_freeCCtx(context);
}
void Unpacker::Free::operator()(ZSTD_DCtx_s* context) const {
    ZSTD_freeDCtx(context);
}

Packer::Packer(int level) : level_(level) {}
Packer::~Packer() = default;
Unpacker::Unpacker() = default;
Unpacker::~Unpacker() = default;

std::size_t Packer::pack(BytesView column) {
    if (context_ == nullptr) {
        context_.reset(ZSTD_createCCtx());
        WEDSYNC_ASSERT(context_ != nullptr);
        set(context_.get(), ZSTD_c_format, ZSTD_f_zstd1_magicless);
        set(context_.get(), ZSTD_c_contentSizeFlag, 0);
        set(context_.get(), ZSTD_c_checksumFlag, 0);
        set(context_.get(), ZSTD_c_dictIDFlag, 0);
    }
    set(context_.get(), ZSTD_c_strategy, 0);
    set(context_.get(), ZSTD_c_minMatch, 0);
    set(context_.get(), ZSTD_c_literalCompressionMode, ZSTD_ps_auto);
    set(context_.get(), ZSTD_c_compressionLevel, level_);
    std::size_t size = pack_once(column, packed_);
    if (level_ < kCompressionLevel) return size;
    // Columns of noise with few values: matches between them cost more than they save.
    set(context_.get(), ZSTD_c_strategy, ZSTD_fast);
    set(context_.get(), ZSTD_c_minMatch, kMatchBytesOfNoise);
    set(context_.get(), ZSTD_c_literalCompressionMode, ZSTD_ps_enable);
    const std::size_t size_again = pack_once(column, packed_again_);
    if (size_again < size) {
        packed_.swap(packed_again_);
        size = size_again;
    }
    return size;
}

std::size_t Packer::pack_once(BytesView column, Bytes& into) {
    into.resize(ZSTD_compressBound(column.size()));
    const std::size_t size =
        ZSTD_compress2(context_.get(), into.data(), into.size(), column.data(), column.size());
    WEDSYNC_ASSERT(ZSTD_isError(size) == 0);
    return size;
}

void Packer::write(BytesView column, Writer& writer) {
    const std::uint64_t size = column.size();
    if (column.size() >= kPackedColumnBytesMin && column.size() <= budget_) {
        const std::size_t packed_size = pack(column);
        if (packed_size + varint_size(packed_size) < column.size()) {
            budget_ -= column.size();
            writer.varint(size << 1U | 1U);
            writer.varint(packed_size);
            writer.raw(BytesView{packed_.data(), packed_size});
            return;
        }
    }
    writer.varint(size << 1U);
    writer.raw(column);
}

BytesView Unpacker::read(Reader& reader, Bytes& storage) {
    const std::uint64_t head = reader.varint();
    const std::uint64_t size = head >> 1U;
    if ((head & 1U) == 0) {
        if (size <= reader.remaining()) return reader.raw(static_cast<std::size_t>(size));
        reader.fail();
        return {};
    }
    const BytesView packed = reader.raw(reader.count(reader.remaining()));
    if (!reader.ok()) return {};
    if (size > budget_) {
        is_too_large_ = true;
        reader.fail();
        return {};
    }
    if (context_ == nullptr) {
        context_.reset(ZSTD_createDCtx());
        WEDSYNC_ASSERT(context_ != nullptr);
        const std::size_t code =
            ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_format, ZSTD_f_zstd1_magicless);
        WEDSYNC_ASSERT(ZSTD_isError(code) == 0);
    }
    budget_ -= static_cast<std::size_t>(size);
    storage.resize(static_cast<std::size_t>(size));
    const std::size_t unpacked = ZSTD_decompressDCtx(context_.get(), storage.data(), storage.size(),
                                                     packed.data(), packed.size());
    if (ZSTD_isError(unpacked) != 0 || unpacked != storage.size()) {
        reader.fail();
        return {};
    }
    return storage;
}

}  // namespace wedsync::codec
