#include "sim/disk/memory_faults.hpp"

#include <limits>
#include <sqlite3.h>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

/// SQLite calls its allocator without a context: hence one of these for the program.
struct Allocator {
    bool is_installed = false;
    sqlite3_mem_methods real{};
    std::uint64_t count = 0;
    std::uint64_t fail_at = kNever;
    Repeat repeat = Repeat::kOnce;
    std::optional<std::uint64_t> struck_at;
    std::uint64_t refused_count = 0;

    bool refuses() {
        ++count;
        if (count < fail_at) {
            return false;
        }
        if (!struck_at) {
            struck_at = count;
        }
        if (repeat == Repeat::kOnce) {
            fail_at = kNever;
        }
        ++refused_count;
        return true;
    }
};

Allocator& allocator() {
    static Allocator instance;
    return instance;
}

void* allocate(int size) {
    return allocator().refuses() ? nullptr : allocator().real.xMalloc(size);
}

void* reallocate(void* block, int size) {
    return allocator().refuses() ? nullptr : allocator().real.xRealloc(block, size);
}

void configure(const sqlite3_mem_methods& methods) {
    int code = sqlite3_shutdown();
    WEDSYNC_ASSERT(code == SQLITE_OK);
    code = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    WEDSYNC_ASSERT(code == SQLITE_OK);
    code = sqlite3_initialize();
    WEDSYNC_ASSERT(code == SQLITE_OK);
}

}  // namespace

MemoryFaults::MemoryFaults() {
    Allocator& state = allocator();
    WEDSYNC_ASSERT(!state.is_installed);
    state = {};
    state.is_installed = true;
    int code = sqlite3_initialize();  // Else there may be no default allocator to ask for.
    WEDSYNC_ASSERT(code == SQLITE_OK);
    code = sqlite3_shutdown();
    WEDSYNC_ASSERT(code == SQLITE_OK);
    code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &state.real);
    WEDSYNC_ASSERT(code == SQLITE_OK);
    sqlite3_mem_methods methods = state.real;
    methods.xMalloc = allocate;
    methods.xRealloc = reallocate;
    configure(methods);
}

MemoryFaults::~MemoryFaults() {
    clear();
    configure(allocator().real);
    allocator().is_installed = false;
}

void MemoryFaults::fail_at(std::uint64_t number, Repeat repeat) {
    Allocator& state = allocator();
    state.count = 0;
    state.fail_at = number;
    state.repeat = repeat;
    state.struck_at.reset();
}

void MemoryFaults::clear() {
    allocator().fail_at = kNever;
}

std::uint64_t MemoryFaults::allocations() const {
    return allocator().count;
}
std::optional<std::uint64_t> MemoryFaults::struck_at() const {
    return allocator().struck_at;
}
std::uint64_t MemoryFaults::refused_count() const {
    return allocator().refused_count;
}

}  // namespace wedsync::sim
