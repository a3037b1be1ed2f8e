#include "engine/live/query.hpp"

#include <algorithm>
#include <utility>

#include "engine/live/search_text.hpp"
#include "engine/merge/conflict.hpp"

namespace wedsync::live {
namespace {

/// The order of kinds; integers and other numbers are one.
std::size_t rank_of(const Value& value) {
    return std::holds_alternative<Real>(value) ? Value(std::int64_t{0}).index() : value.index();
}

/// Whether there can be a conflict at all; most records are told by this.
bool is_unsettled(const merge::RecordState& state) {
    if (merge::status_of(state) == merge::RecordStatus::kContested) return true;
    return std::any_of(state.cells.begin(), state.cells.end(),
                       [](const merge::Cell& cell) { return cell.siblings.size() > 1; });
}

bool is_number(const Value& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<Real>(value);
}

bool holds(const merge::FieldReading& reading, Comparison comparison, const Value& wanted) {
    if (comparison == Comparison::kHas) {
        const auto* element = std::get_if<std::string>(&wanted);
        return element != nullptr &&
               std::binary_search(reading.elements.begin(), reading.elements.end(), *element);
    }
    const std::weak_ordering order = compare(reading.value, wanted);
    // Of equal order are also numbers that are written differently, and what has no order.
    const bool is_equal = order == 0 && (is_number(wanted) || reading.value == wanted);
    switch (comparison) {
        case Comparison::kEqual:
            return is_equal;
        case Comparison::kNotEqual:
            return !is_equal;
        case Comparison::kLess:
            return order < 0;
        case Comparison::kAtMost:
            return order <= 0;
        case Comparison::kGreater:
            return order > 0;
        case Comparison::kAtLeast:
            return order >= 0;
        case Comparison::kHas:
            break;
    }
    return false;
}

Result<std::size_t> index_of(const CollectionSchema& collection, const std::string& name) {
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        if (collection.fields[i].name == name) return i;
    }
    return Error{ErrorCode::kInvalid, "\"" + collection.name + "\" has no field \"" + name + "\""};
}

}  // namespace

std::weak_ordering compare(const Value& left, const Value& right) {
    if (rank_of(left) != rank_of(right)) return rank_of(left) <=> rank_of(right);
    if (const auto* flag = std::get_if<bool>(&left)) {
        const bool other = *std::get_if<bool>(&right);
        if (*flag == other) return std::weak_ordering::equivalent;
        return other ? std::weak_ordering::less : std::weak_ordering::greater;
    }
    if (const auto* text = std::get_if<std::string>(&left)) {
        const int order = text->compare(*std::get_if<std::string>(&right));
        return order <=> 0;
    }
    if (const auto* to = std::get_if<Reference>(&left)) {
        return to->record <=> std::get_if<Reference>(&right)->record;
    }
    const auto* integer = std::get_if<std::int64_t>(&left);
    const auto* other = std::get_if<std::int64_t>(&right);
    if (integer != nullptr && other != nullptr) return *integer <=> *other;
    const auto number = [](const Value& value) {
        if (const auto* real = std::get_if<Real>(&value)) return to_double(*real);
        const auto* whole = std::get_if<std::int64_t>(&value);
        return whole == nullptr ? 0.0 : static_cast<double>(*whole);
    };
    if (number(left) < number(right)) return std::weak_ordering::less;
    if (number(left) > number(right)) return std::weak_ordering::greater;
    return std::weak_ordering::equivalent;
}

Result<Reader> Reader::create(Query query, const Schema& schema, FindWords find_words) {
    const CollectionSchema* collection = schema.find(query.collection);
    if (collection == nullptr) {
        return Error{ErrorCode::kInvalid, "no collection \"" + query.collection + "\""};
    }
    Reader reader(std::move(query), schema, *collection);
    reader.find_words_ = std::move(find_words);
    for (const Filter& filter : reader.query_.filters) {
        const std::size_t field = WEDSYNC_TRY(index_of(*collection, filter.field));
        reader.terms_.push_back({field, filter.comparison, filter.value});
    }
    for (const SortKey& key : reader.query_.sort) {
        const std::size_t field = WEDSYNC_TRY(index_of(*collection, key.field));
        reader.keys_.push_back({field, key.is_descending});
    }
    return reader;
}

std::optional<Row> Reader::read(ScopeId scope, const merge::RecordState& state) const {
    if (state.empty() || merge::collection_of(state) != collection_->number) return std::nullopt;
    const std::vector<ScopeId>& scopes = query_.scopes;
    if (!scopes.empty() && std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) {
        return std::nullopt;
    }
    const std::vector<FieldSchema>& fields = collection_->fields;
    const bool is_wanted = std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
        return holds(merge::read_field(state, fields[term.field]), term.comparison, term.value);
    });
    if (!is_wanted) return std::nullopt;
    if (find_words_ && !find_words_(search_text(state, *schema_))) return std::nullopt;
    Row row{{scope, state.id}, merge::status_of(state), false, {}};
    row.fields.reserve(fields.size());
    for (const FieldSchema& field : fields)
        row.fields.push_back(merge::read_field(state, field));
    row.has_conflict = is_unsettled(state) && !merge::conflicts_of(state, *schema_).empty();
    return row;
}

bool Reader::is_before(const Row& left, const Row& right) const {
    for (const Key& key : keys_) {
        const std::weak_ordering order =
            compare(left.fields[key.field].value, right.fields[key.field].value);
        if (order != 0) return key.is_descending ? order > 0 : order < 0;
    }
    return left.key < right.key;
}

bool Reader::would_be_before(ScopeId scope, const merge::RecordState& state,
                             const Row& right) const {
    for (const Key& key : keys_) {
        const merge::FieldReading left = merge::read_field(state, collection_->fields[key.field]);
        const std::weak_ordering order = compare(left.value, right.fields[key.field].value);
        if (order != 0) return key.is_descending ? order > 0 : order < 0;
    }
    return RowKey{scope, state.id} < right.key;
}

}  // namespace wedsync::live
