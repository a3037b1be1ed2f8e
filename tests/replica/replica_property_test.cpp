// A replica between a person who edits at random and a hub that accepts, refuses, loses its
// answers, serves pages, snapshots and a clone's changes: after every step it must hold exactly
// what the reference recomputes from the set of changes, and again after it was closed and opened.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"
#include "tests/replica/reference_replica.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kScope{7};
constexpr Epoch kEpoch{99};
constexpr Now kNow{Instant{0}, WallTime{1'000'000}};

class Play {
public:
    Play(std::string path, std::uint64_t seed) : path_(std::move(path)), prng_(seed) {}

    std::optional<std::string> run(std::size_t steps) {
        open();
        if (!replica_->add_scope(kScope, "party").ok()) return "no scope";
        if (!replica_->move_cursor(kScope, {kEpoch, Position{0}}).ok()) return "no cursor";
        for (std::size_t i = 0; i < steps && !failure_; ++i) {
            step();
            if (!failure_) check();
            if (failure_) *failure_ += " at step " + std::to_string(i) + " (" + what_ + ")";
        }
        if (!failure_) {
            what_ = "reopen";
            open();
            check();
        }
        replica_.reset();
        return failure_;
    }

private:
    void open() {
        replica_.reset();
        replica::Replica::Options options;
        options.store.path = path_;
        options.store.durability = store::Durability::kNormal;
        options.schema = guest_schema();
        options.random = [this] { return ++drawn_; };
        auto opened = replica::Replica::open(std::move(options));
        ASSERT_TRUE(opened.ok()) << opened.error().detail;
        replica_ = std::move(opened).value();
        lane_ = {{drawn_ - 1, drawn_}, 0};
    }

    const replica::ScopeState& scope() { return *replica_->scope(kScope); }

    void step() {
        const std::uint64_t dice = prng_.below(100);
        if (dice < 40) {
            what_ = "edit";
            edit();
        } else if (dice < 55) {
            what_ = "other";
            edit_elsewhere();
        } else if (dice < 70) {
            what_ = "push";
            push();
        } else if (dice < 90) {
            what_ = "pull";
            pull();
        } else if (dice < 94) {
            what_ = "snapshot";
            join_snapshot();
        } else if (dice < 97) {
            what_ = "fork";
            fork();
        } else {
            what_ = "reopen";
            open();
        }
    }

    // ---- The person. ----

    void edit() {
        const Records visible = reference_.visible();
        Draft draft;
        draft.scope = kScope;
        std::vector<std::pair<RecordRef, std::int64_t>> added;
        for (std::uint64_t count = 1 + prng_.below(3); count > 0; --count)
            add_edit(draft, visible, added);
        const auto committed = replica_->commit(kNow, draft);
        if (!committed.ok()) return;
        lane_ = committed.value().dot;
        ReferenceReplica::Pending pending{scope().pending.rbegin()->second.change, {}, false};
        for (const auto& [record, by] : added) {
            const auto* id = std::get_if<RecordId>(&record);
            const RecordId target =
                id != nullptr ? *id : RecordId{lane_, std::get_if<NewRecord>(&record)->index};
            pending.added[{target, kGlasses, merge::counter_sub(lane_.incarnation)}] += by;
        }
        reference_.add_pending(std::move(pending));
    }

    void add_edit(Draft& draft, const Records& visible,
                  std::vector<std::pair<RecordRef, std::int64_t>>& added) {
        RecordRef record = NewRecord{0};
        if (visible.empty() || prng_.chance(150)) {
            record = draft.create("guest");
        } else {
            record =
                std::next(visible.begin(), static_cast<std::ptrdiff_t>(prng_.below(visible.size())))
                    ->first;
        }
        const std::string word(1, static_cast<char>('a' + prng_.below(4)));
        switch (prng_.below(7)) {
            case 0:
                draft.set(record, "name", word);
                break;
            case 1:
                draft.set(record, "table", number(static_cast<std::int64_t>(prng_.below(9))));
                break;
            case 2:
                draft.edits.emplace_back(edit::Clear{record, "name"});
                break;
            case 3:
                draft.edits.emplace_back(edit::AddElement{record, "tags", word});
                break;
            case 4:
                draft.edits.emplace_back(edit::RemoveElement{record, "tags", word});
                break;
            case 5: {
                const auto by = static_cast<std::int64_t>(1 + prng_.below(5));
                draft.edits.emplace_back(edit::Increment{record, "glasses", by});
                added.emplace_back(record, by);
                break;
            }
            default:
                if (const auto* id = std::get_if<RecordId>(&record)) {
                    if (prng_.chance(500)) {
                        draft.edits = {edit::Delete{*id}};
                        added.clear();
                    } else {
                        draft.edits.emplace_back(edit::SetReference{record, "partner", *id});
                    }
                }
        }
    }

