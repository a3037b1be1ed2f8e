#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/model/value.hpp"
#include "modules/kit/processor.hpp"

namespace wedsync::hub {

/// In what order the items of a batch are done. Of two that are alike, the first one in the batch.
enum class Order : std::uint8_t {
    kPriority,  ///< The most urgent first; of one priority, the earliest.
    kTime,      ///< As they happened.
};

/// One of the reference endpoints.
struct OfflineEndpoint {
    std::string_view path;
    /// The member of the body that has the items, and the one that has the batch's time.
    std::string_view items;
    std::string_view time;
    /// Types that it takes; the first one is that of an item that says none. Empty: every type, and
    /// an item that says none is told by what is in it.
    std::vector<std::string_view> types;
    Order order = Order::kPriority;
};
[[nodiscard]] const std::vector<OfflineEndpoint>& offline_endpoints();
/// By its path; null if there is none.
[[nodiscard]] const OfflineEndpoint* find_offline_endpoint(std::string_view path);

inline constexpr std::size_t kBatchItemsMax = 50;
inline constexpr std::size_t kBatchBytesMax = std::size_t{1} * 1024 * 1024;

/// One item as it came.
struct BatchItem {
    /// By which it is done once: that of its data, else that of its queue item, else what it says.
    std::string id;
    /// By which the sender knows it.
    std::string name;
    std::string type;
    std::uint8_t priority = 0;
    std::int64_t happened_ms = 0;
    boost::json::value data;
    /// Set: its shape is wrong, for people.
    std::optional<std::string> problem;
};

struct Batch {
    std::optional<ScopeId> scope;
    /// One item's data alone, and not a list.
    bool is_flat = false;
    /// In the order in which they are to be done.
    std::vector<BatchItem> items;
};

/// Reads the body of a request. What is wrong with one item is told in the item; what is wrong with
/// all of it fails: kCorrupt, kInvalid, kTooLarge.
[[nodiscard]] Result<Batch> read_batch(const OfflineEndpoint& endpoint, std::string_view body);

/// What a value says, whatever the order of its members: 32 hexadecimal digits. Not for secrets.
[[nodiscard]] std::string digest_of(const boost::json::value& value);
[[nodiscard]] std::string digest_of_text(std::string_view text);

}  // namespace wedsync::hub
