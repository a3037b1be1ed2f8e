#pragma once

#include <optional>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "cli/records.hpp"

namespace wedsync::cli {

/// What a query asks, as typed.
struct QueryOptions {
    std::string collection;
    std::vector<std::string> conditions;
    std::string search;
    std::string sort;
    std::string scope;
    std::vector<std::string> fields;
    std::size_t limit = 0;
};

/// Declares the options of `query` and `watch`.
void add_query_options(CLI::App& command, QueryOptions& options);

/// One --where: FIELD OPERATOR VALUE.
struct Condition {
    enum class Operator { kEqual, kDifferent, kLess, kGreater, kAtMost, kAtLeast, kContains };
    const FieldSchema* field = nullptr;
    Operator is = Operator::kEqual;
    std::string text;
};

/// A query that was understood. Throws Failure where the collection, a field, an operator or a
/// value is wrong.
class Query {
public:
    Query(Records& records, const QueryOptions& options);

    /// The rows, in order: by --sort, or by title and then id; with --search the best first.
    [[nodiscard]] std::vector<Located> run();
    [[nodiscard]] const CollectionSchema& collection() const { return collection_; }
    /// The columns of a table: those asked for, or the title and the first fields that have values.
    [[nodiscard]] std::vector<const FieldSchema*> columns(const std::vector<Located>& rows) const;

private:
    [[nodiscard]] bool matches(const Located& row);
    [[nodiscard]] bool matches(const Located& row, const Condition& condition);
    [[nodiscard]] std::vector<Located> candidates();
    void sort(std::vector<Located>& rows);

    Records& records_;
    QueryOptions options_;
    const CollectionSchema& collection_;
    std::vector<Condition> conditions_;
    const FieldSchema* sort_field_ = nullptr;
    bool is_descending_ = false;
};

}  // namespace wedsync::cli