    // ---- The hub. ----

    bool hub_has(const Dot& dot) const {
        return std::any_of(hub_.begin(), hub_.end(), [&](const Change& c) { return c.dot == dot; });
    }

    void hub_accept(const Change& change) {
        hub_.push_back(change);
        log_.emplace_back(entry::Accepted{change});
    }

    void edit_elsewhere() {
        const Dot dot{kBob, ++bob_};
        const Records records = state_of(hub_);
        Change made = change(dot, 500 + bob_, {});
        if (records.empty() || prng_.chance(300)) {
            made.operations = {put({dot, 0}, kLife, true), put({dot, 0}, kName, text("bob"))};
        } else {
            const auto at = std::next(records.begin(),
                                      static_cast<std::ptrdiff_t>(prng_.below(records.size())));
            const merge::RecordState& record = at->second;
            if (prng_.chance(200)) {
                made.operations = {merge::kill_of(record)};
            } else {
                const std::string value = "bob" + std::to_string(bob_);
                made.operations = {
                    put(record.id, kName, value, merge::dots_of(record.find(kName)))};
            }
        }
        hub_accept(made);
    }

    /// Judges the first pending changes, and tells the device unless the answer is lost.
    void push() {
        message::PushResult result;
        result.scope = kScope;
        std::size_t count = prng_.below(reference_.pending().size() + 1);
        for (const ReferenceReplica::Pending& pending : reference_.pending()) {
            if (count-- == 0) break;
            const std::optional<message::Verdict> verdict = judge(pending.change);
            if (!verdict) break;
            result.verdicts.push_back(*verdict);
        }
        if (prng_.chance(300)) return;
        const bool is_forked = std::any_of(result.verdicts.begin(), result.verdicts.end(),
                                           [](const message::Verdict& verdict) {
                                               return verdict.reason == RefusalReason::kForked;
                                           });
        // One thing at a time: the reference names what is issued again in one way only.
        if (is_forked) result.verdicts.erase(result.verdicts.begin(), result.verdicts.end() - 1);
        const Incarnation next = next_incarnation();
        for (const message::Verdict& verdict : result.verdicts) {
            if (verdict.kind == message::Verdict::Kind::kAccepted) {
                reference_.acknowledge(verdict.dot);
            } else if (is_forked) {
                reference_.fork(verdict.dot);
            } else {
                reference_.refuse(verdict.dot, verdict.reason);
            }
        }
        const std::vector<Dot> withdrawn(scope().withdrawn.begin(), scope().withdrawn.end());
        expect(replica_->apply_verdicts(kNow, result, withdrawn), "verdicts");
        settle(next, is_forked);
    }

    std::optional<message::Verdict> judge(const Change& change) {
        using Kind = message::Verdict::Kind;
        for (const Change& known : hub_) {
            if (known == change) return message::Verdict{change.dot, Kind::kAccepted, {}, {}};
            if (known.dot == change.dot) {
                is_judged_forked_ = true;
                return message::Verdict{change.dot, Kind::kRefused, RefusalReason::kForked, {}};
            }
        }
        if (is_judged_forked_) {
            is_judged_forked_ = false;
            return std::nullopt;
        }
        for (const Dot& dot : named_dots(change)) {
            if (hub_void_.contains(dot)) {
                return hub_refuse(change.dot, RefusalReason::kAfterRefused);
            }
        }
        for (const Dot& dot : named_dots(change)) {
            if (!hub_has(dot)) return std::nullopt;
        }
        if (hub_void_.contains(change.dot)) return hub_refuse(change.dot, RefusalReason::kInvalid);
        if (prng_.chance(200)) return hub_refuse(change.dot, RefusalReason::kNotAllowed);
        hub_accept(change);
        return message::Verdict{change.dot, Kind::kAccepted, {}, {}};
    }

    message::Verdict hub_refuse(const Dot& dot, RefusalReason reason) {
        if (hub_void_.emplace(dot, reason).second) log_.emplace_back(entry::Refused{dot, reason});
        return {dot, message::Verdict::Kind::kRefused, reason, {}};
    }

