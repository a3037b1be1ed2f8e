#include "cli/query.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/failure.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kColumnsDefault = 6;
constexpr std::size_t kSearchMax = 100'000;

using Operator = Condition::Operator;

struct Spelling {
    std::string_view text;
    Operator is;
};
/// Longer spellings first.
constexpr std::array<Spelling, 7> kOperators{{{"!=", Operator::kDifferent},
                                              {"<=", Operator::kAtMost},
                                              {">=", Operator::kAtLeast},
                                              {"=", Operator::kEqual},
                                              {"<", Operator::kLess},
                                              {">", Operator::kGreater},
                                              {"~", Operator::kContains}}};

Condition parse_condition(const CollectionSchema& collection, const std::string& text) {
    const std::size_t at = text.find_first_of("=<>~!");
    if (at != std::string::npos && at > 0) {
        for (const Spelling& spelling : kOperators) {
            if (!std::string_view(text).substr(at).starts_with(spelling.text)) continue;
            return {&Records::find_field(collection, text.substr(0, at)), spelling.is,
                    text.substr(at + spelling.text.size())};
        }
    }
    throw Failure(ExitCode::kUsage, "--where \"" + text + "\" is no condition",
                  "Write FIELD=VALUE, or one of != < <= > >= ~ (contains) in place of =.");
}

std::string folded(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

bool is_unset(const merge::FieldReading& reading) {
    return reading.elements.empty() && (reading.value == Value{} || reading.value == Value{false} ||
                                        reading.value == Value{std::string()});
}

/// -1, 0 or 1: numbers by size, whatever their type, everything else as it stands.
int compare(const Value& left, const Value& right) {
    const auto number = [](const Value& value) -> std::optional<double> {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            return static_cast<double>(*integer);
        }
        if (const auto* real = std::get_if<Real>(&value)) return to_double(*real);
        if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1.0 : 0.0;
        return std::nullopt;
    };
    const auto left_number = number(left);
    const auto right_number = number(right);
    if (left_number && right_number) {
        if (*left_number == *right_number) return 0;
        return *left_number < *right_number ? -1 : 1;
    }
    const auto* left_text = std::get_if<std::string>(&left);
    const auto* right_text = std::get_if<std::string>(&right);
    if (left_text != nullptr && right_text != nullptr) {
        const int order = left_text->compare(*right_text);
        return order == 0 ? 0 : (order < 0 ? -1 : 1);
    }
    if (left == right) return 0;
    return left.index() < right.index() ? -1 : 1;
}

}  // namespace

void add_query_options(CLI::App& command, QueryOptions& options) {
    command.add_option("COLLECTION", options.collection, "guests, tables, events, ...")->required();
    command.add_option("-w,--where", options.conditions,
                       "FIELD=VALUE; also != < <= > >= ~ (contains). All of them have to hold");
    command.add_option("-s,--search", options.search, "Words (accents folded, beginnings count)");
    command.add_option("--sort", options.sort, "FIELD, or -FIELD for the largest first");
    command.add_option("-n,--limit", options.limit, "At most so many rows");
    command.add_option("--scope", options.scope, "Only this scope (name or its beginning)");
    command.add_option("-f,--fields", options.fields, "Columns of the table")->delimiter(',');
}

Query::Query(Records& records, const QueryOptions& options)
    : records_(records),
      options_(options),
      collection_(records.find_collection(options.collection)) {
    for (const std::string& condition : options.conditions)
        conditions_.push_back(parse_condition(collection_, condition));
    if (!options.sort.empty()) {
        is_descending_ = options.sort.front() == '-';
        sort_field_ =
            &Records::find_field(collection_, options.sort.substr(is_descending_ ? 1 : 0));
    }
    for (const std::string& field : options.fields)
        static_cast<void>(Records::find_field(collection_, field));
}

std::vector<Located> Query::candidates() {
    std::vector<Located> rows;
    const std::vector<ScopeId> scopes = records_.scopes_for_reading(options_.scope);
    if (options_.search.empty()) {
        for (const ScopeId scope : scopes) {
            for (Located& row : records_.all_of(scope, collection_.number))
                rows.push_back(std::move(row));
        }
        return rows;
    }
    replica::Replica& replica = records_.replica();
    std::optional<ScopeId> only;
    if (!options_.scope.empty()) only = scopes.front();
    for (const auto& found : take(replica.store().search(only, options_.search, kSearchMax))) {
        Located row{found.scope, take(replica.get(found.scope, found.record))};
        if (records_.collection_of(row.state) == &collection_) rows.push_back(std::move(row));
    }
    return rows;
}

