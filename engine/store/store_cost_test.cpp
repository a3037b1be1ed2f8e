// What the store costs beside bare SQLite in the same run: printed, not judged, since machines
// differ. WEDSYNC_COST_ROUNDS=10 takes ten times as long and gives steadier figures.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/store/database.hpp"
#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

constexpr std::uint64_t kRecords = 5'000;

std::size_t rounds() {
    const char* text = std::getenv("WEDSYNC_COST_ROUNDS");
    return text == nullptr ? 1 : static_cast<std::size_t>(std::max(1, std::atoi(text)));
}

double cpu_us() {
    return static_cast<double>(std::clock()) * 1e6 / CLOCKS_PER_SEC;
}

double wall_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::micro>(now).count();
}

struct Cost {
    double p50_us = 0;
    double cpu_us = 0;
};

/// The cost of each of `count` calls; what each needs is made ready before the clock starts.
template <class Prepare, class Call>
Cost measure(std::size_t count, const Prepare& prepare, const Call& call) {
    std::vector<double> times;
    double cpu = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto ready = prepare(i);
        const double cpu_start = cpu_us();
        const double start = wall_us();
        call(ready);
        times.push_back(wall_us() - start);
        cpu += cpu_us() - cpu_start;
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(count / 2);
    std::nth_element(times.begin(), middle, times.end());
    return {*middle, cpu / static_cast<double>(count)};
}

void print(const char* what, const Cost& cost, const Cost& bare) {
    std::printf("  %-34s p50 %7.1f us (%.2fx)   CPU %7.2f us (%.2fx)\n", what, cost.p50_us,
                cost.p50_us / bare.p50_us, cost.cpu_us, cost.cpu_us / bare.cpu_us);
}

