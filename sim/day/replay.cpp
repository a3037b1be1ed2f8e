#include "sim/day/replay.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"
#include "engine/suggest/advise.hpp"
#include "sim/day/away.hpp"
#include "sim/day/naive_bytes.hpp"
#include "sim/day/wire_meter.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {
namespace {

constexpr std::size_t kRecordsPerDraft = 400;
/// How long the devices may take for the first download, and for the rest after the last edit.
constexpr std::uint64_t kSettleMsMax = 2 * kDayMs;

using Lane = std::pair<ScopeId, Incarnation>;

ScopeId scope_id(std::uint32_t scope) {
    return ScopeId{scope + 1};
}

std::uint64_t percentile(std::vector<std::uint64_t>& values, std::size_t per_cent) {
    if (values.empty()) return 0;
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * per_cent / 100);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// People sit down so long after their device is back, and answer so many in each scope.
constexpr std::uint64_t kSitsDownAfterMs = 5 * 60'000;
constexpr std::size_t kAnswersPerSitting = 5;

WorldOptions world_options(const ReplayOptions& replay, const Schema& schema) {
    WorldOptions options;
    options.seed = replay.seed;
    if (replay.has_answers) options.hub.resolver = &suggest::shipped_resolver();
    options.hub.schema = schema;
    return options;
}

class Player {
public:
    Player(const std::vector<ReplayEdit>& edits, const ReplayOptions& options)
        : edits_(edits),
          options_(options),
          schema_(replay_schema()),
          world_(world_options(options, schema_)),
          made_ms_(edits.size()) {
        for (std::uint32_t i = 0; i < options.scopes; ++i) {
            world_.add_scope(scope_id(i), name_of(i));
        }
        Prng prng(options.seed);
        for (std::uint32_t i = 0; i < options.devices; ++i)
            add_device(i, prng);
        observe();
    }

    Result<ReplayResult> play() {
        WEDSYNC_TRY(create_records());
        if (!world_.run_until([&] { return world_.is_converged(); }, kSettleMsMax)) {
            return Error{ErrorCode::kInvalid,
                         "the records could not be downloaded over these networks"};
        }
        const std::vector<WireMeter::Bytes> before = wire_bytes();
        start_ms_ = world_.now().value();
        plan_absences();
        if (options_.prevention) begin_prevention();
        WEDSYNC_TRY(make_edits());
        if (prevention_) WEDSYNC_TRY(prevention_->finish());
        const bool is_settled =
            world_.run_until([&] { return world_.is_converged(); }, kSettleMsMax);
        return result(before, is_settled);
    }

private:
    static std::string name_of(std::uint32_t scope) { return "scope " + std::to_string(scope + 1); }

    void add_device(std::uint32_t number, Prng& prng) {
        DeviceOptions device;
        device.author = {"device " + std::to_string(number + 1),
                         "device-" + std::to_string(number + 1), "staff", 0};
        device.schema = schema_;
        device.strategy = options_.strategy;
        device.tells_network = options_.strategy == pace::Strategy::kReference;
        for (std::uint32_t i = 0; i < options_.scopes; ++i) {
            device.scopes.emplace_back(scope_id(i), name_of(i));
        }
        if (!options_.networks.empty()) {
            device.network = prng.pick(options_.networks);
            device.link.trace_offset_ms =
                prng.below(std::max<std::uint64_t>(device.network.duration_ms(), 1));
        }
        world_.add_device(std::move(device));
        meters_.push_back(std::make_unique<WireMeter>());
        generations_.push_back(0);
    }

    void observe() {
        WorldObserver observer;
        observer.accepted = [this](std::size_t device, ScopeId scope,
                                   const std::vector<DotRange>& dots) {
            count_shown(device, scope, dots);
        };
        observer.hub_flushed = [this] { count_pushed(); };
        observer.sending = [this](std::size_t device, Side from, const Bytes& frame) {
            const std::uint64_t generation = world_.device(device).link().generation();
            if (generation != generations_[device]) meters_[device]->open();
            generations_[device] = generation;
            meters_[device]->send(from, frame);
            return true;
        };
        world_.set_observer(std::move(observer));
    }

    /// Every item that the log names, created by the first device.
    Result<void> create_records() {
        std::map<std::uint32_t, std::set<std::uint32_t>> items;
        for (const ReplayEdit& edit : edits_)
            items[edit.scope].insert(edit.item);
        for (const auto& [scope, numbers] : items) {
            auto next = numbers.begin();
            while (next != numbers.end()) {
                Draft draft;
                draft.scope = scope_id(scope);
                const auto first = next;
                for (std::size_t i = 0; i < kRecordsPerDraft && next != numbers.end(); ++i) {
                    draft.set(draft.create("items"), "title", "item " + std::to_string(*next++));
                }
                const replica::Committed made = WEDSYNC_TRY(world_.commit(0, draft));
                auto id = made.created.begin();
                for (auto item = first; item != next; ++item)
                    records_[*item] = *id++;
            }
        }
        return {};
    }

