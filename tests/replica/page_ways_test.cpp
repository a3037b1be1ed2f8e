// A page has a quick way and a slow one: its bytes may go into the log as they came, and rows may
// be edited without decoding them. Two replicas are given the same pages and the same edits of a
// person, one of them so that it takes the slow way; they must hold the same, down to the log.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/codec/frame.hpp"
#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kScope{7};
constexpr Epoch kEpoch{99};
constexpr Now kNow{Instant{0}, WallTime{1'000'000}};
constexpr std::size_t kRecordsMax = 8;

/// What everybody has written, and saw: changes with covers that are there.
class Authors {
public:
    explicit Authors(Prng& prng) : prng_(prng) {}

    Change next() {
        const Incarnation lane = prng_.pick(std::vector{kAlice, kBob, kCarol});
        Change change;
        change.dot = {lane, ++counters_[lane]};
        wall_ms_ += prng_.below(3'000);
        const bool is_logical = prng_.chance(100);
        change.time = make_hybrid_time(wall_ms_, is_logical ? 3 : 0);
        if (prng_.chance(50)) change.note = {NoteKind::kAutoDecides, 2, {}};
        const bool is_new = states_.empty() || (states_.size() < kRecordsMax && prng_.chance(150));
        if (is_new) return created(std::move(change));
        std::set<CellKey> written;
        for (std::uint64_t count = prng_.chance(200) ? 1 + prng_.below(4) : 1; count > 0; --count)
            add_operation(change, written);
        apply(change);
        return change;
    }

private:
    Change created(Change change) {
        const RecordId id{change.dot, 0};
        states_[id].id = id;
        change.operations.push_back(put(id, kLife, {}));
        for (const FieldId field : {kName, kTable, kNotes, kStrange})
            change.operations.push_back(put(id, field, value()));
        apply(change);
        return change;
    }

    void apply(const Change& change) {
        for (auto& [id, state] : states_)
            merge::apply(state, change);
    }

    void add_operation(Change& change, std::set<CellKey>& written) {
        auto at = states_.begin();
        std::advance(at, static_cast<long>(prng_.below(states_.size())));
        const merge::RecordState& state = at->second;
        const bool is_kill = change.operations.empty() && prng_.chance(20) && !state.empty();
        if (is_kill) {
            operation::Kill kill{state.id, {}};
            for (const merge::Cell& cell : state.cells)
                kill.cells.push_back({cell.field, cell.sub, dots_of(cell)});
            change.operations.emplace_back(std::move(kill));
            for (const merge::Cell& cell : state.cells)
                written.insert({state.id, cell.field, cell.sub});
            return;
        }
        const FieldId field = prng_.pick(std::vector<FieldId>{kName,
                                                              kName,
                                                              kTable,
                                                              kTable,
                                                              kNotes,
                                                              kPartner,
                                                              kPhoto,
                                                              kTags,
                                                              kLife,
                                                              kStrange,
                                                              {2, 5}});
        const std::string sub =
            field == kTags ? prng_.pick(std::vector<std::string>{"a", "b"}) : "";
        if (!written.insert({state.id, field, sub}).second) return;
        const merge::Cell* cell = state.find(field, sub);
        std::vector<Dot> covers = cell == nullptr ? std::vector<Dot>{} : dots_of(*cell);
        if (prng_.chance(300)) std::erase_if(covers, [&](const Dot&) { return prng_.chance(500); });
        if (!covers.empty() && prng_.chance(60)) {
            change.operations.emplace_back(operation::Drop{{state.id, field, sub}, covers});
            return;
        }
        change.operations.push_back(put_sub(state.id, field, sub, value(), covers));
    }

    static std::vector<Dot> dots_of(const merge::Cell& cell) {
        std::vector<Dot> dots;
        for (const merge::Sibling& sibling : cell.siblings)
            dots.push_back(sibling.dot);
        return dots;
    }

    Value value() {
        const auto any_record = [&] {
            auto at = states_.begin();
            std::advance(at, static_cast<long>(prng_.below(states_.size())));
            return at->first;
        };
        switch (prng_.below(8)) {
            case 0:
                return std::monostate{};
            case 1:
                return prng_.chance(500);
            case 2:
                return static_cast<std::int64_t>(prng_.next());
            case 3:
                return Reference{any_record()};
            case 4:
                return Link{ScopeId{3}, any_record(), "Zoë elsewhere"};
            case 5:
                return BlobReference{{1, 2, 3}, prng_.below(1'000)};
            case 6:
                return Bytes(prng_.below(40), 7);
            default:
                return std::string(prng_.below(200), 'x') + prng_.pick(words_);
        }
    }

    Prng& prng_;
    std::map<Incarnation, std::uint64_t> counters_;
    std::map<RecordId, merge::RecordState> states_;
    std::vector<std::string> words_{"fish", "fish and no nuts", "", "Zoë"};
    std::uint64_t wall_ms_ = 900'000;
};

/// Of two replicas, one takes the slow way where it can.
class Pair {
public:
    Pair(const std::string& path, std::uint64_t seed) : prng_(seed), authors_(prng_) {
        for (const char* name : {"quick", "slow"}) {
            replica::Replica::Options options;
            options.store.path = path + name;
            for (const char* suffix : {"", "-wal"})
                std::filesystem::remove(options.store.path + suffix);
            options.store.durability = store::Durability::kNormal;
            options.schema = guest_schema();
            options.schema.collections[0].fields[0].is_searchable = true;
            auto drawn = std::make_shared<std::uint64_t>(5);
            options.random = [drawn] { return ++*drawn; };
            replicas_.push_back(replica::Replica::open(std::move(options)).value());
            EXPECT_TRUE(replicas_.back()->add_scope(kScope, "party").ok());
            EXPECT_TRUE(replicas_.back()->move_cursor(kScope, {kEpoch, Position{0}}).ok());
        }
        static_cast<void>(replicas_[1]->add_observer([](const replica::RecordChange&) {}));
    }

    std::optional<std::string> run(std::size_t steps) {
        for (std::size_t i = 0; i < steps; ++i) {
            if (prng_.chance(300)) {
                edit();
            } else if (const auto failure = pull()) {
                return "step " + std::to_string(i) + ": " + *failure;
            }
            if (const auto failure = compare())
                return "step " + std::to_string(i) + ": " + *failure;
        }
        return std::nullopt;
    }

private:
    void edit() {
        std::vector<RecordId> guests;
        EXPECT_TRUE(replicas_[0]
                        ->store()
                        .visit_records(kScope, kGuest,
                                       [&](const merge::RecordState& state) {
                                           guests.push_back(state.id);
                                           return true;
                                       })
                        .ok());
        if (guests.empty()) return;
        Draft draft;
        draft.scope = kScope;
        draft.set(prng_.pick(guests), "name", text("by hand"));
        const auto done = replicas_[0]->commit(kNow, draft);
        const auto again = replicas_[1]->commit(kNow, draft);
        EXPECT_EQ(done.ok(), again.ok());
    }

    std::optional<std::string> pull() {
        const Position from = replicas_[0]->scope(kScope)->row.cursor.position;
        message::Page page{kScope, kEpoch, from, {}, {}, {}, {}};
        const auto& pending = replicas_[0]->scope(kScope)->pending;
        if (!pending.empty() && prng_.chance(400)) {
            page.entries.emplace_back(entry::Echo{pending.begin()->second.change.dot});
        }
        for (std::uint64_t count = prng_.chance(300) ? 1 : 1 + prng_.below(40); count > 0;
             --count) {
            if (prng_.chance(10)) page.entries.emplace_back(entry::Known{});
            if (prng_.chance(10) && !sent_.empty()) page.entries.push_back(prng_.pick(sent_));
            if (prng_.chance(20)) {
                page.entries.emplace_back(
                    entry::Refused{{{8, 8}, ++refused_}, RefusalReason::kNotAllowed});
            }
            page.entries.emplace_back(entry::Accepted{authors_.next()});
            sent_.push_back(page.entries.back());
        }
        page.to = page.head = Position{from.value() + page.entries.size()};
        auto decoded = codec::decode_frame(codec::encode_frame(page));
        if (!decoded.ok()) return "page: " + decoded.error().detail;
        auto quick = std::get<message::Page>(std::move(decoded).value());
        const Result<void> applied = replicas_[0]->apply_page(kNow, quick);
        if (!applied.ok()) return "quick: " + applied.error().detail;
        const Result<void> applied_slowly = replicas_[1]->apply_page(kNow, page);
        if (!applied_slowly.ok()) return "slow: " + applied_slowly.error().detail;
        return std::nullopt;
    }

    static std::vector<merge::RecordState> records_of(replica::Replica& replica, bool unsettled) {
        std::vector<merge::RecordState> records;
        const auto take = [&](const merge::RecordState& state) {
            records.push_back(state);
            return true;
        };
        EXPECT_TRUE((unsettled ? replica.store().visit_unsettled(kScope, take)
                               : replica.store().visit_records(kScope, std::nullopt, take))
                        .ok());
        return records;
    }

    std::optional<std::string> compare() {
        replica::Replica& quick = *replicas_[0];
        replica::Replica& slow = *replicas_[1];
        for (const bool unsettled : {false, true}) {
            if (records_of(quick, unsettled) != records_of(slow, unsettled)) return "records";
        }
        if (quick.scope(kScope)->row != slow.scope(kScope)->row) return "scope row";
        if (quick.scope(kScope)->pending != slow.scope(kScope)->pending) return "pending";
        if (!quick.verify(kScope).value().ok()) return "sums";
        const auto log = quick.store().load_log(kScope, Position{0}, 100'000).value();
        if (log.entries != slow.store().load_log(kScope, Position{0}, 100'000).value().entries)
            return "log";
        const store::Store::Size size = quick.store().size().value();
        if (size.log_bytes != slow.store().size().value().log_bytes) return "size of the log";
        for (const char* word : {"fish", "hand", "zoe"}) {
            if (quick.store().search(kScope, word, 99).value() !=
                slow.store().search(kScope, word, 99).value())
                return "search";
        }
        for (const Entry& item : log.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted == nullptr || !prng_.chance(50)) continue;
            const Dot& dot = accepted->change.dot;
            if (quick.store().find_in_log(kScope, dot).value() !=
                slow.store().find_in_log(kScope, dot).value())
                return "place in the log";
        }
        return std::nullopt;
    }

    Prng prng_;
    Authors authors_;
    std::vector<std::unique_ptr<replica::Replica>> replicas_;
    std::vector<Entry> sent_;
    std::uint64_t refused_ = 0;
};

TEST(PageWaysTest, BothComeToTheSame) {
    const std::string path =
        (std::filesystem::temp_directory_path() / "wedsync-page-ways-").string();
    const auto failure = first_failure(
        seeds_of(count_or(60)), [&](std::uint64_t seed) { return Pair(path, seed).run(25); });
    EXPECT_FALSE(failure) << *failure;
}

}  // namespace
}  // namespace wedsync::property
