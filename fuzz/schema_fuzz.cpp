// Any text as a schema: refused, or one that may follow itself and checks every kind of value.
#include <cstddef>
#include <cstdint>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/book.hpp"

using wedsync::Result;
using wedsync::Schema;

namespace {

/// Its rules, over one empty record of each collection that they count.
void look_at_a_record_of_each_collection(const Schema& schema) {
    const wedsync::ScopeId scope{1};
    const wedsync::Dot dot{{1, 1}, 1};
    const auto state_of = [&](std::uint16_t collection) {
        wedsync::merge::RecordState state{{dot, collection}, {}};
        state.cells.push_back({{collection, wedsync::kLifeField},
                               {},
                               {{dot, wedsync::make_hybrid_time(1, 0), true, 0}}});
        return state;
    };
    wedsync::rules::Source source;
    source.load = [&](const wedsync::rules::RecordKey& key) {
        return Result<wedsync::merge::RecordState>(
            state_of(static_cast<std::uint16_t>(key.record.index)));
    };
    source.visit = [&](wedsync::ScopeId, std::uint16_t collection,
                       const wedsync::rules::Source::Visitor& visit) {
        static_cast<void>(visit(state_of(collection)));
        return Result<void>{};
    };
    wedsync::rules::Book book(schema, source);
    const auto index = book.look({scope});
    WEDSYNC_ASSERT(index.ok());
    WEDSYNC_ASSERT(book.propose_each(index.value()->violations(), 10).ok());
}

}  // namespace

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
    for (const wedsync::Rule& rule : schema.value().rules) {
        WEDSYNC_ASSERT(!wedsync::kind_name(rule).empty());
        const bool is_known = !std::holds_alternative<wedsync::rule::Unknown>(rule.kind);
        WEDSYNC_ASSERT(is_known == (schema.value().find(rule.collection) != nullptr));
        for (const wedsync::FieldId field : wedsync::fields_of(rule))
            WEDSYNC_ASSERT(schema.value().find(field) != nullptr);
    }
    look_at_a_record_of_each_collection(schema.value());
    return 0;
}