    void plan_absences() {
        const std::uint64_t until_ms = edits_.empty() ? 0 : edits_.back().at_ms + 1;
        for (std::uint32_t i = 0; i < options_.devices; ++i) {
            for (const Away& away : away_windows(options_.seed, i, options_.away_ms, until_ms)) {
                world_.at(Instant{start_ms_ + away.start_ms},
                          [this, i] { world_.set_offline(i, true); });
                world_.at(Instant{start_ms_ + away.end_ms},
                          [this, i] { world_.set_offline(i, false); });
                if (!options_.has_answers) continue;
                world_.at(Instant{start_ms_ + away.end_ms + kSitsDownAfterMs},
                          [this, i] { answer(i); });
            }
        }
    }

    /// A person takes what is shown, of the first disagreements that the device lists.
    void answer(std::size_t device) {
        for (std::uint32_t i = 0; i < options_.scopes; ++i) {
            const auto open = world_.replica(device).conflicts(scope_id(i));
            if (!open.ok()) continue;
            const std::size_t count = std::min(open.value().size(), kAnswersPerSitting);
            for (std::size_t at = 0; at < count; ++at) {
                const merge::Conflict& conflict = open.value()[at];
                if (!conflict.shown) continue;
                // One that cannot be given (the outbox is full) is given another time.
                (void)world_.decide(device, scope_id(i), conflict.record, conflict.field,
                                    merge::choice::Take{*conflict.shown});
            }
        }
    }

    Result<void> make_edits() {
        for (std::size_t i = 0; i < edits_.size(); ++i) {
            const ReplayEdit& edit = edits_[i];
            const std::uint64_t at_ms = start_ms_ + edit.at_ms;
            if (prevention_) {
                WEDSYNC_TRY(prevention_->run_until(Instant{at_ms}));
                WEDSYNC_TRY(prevention_->want(i));
            } else {
                if (at_ms > world_.now().value()) world_.run_for(at_ms - world_.now().value());
                WEDSYNC_TRY(make_edit(i));
            }
            if (options_.progress) options_.progress(i + 1);
        }
        return {};
    }

    Result<void> make_edit(std::size_t number) {
        const ReplayEdit& edit = edits_[number];
        Draft draft;
        draft.scope = scope_id(edit.scope);
        draft.type = "client_update";
        const RecordId record = records_[edit.item];
        draft.set(record, "status", edit.status);
        draft.set(record, "owner", edit.owner);
        draft.set(record, "note", edit.note);
        const replica::Committed made = WEDSYNC_TRY(world_.commit(edit.device, draft));
        numbers_[{draft.scope, made.dot.incarnation}].emplace(made.dot.counter, number);
        made_ms_[number] = world_.now().value();
        ++made_;
        naive_bytes_ += queue_item(edit, number, options_.seed).size() * options_.devices;
        return {};
    }

    void begin_prevention() {
        std::vector<WantedEdit> wanted;
        for (const ReplayEdit& edit : edits_)
            wanted.push_back({edit.device, scope_id(edit.scope), records_[edit.item]});
        prevention_ = std::make_unique<Prevention>(
            world_, std::move(wanted), options_.seed, *options_.prevention,
            [this](std::size_t number) { return make_edit(number); });
    }

    /// The edits among some dots of one lane.
    [[nodiscard]] std::vector<std::size_t> edits_in(ScopeId scope, const DotRange& dots) const {
        std::vector<std::size_t> found;
        const auto lane = numbers_.find({scope, dots.incarnation});
        if (lane == numbers_.end()) return found;
        for (auto each = lane->second.lower_bound(dots.first);
             each != lane->second.end() && each->first <= dots.last; ++each) {
            found.push_back(each->second);
        }
        return found;
    }

    void count_together(const std::vector<std::size_t>& edits) {
        if (edits.empty()) return;
        std::string text = "[";
        for (const std::size_t edit : edits) {
            if (text.size() > 1) text += ',';
            text += queue_item(edits_[edit], edit, options_.seed);
        }
        gzip_bytes_ += gzip_bytes(text + ']');
    }

    void count_shown(std::size_t device, ScopeId scope, const std::vector<DotRange>& dots) {
        std::vector<std::size_t> shown;
        for (const DotRange& range : dots) {
            for (const std::size_t edit : edits_in(scope, range)) {
                if (edits_[edit].device == device) continue;
                shown.push_back(edit);
                visible_ms_.push_back(world_.now().value() - made_ms_[edit]);
            }
        }
        count_together(shown);
    }

