// Any text as the words of a search over a few records: never an error, whatever the query language
// of the index would make of it, and nothing found that was not asked for.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/assert.hpp"
#include "engine/store/store.hpp"
#include "sim/disk/sim_disk.hpp"

using wedsync::ScopeId;
using wedsync::store::Store;

namespace {

constexpr ScopeId kScope{1};

std::unique_ptr<Store> make_store(const wedsync::sim::SimDisk& disk) {
    wedsync::store::Options options;
    options.path = "store.db";
    options.vfs = disk.vfs_name();
    auto store = Store::open(options);
    WEDSYNC_ASSERT(store.ok());
    wedsync::store::Batch batch;
    wedsync::store::ScopeRow scope;
    scope.scope = kScope;
    batch.scopes.push_back(scope);
    std::uint64_t counter = 0;
    for (const char* words :
         {"Grace Hopper vegan", "Zo\xC3\xAB \xC3\x85ngstr\xC3\xB6m", "NEAR AND OR"}) {
        const wedsync::RecordId record{{{1, 1}, ++counter}, 0};
        wedsync::merge::RecordState state{record, {{{1, 0}, {}, {{record.dot, {}, true, 0}}}}};
        batch.records.emplace_back(kScope, std::move(state));
        batch.search.push_back({kScope, record, words});
    }
    batch.lanes.push_back({kScope, {{1, 1}, {}}});
    WEDSYNC_ASSERT(store.value()->commit(batch).ok());
    return std::move(store).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const wedsync::sim::SimDisk kDisk;
    static const std::unique_ptr<Store> kStore = make_store(kDisk);
    const auto found = kStore->search(kScope, wedsync::as_text({data, size}), 10);
    WEDSYNC_ASSERT(found.ok());
    WEDSYNC_ASSERT(found.value().size() <= 3);
    return 0;
}
