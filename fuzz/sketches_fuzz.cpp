// Any text as a sketch: refused, or the one text of the sketch that it stands for; and what is read
// merges and answers.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/assert.hpp"
#include "modules/measure/distinct_sketch.hpp"
#include "modules/measure/quantile_sketch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using wedsync::measure::DistinctSketch;
    using wedsync::measure::QuantileSketch;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (auto lengths = QuantileSketch::parse(text)) {
        WEDSYNC_ASSERT(lengths->to_text() == text);
        const auto middle = lengths->quantile(0.5);
        WEDSYNC_ASSERT(middle.has_value() == (lengths->count() > 0));
        lengths->merge(*lengths);
        WEDSYNC_ASSERT(QuantileSketch::parse(lengths->to_text()).has_value());
    }
    if (auto touched = DistinctSketch::parse(text)) {
        WEDSYNC_ASSERT(touched->to_text() == text);
        WEDSYNC_ASSERT(touched->estimate() >= 0);
        const DistinctSketch before = *touched;
        touched->merge(before);
        WEDSYNC_ASSERT(*touched == before);
    }
    return 0;
}
