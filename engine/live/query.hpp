#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::live {

enum class Comparison : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kAtMost,
    kGreater,
    kAtLeast,
    kHas,  ///< A set has this element.
};
struct Filter {
    std::string field;
    Comparison comparison = Comparison::kEqual;
    Value value;
};
struct SortKey {
    std::string field;
    bool is_descending = false;
};

/// Which records of a collection, and in which order: a value. Records that are gone are never
/// among them, records that were edited and deleted are.
struct Query {
    std::string collection;
    /// Empty: every scope held.
    std::vector<ScopeId> scopes;
    /// All of them hold.
    std::vector<Filter> filters;
    /// Any text: each of its words begins a word in the searchable fields. Without words: all.
    std::string search;
    /// The record's name is the last key: the order is total, and the same everywhere.
    std::vector<SortKey> sort;
    /// 0: all.
    std::size_t limit = 0;
};

struct RowKey {
    ScopeId scope;
    RecordId record;
    friend std::strong_ordering operator<=>(const RowKey&, const RowKey&) = default;
    friend bool operator==(const RowKey&, const RowKey&) = default;
};

/// A record as it reads.
struct Row {
    RowKey key;
    merge::RecordStatus status = merge::RecordStatus::kAlive;
    bool has_conflict = false;
    /// One for each field of the collection, in the order of the schema.
    std::vector<merge::FieldReading> fields;
    friend bool operator==(const Row&, const Row&) = default;
};

/// Order of values: empty, no and yes, numbers, texts, then the rest by kind. Total for what two
/// rows of one field can hold.
[[nodiscard]] std::weak_ordering compare(const Value& left, const Value& right);

/// Whether a record with this search_text() has all words of a query's search. How texts are cut
/// into words is known to whoever keeps the index of them.
using FindWords = std::function<bool(std::string_view text)>;

/// A query against a schema, ready to judge records. The schema outlives it.
class Reader {
public:
    /// `find_words` judges the search; none where the search has no words. Fails with kInvalid,
    /// naming an unknown collection or field.
    [[nodiscard]] static Result<Reader> create(Query query, const Schema& schema,
                                               FindWords find_words = {});

    /// The row of a record, if it is among those asked for.
    [[nodiscard]] std::optional<Row> read(ScopeId scope, const merge::RecordState& state) const;
    [[nodiscard]] bool is_before(const Row& left, const Row& right) const;
    /// Whether the row of a record of this collection, if it is one of those asked for, comes
    /// before another. Reads only what decides that.
    [[nodiscard]] bool would_be_before(ScopeId scope, const merge::RecordState& state,
                                       const Row& right) const;
    /// Whether the search has words, which all rows have too.
    [[nodiscard]] bool is_searching() const { return find_words_ != nullptr; }
    [[nodiscard]] const Query& query() const { return query_; }
    [[nodiscard]] const CollectionSchema& collection() const { return *collection_; }

private:
    struct Term {
        std::size_t field;
        Comparison comparison;
        Value value;
    };
    struct Key {
        std::size_t field;
        bool is_descending;
    };
    Reader(Query query, const Schema& schema, const CollectionSchema& collection)
        : query_(std::move(query)), schema_(&schema), collection_(&collection) {}

    Query query_;
    const Schema* schema_;
    const CollectionSchema* collection_;
    FindWords find_words_;
    std::vector<Term> terms_;
    std::vector<Key> keys_;
};

}  // namespace wedsync::live