    void pull() {
        const auto from = static_cast<std::size_t>(scope().row.cursor.position.value());
        const std::size_t left = log_.size() - from;
        std::size_t count = prng_.below(left + 1);
        message::Page page{kScope, kEpoch, Position{from}, {}, Position{log_.size()}, {}, {}};
        bool is_forked = false;
        const Incarnation next = next_incarnation();
        for (std::size_t i = from; count > 0; ++i, --count) {
            const auto* accepted = std::get_if<entry::Accepted>(&log_[i]);
            if (accepted != nullptr && forked_.contains(accepted->change.dot)) {
                if (!page.entries.empty()) break;
                is_forked = is_pending(accepted->change.dot);
                count = 1;
            }
            page.entries.push_back(as_sent(log_[i]));
            tell_reference(log_[i]);
        }
        page.to = Position{from + page.entries.size()};
        expect(replica_->apply_page(kNow, page), "page");
        settle(next, is_forked);
    }

    bool is_pending(const Dot& dot) { return scope().pending_by_dot.contains(dot); }

    Entry as_sent(const Entry& item) {
        const auto* accepted = std::get_if<entry::Accepted>(&item);
        if (accepted == nullptr || prng_.chance(300)) return item;
        const Dot& dot = accepted->change.dot;
        if (forked_.contains(dot)) return item;
        if (scope().row.have.contains(dot)) return entry::Known{};
        if (is_pending(dot)) return entry::Echo{dot};
        return item;
    }

    void tell_reference(const Entry& item) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&item)) {
            reference_.accept(accepted->change);
        } else if (const auto* refused = std::get_if<entry::Refused>(&item)) {
            reference_.refuse(refused->dot, refused->reason);
        }
    }

    void join_snapshot() {
        if (!forked_.empty()) return;
        replica::Replica::Snapshot snapshot;
        const auto base = static_cast<std::size_t>(prng_.below(log_.size() + 1));
        // The parts were read anywhere between the base and the head.
        const std::size_t read = base + prng_.below(log_.size() - base + 1);
        std::vector<Change> until_read;
        std::set<Dot> refused;
        for (std::size_t i = 0; i < log_.size(); ++i) {
            if (const auto* accepted = std::get_if<entry::Accepted>(&log_[i])) {
                if (i < read) until_read.push_back(accepted->change);
                if (i < base) snapshot.have.add(accepted->change.dot);
                reference_.accept(accepted->change, i >= base);
            } else if (const auto* item = std::get_if<entry::Refused>(&log_[i])) {
                if (i < base) snapshot.refused.add(item->dot);
                refused.insert(item->dot);
            }
            if (i >= base) snapshot.entries.push_back(as_sent(log_[i]));
        }
        for (const Dot& dot : refused)
            reference_.refuse(dot, RefusalReason::kAfterRefused);
        for (const auto& [id, record] : state_of(until_read))
            snapshot.records.push_back(record);
        snapshot.scope = kScope;
        snapshot.epoch = kEpoch;
        snapshot.base = Position{base};
        snapshot.to = Position{log_.size()};
        const Incarnation next = next_incarnation();
        expect(replica_->join_snapshot(kNow, std::move(snapshot)), "snapshot");
        settle(next, false);
    }

    /// A clone of this device wrote something else under the newest name, and the hub has it.
    void fork() {
        if (!forked_.empty() || reference_.pending().empty()) return;
        const ReferenceReplica::Pending& newest = reference_.pending().back();
        const Dot dot = newest.change.dot;
        if (dot.incarnation != lane_.incarnation || hub_has(dot) || hub_void_.contains(dot)) return;
        if (newest.is_durable) return;
        hub_accept(
            change(dot, 700, {put({dot, 0}, kLife, true), put({dot, 0}, kName, text("clone"))}));
        forked_.insert(dot);
    }

    // ---- Both. ----

    Incarnation next_incarnation() const { return {drawn_ + 1, drawn_ + 2}; }

    void settle(Incarnation next, bool is_forked) {
        reference_.set_next_incarnation(next);
        reference_.settle(lane_);
        is_judged_forked_ = false;
        if (is_forked) lane_ = {next, 0};
        for (const auto& [sequence, row] : scope().pending) {
            const Dot& dot = row.change.dot;
            if (dot.incarnation == lane_.incarnation) {
                lane_.counter = std::max(lane_.counter, dot.counter);
            }
        }
        for (const auto& [old, dot] : scope().renamed) {
            if (dot.incarnation == lane_.incarnation) {
                lane_.counter = std::max(lane_.counter, dot.counter);
            }
        }
    }

    void expect(const Result<void>& result, const char* what) {
        if (!result.ok()) failure_ = std::string(what) + ": " + result.error().detail;
    }

    void claim(bool holds, const char* what) {
        if (!holds && !failure_) failure_ = std::string(what) + " differs";
    }

    void check() {
        const replica::ScopeState& state = scope();
        claim(state.row.have == reference_.have(), "have");
        std::set<Dot> refused;
        for (const DotRange& range : state.row.refused.ranges()) {
            for (std::uint64_t counter = range.first; counter <= range.last; ++counter)
                refused.insert({range.incarnation, counter});
        }
        claim(refused == reference_.refused(), "void");
        std::map<Dot, Change> listed;
        for (const auto& [dot, row] : state.refused)
            listed[dot] = row.change;
        claim(listed == reference_.refused_list(), "refused list");
        check_pending();
        check_records();
        const auto verified = replica_->verify(kScope);
        claim(verified.ok() && verified.value().ok(), "checksum");
    }

    void check_pending() {
        const replica::ScopeState& state = scope();
        claim(state.pending.size() == reference_.pending().size(), "number of pending");
        if (failure_) return;
        auto expected = reference_.pending().begin();
        for (const auto& [sequence, row] : state.pending) {
            claim(row.change == expected->change, "pending change");
            claim((row.status == store::OwnStatus::kDurable) == expected->is_durable, "status");
            ++expected;
        }
    }

    void check_records() {
        const Records visible = reference_.visible();
        const Records accepted = reference_.accepted();
        Records found;
        expect(replica_->store().visit_records(kScope, std::nullopt,
                                               [&](const merge::RecordState& record) {
                                                   found[record.id] = record;
                                                   return true;
                                               }),
               "visit");
        claim(found == visible, "visible state");
        std::uint64_t sum = 0;
        for (const auto& [id, record] : accepted) {
            claim(replica_->accepted(kScope, id).value() == record, "accepted state");
            sum += merge::checksum(record);
        }
        claim(sum == scope().row.cells_sum, "sum of cells");
    }

    std::string path_;
    Prng prng_;
    std::uint64_t drawn_ = 1'000;
    std::unique_ptr<replica::Replica> replica_;
    ReferenceReplica reference_;
    /// The last name this device gave.
    Dot lane_;
    std::vector<Change> hub_;
    std::map<Dot, RefusalReason> hub_void_;
    std::vector<Entry> log_;
    std::set<Dot> forked_;
    bool is_judged_forked_ = false;
    std::uint64_t bob_ = 0;
    std::optional<std::string> failure_;
    std::string what_;
};

