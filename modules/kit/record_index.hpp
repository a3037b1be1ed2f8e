#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"
#include "modules/kit/visit.hpp"

namespace wedsync::modules {

/// Fields of a collection by which its records are looked up.
struct LookUp {
    std::string_view collection;
    /// At most kLookUpFieldsMax.
    std::vector<std::string_view> fields;
};
inline constexpr std::size_t kLookUpFieldsMax = 3;

/// Finds records by what some of their fields say, kept up to date change by change: a look costs
/// what is found, however many records there are. It holds short hashes only; each find is checked
/// against the record itself, so that two values with one hash are never taken for each other.
class RecordIndex {
public:
    /// Begins with the records as they are, in all scopes held. A collection or field that the
    /// schema lacks is left out: nothing is found by it.
    [[nodiscard]] Result<void> begin(replica::Replica& replica, const std::vector<LookUp>& by);
    /// To be told of every change of the replica from then on.
    void change(const replica::RecordChange& change);

    /// What is looked for: records of a scope whose first fields of a LookUp have these values.
    struct Sought {
        ScopeId scope;
        std::string_view collection;
        /// Of the LookUp that begins with these fields.
        std::vector<std::string_view> fields;
        std::vector<Value> values;
    };
    /// These fields of the records that are found, in the order of their ids, at most `most`.
    [[nodiscard]] Result<std::vector<Row>> find(replica::Replica& replica, const Sought& sought,
                                                const std::vector<std::string_view>& wanted,
                                                std::size_t most = ~std::size_t{0}) const;
    /// Entries held: records, once for each LookUp of their collection.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    using Hashes = std::array<std::uint32_t, kLookUpFieldsMax>;
    using Entry = std::tuple<std::uint32_t, ScopeId, Hashes, RecordId>;
    struct Kept {
        std::uint16_t collection = 0;
        std::string name;
        std::vector<FieldSchema> fields;
    };

    [[nodiscard]] static Hashes hashes_of(const Kept& kept, const merge::RecordState& state);
    void put(ScopeId scope, const merge::RecordState& state);

    std::vector<Kept> kept_;
    std::set<Entry> entries_;
};

/// Some fields of one record as it is shown; nothing if it is not there or gone. kInvalid for a
/// collection or field that the schema lacks.
[[nodiscard]] Result<std::optional<Row>> read_row(replica::Replica& replica, ScopeId scope,
                                                  const RecordId& record,
                                                  std::string_view collection,
                                                  const std::vector<std::string_view>& fields);

}  // namespace wedsync::modules
