#include "engine/replica/compose.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/model/erasure.hpp"
#include "engine/replica/subtotal.hpp"

namespace wedsync::replica {
namespace {

Error invalid(std::string what) {
    return {ErrorCode::kInvalid, std::move(what)};
}

/// A record as this draft sees it: existing, or created by an earlier edit of the same draft.
struct Target {
    RecordId id;
    const CollectionSchema* collection = nullptr;
    const merge::RecordState* state = nullptr;
};

class Composer {
public:
    Composer(const Dot& dot, const Schema& schema, const States& states)
        : dot_(dot), schema_(schema), states_(states) {}

    Result<void> operator()(const edit::Create& create) {
        const CollectionSchema* collection = schema_.find(create.collection);
        if (collection == nullptr) return invalid("no collection \"" + create.collection + "\"");
        const RecordId id{dot_, static_cast<std::uint32_t>(created_.size())};
        created_.push_back(collection);
        put({id, {collection->number, kLifeField}, {}}, true, {});
        return {};
    }
    Result<void> operator()(const edit::Set& set) {
        const Target target = WEDSYNC_TRY(find(set.record));
        const FieldSchema* field = WEDSYNC_TRY(find_field(target, set.field));
        if (field->kind == FieldKind::kCounter || field->kind == FieldKind::kSet) {
            return invalid("\"" + set.field + "\" is a " +
                           (field->kind == FieldKind::kSet ? "set: add or remove elements"
                                                           : "counter: add to it"));
        }
        WEDSYNC_TRY(check_value(*field, set.value));
        std::vector<Dot> covers = set.seen ? *set.seen : covers_of(target, field->id, {});
        put({target.id, field->id, {}}, set.value, std::move(covers));
        return {};
    }
    Result<void> operator()(const edit::SetReference& set) {
        const Target to = WEDSYNC_TRY(find(set.target));
        return (*this)(edit::Set{set.record, set.field, Reference{to.id}, std::nullopt});
    }
    Result<void> operator()(const edit::Clear& clear) {
        const Target target = WEDSYNC_TRY(find(clear.record));
        const FieldSchema* field = WEDSYNC_TRY(find_field(target, clear.field));
        if (field->kind == FieldKind::kCounter || field->kind == FieldKind::kSet) {
            return invalid("\"" + clear.field + "\" cannot be cleared as a whole");
        }
        drop({target.id, field->id, {}}, covers_of(target, field->id, {}));
        return {};
    }
    Result<void> operator()(const edit::AddElement& add) {
        const Target target = WEDSYNC_TRY(find(add.record));
        const FieldSchema* field = WEDSYNC_TRY(find_set(target, add.field, add.element));
        put({target.id, field->id, add.element}, true, covers_of(target, field->id, add.element));
        return {};
    }
    Result<void> operator()(const edit::RemoveElement& remove) {
        const Target target = WEDSYNC_TRY(find(remove.record));
        const FieldSchema* field = WEDSYNC_TRY(find_set(target, remove.field, remove.element));
        drop({target.id, field->id, remove.element}, covers_of(target, field->id, remove.element));
        return {};
    }
    Result<void> operator()(const edit::Increment& increment) {
        const Target target = WEDSYNC_TRY(find(increment.record));
        const FieldSchema* field = WEDSYNC_TRY(find_field(target, increment.field));
        if (field->kind != FieldKind::kCounter) {
            return invalid("\"" + increment.field + "\" is not a counter");
        }
        const std::string sub = merge::counter_sub(dot_.incarnation);
        std::int64_t subtotal = 0;
        if (target.state != nullptr) {
            subtotal = merge::subtotal_of(target.state->find(field->id, sub));
        }
        if (const operation::Put* earlier = find_put({target.id, field->id, sub})) {
            subtotal = integer_of(earlier->value);
        }
        put({target.id, field->id, sub}, wrapping_add(subtotal, increment.by),
            covers_of(target, field->id, sub));
        return {};
    }
    Result<void> operator()(const edit::Delete& removal) {
        const Target target = WEDSYNC_TRY(find(removal.record));
        operations_.emplace_back(merge::kill_of(*target.state));
        return {};
    }
    Result<void> operator()(const edit::Erase& erase) {
        const auto state = states_.find(erase.record);
        if (state != states_.end() && merge::is_erased(state->second)) return {};
        const bool is_alone =
            std::none_of(operations_.begin(), operations_.end(), [&](const Operation& operation) {
                const std::vector<RecordId> touched = touched_records({dot_, {}, {operation}, {}});
                return std::find(touched.begin(), touched.end(), erase.record) != touched.end();
            });
        if (!is_alone) return invalid("a record is edited and erased at once");
        operations_.emplace_back(erasure_of(erase.record));
        return {};
    }
    Result<void> operator()(const edit::SetUnknown& set) {
        const Target target = WEDSYNC_TRY(find(set.record));
        put({target.id, set.field, set.sub}, set.value, covers_of(target, set.field, set.sub));
        return {};
    }

