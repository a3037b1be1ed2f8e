// Bodies of the reference endpoints: what is read has sound bounds, an order that is the
// endpoint's, and the same result again; nothing of it gets the program to stop.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/assert.hpp"
#include "fuzz/input.hpp"
#include "hub/agent/batch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace hub = wedsync::hub;
    if (size == 0) return 0;
    const auto& endpoints = hub::offline_endpoints();
    const hub::OfflineEndpoint& endpoint = endpoints[data[0] % endpoints.size()];
    const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto batch = hub::read_batch(endpoint, body);
    if (!batch.ok()) {
        WEDSYNC_ASSERT(!batch.error().detail.empty());
        return 0;
    }
    const auto again = hub::read_batch(endpoint, body);
    WEDSYNC_ASSERT(again.ok() && again.value().items.size() == batch.value().items.size());
    WEDSYNC_ASSERT(batch.value().items.size() <= hub::kBatchItemsMax);
    for (std::size_t i = 0; i < batch.value().items.size(); ++i) {
        const hub::BatchItem& item = batch.value().items[i];
        WEDSYNC_ASSERT(item.id == again.value().items[i].id && !item.id.empty());
        WEDSYNC_ASSERT(item.id.size() <= wedsync::modules::kItemIdBytesMax && !item.name.empty());
        WEDSYNC_ASSERT(item.problem || item.data.is_object());
        WEDSYNC_ASSERT(hub::digest_of(item.data).size() == 32);
        if (i == 0) continue;
        const hub::BatchItem& before = batch.value().items[i - 1];
        const bool is_by_priority = endpoint.order == hub::Order::kPriority;
        WEDSYNC_ASSERT(!is_by_priority || before.priority >= item.priority);
        const bool is_alike = !is_by_priority || before.priority == item.priority;
        WEDSYNC_ASSERT(!is_alike || before.happened_ms <= item.happened_ms);
    }
    return 0;
}
