#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gtest/gtest.h"

#include "engine/store/store_test_support.hpp"

namespace wedsync::store::test {

TemporaryFolder::TemporaryFolder() {
    static std::atomic<unsigned> count = 0;
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    const std::string name = "wedsync-store-" + std::to_string(now) + "-" + std::to_string(++count);
    path_ = (std::filesystem::temp_directory_path() / name).string();
    std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Bytes read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, BytesView bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(file.good()) << path;
}

std::unique_ptr<Store> open_store(const Options& options) {
    Result<std::unique_ptr<Store>> opened = Store::open(options);
    if (!opened.ok()) {
        ADD_FAILURE() << opened.error().detail;
        return nullptr;
    }
    return std::move(opened).value();
}

std::unique_ptr<Store> open_store(const std::string& path) {
    return open_store(Options{path, {}, Durability::kNormal, 0});
}

merge::RecordState record(const Dot& dot, std::uint16_t collection, std::uint32_t index) {
    merge::RecordState state{{dot, index}, {}};
    const HybridTime time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
    state.cells.push_back({{collection, kLifeField}, "", {{dot, time, std::monostate(), 0}}});
    for (std::uint16_t field = 1; field <= 6; ++field) {
        const std::string text = "value " + std::to_string(field * dot.counter);
        state.cells.push_back({{collection, field}, "", {{dot, time, text, 0}}});
    }
    return state;
}

merge::RecordState edited(merge::RecordState state, const Dot& dot, std::uint16_t field,
                          const std::string& text) {
    const HybridTime time = make_hybrid_time(1'700'000'500'000 + dot.counter, 3);
    for (merge::Cell& cell : state.cells) {
        if (cell.field.field == field) cell.siblings = {{dot, time, text, 0}};
    }
    return state;
}

Change change(const Dot& dot, const RecordId& record, const std::string& text) {
    Change made;
    made.dot = dot;
    made.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 1);
    made.operations = {operation::Put{{record, {kGuests, 1}, ""}, text, {record.dot}}};
    return made;
}

OwnRow own(ScopeId scope, const Change& change) {
    OwnRow row;
    row.scope = scope;
    row.change = change;
    row.created_ms = 1'700'000'000'123;
    row.type = "guest";
    return row;
}

ScopeRow scope_row(ScopeId scope, const std::string& name) {
    ScopeRow row;
    row.scope = scope;
    row.name = name;
    row.cursor = {Epoch{0xffffffffffffffffU}, Position{7}};
    row.have.add({kAlice, 1, 9});
    row.have.add({kBob, 4, 5});
    row.refused.add(Dot{kBob, 6});
    row.cells_sum = 0x8000000000000001U;
    row.have_sum = 42;
    return row;
}

LogRun log_run(ScopeId scope, Position first, const Dot& dot, std::size_t count) {
    LogRun run{scope, first, Position{first.value() + count - 1}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const Dot next{dot.incarnation, dot.counter + i};
        run.entries.emplace_back(entry::Accepted{change(next, {{kAlice, 1}, 0}, "text")});
    }
    return run;
}

std::vector<merge::RecordState> all_records(Store& store, ScopeId scope) {
    std::vector<merge::RecordState> records;
    const Result<void> done =
        store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
            records.push_back(state);
            return true;
        });
    EXPECT_TRUE(done.ok());
    return records;
}

}  // namespace wedsync::store::test
