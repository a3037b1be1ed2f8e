// Any text as the words of a search over a few records: never an error, whatever the query language
// of the index would make of it, and nothing found that was not asked for. What the index finds is
// what the texts themselves say.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/store/store.hpp"
#include "sim/disk/sim_disk.hpp"

using wedsync::ScopeId;
using wedsync::store::Store;

namespace {

constexpr ScopeId kScope{1};
const std::vector<std::string>& texts() {
    static const std::vector<std::string> kTexts{
        "Grace Hopper vegan", "Zo\xC3\xAB \xC3\x85ngstr\xC3\xB6m", "NEAR AND OR"};
    return kTexts;
}

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
    for (const std::string& words : texts()) {
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
    WEDSYNC_ASSERT(found.value().size() <= texts().size());
    const auto words = kStore->search_words(wedsync::as_text({data, size}));
    WEDSYNC_ASSERT(words.ok());
    if (words.value().empty()) return 0;
    std::set<std::uint64_t> counters;
    const auto visited = kStore->visit_found(
        words.value(), {1, {kScope}}, [&](ScopeId, const wedsync::merge::RecordState& state) {
            return counters.insert(state.id.dot.counter).second;
        });
    WEDSYNC_ASSERT(visited.ok());
    for (std::size_t i = 0; i < texts().size(); ++i) {
        WEDSYNC_ASSERT(words.value().are_in(texts()[i]) == counters.contains(i + 1));
    }
    return 0;
}
