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
    cost.operations += wanted.defaults.size();
    cost.bytes += wanted.defaults.size() * 2 * kOperationBytes;
    for (const auto& [field, value] : wanted.fields) {
        const auto* elements = std::get_if<Elements>(&value);
        cost.operations += elements == nullptr ? 1 : elements->size();
        cost.bytes += bytes_of(value) + kOperationBytes;
    }
    return cost;
}

Error at_record(const WantedRecord& wanted, const Error& error) {
    std::string where = wanted.line == 0 ? "a record of "
                                         : "line " + std::to_string(wanted.line) + ", a record of ";
    return {error.code, where + wanted.collection + ": " + error.detail};
}

/// Whether the schema has such records at all.
Result<void> check_names(const WantedRecord& wanted, const Schema& schema) {
    const CollectionSchema* collection = schema.find(wanted.collection);
    if (collection == nullptr) return Error{ErrorCode::kInvalid, "this schema has no such records"};
    for (const WantedFields* fields : {&wanted.fields, &wanted.defaults}) {
        for (const auto& [name, value] : *fields) {
            if (collection->find(name) != nullptr) continue;
            return Error{ErrorCode::kInvalid, "this schema has no field " + name};
        }
    }
    return {};
}

/// Requires names that the schema has.
Result<void> check_values(const WantedRecord& wanted, const Schema& schema) {
    const CollectionSchema& collection = *schema.find(wanted.collection);
    for (const auto& [name, value] : wanted.fields) {
        const FieldSchema& field = *collection.find(name);
        const auto* plain = std::get_if<Value>(&value);
        if (plain != nullptr && field.kind != FieldKind::kCounter) {
            WEDSYNC_TRY(check_value(field, *plain));
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

Result<void> check_record(const WantedRecord& wanted, const Schema& schema) {
    WEDSYNC_TRY(check_names(wanted, schema));
    return check_values(wanted, schema);
}

class Loader {
public:
    Loader(replica::Replica& replica, Now now, const Plan& plan, const LoadOptions& options)
        : replica_(replica), now_(now), plan_(plan), options_(options) {}

    Result<Loaded> load(ScopeId scope) {
        loaded_.scope = scope;
        loaded_.records.resize(plan_.size());
        loaded_.rows.resize(plan_.size());
        matches_ = WEDSYNC_TRY(match(replica_, scope, plan_, options_.when_ambiguous));
        import_dots_ = WEDSYNC_TRY(import_dots(replica_, scope));
        WEDSYNC_TRY(leave_out_impossible());
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            if (matches_[i].record) loaded_.records[i] = matches_[i].record->id;
        }
        // New records in changes of their own: an undo deletes them, and takes the others back.
        WEDSYNC_TRY(load_where(true));
        WEDSYNC_TRY(load_where(false));
        return std::move(loaded_);
    }

private:
    Result<void> leave_out_impossible() {
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            const Result<void> known = check_names(plan_[i], replica_.schema());
            if (!known.ok()) return at_record(plan_[i], known.error());
            const Result<void> checked = check_values(plan_[i], replica_.schema());
            if (checked.ok()) continue;
            if (options_.when_impossible == WhenImpossible::kFail) {
                return at_record(plan_[i], checked.error());
            }
            matches_[i] = {std::nullopt, checked.error().detail, {}};
        }
        return {};
    }

    Result<void> load_where(bool is_new) {
        start_draft();
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            const Match& found = matches_[i];
            if (!found.problem.empty()) {
                if (is_new) leave_out(i);
                continue;
            }
            if (found.record.has_value() == is_new) continue;
            const Cost cost = cost_of(plan_[i]);
            if (cost_.operations + cost.operations > kOperationsTarget ||
                cost_.bytes + cost.bytes > kBytesTarget) {
                WEDSYNC_TRY(commit());
            }
            cost_.operations += cost.operations;
            cost_.bytes += cost.bytes;
            ++waiting_;
            if (is_new) {
                create(i);
            } else {
                change(i);
            }
        }
        return commit();
    }

    void start_draft() {
        draft_ = Draft{};
        draft_.scope = loaded_.scope;
        draft_.priority = options_.priority;
        draft_.type = "import";
        if (options_.import) draft_.group = group_of(*options_.import);
        created_.clear();
        cost_ = {};
        waiting_ = 0;
    }

    /// Commits what is in the draft.
    Result<void> commit() {
        if (!draft_.edits.empty() && !options_.is_dry_run) {
            const auto committed = replica_.commit(now_, draft_);
            if (!committed.ok()) {
                Error error = committed.error();
                error.detail += "; " + std::to_string(done_) + " of " +
                                std::to_string(plan_.size()) + " records are in";
                return error;
            }
            const std::vector<RecordId>& ids = committed.value().created;
            WEDSYNC_ASSERT(ids.size() == created_.size());
            for (const auto& [index, place] : created_)
                loaded_.records[index] = ids[place.index];
            ++loaded_.commits;
        }
        done_ += waiting_;
        if (options_.progress) options_.progress(done_, plan_.size());
        start_draft();
        return {};
    }

    void leave_out(std::size_t index) {
        loaded_.rows[index].became = Became::kLeftOut;
        loaded_.rows[index].problem = matches_[index].problem;
        ++loaded_.tallies[plan_[index].collection].left_out;
    }

    void create(std::size_t index) {
        const WantedRecord& wanted = plan_[index];
        const NewRecord record = draft_.create(wanted.collection);
        created_.emplace(index, record);
        for (const auto& [field, value] : wanted.fields) {
            if (refers_to_nothing(index, field, value)) continue;
            write(record, field, value, wanted);
        }
        for (const auto& [field, value] : wanted.defaults) {
            if (!refers_to_nothing(index, field, value)) write(record, field, value, wanted);
        }
        loaded_.rows[index].became = Became::kCreated;
        if (!matches_[index].note.empty()) loaded_.rows[index].problem = matches_[index].note;
        ++loaded_.tallies[wanted.collection].created;
    }

    void change(std::size_t index) {
        const WantedRecord& wanted = plan_[index];
        const merge::RecordState& state = *matches_[index].record;
        const std::size_t edits_before = draft_.edits.size();
        for (const auto& [field, value] : wanted.fields) {
            if (refers_to_nothing(index, field, value)) continue;
            if (!is_own_id(loaded_.scope, state, field, value)) compare(index, state, field, value);
        }
        const bool is_changed = draft_.edits.size() != edits_before;
        loaded_.rows[index].became = is_changed ? Became::kChanged : Became::kUnchanged;
        Tally& tally = loaded_.tallies[wanted.collection];
        ++(is_changed ? tally.changed : tally.unchanged);
    }

    /// The record that a field shall refer to was left out itself.
    bool refers_to_nothing(std::size_t index, const std::string& field, const WantedValue& value) {
        const auto* planned = std::get_if<PlannedRecord>(&value);
        if (planned == nullptr || matches_[planned->index].problem.empty()) return false;
        loaded_.rows[index].problem = field + " left out: " + matches_[planned->index].problem;
        return true;
    }

    void write(const RecordRef& record, const std::string& field, const WantedValue& value,
               const WantedRecord& wanted) {
        const FieldSchema& schema = *replica_.schema().find(wanted.collection)->find(field);
        std::visit(
            Overloaded{[&](const Value& plain) { set(record, schema, plain); },
                       [&](const PlannedRecord& planned) { refer(record, field, planned.index); },
                       [&](const Elements& elements) {
                           for (const std::string& element : elements) {
                               draft_.edits.emplace_back(edit::AddElement{record, field, element});
                           }
                       }},
            value);
    }

    void set(const RecordRef& record, const FieldSchema& field, const Value& value) {
        if (field.kind != FieldKind::kCounter) return draft_.set(record, field.name, value);
        const auto* number = std::get_if<std::int64_t>(&value);
        if (number != nullptr && *number != 0) {
            draft_.edits.emplace_back(edit::Increment{record, field.name, *number});
        }
    }

    void refer(const RecordRef& record, const std::string& field, std::size_t target) {
        const auto here = created_.find(target);
        if (here != created_.end()) {
            draft_.edits.emplace_back(edit::SetReference{record, field, here->second});
            return;
        }
        draft_.set(record, field, Reference{loaded_.records[target]});
    }

    void compare(std::size_t index, const merge::RecordState& state, const std::string& name,
                 const WantedValue& value) {
        const FieldSchema& field = *replica_.schema().find(plan_[index].collection)->find(name);
        const merge::FieldReading reading = merge::read_field(state, field);
        const std::vector<std::string> leaving = elements_leaving(state, field, value);
        if (is_same(reading, value, matches_) && leaving.empty()) return;
        const bool is_empty = reading.elements.empty() &&
                              (reading.status == merge::FieldStatus::kAbsent ||
                               reading.value == Value{std::string()} || reading.value == Value{});
        const bool is_set = field.kind == FieldKind::kSet;
        const bool is_imported = reading.winner && import_dots_.contains(*reading.winner) &&
                                 reading.status != merge::FieldStatus::kDisagreement;
        const bool is_written = is_empty || is_set || is_imported ||
                                options_.when_different == WhenDifferent::kOverwrite;
        loaded_.rows[index].differences.push_back(
            {name, shown(reading), shown(value), !is_written});
        if (!is_written) {
            ++loaded_.tallies[plan_[index].collection].fields_kept;
            return;
        }
        write(state.id, name, value, plan_[index]);
        for (const std::string& element : leaving)
            draft_.edits.emplace_back(edit::RemoveElement{state.id, name, element});
    }

    /// Elements of a set that only imports put there, and the plan has no more.
    [[nodiscard]] std::vector<std::string> elements_leaving(const merge::RecordState& state,
                                                            const FieldSchema& field,
                                                            const WantedValue& value) const {
        std::vector<std::string> leaving;
        const auto* wanted = std::get_if<Elements>(&value);
        if (wanted == nullptr) return leaving;
        for (const merge::Cell& cell : state.cells) {
            if (cell.field != field.id) continue;
            const bool is_wanted =
                std::find(wanted->begin(), wanted->end(), cell.sub) != wanted->end();
            const bool is_imported = std::all_of(
                cell.siblings.begin(), cell.siblings.end(),
                [&](const merge::Sibling& sibling) { return import_dots_.contains(sibling.dot); });
            if (!is_wanted && is_imported) leaving.push_back(cell.sub);
        }
        return leaving;
    }

    [[nodiscard]] std::string shown(const merge::FieldReading& reading) const {
        std::string text = text_of(reading.value);
        for (const std::string& element : reading.elements)
            text += (text.empty() ? "" : ", ") + element;
        if (const auto* reference = std::get_if<Reference>(&reading.value)) {
            return title_of(reference->record);
        }
        return text;
    }

    [[nodiscard]] std::string shown(const WantedValue& value) const {
        std::string text;
        if (const auto* plain = std::get_if<Value>(&value)) return text_of(*plain);
        if (const auto* elements = std::get_if<Elements>(&value)) {
            for (const std::string& element : *elements)
                text += (text.empty() ? "" : ", ") + element;
        }
        if (const auto* planned = std::get_if<PlannedRecord>(&value)) {
            const WantedRecord& target = plan_[planned->index];
            const CollectionSchema* collection = replica_.schema().find(target.collection);
            for (const auto& [field, wanted] : target.fields) {
                if (collection == nullptr || field != collection->title) continue;
                if (const auto* title = std::get_if<Value>(&wanted)) text = text_of(*title);
            }
        }
        return text;
    }

    [[nodiscard]] std::string title_of(const RecordId& id) const {
        const Result<merge::RecordState> state = replica_.get(loaded_.scope, id);
        if (!state.ok() || state.value().empty()) return "(deleted)";
        const auto* collection = replica_.schema().find(merge::collection_of(state.value()));
        const auto* title = collection == nullptr ? nullptr : collection->find(collection->title);
        return title == nullptr ? "?" : text_of(merge::read_field(state.value(), *title).value);
    }

    replica::Replica& replica_;
    Now now_;
    const Plan& plan_;
    const LoadOptions& options_;
    Loaded loaded_;
    std::vector<Match> matches_;
    std::set<Dot> import_dots_;
    Draft draft_;
    Cost cost_;
    /// Records that the draft creates, by their place in the plan.
    std::map<std::size_t, NewRecord> created_;
    /// Records of the plan that the draft is about, and those that are in.
    std::size_t waiting_ = 0;
    std::size_t done_ = 0;
};

}  // namespace

Result<Loaded> load(replica::Replica& replica, Now now, ScopeId scope, const Plan& plan,
                    const LoadOptions& options) {
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
