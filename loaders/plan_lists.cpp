#include "loaders/plan_lists.hpp"

#include <map>
#include <string>
#include <utility>

namespace wedsync::loaders {
namespace {

WantedRecord record_of(const char* collection, std::vector<std::string> second_key,
                       std::size_t line) {
    WantedRecord record;
    record.collection = collection;
    record.keys = {{std::string(kImportKey)}, std::move(second_key)};
    record.reach = KeyReach::kGlobal;
    record.line = line;
    return record;
}

void add_text(WantedRecord& record, const char* field, const std::string& text) {
    if (!text.empty()) record.fields.emplace_back(field, Value{text});
}

void add_elements(WantedRecord& record, const char* field, const Elements& elements) {
    if (!elements.empty()) record.fields.emplace_back(field, elements);
}

}  // namespace

Plan plan_of(const std::vector<importers::CalendarItem>& items) {
    Plan plan;
    std::map<std::string, std::size_t> vendors;
    for (const importers::CalendarItem& item : items) {
        WantedRecord record =
            record_of("timeline_items", {"title", "room", "starts_at"}, item.line);
        add_text(record, "title", item.title);
        record.fields.emplace_back("starts_at", Value{item.starts_at_ms});
        if (item.duration_min)
            record.fields.emplace_back("duration_min", Value{*item.duration_min});
        add_text(record, "room", item.room);
        add_text(record, "kind", item.kind);
        add_text(record, "owner", item.owner);
        add_text(record, "notes", item.notes);
        add_elements(record, "tags", item.tags);
        add_text(record, "import_key", item.import_key);
        if (!item.vendor.empty()) {
            const auto [vendor, is_new] = vendors.try_emplace(item.vendor, plan.size());
            if (is_new) {
                WantedRecord named;
                named.collection = "vendors";
                named.keys = {{"name"}};
                named.line = item.line;
                add_text(named, "name", item.vendor);
                plan.push_back(std::move(named));
            }
            record.fields.emplace_back("vendor", PlannedRecord{vendor->second});
        }
        plan.push_back(std::move(record));
    }
    return plan;
}

Plan plan_of(const std::vector<importers::ImportedContact>& contacts) {
    Plan plan;
    for (const importers::ImportedContact& contact : contacts) {
        WantedRecord record = record_of("contacts", {"full_name", "email"}, contact.line);
        add_text(record, "full_name", contact.full_name);
        add_text(record, "company", contact.company);
        add_text(record, "role", contact.role);
        add_text(record, "email", contact.email);
        add_text(record, "phone", contact.phone);
        add_text(record, "notes", contact.notes);
        add_elements(record, "tags", contact.tags);
        add_text(record, "import_key", contact.import_key);
        plan.push_back(std::move(record));
    }
    return plan;
}

}  // namespace wedsync::loaders
