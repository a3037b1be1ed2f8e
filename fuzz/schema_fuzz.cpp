// Any text as a schema: refused, or one that may follow itself and checks every kind of value.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/model/schema.hpp"

using wedsync::Result;
using wedsync::Schema;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Result<Schema> schema = wedsync::parse_schema(wedsync::as_text({data, size}));
    if (!schema.ok()) return 0;
    Schema next = schema.value();
    if (++next.version != 0) {
        WEDSYNC_ASSERT(wedsync::check_evolution(schema.value(), next).ok());
    }
    for (const wedsync::CollectionSchema& collection : schema.value().collections) {
        WEDSYNC_ASSERT(schema.value().find(collection.name) == &collection);
        for (const wedsync::FieldSchema& field : collection.fields) {
            WEDSYNC_ASSERT(collection.find(field.name) == &field);
            WEDSYNC_ASSERT(schema.value().find(field.id) == &field);
            static_cast<void>(wedsync::check_value(field, std::string("x")));
            static_cast<void>(wedsync::check_value(field, std::int64_t{1}));
        }
    }
    return 0;
}
