#include "hub/core/disk_trial.hpp"

namespace wedsync::hub {

Result<void> try_disk(store::Store& store) {
    constexpr const char* kName = "trial of the disk";
    constexpr std::size_t kBytes = std::size_t{1} << 20U;
    constexpr std::uint8_t kFill = 0x5a;
    store::Batch trial;
    trial.meta.emplace_back(kName, Bytes(kBytes, kFill));
    WEDSYNC_TRY(store.commit(trial));
    trial.meta = {{kName, {}}};
    return store.commit(trial);
}

}  // namespace wedsync::hub
