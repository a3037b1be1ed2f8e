#include "engine/codec/entries.hpp"

#include <cstddef>
#include <limits>
#include <utility>

#include "engine/codec/entry_layout.hpp"
#include "engine/codec/entry_reader.hpp"
#include "engine/codec/entry_writer.hpp"

namespace wedsync::codec {
namespace {

/// Of text in few entries: from here on columns, which are packed, are smaller than rows.
constexpr std::size_t kLongTextBytesMin = 1'024;

template <class Item>
std::vector<EntryView> views_of(std::span<const Item> items) {
    std::vector<EntryView> views;
    views.reserve(items.size());
    for (const Item& item : items)
        views.push_back(view_of(item));
    return views;
}

/// Whether the texts are worth packing, few as the entries may be.
bool has_long_text(std::span<const EntryView> entries) {
    std::size_t bytes = 0;
    for (const EntryView& entry : entries) {
        if (entry.change == nullptr) continue;
        for (const Operation& operation : entry.change->operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            const auto* text = put == nullptr ? nullptr : std::get_if<std::string>(&put->value);
            if (text != nullptr) bytes += text->size();
        }
    }
    return bytes >= kLongTextBytesMin;
}

Bytes encode(std::span<const EntryView> entries, int level) {
    Form form = Form::kRows;
    BatchPlan plan;
    if (entries.size() == 1 && entries.front().change != nullptr) {
        form = Form::kSingle;
    } else if (entries.size() >= kColumnEntriesMin || has_long_text(entries)) {
        plan = plan_batch(entries);
        const bool fits = plan.items <= kColumnItemsMax && plan.text_bytes <= kUnpackedBytesMax;
        if (fits) form = Form::kColumns;
    }
    EntryWriter writer(form, plan);
    for (const EntryView& entry : entries)
        writer.write(entry);
    return writer.finish(entries.size(), level);
}

}  // namespace

Bytes encode_entries(std::span<const Entry> entries, int level) {
    return encode(views_of(entries), level);
}

Bytes encode_changes(std::span<const Change> changes, int level) {
    return encode(views_of(changes), level);
}

Result<std::vector<Entry>> decode_entries(BytesView bytes) {
    return EntryReader(bytes).read_all(std::numeric_limits<std::uint32_t>::max());
}

}  // namespace wedsync::codec