    std::vector<Operation> take() { return std::move(operations_); }

private:
    /// A cell written twice in one draft keeps its place and its covers; the later value counts.
    void put(CellKey key, Value value, std::vector<Dot> covers) {
        if (operation::Put* earlier = find_put(key)) {
            earlier->value = std::move(value);
            return;
        }
        std::erase_if(operations_, [&](const Operation& operation) {
            const auto* dropped = std::get_if<operation::Drop>(&operation);
            return dropped != nullptr && dropped->key == key;
        });
        operations_.emplace_back(
            operation::Put{std::move(key), std::move(value), std::move(covers)});
    }
    void drop(CellKey key, std::vector<Dot> covers) {
        if (find_put(key) != nullptr) {
            std::erase_if(operations_, [&](const Operation& operation) {
                const auto* written = std::get_if<operation::Put>(&operation);
                return written != nullptr && written->key == key;
            });
        }
        if (covers.empty()) return;
        operations_.emplace_back(operation::Drop{std::move(key), std::move(covers)});
    }
    operation::Put* find_put(const CellKey& key) {
        for (Operation& operation : operations_) {
            auto* written = std::get_if<operation::Put>(&operation);
            if (written != nullptr && written->key == key) return written;
        }
        return nullptr;
    }

    [[nodiscard]] static std::vector<Dot> covers_of(const Target& target, FieldId field,
                                                    const std::string& sub) {
        return target.state == nullptr ? std::vector<Dot>{}
                                       : merge::dots_of(target.state->find(field, sub));
    }

    [[nodiscard]] Result<Target> find(const RecordRef& reference) const {
        if (const auto* created = std::get_if<NewRecord>(&reference)) {
            if (created->index >= created_.size()) return invalid("record not created yet");
            return Target{{dot_, created->index}, created_[created->index], nullptr};
        }
        const RecordId& id = *std::get_if<RecordId>(&reference);
        const auto at = states_.find(id);
        if (at == states_.end() || merge::status_of(at->second) == merge::RecordStatus::kGone) {
            return Error{ErrorCode::kNotFound, "no such record here (deleted, or never seen)"};
        }
        return Target{id, schema_.find(merge::collection_of(at->second)), &at->second};
    }

    [[nodiscard]] static Result<const FieldSchema*> find_field(const Target& target,
                                                               const std::string& name) {
        if (target.collection == nullptr) {
            return invalid("a record of a collection that this version does not know");
        }
        const FieldSchema* field = target.collection->find(name);
        if (field == nullptr) {
            return invalid("\"" + target.collection->name + "\" has no field \"" + name + "\"");
        }
        return field;
    }

    [[nodiscard]] static Result<const FieldSchema*> find_set(const Target& target,
                                                             const std::string& name,
                                                             const std::string& element) {
        const FieldSchema* field = WEDSYNC_TRY(find_field(target, name));
        if (field->kind != FieldKind::kSet) return invalid("\"" + name + "\" is not a set");
        if (element.empty() || element.size() > kSubBytesMax || !is_utf8(element)) {
            return invalid("an element of a set is 1 to 256 bytes of UTF-8");
        }
        return field;
    }

    Dot dot_;
    const Schema& schema_;
    const States& states_;
    std::vector<const CollectionSchema*> created_;
    std::vector<Operation> operations_;
};

}  // namespace

std::vector<RecordId> records_of(const Draft& draft) {
    std::vector<RecordId> records;
    const auto add = [&](const RecordRef& reference) {
        if (const auto* id = std::get_if<RecordId>(&reference)) records.push_back(*id);
    };
    for (const Edit& edit : draft.edits) {
        std::visit(Overloaded{[](const edit::Create&) {},
                              [&](const edit::SetReference& set) {
                                  add(set.record);
                                  add(set.target);
                              },
                              [&](const auto& other) { add(other.record); }},
                   edit);
    }
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    return records;
}

Result<std::vector<Operation>> compose(const Draft& draft, const Dot& dot, const Schema& schema,
                                       const States& states) {
    Composer composer(dot, schema, states);
    for (const Edit& edit : draft.edits)
        WEDSYNC_TRY(std::visit(composer, edit));
    return composer.take();
}

std::vector<RecordId> created_records(const std::vector<Operation>& operations, const Dot& dot) {
    std::vector<RecordId> created;
    for (const Operation& operation : operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.record.dot != dot) continue;
        if (put->key.field.field == kLifeField) created.push_back(put->key.record);
    }
    return created;
}

}  // namespace wedsync::replica
