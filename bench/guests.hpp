#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/model/schema.hpp"
#include "engine/model/value.hpp"

/// The made-up venue that every workload and every system is given: guests of six fields, edited as
/// staff edit them. The same seed gives the same venue on every machine.
namespace wedsync::bench {

enum class Collection : std::uint8_t { kGuests = 1, kVendors = 2, kTimeline = 3 };
inline constexpr std::array<Collection, 3> kCollections{Collection::kGuests, Collection::kVendors,
                                                        Collection::kTimeline};
inline constexpr std::size_t kFieldCount = 6;

/// The collections with six fields each, numbered from 1 as named in field_names(). The title of
/// each is searched for.
[[nodiscard]] Schema bench_schema();
[[nodiscard]] std::string_view name_of(Collection collection);
[[nodiscard]] const std::array<std::string_view, kFieldCount>& field_names(Collection collection);

/// The values of one record, in the order of its fields.
using Fields = std::array<Value, kFieldCount>;
[[nodiscard]] Fields make_fields(Collection collection, Prng& prng);
[[nodiscard]] std::vector<Fields> make_guests(std::size_t count, std::uint64_t seed = 1);

/// One field of one record gets a value. `field` counts from 0.
struct FieldEdit {
    std::uint32_t record = 0;
    std::size_t field = 0;
    Value value;
};
/// Edits of guests: a fifth of them hits one record in a hundred.
class GuestEdits {
public:
    GuestEdits(std::size_t record_count, std::uint64_t seed)
        : prng_(seed), record_count_(record_count) {}
    [[nodiscard]] FieldEdit next();

private:
    Prng prng_;
    std::size_t record_count_;
};

/// Offline edits of one member of staff in an event: puts, 2 % new guests, 1 % deletions; one in
/// fifty touches a record that the others also touch; 8 seconds apart on average.
struct StaffEdit {
    enum class Kind : std::uint8_t { kPut, kCreate, kDelete };
    std::uint64_t wall_ms = 0;
    Kind kind = Kind::kPut;
    Collection collection = Collection::kGuests;
    /// Of the records that were there when the day began, by number; kPut and kDelete.
    std::uint32_t record = 0;
    std::size_t field = 0;
    Value value;
    /// kCreate.
    std::optional<Fields> fields;
};
struct VenueDay {
    std::array<std::vector<Fields>, kCollections.size()> base;
    std::vector<std::vector<StaffEdit>> staff;
};
inline constexpr std::size_t kStaffCount = 3;
[[nodiscard]] VenueDay make_venue_day(std::uint64_t event, std::size_t edits_each);

}  // namespace wedsync::bench
