#include "cli/records.hpp"

#include <algorithm>

#include "cli/failure.hpp"
#include "cli/number_text.hpp"

#include "engine/merge/conflict.hpp"
#include "engine/merge/public_id.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kShortIdDigits = 10;
constexpr std::size_t kLastGroup = 24;   ///< Where the last group of a UUID begins.
constexpr std::size_t kTimeDigits = 14;  ///< The two groups of a UUIDv7 that are its time.
constexpr std::size_t kNamesShown = 8;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string list_of(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < kNamesShown; ++i)
        list += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kNamesShown) list += ", ...";
    return list;
}

std::string scope_hex(ScopeId scope) {
    return hex_text(scope.value());
}

/// By the beginning of the id or of its last group; or by a whole id that was shown before the
/// record was deleted and brought back, which may have moved its time.
bool is_named_by(std::string_view id, std::string_view wanted) {
    const bool is_whole = wanted.size() == id.size();
    return id.starts_with(wanted) || id.substr(kLastGroup).starts_with(wanted) ||
           (is_whole && id.substr(kTimeDigits) == wanted.substr(kTimeDigits));
}

}  // namespace

std::string Records::scope_name(ScopeId scope) const {
    const replica::ScopeState* state = replica_.scope(scope);
    return state == nullptr ? scope_hex(scope) : state->row.name;
}

ScopeId Records::find_scope(const std::string& text) const {
    std::vector<ScopeId> beginnings;
    std::vector<std::string> names;
    for (const ScopeId scope : replica_.scopes()) {
        const std::string name = scope_name(scope);
        if (name == text || scope_hex(scope) == text) return scope;
        if (name.starts_with(text)) beginnings.push_back(scope);
        names.push_back(quoted(name));
    }
    if (beginnings.size() == 1) return beginnings.front();
    if (beginnings.size() > 1) {
        throw Failure(ExitCode::kBadInput, "more than one scope begins with " + quoted(text),
                      "Scopes here: " + list_of(names));
    }
    throw Failure(ExitCode::kNotFound, "there is no scope " + quoted(text),
                  names.empty() ? "There are none yet: `wedsync scopes --add NAME` makes one."
                                : "Scopes here: " + list_of(names));
}

ScopeId Records::scope_for_edit(const std::string& text) const {
    if (!text.empty()) return find_scope(text);
    const std::vector<ScopeId> scopes = replica_.scopes();
    if (scopes.size() == 1) return scopes.front();
    std::vector<std::string> names;
    names.reserve(scopes.size());
    for (const ScopeId scope : scopes)
        names.push_back(quoted(scope_name(scope)));
    throw Failure(ExitCode::kUsage, "which scope? There are " + std::to_string(scopes.size()),
                  scopes.empty() ? "`wedsync scopes --add NAME` makes one."
                                 : "Add --scope NAME. Scopes here: " + list_of(names));
}

std::vector<ScopeId> Records::scopes_for_reading(const std::string& text) const {
    if (text.empty()) return replica_.scopes();
    return {find_scope(text)};
}

const CollectionSchema& Records::find_collection(const std::string& name) const {
    const CollectionSchema* collection = replica_.schema().find(name);
    if (collection != nullptr) return *collection;
    std::string names;
    for (const CollectionSchema& known : replica_.schema().collections)
        names += (names.empty() ? "" : ", ") + known.name;
    throw Failure(ExitCode::kBadInput, "there is no collection " + quoted(name),
                  "The schema has: " + names);
}

const FieldSchema& Records::find_field(const CollectionSchema& collection,
                                       const std::string& name) {
    const FieldSchema* field = collection.find(name);
    if (field != nullptr) return *field;
    std::string names;
    for (const FieldSchema& known : collection.fields)
        names += (names.empty() ? "" : ", ") + known.name;
    throw Failure(ExitCode::kBadInput, quoted(collection.name) + " has no field " + quoted(name),
                  "Its fields: " + names);
}

const CollectionSchema* Records::collection_of(const merge::RecordState& state) const {
    return state.empty() ? nullptr : replica_.schema().find(merge::collection_of(state));
}