/// 5,000 rows of six columns in bare SQLite, set up as a store is.
class Bare {
public:
    Bare(const std::string& path, Durability durability)
        : database_(std::move(Database::open(path, {})).value()) {
        const bool is_full = durability == Durability::kFull;
        run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-2048; PRAGMA journal_mode=WAL");
        run(is_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        run("CREATE TABLE guest(id INTEGER PRIMARY KEY, a, b, c, d, e, f); BEGIN");
        const auto insert = prepare("INSERT INTO guest VALUES(?1, ?2, ?2, ?2, ?2, ?2, ?2)");
        for (std::uint64_t i = 0; i < kRecords; ++i) {
            insert->bind_unsigned(1, i);
            insert->bind_text(2, "value 12345");
            EXPECT_TRUE(insert->run().ok());
        }
        run("COMMIT");
        update_ = prepare("UPDATE guest SET c=?2 WHERE id=?1");
    }
    void run(const char* sql) { EXPECT_TRUE(database_->execute(sql).ok()); }
    std::unique_ptr<Statement> prepare(const char* sql) {
        return std::move(database_->prepare(sql)).value();
    }
    void update(std::uint64_t id, std::string_view text) {
        update_->bind_unsigned(1, id);
        update_->bind_text(2, text);
        EXPECT_TRUE(update_->run().ok());
    }

private:
    std::unique_ptr<Database> database_;
    std::unique_ptr<Statement> update_;
};

std::unique_ptr<Store> filled_store(const std::string& path, Durability durability) {
    auto store = open_store(Options{path, {}, durability, 0});
    Batch batch;
    batch.scopes = {scope_row(kParty, "party")};
    for (std::uint64_t i = 1; i <= kRecords; ++i) {
        batch.records.emplace_back(kParty, record({kAlice, i}));
    }
    EXPECT_TRUE(store->commit(batch).ok());
    return store;
}

/// An edit of one field of record `n`, with its own row.
Batch edit_of(std::uint64_t n, std::size_t i) {
    const Dot dot{kBob, i + 1};
    const std::string text = "edit " + std::to_string(i);
    const merge::RecordState state = record({kAlice, n});
    Batch batch;
    batch.records = {{kParty, edited(state, dot, 3, text)}};
    batch.own_added = {own(kParty, change(dot, state.id, text))};
    return batch;
}

void compare_edits(Durability durability, std::size_t count) {
    const TemporaryFolder folder;
    Prng prng(1);
    std::vector<std::uint64_t> picks(count);
    for (std::uint64_t& pick : picks)
        pick = prng.between(1, kRecords - 1);
    Cost bare_cost;
    {
        Bare bare(folder.path() + "/bare.db", durability);
        bare_cost = measure(
            count, [](std::size_t i) { return std::pair(i, "edit " + std::to_string(i)); },
            [&](const auto& edit) { bare.update(picks[edit.first], edit.second); });
    }
    const auto store = filled_store(folder.store(), durability);
    const auto prepare = [&](std::size_t i) { return edit_of(picks[i], i); };
    const Cost commit_cost = measure(
        count, prepare, [&](const Batch& batch) { EXPECT_TRUE(store->commit(batch).ok()); });
    const Cost load_cost = measure(count, prepare, [&](const Batch& batch) {
        const RecordId& id = batch.records.front().second.id;
        EXPECT_FALSE(store->load_record(kParty, id).value().empty());
        EXPECT_TRUE(store->commit(batch).ok());
    });
    print("bare UPDATE", bare_cost, bare_cost);
    print("commit of one edit", commit_cost, bare_cost);
    print("load and commit of one edit", load_cost, bare_cost);
}

TEST(StoreCostTest, OneLocalEditBesideABareUpdate) {
    std::printf("synchronous=NORMAL\n");
    compare_edits(Durability::kNormal, 1'000 * rounds());
    std::printf("synchronous=FULL\n");
    compare_edits(Durability::kFull, 100 * rounds());
}

/// Ids of `count` different records, in no order.
std::vector<std::uint64_t> pick_records(Prng& prng, std::size_t count) {
    std::vector<std::uint64_t> all(kRecords - 1);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i + 1;
    prng.shuffle(all);
    all.resize(count);
    return all;
}

double cpu_of_bare_batches(const std::string& path, std::size_t batches, std::size_t ops) {
    Bare bare(path, Durability::kFull);
    Prng prng(2);
    double cpu = 0;
    for (std::size_t b = 0; b < batches; ++b) {
        const std::vector<std::uint64_t> picks = pick_records(prng, ops);
        const double start = cpu_us();
        bare.run("BEGIN IMMEDIATE");
        for (const std::uint64_t pick : picks)
            bare.update(pick, "edit " + std::to_string(pick));
        bare.run("COMMIT");
        cpu += cpu_us() - start;
    }
    return cpu;
}

/// Each loaded record with one field written by another lane; the changes go into `run`.
void apply_edits(Batch& batch, LogRun& run) {
    const std::vector<Incarnation> writers{kAlice, kBob, kCarol};
    std::uint64_t counter = 3 * kRecords + run.first.value();
    for (auto& [scope, state] : batch.records) {
        // Three lanes in turn, each without gaps.
        Change edit = change({writers[counter % 3], counter / 3}, state.id, "edit");
        ++counter;
        auto& put = std::get<operation::Put>(edit.operations.front());
        put.value = "edit " + std::to_string(counter);
        put.covers = {state.find(put.key.field)->siblings.front().dot};
        merge::apply(state, edit);
        run.entries.emplace_back(entry::Accepted{std::move(edit)});
    }
}

TEST(StoreCostTest, RemoteBatchesBesideBareUpdates) {
    const std::size_t batches = 10 * rounds();
    constexpr std::size_t kOps = 1'000;
    const TemporaryFolder folder;
    const double bare_cpu = cpu_of_bare_batches(folder.path() + "/bare.db", batches, kOps);
    const auto store = filled_store(folder.store(), Durability::kFull);
    Prng prng(2);
    double load_cpu = 0;
    double commit_cpu = 0;
    for (std::size_t b = 0; b < batches; ++b) {
        // A replica gathers by record id.
        std::vector<std::uint64_t> picks = pick_records(prng, kOps);
        std::sort(picks.begin(), picks.end());
        Batch batch;
        batch.records.reserve(kOps);
        const double load_start = cpu_us();
        for (const std::uint64_t pick : picks) {
            batch.records.emplace_back(kParty,
                                       store->load_record(kParty, {{kAlice, pick}, 0}).value());
        }
        load_cpu += cpu_us() - load_start;
        LogRun run{kParty, Position{b * kOps + 1}, Position{(b + 1) * kOps}, {}};
        apply_edits(batch, run);
        batch.log_runs.push_back(std::move(run));
        batch.scopes = {scope_row(kParty, "party")};
        const double commit_start = cpu_us();
        ASSERT_TRUE(store->commit(batch).ok());
        commit_cpu += cpu_us() - commit_start;
    }
    const auto ops = static_cast<double>(batches * kOps);
    std::printf("  bare UPDATEs        %9.0f ops per CPU s\n", ops / bare_cpu * 1e6);
    std::printf("  load                %9.0f ops per CPU s\n", ops / load_cpu * 1e6);
    std::printf("  commit              %9.0f ops per CPU s\n", ops / commit_cpu * 1e6);
    std::printf("  load and commit     %9.0f ops per CPU s (%.2fx)\n",
                ops / (load_cpu + commit_cpu) * 1e6, bare_cpu / (load_cpu + commit_cpu));
}

/// Of this process, in kB.
long resident_kb() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        long kilobytes = 0;
        if (word == "VmRSS:" && status >> kilobytes) return kilobytes;
    }
    return 0;
}

TEST(StoreCostTest, OpeningAHundredThousandRecords) {
    const TemporaryFolder folder;
    {
        const auto store = open_store(folder.store());
        for (std::uint64_t part = 0; part < 20; ++part) {
            Batch batch;
            if (part == 0) batch.scopes = {scope_row(kParty, "party")};
            for (std::uint64_t i = 1; i <= 5'000; ++i) {
                batch.records.emplace_back(kParty, record({kAlice, part * 5'000 + i}));
            }
            ASSERT_TRUE(store->commit(batch).ok());
        }
        const Store::Size size = store->size().value();
        std::printf("  file %.1f B/record\n", static_cast<double>(size.file_bytes) / 100'000);
    }
    const long before_kb = resident_kb();
    const double wall_start = wall_us();
    const double cpu_start = cpu_us();
    const auto store = open_store(folder.store());
    ASSERT_EQ(store->load_scopes().value().size(), 1U);
    ASSERT_TRUE(store->load_own().value().empty());
    ASSERT_FALSE(store->load_record(kParty, {{kAlice, 77'777}, 0}).value().empty());
    std::printf("  open, scopes, outbox, one record: %.2f ms wall, %.2f ms CPU, +%ld kB\n",
                (wall_us() - wall_start) / 1e3, (cpu_us() - cpu_start) / 1e3,
                resident_kb() - before_kb);
}

}  // namespace
}  // namespace wedsync::store
