// Any bytes as the records of a snapshot: refused, or read as states that survive a round trip.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/record_batch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    wedsync::codec::Reader reader({data, size});
    const auto records = wedsync::codec::read_records(reader);
    if (!records.ok()) return 0;
    wedsync::codec::Writer writer;
    wedsync::codec::write_records(records.value(), writer);
    wedsync::codec::Reader again(writer.view());
    const auto reread = wedsync::codec::read_records(again);
    WEDSYNC_ASSERT(reread.ok());
    WEDSYNC_ASSERT(reread.value() == records.value());
    return 0;
}