Located Records::find(const std::string& id) {
    const std::string wanted = lower(id);
    if (wanted.empty()) throw Failure(ExitCode::kBadInput, "an id is missing");
    std::vector<Located> found;
    for (const ScopeId scope : replica_.scopes()) {
        take(replica_.store().visit_records(scope, std::nullopt, [&](const auto& state) {
            if (merge::status_of(state) == merge::RecordStatus::kGone) return true;
            const std::string text = merge::to_text(merge::public_id(scope, state));
            if (is_named_by(text, wanted)) found.push_back({scope, state});
            return found.size() < kNamesShown;
        }));
    }
    if (found.size() == 1) return std::move(found.front());
    if (found.empty()) {
        throw Failure(ExitCode::kNotFound, "there is no record " + quoted(id),
                      "It may be deleted, or in a scope that is not held here. `wedsync query "
                      "COLLECTION` shows ids.");
    }
    std::string names;
    for (const Located& located : found) {
        names += (names.empty() ? "" : ", ") + id_of(located) + " (" + title_of(located) + ")";
    }
    throw Failure(ExitCode::kBadInput, "more than one record begins with " + quoted(id), names);
}

RecordId Records::find_target(ScopeId scope, const std::string& collection,
                              const std::string& text) {
    const CollectionSchema& target = find_collection(collection);
    const std::string wanted = lower(text);
    std::vector<RecordId> by_title;
    std::vector<RecordId> by_id;
    for (const Located& located : all_of(scope, target.number)) {
        const std::string id = id_of(located);
        if (title_of(located) == text) by_title.push_back(located.state.id);
        if (is_named_by(id, wanted)) by_id.push_back(located.state.id);
    }
    const std::vector<RecordId>& found = by_title.empty() ? by_id : by_title;
    if (found.size() == 1) return found.front();
    const bool is_ambiguous = found.size() > 1;
    throw Failure(is_ambiguous ? ExitCode::kBadInput : ExitCode::kNotFound,
                  (is_ambiguous ? "more than one of " : "none of ") + quoted(collection) + " in " +
                      quoted(scope_name(scope)) + " is called " + quoted(text),
                  is_ambiguous ? "Name it by its id. Nothing was changed."
                               : "`wedsync query " + collection +
                                     "` lists them. "
                                     "Nothing was changed.");
}

std::string Records::title_of(const Located& located) const {
    const CollectionSchema* collection = collection_of(located.state);
    if (collection == nullptr) return "?";
    const FieldSchema* field = collection->find(collection->title);
    if (field == nullptr) return "?";
    const Value value = merge::read_field(located.state, *field).value;
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string() : *text;
}

std::vector<Located> Records::all_of(ScopeId scope, std::optional<std::uint16_t> collection) {
    std::vector<Located> all;
    take(replica_.store().visit_records(scope, collection, [&](const merge::RecordState& state) {
        if (merge::status_of(state) != merge::RecordStatus::kGone) all.push_back({scope, state});
        return true;
    }));
    return all;
}

std::string Records::id_of(const Located& located) {
    return merge::to_text(merge::public_id(located.scope, located.state));
}

std::string Records::short_id_of(const Located& located) {
    return id_of(located).substr(kLastGroup, kShortIdDigits);
}

Located Records::load(ScopeId scope, const RecordId& record) {
    return {scope, take(replica_.get(scope, record))};
}

boost::json::object Records::json(const Located& located) {
    namespace bj = boost::json;
    bj::object fields;
    bj::array conflicts;
    const CollectionSchema* collection = collection_of(located.state);
    if (collection != nullptr) {
        for (const FieldSchema& field : collection->fields) {
            const merge::FieldReading reading = merge::read_field(located.state, field);
            if (reading.status == merge::FieldStatus::kAbsent) continue;
            if (field.kind == FieldKind::kSet) {
                fields[field.name] = bj::array(reading.elements.begin(), reading.elements.end());
            } else {
                fields[field.name] = json(located.scope, reading.value, &field);
            }
        }
    }
    for (const merge::Conflict& conflict : merge::conflicts_of(located.state, replica_.schema())) {
        const FieldSchema* field = replica_.schema().find(conflict.field);
        conflicts.emplace_back(field == nullptr ? "(record)" : field->name);
    }
    const bool is_alive = merge::status_of(located.state) == merge::RecordStatus::kAlive;
    return {{"id", id_of(located)},
            {"short_id", short_id_of(located)},
            {"scope", scope_name(located.scope)},
            {"collection", collection == nullptr ? "?" : collection->name},
            {"title", title_of(located)},
            {"status", is_alive ? "alive" : "edited_and_deleted"},
            {"fields", std::move(fields)},
            {"conflicts", std::move(conflicts)}};
}

}  // namespace wedsync::cli
