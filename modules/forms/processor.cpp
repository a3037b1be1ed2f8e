#include "modules/forms/processor.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/causal/hybrid_time.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::forms {
namespace {

using codec::JsonNode;
using modules::Counter;
using modules::Item;
using modules::Outcome;

constexpr std::uint8_t kPriority = 5;
constexpr std::size_t kWordBytesMax = 64;
/// A change has at most 64 KiB, with everything that is around the text.
constexpr std::size_t kAnswersBytesMax = std::size_t{48} * 1024;
constexpr std::size_t kNotesBytesMax = std::size_t{16} * 1024;

// ---- Forms ----

struct HandedIn {
    std::string form;
    std::string name;
    std::string client;
    std::string answers;
    std::int64_t at_ms = 0;
    bool has_consent = false;
};

HandedIn read_handed_in(const JsonNode& data) {
    data.expect_object(
        {"id", "formId", "name", "clientId", "answers", "consent", "timestamp", "syncStatus"});
    HandedIn read;
    read.form = modules::line_of(data.member("formId"), modules::kItemIdBytesMax);
    read.name = modules::optional_line(data, "name", modules::kNameBytesMax);
    read.client = modules::optional_line(data, "clientId", modules::kItemIdBytesMax);
    static_cast<void>(data.member("answers"));
    read.answers = modules::object_text(data, "answers", kAnswersBytesMax);
    read.at_ms = modules::moment_of(data.member("timestamp"));
    const auto consent = data.find("consent");
    read.has_consent = consent && consent->boolean();
    static_cast<void>(modules::optional_line(data, "syncStatus", kWordBytesMax));
    return read;
}

Result<std::optional<RecordId>> client_named(const Counter& counter, const std::string& id) {
    if (id.empty()) return std::optional<RecordId>{};
    const auto known = WEDSYNC_TRY(counter.find("clients", {"import_key"}, {id}, {}, 1));
    return known.empty() ? std::optional<RecordId>{} : std::optional{known.front().record};
}

Result<Outcome> process_form(const Counter& counter, const Item& item) {
    const HandedIn read = read_handed_in(item.data);
    if (!item.data.ok()) return Outcome{};
    Draft draft;
    draft.type = "form_submission";
    draft.priority = kPriority;
    const NewRecord record = draft.create("forms");
    draft.set(record, "name", read.name.empty() ? read.form : read.name);
    draft.set(record, "question_set", read.form);
    draft.set(record, "status", std::string("submitted"));
    draft.set(record, "answers", read.answers);
    draft.set(record, "submitted_at", read.at_ms);
    draft.edits.emplace_back(edit::Increment{record, "times_submitted", 1});
    if (read.has_consent) draft.set(record, "consent_given", true);
    if (const auto client = WEDSYNC_TRY(client_named(counter, read.client))) {
        draft.set(record, "client", Reference{*client});
    }
    draft.set(record, "import_key", item.id);
    static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    return Outcome{};
}

// ---- Clients ----

enum class Form { kLine, kNotes, kStatus, kTime, kCents };
struct ClientMember {
    std::string_view member;
    const char* field;
    Form form;
};
constexpr ClientMember kClientMembers[] = {
    {"name", "name", Form::kLine},
    {"email", "email", Form::kLine},
    {"phone", "phone", Form::kLine},
    {"address", "address", Form::kLine},
    {"status", "status", Form::kStatus},
    {"weddingAt", "wedding_at", Form::kTime},
    {"budgetCents", "budget_cents", Form::kCents},
    {"notes", "notes", Form::kNotes},
};

Value value_of(const JsonNode& node, Form form) {
    switch (form) {
        case Form::kLine:
            return modules::line_of(node, modules::kNameBytesMax);
        case Form::kNotes: {
            const std::string_view text = node.text();
            if (text.size() > kNotesBytesMax) node.fail("too long", ErrorCode::kInvalid);
            return std::string(text);
        }
        case Form::kStatus:
            static_cast<void>(
                modules::choice_of(node, {"lead", "quoted", "booked", "past", "lost"}));
            return std::string(node.text());
        case Form::kTime:
            return modules::moment_of(node);
        case Form::kCents:
            return static_cast<std::int64_t>(
                node.number(static_cast<std::uint64_t>(json::kIntegerMax)));
    }
    return {};
}

struct Update {
    std::string client;
    std::int64_t at_ms = 0;
    std::vector<std::pair<const char*, Value>> fields;
};

Update read_update(const JsonNode& data) {
    data.expect_object({"id", "clientId", "name", "email", "phone", "address", "status",
                        "weddingAt", "budgetCents", "notes", "timestamp", "syncStatus"});
    Update read;
    read.client = modules::line_of(data.member("clientId"), modules::kItemIdBytesMax);
    read.at_ms = modules::moment_of(data.member("timestamp"));
    for (const ClientMember& known : kClientMembers) {
        if (const auto found = data.find(known.member))
            read.fields.emplace_back(known.field, value_of(*found, known.form));
    }
    static_cast<void>(modules::optional_line(data, "syncStatus", kWordBytesMax));
    return read;
}

/// Whether somebody wrote the field after that moment: who edited offline did not see it.
bool is_written_since(const merge::RecordState& state, FieldId field, std::int64_t at_ms) {
    const merge::Cell* cell = state.find(field);
    if (cell == nullptr) return false;
    return std::any_of(cell->siblings.begin(), cell->siblings.end(),
                       [&](const merge::Sibling& sibling) {
                           return static_cast<std::int64_t>(wall_ms_of(sibling.time)) > at_ms;
                       });
}

/// What was written after the offline edit stays beside it: people decide.
Result<std::size_t> add_update(const Counter& counter, const RecordId& record, const Update& update,
                               Draft& draft) {
    const merge::RecordState state = WEDSYNC_TRY(counter.place.replica.get(counter.scope, record));
    const CollectionSchema* clients = counter.place.replica.schema().find("clients");
    std::size_t contested = 0;
    for (const auto& [name, value] : update.fields) {
        const FieldSchema* field = clients->find(name);
        if (field == nullptr) continue;
        if (merge::read_field(state, *field).value == value) continue;
        edit::Set set{record, name, value, std::nullopt};
        if (is_written_since(state, field->id, update.at_ms)) {
            set.seen = std::vector<Dot>{};
            ++contested;
        }
        draft.edits.emplace_back(std::move(set));
    }
    return contested;
}

Result<Outcome> process_client(const Counter& counter, const Item& item) {
    const Update read = read_update(item.data);
    if (!item.data.ok()) return Outcome{};
    if (read.fields.empty()) return modules::duplicate("no_change", "this says nothing");
    Draft draft;
    draft.type = "client_update";
    draft.priority = kPriority;
    const auto known = WEDSYNC_TRY(client_named(counter, read.client));
    std::size_t contested = 0;
    if (known) {
        contested = WEDSYNC_TRY(add_update(counter, *known, read, draft));
    } else {
        const NewRecord record = draft.create("clients");
        for (const auto& [name, value] : read.fields)
            draft.set(record, name, value);
        draft.set(record, "import_key", read.client);
    }
    if (draft.edits.empty()) return modules::duplicate("no_change", "all of this was so already");
    static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    Outcome outcome;
    if (contested > 0) {
        outcome.code = "to_decide";
        outcome.detail = "somebody wrote some of this later: both are kept, and people decide";
    }
    return outcome;
}

}  // namespace

const std::vector<modules::Processor>& processors() {
    static const std::vector<modules::Processor> kProcessors = {
        {"form_submission",
         kPriority,
         "timestamp",
         "answers",
         {"forms"},
         {{"clients", {"import_key"}}},
         process_form,
         nullptr},
        {"client_update",
         kPriority,
         "timestamp",
         "clientId",
         {"clients"},
         {{"clients", {"import_key"}}},
         process_client,
         nullptr},
    };
    return kProcessors;
}

}  // namespace wedsync::forms