std::optional<std::string> play(std::uint64_t seed) {
    const std::string path = (std::filesystem::temp_directory_path() /
                              ("wedsync-replica-property-" + std::to_string(getpid()) + ".db"))
                                 .string();
    const auto remove_files = [&] {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path + suffix);
    };
    remove_files();
    auto failure = Play(path, seed).run(40 + seed % 60);
    remove_files();
    return failure;
}

TEST(ReplicaPropertyTest, HoldsWhatTheReferenceRecomputes) {
    const auto failure = first_failure(count_or(seeds_of(300)), play);
    EXPECT_FALSE(failure) << *failure;
}

/// Somebody deleted the record before the lane forked: what the counter had counted on was not in
/// the accepted state any more, and the new lane counted it a second time.
TEST(ReplicaPropertyTest, AForkedCounterLeavesADeletedSubtotalBehind) {
    const auto failure = play(339);
    EXPECT_FALSE(failure) << *failure;
}

/// A subtotal was issued again in the lane of a later opening, and refused there too: what counted
/// on from it kept what it had added.
TEST(ReplicaPropertyTest, ASubtotalRefusedInALaterLaneIsTakenOff) {
    const auto failure = play(1071);
    EXPECT_FALSE(failure) << *failure;
}

/// Somebody deleted the record whose counter was issued again: what it had counted on is not in the
/// accepted state any more, but in the log.
TEST(ReplicaPropertyTest, ARefusedCounterCountsOnFromADeletedSubtotal) {
    for (const std::uint64_t seed : {2399U, 2621U}) {
        const auto failure = play(seed);
        EXPECT_FALSE(failure) << *failure;
    }
}

}  // namespace
}  // namespace wedsync::property
