#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/base/prng.hpp"
#include "sim/crash/fingerprint.hpp"
#include "sim/crash/stories.hpp"

namespace wedsync::sim {
namespace {

using store::Batch;

constexpr std::array<ScopeId, 2> kScopes{ScopeId{11}, ScopeId{0xfeedU}};
constexpr Incarnation kOwnLane{1, 1};
constexpr Incarnation kTheirLane{2, 1};
constexpr std::uint16_t kGuests = 1;
constexpr std::uint16_t kFieldCount = 5;
constexpr std::array<std::string_view, 2> kMetaNames{"a", "b"};

/// What the batches so far have made: what the next one goes on from.
struct Written {
    std::uint64_t counter = 0;
    std::array<std::uint64_t, kScopes.size()> heads{};
    std::vector<std::uint64_t> own;
    std::vector<Dot> refused;
    std::uint64_t parts = 0;
};

class StoreStory : public Story {
public:
    explicit StoreStory(const StoreStoryOptions& options) : options_(options) {}

    Result<void> open(const std::string& vfs) override {
        vfs_ = vfs;
        store_ = WEDSYNC_TRY(store::Store::open({"store.db", vfs_}));
        return {};
    }
    void close() override { store_.reset(); }
    [[nodiscard]] std::size_t step_count() const override { return options_.steps; }
    [[nodiscard]] bool may_retry() const override { return true; }

