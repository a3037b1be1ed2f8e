#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/base/prng.hpp"
#include "engine/replica/replica.hpp"
#include "sim/crash/feeder.hpp"
#include "sim/crash/fingerprint.hpp"
#include "sim/crash/stories.hpp"

namespace wedsync::sim {
namespace {

using replica::Replica;

constexpr ScopeId kParty{11};
constexpr std::array<std::string_view, 1> kMetaNames{replica::kClockName};

class ReplicaStory : public Story {
public:
    explicit ReplicaStory(const ReplicaStoryOptions& options)
        : options_(options), random_(options.seed) {
        add(options.edits, &ReplicaStory::edit);
        add(options.decisions, &ReplicaStory::decide);
        add(options.undos, &ReplicaStory::undo);
        add(options.pushes, &ReplicaStory::push);
        add(options.pulls, &ReplicaStory::pull);
        add(options.refused, &ReplicaStory::settle_refused);
        add(options.snapshots, &ReplicaStory::snapshot);
        add(options.trims, &ReplicaStory::trim);
        add(options.reopens, &ReplicaStory::reopen);
    }

    Result<void> open(const std::string& vfs) override {
        vfs_ = vfs;
        Replica::Options options;
        options.store = {"device.db", vfs_};
        options.schema = crash_schema();
        options.author = {"anna", "tablet", "planner", 10};
        options.random = [this] { return random_.next(); };
        options.coalesce_ms = options_.coalesce_ms;
        replica_ = WEDSYNC_TRY(Replica::open(std::move(options)));
        return {};
    }
    void close() override { replica_.reset(); }
    [[nodiscard]] std::size_t step_count() const override {
        return options_.steps + options_.backlog + 1;
    }

