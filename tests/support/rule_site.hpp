#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/index.hpp"
#include "engine/rules/proposer.hpp"

namespace wedsync::support {

/// Records in memory with their log, and an index over them: for tests of rules. One lane writes.
class RuleSite {
public:
    explicit RuleSite(Schema schema) : schema_(std::move(schema)), index_(schema_) {
        source_.load = [this](const rules::RecordKey& key) {
            return Result<merge::RecordState>(state(key));
        };
        source_.find_change = [this](ScopeId scope, const Dot& dot) {
            const auto found = log_.find({scope, dot});
            std::optional<Change> change;
            if (found != log_.end()) change = found->second;
            return Result<std::optional<Change>>(std::move(change));
        };
        source_.visit = [this](ScopeId scope, std::uint16_t collection,
                               const rules::Source::Visitor& visit) {
            for (const auto& [key, state] : states_) {
                if (key.scope != scope || state.empty()) continue;
                if (merge::collection_of(state) == collection && !visit(state)) break;
            }
            return Result<void>{};
        };
    }
    RuleSite(const RuleSite&) = delete;
    RuleSite& operator=(const RuleSite&) = delete;

    using Fields = std::vector<std::pair<std::string, Value>>;
    rules::RecordKey create(ScopeId scope, const std::string& collection, const Fields& fields) {
        const CollectionSchema* known = schema_.find(collection);
        WEDSYNC_ASSERT(known != nullptr);
        const RecordId record{{lane, ++count_}, 0};
        Change change = next({});
        change.dot = record.dot;
        change.operations.emplace_back(
            operation::Put{{record, {known->number, kLifeField}, {}}, true, {}});
        for (const auto& [name, value] : fields)
            change.operations.push_back(write(record, *known->find(name), value, nullptr));
        apply(scope, change);
        return {scope, record};
    }
    void set(const rules::RecordKey& key, const std::string& field, const Value& value,
             NoteKind note = NoteKind::kNone) {
        const merge::RecordState before = state(key);
        const CollectionSchema* known = schema_.find(merge::collection_of(before));
        Change change = next({});
        change.dot = {lane, ++count_};
        change.note.kind = note;
        change.operations = {write(key.record, *known->find(field), value, &before)};
        apply(key.scope, change);
    }
    /// Written by somebody who had not seen what is there.
    void set_unseen(const rules::RecordKey& key, const std::string& field, const Value& value) {
        const CollectionSchema* known = schema_.find(merge::collection_of(state(key)));
        Change change = next({});
        change.dot = {lane, ++count_};
        change.operations = {write(key.record, *known->find(field), value, nullptr)};
        apply(key.scope, change);
    }
    void erase(const rules::RecordKey& key) {
        if (state(key).empty()) return;
        Change change = next({});
        change.dot = {lane, ++count_};
        change.operations = {merge::kill_of(state(key))};
        apply(key.scope, change);
    }
    void apply(const std::vector<rules::Repair::Edit>& edits) {
        for (const rules::Repair::Edit& edit : edits)
            set(edit.key, schema_.find(edit.field)->name, edit.value);
    }

    [[nodiscard]] merge::RecordState state(const rules::RecordKey& key) const {
        const auto found = states_.find(key);
        return found == states_.end() ? merge::RecordState{key.record, {}} : found->second;
    }
    [[nodiscard]] const std::map<rules::RecordKey, merge::RecordState>& states() const {
        return states_;
    }
    [[nodiscard]] const rules::Source& source() const { return source_; }
    [[nodiscard]] const Schema& schema() const { return schema_; }
    [[nodiscard]] rules::Index& index() { return index_; }

    std::vector<rules::Violation> violations() {
        rules::Sight sight(source_);
        WEDSYNC_ASSERT(index_.refresh(sight).ok());
        return index_.violations();
    }
    std::vector<rules::Repair> repairs(const rules::Violation& violation) {
        rules::Proposer proposer(index_, source_);
        Result<std::vector<rules::Repair>> found = proposer.propose(violation);
        WEDSYNC_ASSERT(found.ok());
        return std::move(found).value();
    }

