// Any bytes as the resolver's model: refused, or one that walks any values and encodes again. The
// checksum is put right first, or nothing behind it would ever be reached.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"
#include "engine/suggest/model.hpp"

namespace suggest = wedsync::suggest;
using wedsync::Bytes;
using wedsync::Result;

namespace {

void walk(const suggest::Model& model, float value) {
    const suggest::FeatureVector values(suggest::features().size(), value);
    for (std::size_t i = 0; i < suggest::kKnowledges; ++i) {
        static_cast<void>(model.margins(values, static_cast<suggest::Knowledge>(i)));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kChecksumBytes = 8;
    static_cast<void>(suggest::decode_model({data, size}));
    Bytes bytes(data, data + size);
    const std::uint64_t sum = wedsync::hash64(bytes);
    for (std::size_t i = 0; i < kChecksumBytes; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(sum >> (8 * i)));
    }
    const Result<suggest::Model> model = suggest::decode_model(bytes);
    if (!model.ok()) return 0;
    for (const float value : {0.0F, -1e30F, 1e30F, std::numeric_limits<float>::quiet_NaN()}) {
        walk(model.value(), value);
    }
    static_cast<void>(suggest::encode_model(model.value()));
    return 0;
}