bool Query::matches(const Located& row, const Condition& condition) {
    const FieldSchema& field = *condition.field;
    const merge::FieldReading reading = merge::read_field(row.state, field);
    if (condition.is == Operator::kContains) {
        const std::string text = records_.shown(row.scope, reading, field);
        return folded(text).find(folded(condition.text)) != std::string::npos;
    }
    const bool is_equal = condition.is == Operator::kEqual || condition.is == Operator::kDifferent;
    if (is_equal) {
        bool equal = false;
        if (condition.text.empty()) {
            equal = is_unset(reading);
        } else if (field.kind == FieldKind::kSet) {
            equal = std::find(reading.elements.begin(), reading.elements.end(), condition.text) !=
                    reading.elements.end();
        } else if (field.type == ValueType::kReference) {
            // Titles may stand in several scopes: each row is compared by what it shows.
            const std::string title = records_.shown(row.scope, reading, field);
            equal = reading.status != merge::FieldStatus::kAbsent && title == condition.text;
        } else {
            const Value wanted = records_.parse(row.scope, field, condition.text);
            const bool is_off = wanted == Value{false} && is_unset(reading);
            equal = is_off || compare(reading.value, wanted) == 0;
        }
        return equal == (condition.is == Operator::kEqual);
    }
    if (reading.value == Value{}) return false;
    const int order = compare(reading.value, records_.parse(row.scope, field, condition.text));
    switch (condition.is) {
        case Operator::kLess:
            return order < 0;
        case Operator::kAtMost:
            return order <= 0;
        case Operator::kGreater:
            return order > 0;
        case Operator::kAtLeast:
            return order >= 0;
        case Operator::kEqual:
        case Operator::kDifferent:
        case Operator::kContains:
            break;
    }
    return false;
}

bool Query::matches(const Located& row) {
    return std::all_of(conditions_.begin(), conditions_.end(),
                       [&](const Condition& condition) { return matches(row, condition); });
}

void Query::sort(std::vector<Located>& rows) {
    if (sort_field_ == nullptr && !options_.search.empty()) return;
    struct Keyed {
        Value key;
        std::string title;
        Located row;
    };
    std::vector<Keyed> keyed;
    for (Located& row : rows) {
        Value key;
        if (sort_field_ != nullptr) key = merge::read_field(row.state, *sort_field_).value;
        std::string title = records_.title_of(row);
        keyed.push_back({std::move(key), std::move(title), std::move(row)});
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& left, const Keyed& right) {
        const int order = compare(left.key, right.key);
        if (order != 0) return is_descending_ ? order > 0 : order < 0;
        if (left.title != right.title) return left.title < right.title;
        return left.row.state.id < right.row.state.id;
    });
    rows.clear();
    for (Keyed& entry : keyed)
        rows.push_back(std::move(entry.row));
}

std::vector<Located> Query::run() {
    std::vector<Located> rows = candidates();
    std::erase_if(rows, [&](const Located& row) { return !matches(row); });
    sort(rows);
    if (options_.limit != 0 && rows.size() > options_.limit) {
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(options_.limit), rows.end());
    }
    return rows;
}

std::vector<const FieldSchema*> Query::columns(const std::vector<Located>& rows) const {
    std::vector<const FieldSchema*> columns;
    for (const std::string& name : options_.fields)
        columns.push_back(collection_.find(name));
    if (!columns.empty()) return columns;
    columns.push_back(collection_.find(collection_.title));
    for (const FieldSchema& field : collection_.fields) {
        if (columns.size() >= kColumnsDefault) break;
        const bool has_value = std::any_of(rows.begin(), rows.end(), [&](const Located& row) {
            return !is_unset(merge::read_field(row.state, field));
        });
        if (has_value && field.name != collection_.title) columns.push_back(&field);
    }
    return columns;
}

}  // namespace wedsync::cli
