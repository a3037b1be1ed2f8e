#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/causal/incarnation.hpp"
#include "engine/model/value.hpp"
#include "importers/guests.hpp"
#include "importers/venue.hpp"

namespace wedsync::loaders {

/// A record of the same plan, by its place there. It comes before the one that names it.
struct PlannedRecord {
    std::size_t index = 0;
};
using Elements = std::vector<std::string>;
/// A counter has a value here, too: what it shall stand at.
using WantedValue = std::variant<Value, PlannedRecord, Elements>;
using WantedFields = std::vector<std::pair<std::string, WantedValue>>;

/// The field that holds what names a record in the file it came from.
inline constexpr std::string_view kImportKey = "import_key";

/// How far an import key reaches.
enum class KeyReach : std::uint8_t {
    kList,    ///< Numbers of a list: another list may use them for other people.
    kGlobal,  ///< A UID: the same everywhere.
};

/// A record that shall be there after loading: one that is there already, or else a new one.
struct WantedRecord {
    std::string collection;
    /// The fields by which it is found again, the surest first: plain values, or empty where
    /// `fields` lacks them. One whose first field is empty finds nothing.
    std::vector<std::vector<std::string>> keys;
    WantedFields fields;
    /// What a new record has besides.
    WantedFields defaults;
    KeyReach reach = KeyReach::kList;
    /// The line of the file it comes from; 0: of no file.
    std::size_t line = 0;
};
using Plan = std::vector<WantedRecord>;

/// The scope that a wedding of this name gets, on every device. Never 0.
[[nodiscard]] ScopeId scope_id_of(std::string_view name);

/// The places in a plan of a wedding's parts, each as long as the vector of the same name.
struct WeddingPlan {
    Plan plan;
    std::size_t event = 0;
    std::vector<std::size_t> tables;
    std::vector<std::vector<std::size_t>> seats;  ///< By table.
    std::vector<std::size_t> guests;
    std::vector<std::size_t> vendors;
    std::vector<std::size_t> arrivals;
    std::vector<std::size_t> timeline;
    std::vector<std::size_t> tasks;
};

/// A wedding in the words of schemas/venue.json. What is empty is left out.
[[nodiscard]] WeddingPlan plan_of(const importers::VenueWedding& wedding);

/// A guest list for one scope, with the tables and seats that it names.
[[nodiscard]] Plan plan_of(const std::vector<importers::ImportedGuest>& guests);

}  // namespace wedsync::loaders
