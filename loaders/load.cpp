#include "loaders/load.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::loaders {
namespace {

/// A commit is sent as one: small enough that other changes pass between two of them.
constexpr std::size_t kOperationsTarget = 500;
constexpr std::size_t kBytesTarget = std::size_t{24} * 1024;
/// What an operation costs beside its value, at most.
constexpr std::size_t kOperationBytes = 40;

struct Cost {
    std::size_t operations = 0;
    std::size_t bytes = 0;
};

std::size_t bytes_of(const WantedValue& wanted) {
    if (const auto* elements = std::get_if<Elements>(&wanted)) {
        std::size_t bytes = 0;
        for (const std::string& element : *elements)
            bytes += element.size() + kOperationBytes;
        return bytes;
    }
    if (const auto* value = std::get_if<Value>(&wanted)) {
        if (const auto* text = std::get_if<std::string>(value)) return text->size();
    }
    return sizeof(RecordId);
}

Cost cost_of(const WantedRecord& wanted) {
    Cost cost{1, kOperationBytes};
    for (const auto& [field, value] : wanted.fields) {
        const auto* elements = std::get_if<Elements>(&value);
        cost.operations += elements == nullptr ? 1 : elements->size();
        cost.bytes += bytes_of(value) + kOperationBytes;
    }
    return cost;
}

std::string text_of(const Value& value) {
    return std::visit(Overloaded{[](const std::string& text) { return text; },
                                 [](std::int64_t number) { return std::to_string(number); },
                                 [](bool flag) { return std::string(flag ? "true" : "false"); },
                                 [](const auto&) { return std::string(); }},
                      value);
}

/// The key's fields, each with its length before it: no two keys run into one.
void append_key(const std::string& text, std::string& key) {
    key += std::to_string(text.size()) + ":" + text;
}

std::string key_of(const WantedRecord& wanted) {
    std::string key = wanted.collection + "/";
    for (const std::string& name : wanted.key) {
        std::string text;
        for (const auto& [field, value] : wanted.fields) {
            if (field == name) text = text_of(*std::get_if<Value>(&value));
        }
        append_key(text, key);
    }
    return key;
}

Error at_record(const WantedRecord& wanted, const Error& error) {
    std::string where = wanted.line == 0 ? "a record of "
                                         : "line " + std::to_string(wanted.line) + ", a record of ";
    return {error.code, where + wanted.collection + ": " + error.detail};
}

Result<void> check_record(const WantedRecord& wanted, const Schema& schema) {
    const CollectionSchema* collection = schema.find(wanted.collection);
    if (collection == nullptr) return Error{ErrorCode::kInvalid, "this schema has no such records"};
    for (const auto& [name, value] : wanted.fields) {
        const FieldSchema* field = collection->find(name);
        if (field == nullptr) return Error{ErrorCode::kInvalid, "this schema has no field " + name};
        if (const auto* plain = std::get_if<Value>(&value)) {
            WEDSYNC_TRY(check_value(*field, *plain));
        }
        if (const auto* elements = std::get_if<Elements>(&value)) {
            for (const std::string& element : *elements) {
                if (!element.empty() && element.size() <= kSubBytesMax && is_utf8(element))
                    continue;
                return Error{ErrorCode::kInvalid, name + ": an element has 1 to 256 bytes"};
            }
        }
    }
    const Cost cost = cost_of(wanted);
    if (cost.operations > kChangeOperationsMax || cost.bytes > kChangeBytesMax) {
        return Error{ErrorCode::kTooLarge, "more than one change may hold (64 kB)"};
    }
    return {};
}

class Loader {
public:
    Loader(replica::Replica& replica, Now now, const Plan& plan, const LoadOptions& options)
        : replica_(replica), now_(now), plan_(plan), options_(options) {}

    Result<Loaded> load(ScopeId scope) {
        loaded_.scope = scope;
        WEDSYNC_TRY(find_existing());
        loaded_.records.resize(plan_.size());
        start_draft();
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            const Cost cost = cost_of(plan_[i]);
            if (cost_.operations + cost.operations > kOperationsTarget ||
                cost_.bytes + cost.bytes > kBytesTarget) {
                WEDSYNC_TRY(commit(i));
            }
            cost_.operations += cost.operations;
            cost_.bytes += cost.bytes;
            add(i);
        }
        WEDSYNC_TRY(commit(plan_.size()));
        return std::move(loaded_);
    }

private:
    /// Records of the plan's collections that are in the scope, by their key, oldest first.
    Result<void> find_existing() {
        if (replica_.scope(loaded_.scope) == nullptr) return {};
        std::map<std::string, const std::vector<std::string>*> keys;
        for (const WantedRecord& wanted : plan_)
            keys.try_emplace(wanted.collection, &wanted.key);
        for (const auto& [name, key] : keys) {
            const CollectionSchema& collection = *replica_.schema().find(name);
            std::vector<merge::RecordState> states;
            WEDSYNC_TRY(replica_.store().visit_records(loaded_.scope, collection.number,
                                                       [&](const merge::RecordState& state) {
                                                           states.push_back(state);
                                                           return true;
                                                       }));
            std::sort(states.begin(), states.end(),
                      [](const auto& left, const auto& right) { return left.id < right.id; });
            for (merge::RecordState& state : states) {
                std::string text = name + "/";
                for (const std::string& field : *key) {
                    append_key(text_of(merge::read_field(state, *collection.find(field)).value),
                               text);
                }
                existing_[text].push_back(std::move(state));
            }
        }
        return {};
    }

    void start_draft() {
        draft_ = Draft{};
        draft_.scope = loaded_.scope;
        draft_.priority = options_.priority;
        draft_.type = "import";
        created_.clear();
        cost_ = {};
    }

