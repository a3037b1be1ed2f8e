// What the module "forms" does: definitions, forms that are filled in, clients.
#include <optional>
#include <utility>

#include "engine/codec/json_parts.hpp"
#include "modules/forms/answers.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::text_of;

constexpr std::size_t kNotesBytesMax = std::size_t{16} * 1024;

bj::value committed(ScopeId scope, const RecordId& record, const Dot& dot) {
    return bj::object{{"scope", codec::json_of(scope.value())},
                      {"record", codec::json_of(record)},
                      {"dot", codec::json_of(dot)}};
}

std::string form_name_in(const JsonNode& action) {
    const JsonNode name = action.member("name");
    if (!is_form_name(name.text())) {
        name.fail("a small letter, then up to 39 small letters, digits, hyphens, underscores",
                  ErrorCode::kInvalid);
    }
    return std::string(name.text());
}

std::optional<RecordId> record_in(const JsonNode& action, std::string_view member) {
    const auto found = action.find(member);
    return found ? std::optional(found->record()) : std::nullopt;
}

Result<bj::value> define(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "name", "definition", "seen"});
    const ScopeId scope{action.member("scope").number()};
    const std::string name = form_name_in(action);
    const JsonNode given = action.member("definition");
    const Definition definition = read_definition(given);
    std::optional<std::vector<Dot>> seen;
    if (const auto shown = action.find("seen")) seen = codec::read_dots(*shown, kCoversMax);
    if (!action.ok()) return bj::value(nullptr);
    const std::string body = json::write_json(given.value());
    // What is read back has to be what was checked, and short enough.
    static_cast<void>(WEDSYNC_TRY(parse_definition(body)));
    const auto forms = WEDSYNC_TRY(read_forms(place.replica, place.replica.scopes()));
    const KeptForm* kept = find_form(forms, name);
    if (kept != nullptr && kept->is_built_in) {
        return Error{ErrorCode::kInvalid, "the form " + name + " is built in"};
    }
    const auto done = WEDSYNC_TRY(place.replica.commit(
        place.now, draft_definition(scope, name, definition.title.in({}), body, kept, seen)));
    if (kept != nullptr) return committed(kept->scope, kept->record, done.dot);
    return committed(scope, done.created.front(), done.dot);
}

Result<bj::value> retire(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "name", "retired"});
    static_cast<void>(action.member("scope").number());
    const std::string name = form_name_in(action);
    const auto retired = action.find("retired");
    const bool is_retired = !retired || retired->boolean();
    if (!action.ok()) return bj::value(nullptr);
    const auto forms = WEDSYNC_TRY(read_forms(place.replica, place.replica.scopes()));
    const KeptForm* kept = find_form(forms, name);
    if (kept == nullptr) return Error{ErrorCode::kNotFound, "there is no form " + name};
    if (kept->is_built_in) {
        return Error{ErrorCode::kInvalid, "the form " + name + " is built in"};
    }
    const auto done =
        WEDSYNC_TRY(place.replica.commit(place.now, draft_retired(*kept, is_retired)));
    return committed(kept->scope, kept->record, done.dot);
}

/// A form that is begun or handed in. What is handed in has to be answered as the form asks.
Result<bj::value> fill_in(const modules::Place& place, const JsonNode& action, bool is_handed_in) {
    action.expect_object(
        {"module", "action", "scope", "name", "answers", "title", "client", "record"});
    FilledForm filled;
    filled.scope = ScopeId{action.member("scope").number()};
    filled.is_handed_in = is_handed_in;
    filled.at_ms = place.wall_ms();
    filled.record = record_in(action, "record");
    filled.client = record_in(action, "client");
    const std::string name = form_name_in(action);
    if (const auto title = action.find("title")) filled.title = text_of(*title);
    const JsonNode answers = action.member("answers");
    if (!answers.is_object()) answers.fail("not an object", ErrorCode::kInvalid);
    if (!action.ok()) return bj::value(nullptr);
    const auto forms = WEDSYNC_TRY(read_forms(place.replica, place.replica.scopes()));
    const KeptForm* form = find_form(forms, name);
    if (form == nullptr) return Error{ErrorCode::kNotFound, "there is no form " + name};
    if (form->is_retired && !filled.record) {
        return Error{ErrorCode::kInvalid, "the form " + name + " is not used any more"};
    }
    const Definition definition = WEDSYNC_TRY(parse_definition(form->body));
    filled.answers = answers.value().get_object();
    if (is_handed_in) {
        const std::vector<Problem> problems = validate(definition, filled.answers);
        if (!problems.empty()) return Error{ErrorCode::kInvalid, words_for(problems)};
        filled.answers = asked_answers(definition, filled.answers);
    }
    if (answers_text(filled.answers).size() > kAnswersBytesMax)
        return Error{ErrorCode::kTooLarge, "answers have at most 60 KiB"};
    if (filled.title.empty() && !filled.record) filled.title = definition.title.in({});
    const auto done = WEDSYNC_TRY(place.replica.commit(place.now, draft_form(filled, *form)));
    return committed(filled.scope, filled.record ? *filled.record : done.created.front(), done.dot);
}

/// A field of a client in an action, if it is there.
void set_client_text(const JsonNode& action, std::string_view field, RecordRef record,
                     Draft& draft) {
    const auto found = action.find(field);
    if (!found) return;
    const std::string_view text = found->text();
    const bool is_long = field == "notes";
    if (text.size() > (is_long ? kNotesBytesMax : modules::kTextBytesMax))
        found->fail("too long", ErrorCode::kInvalid);
    draft.set(record, std::string(field), std::string(text));
}

Result<bj::value> update_client(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "id", "name", "email", "phone", "address",
                          "status", "wedding_at", "budget_cents", "last_contacted_at", "notes"});
    Draft draft;
    draft.scope = ScopeId{action.member("scope").number()};
    draft.type = "client_update";
    const std::optional<RecordId> known = record_in(action, "id");
    RecordRef record = RecordId{};
    if (known) {
        record = *known;
    } else {
        record = draft.create("clients");
        const JsonNode name = action.member("name");
        if (name.text().empty()) name.fail("nobody", ErrorCode::kInvalid);
    }
    const std::size_t before = draft.edits.size();
    for (const char* field : {"name", "email", "phone", "address", "notes"})
        set_client_text(action, field, record, draft);
    if (const auto status = action.find("status")) {
        static_cast<void>(
            modules::choice_of(*status, {"lead", "quoted", "booked", "past", "lost"}));
        draft.set(record, "status", std::string(status->text()));
    }
    for (const char* field : {"wedding_at", "last_contacted_at"}) {
        if (const auto at = action.find(field)) draft.set(record, field, modules::time_of(*at));
    }
    if (const auto budget = action.find("budget_cents"))
        draft.set(record, "budget_cents", budget->integer());
    if (known && draft.edits.size() == before)
        action.fail("nothing of the client is to be changed", ErrorCode::kInvalid);
    if (!action.ok()) return bj::value(nullptr);
    const auto done = WEDSYNC_TRY(place.replica.commit(place.now, draft));
    return committed(draft.scope, known ? *known : done.created.front(), done.dot);
}

}  // namespace

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    const std::size_t which = modules::choice_of(
        action.member("action"), {"define", "retire", "submit", "save_draft", "update_client"});
    if (!action.ok()) return bj::value(nullptr);
    switch (which) {
        case 0:
            return define(place, action);
        case 1:
            return retire(place, action);
        case 2:
            return fill_in(place, action, true);
        case 3:
            return fill_in(place, action, false);
        default:
            return update_client(place, action);
    }
}

}  // namespace wedsync::forms