    Result<void> perform(std::size_t step) override {
        Prng prng(options_.seed * 1'000 + step);
        if (step > 0 && prng.chance(options_.reopen_per_mille)) {
            close();
            return open(vfs_);
        }
        if (step > 1 && options_.has_log && prng.chance(options_.trim_per_mille)) {
            log_starts_[0] =
                WEDSYNC_TRY(store_->trim_log(kScopes[0], Position{written_.heads[0] / 2}));
            return {};
        }
        Written next = written_;
        const Batch batch = make_batch(step, next, prng);
        WEDSYNC_TRY(store_->commit(batch));
        written_ = std::move(next);
        return {};
    }

    Result<std::uint64_t> fingerprint() override {
        return fingerprint_of(*store_, kMetaNames, "guest");
    }
    Result<void> verify() override { return store_->check().ok() ? probe() : store_->check(); }

private:
    Result<void> probe() {
        Batch batch;
        batch.meta = {{"probe", Bytes{1}}};
        return store_->commit(batch);
    }

    std::string text(Prng& prng) const {
        std::string words = "guest";
        while (words.size() < options_.value_bytes)
            words += " " + std::to_string(prng.below(100'000));
        return words;
    }

    Change change(const Dot& dot, Prng& prng) const {
        Change made;
        made.dot = dot;
        made.time = make_hybrid_time(1'700'000'000'000 + dot.counter, 0);
        made.operations = {operation::Put{{{dot, 0}, {kGuests, 1}, ""}, text(prng), {}}};
        return made;
    }

    merge::RecordState record(const Dot& dot, const Dot& writer, Prng& prng) const {
        merge::RecordState state{{dot, 0}, {}};
        const HybridTime time = make_hybrid_time(1'700'000'000'000 + writer.counter, 0);
        state.cells.push_back({{kGuests, kLifeField}, "", {{dot, time, true, 0}}});
        for (std::uint16_t field = 1; field <= kFieldCount; ++field) {
            std::vector<merge::Sibling> siblings{{writer, time, text(prng), 0}};
            if (prng.chance(100)) siblings.push_back({{kTheirLane, 5}, time, text(prng), 0});
            state.cells.push_back({{kGuests, field}, "", std::move(siblings)});
        }
        return state;
    }

    void add_records(Batch& batch, Written& next, Prng& prng) const {
        std::vector<std::uint64_t> chosen;
        for (std::size_t i = 0; i < options_.records_per_batch; ++i) {
            const bool is_old = next.counter > 4 && prng.chance(500);
            const std::uint64_t counter = is_old ? prng.between(1, next.counter) : ++next.counter;
            if (std::find(chosen.begin(), chosen.end(), counter) != chosen.end()) continue;
            chosen.push_back(counter);
            const ScopeId scope = kScopes[counter % kScopes.size()];
            const Dot dot{kOwnLane, counter};
            const bool is_gone = is_old && prng.chance(200);
            merge::RecordState state{{dot, 0}, {}};
            if (!is_gone) state = record(dot, dot, prng);
            batch.records.emplace_back(scope, std::move(state));
            batch.search.push_back({scope, {dot, 0}, is_gone ? "" : "guest " + text(prng)});
        }
    }

    void add_log(Batch& batch, Written& next, Prng& prng) const {
        for (std::size_t i = 0; i < kScopes.size(); ++i) {
            const std::uint64_t count = prng.below(4);
            if (count == 0) continue;
            const std::uint64_t head = next.heads[i];
            store::LogRun run{kScopes[i], Position{head + 1}, Position{head + count}, {}};
            for (std::uint64_t k = 1; k <= count; ++k) {
                run.entries.emplace_back(entry::Accepted{change({kTheirLane, head + k}, prng)});
            }
            next.heads[i] += count;
            batch.log_runs.push_back(std::move(run));
        }
    }

    void add_outbox(Batch& batch, std::size_t step, Written& next, Prng& prng) const {
        const std::size_t added = step == 0 ? options_.backlog + 1 : prng.below(3);
        for (std::size_t i = 0; i < added; ++i) {
            store::OwnRow row;
            row.scope = kScopes[0];
            row.change = change({kOwnLane, 1'000'000 + step * 10'000 + i}, prng);
            row.created_ms = 1'700'000'000'000 + step;
            row.type = "guest";
            batch.own_added.push_back(std::move(row));
            next.own.push_back((next.own.empty() ? 0 : next.own.back()) + 1);
        }
        if (next.own.size() > added + 2 && prng.chance(400)) {
            batch.own_removed = {next.own.front()};
            next.own.erase(next.own.begin());
            batch.own_progress = {
                {next.own.front(), store::OwnStatus::kDurable, static_cast<std::uint32_t>(step)}};
        }
        const Dot dot{kOwnLane, 2'000'000 + step};
        if (prng.chance(300)) {
            batch.refused_added = {
                {kScopes[0], change(dot, prng), RefusalReason::kBadValue, 1'700'000'000'000}};
            batch.withdrawn_added = {{kScopes[0], dot}};
            next.refused.push_back(dot);
        } else if (!next.refused.empty() && prng.chance(400)) {
            batch.refused_removed = {{kScopes[0], next.refused.back()}};
            batch.withdrawn_removed = {{kScopes[0], next.refused.back()}};
            next.refused.pop_back();
        }
    }

    void add_staging(Batch& batch, Written& next, Prng& prng) const {
        if (prng.chance(200)) {
            batch.staging_cleared = {kScopes[0]};
            next.parts = 0;
        }
        if (prng.chance(600)) {
            batch.staging_added = {
                {kScopes[0], ++next.parts, Bytes(static_cast<std::size_t>(prng.below(9'000)), 7)}};
        }
    }

    Batch make_batch(std::size_t step, Written& next, Prng& prng) const {
        Batch batch;
        add_records(batch, next, prng);
        if (options_.has_log) add_log(batch, next, prng);
        if (options_.has_outbox) add_outbox(batch, step, next, prng);
        if (options_.has_staging) add_staging(batch, next, prng);
        for (std::size_t i = 0; i < kScopes.size(); ++i) {
            store::ScopeRow row;
            row.scope = kScopes[i];
            row.name = "event " + std::to_string(i);
            row.cursor = {Epoch{7}, Position{next.heads[i]}};
            row.log_start = log_starts_[i];
            if (next.heads[i] > 0) row.have.add({kTheirLane, 1, next.heads[i]});
            row.cells_sum = step;
            batch.scopes.push_back(std::move(row));
            batch.lanes.push_back({kScopes[i], {kTheirLane, {"bob", "phone", "staff", 3}}});
        }
        batch.meta = {{"a", Bytes{static_cast<std::uint8_t>(step)}},
                      {"b", prng.chance(500) ? Bytes{} : Bytes{9}}};
        return batch;
    }

    StoreStoryOptions options_;
    std::string vfs_;
    std::unique_ptr<store::Store> store_;
    Written written_;
    std::array<Position, kScopes.size()> log_starts_{};
};

}  // namespace

std::unique_ptr<Story> make_store_story(const StoreStoryOptions& options) {
    return std::make_unique<StoreStory>(options);
}

}  // namespace wedsync::sim
