// What a device gives back to a hub that lost it, where a part of the device's own log is damaged.
#include "engine/sync/relay.hpp"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "sqlite3.h"

#include "tests/support/file_replica.hpp"

namespace wedsync::test {
namespace {

constexpr ScopeId kTeam{7};
constexpr Epoch kEpoch{99};
constexpr Incarnation kOther{5, 5};
constexpr std::uint64_t kPages = 40;
constexpr std::uint64_t kPerPage = 50;

class RelayTest : public FileReplicaTest {
protected:
    void SetUp() override {
        FileReplicaTest::SetUp();
        ASSERT_TRUE(replica_->add_scope(kTeam, "Team").ok());
        ASSERT_TRUE(replica_->move_cursor(kTeam, {kEpoch, Position{0}}).ok());
        for (std::uint64_t i = 0; i < kPages; ++i) {
            message::Page page{kTeam, kEpoch, Position{i * kPerPage}, {}, {}, {}, {}};
            for (std::uint64_t k = 1; k <= kPerPage; ++k)
                page.entries.emplace_back(entry::Accepted{guest(i * kPerPage + k)});
            page.to = page.head = Position{(i + 1) * kPerPage};
            ASSERT_TRUE(replica_->apply_page(kNow, page).ok());
        }
    }
    [[nodiscard]] Change guest(std::uint64_t counter) const {
        const CollectionSchema& guests = *replica_->schema().find("guests");
        Change change;
        change.dot = {kOther, counter};
        change.time = make_hybrid_time(1'790'000'000'000 + counter, 0);
        const RecordId record{change.dot, 0};
        change.operations = {operation::Put{{record, {guests.number, kLifeField}, {}}, true, {}}};
        return change;
    }
    /// Breaks the run that has this position; which positions are lost with it.
    std::set<std::uint64_t> damage(std::uint64_t position) {
        replica_.reset();
        sqlite3* file = nullptr;
        EXPECT_EQ(sqlite3_open((folder_ / "a.wedsync").c_str(), &file), SQLITE_OK);
        std::set<std::uint64_t> lost;
        const std::string where = " WHERE first_position <= " + std::to_string(position) +
                                  " AND last_position >= " + std::to_string(position);
        const auto note = [](void* to, int, char** values, char**) {
            for (auto at = std::stoull(values[0]); at <= std::stoull(values[1]); ++at)
                static_cast<std::set<std::uint64_t>*>(to)->insert(at);
            return 0;
        };
        const std::string ask = "SELECT first_position, last_position FROM log" + where;
        EXPECT_EQ(sqlite3_exec(file, ask.c_str(), note, &lost, nullptr), SQLITE_OK);
        const std::string spoil = "UPDATE log SET body = x'ff' || substr(body, 2)" + where;
        EXPECT_EQ(sqlite3_exec(file, spoil.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_changes(file), 1);
        sqlite3_close(file);
        open("alice");
        return lost;
    }
    /// The counters of all that is given back for these, in order.
    std::vector<std::uint64_t> given_back(std::uint64_t first, std::uint64_t last) {
        sync::Relay relay(*replica_, kTeam);
        DotSet wanted;
        wanted.add(DotRange{kOther, first, last});
        relay.want(wanted);
        std::vector<std::uint64_t> counters;
        while (!relay.is_done()) {
            const auto changes = relay.next(30);
            EXPECT_TRUE(changes.ok()) << changes.error().detail;
            if (!changes.ok() || changes.value().empty()) break;
            for (const Change& change : changes.value())
                counters.push_back(change.dot.counter);
        }
        EXPECT_TRUE(relay.is_done());
        return counters;
    }
    static std::vector<std::uint64_t> all_but(const std::set<std::uint64_t>& lost,
                                              std::uint64_t first, std::uint64_t last) {
        std::vector<std::uint64_t> counters;
        for (std::uint64_t i = first; i <= last; ++i) {
            if (!lost.contains(i)) counters.push_back(i);
        }
        return counters;
    }
};

TEST_F(RelayTest, GivesBackAllThatIsWanted) {
    EXPECT_EQ(given_back(1, kPages * kPerPage), all_but({}, 1, kPages * kPerPage));
    EXPECT_EQ(given_back(100, 130), all_but({}, 100, 130));
}

TEST_F(RelayTest, GivesBackWhatStandsBesideADamagedPart) {
    std::set<std::uint64_t> all;
    for (const std::uint64_t position : {std::uint64_t{1}, std::uint64_t{777}, kPages * kPerPage}) {
        SCOPED_TRACE(position);
        const std::set<std::uint64_t> lost = damage(position);
        ASSERT_FALSE(lost.empty());
        all.insert(lost.begin(), lost.end());
        // By reading the log through, and one by one.
        EXPECT_EQ(given_back(1, kPages * kPerPage), all_but(all, 1, kPages * kPerPage));
        EXPECT_EQ(given_back(760, 800), all_but(all, 760, 800));
    }
}

}  // namespace
}  // namespace wedsync::test