    Incarnation lane{0, 0xA11CE};

private:
    Change next(std::vector<Operation> operations) {
        Change change;
        change.time = make_hybrid_time(1'000 + ++ticks_, 0);
        change.operations = std::move(operations);
        return change;
    }
    static Operation write(const RecordId& record, const FieldSchema& field, const Value& value,
                           const merge::RecordState* seen) {
        std::string sub;
        const auto* element = std::get_if<std::string>(&value);
        if (field.kind == FieldKind::kSet && element != nullptr) sub = *element;
        std::vector<Dot> covers;
        if (seen != nullptr) covers = merge::dots_of(seen->find(field.id, sub));
        const Value written = field.kind == FieldKind::kSet ? Value(true) : value;
        return operation::Put{{record, field.id, sub}, written, std::move(covers)};
    }
    void apply(ScopeId scope, const Change& change) {
        for (const RecordId& record : touched_records(change)) {
            const rules::RecordKey key{scope, record};
            merge::RecordState& state =
                states_.try_emplace(key, merge::RecordState{record, {}}).first->second;
            merge::apply(state, change);
            index_.note(key);
        }
        log_.emplace(std::pair(scope, change.dot), change);
    }

    Schema schema_;
    rules::Index index_;
    rules::Source source_;
    std::map<rules::RecordKey, merge::RecordState> states_;
    std::map<std::pair<ScopeId, Dot>, Change> log_;
    std::uint64_t count_ = 0;
    std::uint64_t ticks_ = 0;
};

/// A small wedding with a rule of every kind.
[[nodiscard]] inline Schema wedding_with_rules() {
    constexpr const char* kJson = R"({"name": "wedding", "version": 1, "collections": [
      {"number": 1, "name": "guests", "title": "name", "fields": [
        {"number": 1, "name": "name"},
        {"number": 2, "name": "table", "kind": "reference", "target": "tables"},
        {"number": 3, "name": "seat", "kind": "reference", "target": "seats"},
        {"number": 4, "name": "extra", "type": "integer"},
        {"number": 5, "name": "rsvp", "choices": ["invited", "accepted", "declined"]},
        {"number": 6, "name": "diets", "kind": "set"},
        {"number": 7, "name": "party"},
        {"number": 8, "name": "in_chair", "kind": "flag"}]},
      {"number": 2, "name": "tables", "title": "label", "fields": [
        {"number": 1, "name": "label"},
        {"number": 2, "name": "capacity", "type": "integer"},
        {"number": 3, "name": "marks", "kind": "set"},
        {"number": 4, "name": "is_locked", "kind": "flag"}]},
      {"number": 3, "name": "seats", "title": "label", "fields": [
        {"number": 1, "name": "label"},
        {"number": 2, "name": "table", "kind": "reference", "target": "tables"},
        {"number": 3, "name": "is_blocked", "kind": "flag"},
        {"number": 4, "name": "kind", "choices": ["standard", "wheelchair"]}]},
      {"number": 4, "name": "vendors", "title": "name", "fields": [
        {"number": 1, "name": "name"},
        {"number": 2, "name": "status", "choices": ["proposed", "booked", "confirmed", "cancelled"]}]},
      {"number": 5, "name": "items", "title": "title", "fields": [
        {"number": 1, "name": "title"},
        {"number": 2, "name": "room"},
        {"number": 3, "name": "starts", "type": "time"},
        {"number": 4, "name": "minutes", "type": "integer"},
        {"number": 5, "name": "vendor", "kind": "reference", "target": "vendors"},
        {"number": 6, "name": "opens", "type": "time"},
        {"number": 7, "name": "closes", "type": "time"}]}],
      "rules": [
        {"number": 1, "name": "one_seat_one_guest", "kind": "unique", "collection": "guests",
         "fields": ["table", "seat"], "when": [{"field": "rsvp", "not": ["declined"]}],
         "repair": {"move": ["seat", "table"], "together": "party", "keep": {"diets": "marks"},
                    "last": ["in_chair"], "closed": "is_locked"}},
        {"number": 2, "name": "table_capacity", "kind": "capacity", "collection": "guests",
         "link": "table", "limit": "capacity", "extra": "extra",
         "when": [{"field": "rsvp", "not": ["declined"]}],
         "repair": {"move": ["seat", "table"], "together": "party", "keep": {"diets": "marks"},
                    "last": ["in_chair"], "closed": "is_locked", "raise": true}},
        {"number": 3, "name": "one_thing_in_a_room", "kind": "no_overlap", "collection": "items",
         "fields": ["room"], "normalised": true, "starts": "starts", "minutes": "minutes",
         "repair": {"shift": true}},
        {"number": 4, "name": "vendor_in_one_place", "kind": "no_overlap", "collection": "items",
         "fields": ["vendor.name"], "normalised": true, "starts": "starts", "minutes": "minutes",
         "scopes": "different", "repair": {"shift": true}},
        {"number": 5, "name": "table_names", "kind": "unique", "collection": "tables",
         "fields": ["label"], "normalised": true, "repair": {"rename": "label"}},
        {"number": 6, "name": "seat_is_usable", "kind": "requires", "collection": "guests",
         "when": [{"field": "seat", "set": true}],
         "then": [{"field": "seat.is_blocked", "not": [true]}],
         "repair": {"move": ["seat", "table"], "clear": ["seat"]}},
        {"number": 7, "name": "chair_has_a_place", "kind": "requires", "collection": "guests",
         "when": [{"field": "in_chair", "is": [true]}, {"field": "seat", "set": true}],
         "then": [{"field": "seat.kind", "is": ["wheelchair"]}],
         "repair": {"move": ["seat", "table"]}},
        {"number": 8, "name": "opens_before_it_closes", "kind": "order", "collection": "items",
         "fields": ["opens", "closes"]},
        {"number": 9, "name": "vendor_steps", "kind": "steps", "collection": "vendors",
         "field": "status", "repair": {"restore": true}},
        {"number": 10, "name": "balance", "kind": "later_kind", "over": ["x"]}]})";
    Result<Schema> schema = parse_schema(kJson);
    WEDSYNC_ASSERT(schema.ok());
    return std::move(schema).value();
}

}  // namespace wedsync::support