    /// What the hub has taken since the last time: one sync for each lane.
    void count_pushed() {
        if (!world_.hub_node().is_running()) return;
        if (world_.hub().counters().accepted == accepted_) return;
        accepted_ = world_.hub().counters().accepted;
        for (std::uint32_t i = 0; i < options_.scopes; ++i) {
            const store::ScopeRow* row = world_.hub().scope(scope_id(i));
            if (row == nullptr) continue;
            DotSet& pushed = pushed_[row->scope];
            for (const DotRange& range : row->have.minus(pushed)) {
                count_together(edits_in(row->scope, range));
                pushed.add(range);
            }
        }
    }

    [[nodiscard]] std::vector<WireMeter::Bytes> wire_bytes() const {
        std::vector<WireMeter::Bytes> all;
        for (const auto& meter : meters_)
            all.push_back(meter->bytes());
        return all;
    }

    /// How the items end, as the hub has them.
    Result<std::map<std::uint32_t, ReplayEnd>> ends() {
        // A record is named within its scope.
        std::map<std::uint32_t, std::map<RecordId, std::uint32_t>> items;
        for (const ReplayEdit& edit : edits_)
            items[edit.scope].emplace(records_[edit.item], edit.item);
        std::map<std::uint32_t, ReplayEnd> ends;
        for (std::uint32_t i = 0; i < options_.scopes; ++i) {
            WEDSYNC_TRY(world_.hub().store().visit_records(
                scope_id(i), std::nullopt, [&](const merge::RecordState& state) {
                    const auto item = items[i].find(state.id);
                    if (item != items[i].end()) ends.emplace(item->second, end_of(state));
                    return true;
                }));
        }
        return ends;
    }

    [[nodiscard]] ReplayEnd end_of(const merge::RecordState& state) const {
        ReplayEnd end;
        for (const FieldSchema& field : schema_.collections.front().fields) {
            const merge::Cell* cell = state.find(field.id);
            if (cell == nullptr) continue;
            for (const merge::Sibling& sibling : cell->siblings) {
                const auto* text = std::get_if<std::string>(&sibling.value);
                if (text != nullptr) end[field.name].insert(*text);
            }
        }
        return end;
    }

    Result<ReplayResult> result(const std::vector<WireMeter::Bytes>& before, bool is_settled) {
        ReplayResult result;
        result.ops = made_;
        result.played_ms = world_.now().value() - start_ms_;
        result.trace_hash = world_.trace_hash();
        const std::vector<WireMeter::Bytes> after = wire_bytes();
        for (std::size_t i = 0; i < after.size(); ++i) {
            result.wire_bytes += after[i].wire_bytes - before[i].wire_bytes;
            result.plain_wire_bytes += after[i].plain_wire_bytes - before[i].plain_wire_bytes;
            result.frame_bytes += after[i].frame_bytes - before[i].frame_bytes;
            result.frames += after[i].frames - before[i].frames;
            result.connections += after[i].connections - before[i].connections;
        }
        result.naive_json_bytes = naive_bytes_;
        result.gzip_json_bytes = gzip_bytes_;
        if (prevention_) result.prevention = prevention_->figures();
        result.is_converged = is_settled && all_ok(check_copies(world_));
        result.visible_p50_ms = percentile(visible_ms_, 50);
        result.visible_p95_ms = percentile(visible_ms_, 95);
        result.ends = WEDSYNC_TRY(ends());
        for (std::uint32_t i = 0; i < options_.scopes; ++i) {
            const Meetings each =
                WEDSYNC_TRY(meetings_in(world_.hub().store(), scope_id(i), schema_));
            result.meetings.conflicts += each.conflicts;
            result.meetings.auto_merged += each.auto_merged;
            result.meetings.likely += each.likely;
            result.meetings.decided += each.decided;
            result.meetings.open += each.open;
        }
        return result;
    }

    const std::vector<ReplayEdit>& edits_;
    const ReplayOptions& options_;
    Schema schema_;
    World world_;
    std::vector<std::unique_ptr<WireMeter>> meters_;
    std::vector<std::uint64_t> generations_;
    std::map<std::uint32_t, RecordId> records_;
    /// The numbers of the edits in each lane, by counter.
    std::map<Lane, std::map<std::uint64_t, std::size_t>> numbers_;
    std::map<ScopeId, DotSet> pushed_;
    std::uint64_t accepted_ = 0;
    std::uint64_t start_ms_ = 0;
    /// When each edit was made.
    std::vector<std::uint64_t> made_ms_;
    std::uint64_t made_ = 0;
    std::unique_ptr<Prevention> prevention_;
    std::uint64_t naive_bytes_ = 0;
    std::uint64_t gzip_bytes_ = 0;
    std::vector<std::uint64_t> visible_ms_;
};

}  // namespace

Result<ReplayResult> replay(const std::vector<ReplayEdit>& edits, const ReplayOptions& options) {
    return Player(edits, options).play();
}

}  // namespace wedsync::sim
