// Any bytes as a file that was exported, a table or JSON: refused with a message, or a plan whose
// records name only records before them, and only what the schema has.
#include <cstddef>
#include <cstdint>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/schema.hpp"
#include "loaders/own_files.hpp"
#include "schemas/schemas.hpp"

namespace {

using wedsync::Result;
using wedsync::Schema;
using wedsync::loaders::OwnFile;

const Schema& venue() {
    static const Schema kVenue = [] {
        Result<Schema> schema = wedsync::parse_schema(wedsync::venue_schema_json());
        WEDSYNC_ASSERT(schema.ok());
        return std::move(schema).value();
    }();
    return kVenue;
}

void check(const Result<OwnFile>& file) {
    if (!file.ok()) {
        WEDSYNC_ASSERT(!file.error().detail.empty());
        return;
    }
    const wedsync::loaders::Plan& plan = file.value().plan;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        const auto* collection = venue().find(plan[i].collection);
        WEDSYNC_ASSERT(collection != nullptr);
        for (const auto* fields : {&plan[i].fields, &plan[i].defaults}) {
            for (const auto& [name, value] : *fields) {
                WEDSYNC_ASSERT(collection->find(name) != nullptr);
                const auto* planned = std::get_if<wedsync::loaders::PlannedRecord>(&value);
                WEDSYNC_ASSERT(planned == nullptr || planned->index < i);
            }
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = wedsync::as_text({data, size});
    check(wedsync::loaders::parse_own_json(text, venue()));
    check(wedsync::loaders::parse_own_table(text, venue()));
    return 0;
}
