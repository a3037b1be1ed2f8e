#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::modules {

/// Moments lie within so many milliseconds of 1970, either way: 285,000 years, and what JSON holds.
inline constexpr std::int64_t kTimeMsMax = std::int64_t{1} << 53U;

/// Some fields of one record, by their place among those that were asked for. What is empty, or of
/// another type than it is read as, is not there.
struct Row {
    ScopeId scope;
    RecordId record;
    std::vector<Value> values;

    [[nodiscard]] const std::string* find_text(std::size_t at) const;
    /// Empty where there is none.
    [[nodiscard]] std::string text(std::size_t at) const;
    /// A whole number or a time.
    [[nodiscard]] std::optional<std::int64_t> number(std::size_t at) const;
    /// A moment, if it is one that a calendar has: anybody may write any number, and with these can
    /// be reckoned.
    [[nodiscard]] std::optional<std::int64_t> time_ms(std::size_t at) const;
    [[nodiscard]] bool flag(std::size_t at) const;
    /// A name of the record that is the same on every device.
    [[nodiscard]] std::string name() const;

    friend bool operator==(const Row&, const Row&) = default;
};

/// Reads rows of one collection from records.
class RowReader {
public:
    /// Fails with kInvalid, naming it, where the schema has no such collection or field. Borrows
    /// from the schema.
    [[nodiscard]] static Result<RowReader> create(const Schema& schema, std::string_view collection,
                                                  const std::vector<std::string_view>& fields);

    [[nodiscard]] std::uint16_t collection() const { return collection_; }
    /// Nothing for a record that is gone, or of another collection.
    [[nodiscard]] std::optional<Row> read(ScopeId scope, const merge::RecordState& state) const;

private:
    std::uint16_t collection_ = 0;
    std::vector<const FieldSchema*> fields_;
};

/// Calls `visit` for the records of a collection that are not gone, in these scopes, as they are
/// shown here. Fails with kInvalid, naming it, where the schema has no such collection or field.
[[nodiscard]] Result<void> visit_rows(replica::Replica& replica, const std::vector<ScopeId>& scopes,
                                      std::string_view collection,
                                      const std::vector<std::string_view>& fields,
                                      const std::function<void(const Row&)>& visit);

}  // namespace wedsync::modules