    /// Commits what is in the draft; `done` records of the plan are in then.
    Result<void> commit(std::size_t done) {
        if (!draft_.edits.empty() && !options_.is_dry_run) {
            const auto committed = replica_.commit(now_, draft_);
            if (!committed.ok()) {
                Error error = committed.error();
                error.detail += "; " + std::to_string(committed_) + " of " +
                                std::to_string(plan_.size()) + " records are in";
                return error;
            }
            const std::vector<RecordId>& ids = committed.value().created;
            WEDSYNC_ASSERT(ids.size() == created_.size());
            for (const auto& [index, place] : created_)
                loaded_.records[index] = ids[place.index];
            ++loaded_.commits;
        }
        committed_ = done;
        if (options_.progress) options_.progress(done, plan_.size());
        start_draft();
        return {};
    }

    void add(std::size_t index) {
        const WantedRecord& wanted = plan_[index];
        Tally& tally = loaded_.tallies[wanted.collection];
        const auto same = existing_.find(key_of(wanted));
        if (same == existing_.end() || same->second.empty()) {
            const NewRecord record = draft_.create(wanted.collection);
            created_.emplace(index, record);
            new_.insert(index);
            for (const auto& [field, value] : wanted.fields)
                write(record, field, value);
            ++tally.created;
            return;
        }
        const merge::RecordState state = std::move(same->second.front());
        same->second.pop_front();
        loaded_.records[index] = state.id;
        const std::size_t edits_before = draft_.edits.size();
        for (const auto& [field, value] : wanted.fields)
            compare(state, field, value, tally);
        ++(draft_.edits.size() == edits_before ? tally.unchanged : tally.changed);
    }

    void write(const RecordRef& record, const std::string& field, const WantedValue& value) {
        std::visit(
            Overloaded{[&](const Value& plain) { draft_.set(record, field, plain); },
                       [&](const PlannedRecord& planned) { refer(record, field, planned.index); },
                       [&](const Elements& elements) {
                           for (const std::string& element : elements) {
                               draft_.edits.emplace_back(edit::AddElement{record, field, element});
                           }
                       }},
            value);
    }

    void refer(const RecordRef& record, const std::string& field, std::size_t target) {
        const auto here = created_.find(target);
        if (here != created_.end()) {
            draft_.edits.emplace_back(edit::SetReference{record, field, here->second});
            return;
        }
        draft_.set(record, field, Reference{loaded_.records[target]});
    }

    void compare(const merge::RecordState& state, const std::string& name, const WantedValue& value,
                 Tally& tally) {
        const std::uint16_t collection = merge::collection_of(state);
        const FieldSchema& field = *replica_.schema().find(collection)->find(name);
        const merge::FieldReading reading = merge::read_field(state, field);
        if (is_same(reading, value)) return;
        const bool is_empty = reading.elements.empty() &&
                              (reading.status == merge::FieldStatus::kAbsent ||
                               reading.value == Value{std::string()} || reading.value == Value{});
        if (is_empty || options_.when_different == WhenDifferent::kOverwrite) {
            write(state.id, name, value);
        } else {
            ++tally.fields_kept;
        }
    }

    [[nodiscard]] bool is_same(const merge::FieldReading& reading, const WantedValue& value) const {
        return std::visit(
            Overloaded{[&](const Value& plain) { return reading.value == plain; },
                       [&](const PlannedRecord& planned) {
                           const bool is_made_now = new_.contains(planned.index);
                           return !is_made_now &&
                                  reading.value == Value{Reference{loaded_.records[planned.index]}};
                       },
                       [&](const Elements& elements) {
                           return std::all_of(
                               elements.begin(), elements.end(), [&](const std::string& element) {
                                   return std::find(reading.elements.begin(),
                                                    reading.elements.end(),
                                                    element) != reading.elements.end();
                               });
                       }},
            value);
    }

    replica::Replica& replica_;
    Now now_;
    const Plan& plan_;
    const LoadOptions& options_;
    Loaded loaded_;
    std::map<std::string, std::deque<merge::RecordState>> existing_;
    Draft draft_;
    Cost cost_;
    /// Records that the draft creates, by their place in the plan.
    std::map<std::size_t, NewRecord> created_;
    /// Places of all records that this load creates.
    std::set<std::size_t> new_;
    std::size_t committed_ = 0;
};

}  // namespace

Result<Loaded> load(replica::Replica& replica, Now now, ScopeId scope, const Plan& plan,
                    const LoadOptions& options) {
    for (const WantedRecord& wanted : plan) {
        const Result<void> checked = check_record(wanted, replica.schema());
        if (!checked.ok()) return at_record(wanted, checked.error());
    }
    return Loader(replica, now, plan, options).load(scope);
}

Result<std::vector<LoadedWedding>> load_venue(replica::Replica& replica, Now now,
                                              const importers::Venue& venue,
                                              const LoadOptions& options) {
    std::vector<LoadedWedding> weddings;
    for (const importers::VenueWedding& wedding : venue.weddings) {
        weddings.push_back({wedding.name, plan_of(wedding), {}});
        for (const WantedRecord& wanted : weddings.back().planned.plan) {
            const Result<void> checked = check_record(wanted, replica.schema());
            if (!checked.ok()) return at_record(wanted, checked.error());
        }
    }
    for (LoadedWedding& wedding : weddings) {
        const ScopeId scope = scope_id_of(wedding.name);
        if (!options.is_dry_run) WEDSYNC_TRY(replica.add_scope(scope, wedding.name));
        wedding.loaded = WEDSYNC_TRY(load(replica, now, scope, wedding.planned.plan, options));
    }
    return weddings;
}

}  // namespace wedsync::loaders