    Result<void> perform(std::size_t step) override {
        if (step == 0) return begin();
        Prng prng(options_.seed * 1'000 + step);
        wall_ms_ += prng.between(1, 3'000);
        is_one_transaction_ = true;
        if (step <= options_.backlog) return edit(prng);
        return (this->*prng.pick(deeds_))(prng);
    }
    [[nodiscard]] bool is_one_transaction(std::size_t) const override {
        return is_one_transaction_;
    }

    Result<std::uint64_t> fingerprint() override {
        return fingerprint_of(replica_->store(), kMetaNames, "guest");
    }

    Result<void> verify() override {
        for (const ScopeId scope : replica_->scopes()) {
            const auto sums = WEDSYNC_TRY(replica_->verify(scope));
            if (!sums.ok()) return Error{ErrorCode::kCorrupt, "the sums of the accepted state"};
        }
        return check_store(replica_->store(), true);
    }

private:
    using Deed = Result<void> (ReplicaStory::*)(Prng&);

    void add(std::uint32_t weight, Deed deed) { deeds_.insert(deeds_.end(), weight, deed); }

    [[nodiscard]] Now now() const { return {Instant{wall_ms_}, WallTime{wall_ms_}}; }

    /// A story that is told goes through its steps; one that is checked only opens its file.
    Result<void> begin() {
        WEDSYNC_TRY(replica_->add_scope(kParty, "party"));
        feeder_.emplace(kParty, options_.seed);
        feeder_->connect({});
        is_one_transaction_ = false;
        return replica_->move_cursor(kParty, {kCrashEpoch, Position{}});
    }

    Result<std::vector<merge::RecordState>> living() {
        std::vector<merge::RecordState> records;
        WEDSYNC_TRY(replica_->store().visit_records(
            kParty, std::nullopt, [&](const merge::RecordState& state) {
                const bool is_note = !state.empty() && merge::collection_of(state) ==
                                                           crash_schema().find("notes")->number;
                if (is_note && merge::status_of(state) == merge::RecordStatus::kAlive)
                    records.push_back(state);
                return true;
            }));
        return records;
    }

    [[nodiscard]] std::string word(Prng& prng) const {
        if (prng.chance(options_.forbidden_per_mille)) return std::string(kForbidden);
        return "guest " + std::to_string(prng.below(10'000));
    }

    Result<void> edit(Prng& prng) {
        const std::vector<merge::RecordState> records = WEDSYNC_TRY(living());
        Draft draft;
        draft.scope = kParty;
        RecordRef record = RecordId{};
        if (records.empty() || prng.chance(300)) {
            record = draft.create("notes");
            draft.set(record, "title", Value{word(prng)});
        } else {
            const merge::RecordState& old = prng.pick(records);
            record = old.id;
            if (prng.chance(100)) {
                draft.edits.emplace_back(edit::Delete{old.id});
                WEDSYNC_TRY(replica_->commit(now(), draft));
                return {};
            }
        }
        draft.set(record, "body", Value{word(prng)});
        if (prng.chance(300)) draft.edits.emplace_back(edit::AddElement{record, "tags", "new"});
        if (prng.chance(200)) draft.set(record, "is_pinned", Value{true});
        if (prng.chance(300)) {
            const NewRecord other = draft.create("forms");
            draft.set(other, "name", Value{word(prng)});
            draft.edits.emplace_back(edit::Increment{other, "times_submitted", 2});
        }
        draft.priority = static_cast<std::uint8_t>(prng.below(10));
        WEDSYNC_TRY(replica_->commit(now(), draft));
        return {};
    }

    Result<void> decide(Prng& prng) {
        const auto conflicts = WEDSYNC_TRY(replica_->conflicts(kParty));
        if (conflicts.empty()) return edit(prng);
        const merge::Conflict& conflict = prng.pick(conflicts);
        merge::Choice choice = merge::choice::KeepRecord{};
        if (conflict.kind == merge::ConflictKind::kDisagreement) {
            choice = merge::choice::Take{prng.pick(conflict.siblings).dot};
        }
        WEDSYNC_TRY(replica_->decide(now(), kParty, conflict.record, conflict.field, choice));
        return {};
    }

    Result<void> undo(Prng& prng) {
        is_one_transaction_ = false;  // A decision taken back is several changes.
        const auto undone = replica_->undo_last(now(), kParty);
        if (undone.ok()) return {};
        if (undone.error().code == ErrorCode::kNotFound) return edit(prng);
        return undone.error();
    }

    Result<void> push(Prng& prng) {
        const replica::ScopeState* state = replica_->scope(kParty);
        message::Push push;
        push.scope = kParty;
        push.request = wall_ms_;
        std::vector<std::uint64_t> sequences;
        for (const auto& [sequence, row] : state->pending) {
            if (row.status != store::OwnStatus::kPending || push.changes.size() == 8) continue;
            push.changes.push_back(row.change);
            sequences.push_back(sequence);
        }
        push.withdrawn.assign(state->withdrawn.begin(), state->withdrawn.end());
        if (push.changes.empty() && push.withdrawn.empty()) return edit(prng);
        push.lanes = WEDSYNC_TRY(replica_->store().load_lanes(kParty));
        replica_->mark_sent(kParty, sequences);
        const std::vector<Dot> withdrawn = push.withdrawn;
        return replica_->apply_verdicts(now(), feeder_->push(std::move(push)), withdrawn);
    }

    Result<void> pull(Prng& prng) {
        std::optional<message::Page> page = feeder_->next_page();
        if (!page.has_value()) {
            for (std::uint64_t i = prng.between(1, 4); i > 0; --i)
                feeder_->write_by_others();
            page = feeder_->next_page();
        }
        if (!page.has_value()) return {};
        return replica_->apply_page(now(), *page);
    }

    Result<void> settle_refused(Prng& prng) {
        const auto& refused = replica_->scope(kParty)->refused;
        if (refused.empty()) return edit(prng);
        return replica_->discard_refused(kParty, Dot{refused.begin()->first});
    }

    Result<void> snapshot(Prng&) {
        for (std::size_t i = 0; i < 6; ++i)
            feeder_->write_by_others();
        feeder_->compact();
        Replica::Snapshot whole;
        whole.scope = kParty;
        for (message::SnapshotPart& part : feeder_->snapshot()) {
            whole.epoch = part.epoch;
            whole.base = whole.to = part.base;
            if (part.have.has_value()) whole.have = *std::move(part.have);
            if (part.refused.has_value()) whole.refused = *std::move(part.refused);
            whole.lanes.insert(whole.lanes.end(), part.lanes.begin(), part.lanes.end());
            whole.records.insert(whole.records.end(), part.records.begin(), part.records.end());
        }
        WEDSYNC_TRY(replica_->join_snapshot(now(), std::move(whole)));
        feeder_->connect(replica_->scope(kParty)->row.cursor);
        return {};
    }

    Result<void> trim(Prng&) {
        const DotSet have = replica_->scope(kParty)->row.have;
        WEDSYNC_TRY(replica_->trim_log(now(), kParty, {5, 0}, have));
        return {};
    }

    Result<void> reopen(Prng&) {
        close();
        WEDSYNC_TRY(open(vfs_));
        feeder_->connect(replica_->scope(kParty)->row.cursor);
        return {};
    }

    ReplicaStoryOptions options_;
    Prng random_;
    std::vector<Deed> deeds_;
    std::string vfs_;
    std::unique_ptr<Replica> replica_;
    std::optional<Feeder> feeder_;
    std::uint64_t wall_ms_ = 1'767'225'600'000;
    bool is_one_transaction_ = true;
};

}  // namespace

std::unique_ptr<Story> make_replica_story(const ReplicaStoryOptions& options) {
    return std::make_unique<ReplicaStory>(options);
}

}  // namespace wedsync::sim
