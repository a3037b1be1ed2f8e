#include <map>
#include <utility>

#include "engine/base/prng.hpp"
#include "tests/property/merge_checks.hpp"
#include "tests/property/merge_edit.hpp"
#include "tests/support/changes.hpp"

namespace wedsync::property {
namespace {

/// A set of changes of one history, by their index.
using Mask = std::uint32_t;

Mask bit(std::size_t index) {
    return Mask{1} << index;
}

class Explorer {
public:
    Explorer(const History& history, const Rules& rules, Counts& counts)
        : history_(history), schema_(support::guest_schema()), counts_(counts), empty_(rules) {
        empty_.accept(history.first);
        for (const Change& change : history.changes) {
            Mask needed = 0;
            for (const Dot& dot : named_dots(change)) {
                for (std::size_t i = 0; i < history.changes.size(); ++i) {
                    if (history.changes[i].dot == dot) needed |= bit(i);
                }
            }
            needed_.push_back(needed);
        }
    }

    std::optional<std::string> run() {
        collect();
        deliver(empty_, 0);
        if (!failure_) join_all();
        return failure_;
    }

private:
    [[nodiscard]] Mask all() const { return bit(history_.changes.size()) - 1; }

    [[nodiscard]] bool is_closed(Mask mask) const {
        for (std::size_t i = 0; i < needed_.size(); ++i) {
            if ((mask & bit(i)) != 0 && (needed_[i] & ~mask) != 0) return false;
        }
        return true;
    }

    /// For each closed set of changes the state that it must lead to.
    void collect() {
        for (Mask mask = 0; mask <= all(); ++mask) {
            if (!is_closed(mask)) continue;
            Site site = empty_;
            ReferenceMerge reference;
            reference.accept(history_.first);
            for (std::size_t i = 0; i < history_.changes.size(); ++i) {
                if ((mask & bit(i)) == 0) continue;
                site.accept(history_.changes[i]);
                reference.accept(history_.changes[i]);
            }
            if (const auto found = difference(site, reference, schema_)) fail(*found, mask);
            states_.emplace(mask, reference.states());
            sites_.emplace(mask, std::move(site));
        }
    }

    void deliver(const Site& site, Mask done) {
        if (failure_) return;
        if (site.records() != states_.find(done)->second) return fail("order matters", done);
        ++counts_.prefixes;
        if (done == all()) return finish(site);
        for (std::size_t i = 0; i < history_.changes.size(); ++i) {
            if ((done & bit(i)) != 0 || (needed_[i] & ~done) != 0) continue;
            Site next = site;
            next.accept(history_.changes[i]);
            order_.push_back(i);
            deliver(next, done | bit(i));
            order_.pop_back();
        }
    }

    /// One order is complete. Everything comes once more, as after a lost cursor.
    void finish(Site site) {
        ++counts_.orders;
        for (const std::size_t i : order_)
            site.accept(history_.changes[i]);
        site.accept(history_.first);
        const Site& expected = sites_.find(all())->second;
        if (site.records() != states_.find(all())->second) fail("a duplicate matters", all());
        if (site.have() != expected.have()) fail("have depends on the order", all());
    }

    void join_all() {
        std::map<Mask, std::pair<std::uint64_t, std::uint64_t>> sums;
        for (const auto& [mask, site] : sites_) {
            sums[mask] = {site.checksum(), checksum_of(site.have())};
        }
        for (const auto& [left, left_site] : sites_) {
            for (const auto& [right, right_site] : sites_) {
                ++counts_.joins;
                Site joined = left_site;
                joined.join(right_site);
                const Mask both = left | right;
                if (joined.records() != states_.find(both)->second) {
                    return fail("join is not the union", both);
                }
                const std::pair sum{joined.checksum(), checksum_of(joined.have())};
                if (sum != sums[both]) return fail("checksums differ after a join", both);
            }
        }
    }

    void fail(const std::string& what, Mask mask) {
        if (failure_) return;
        failure_ = what + ", changes " + std::to_string(mask) + ", order";
        for (const std::size_t i : order_)
            *failure_ += " " + std::to_string(i);
    }

    const History& history_;
    Schema schema_;
    Counts& counts_;
    Site empty_;
    std::vector<Mask> needed_;
    std::map<Mask, Site> sites_;
    std::map<Mask, std::map<RecordId, merge::RecordState>> states_;
    std::vector<std::size_t> order_;
    std::optional<std::string> failure_;
};

}  // namespace

History random_history(std::uint64_t seed, std::size_t changes) {
    Prng prng(seed);
    const Rules rules;
    const Schema schema = support::guest_schema();
    const std::vector<Incarnation> lanes{support::kAlice, support::kBob, support::kCarol};
    History history{first_change(), {}};
    Site start(rules);
    start.accept(history.first);
    std::vector<Site> sites(lanes.size(), start);
    std::vector<DotSet> pasts;
    for (std::size_t i = 0; i < changes; ++i) {
        const auto author = static_cast<std::size_t>(prng.below(lanes.size()));
        Site& site = sites[author];
        for (std::size_t j = 0; j < i; ++j) {
            if (pasts[j].minus(site.have()).empty() && prng.chance(500)) {
                site.accept(history.changes[j]);
            }
        }
        const Dot dot{lanes[author], site.have().last_of(lanes[author]) + 1};
        pasts.push_back(site.have());
        history.changes.push_back(random_change(site, schema, dot, Sight::kPartial, prng));
        WEDSYNC_ASSERT(validate(history.changes.back()).ok());
        site.accept(history.changes.back());
    }
    return history;
}

std::optional<std::string> check_exhaustively(const History& history, const Rules& rules,
                                              Counts& counts) {
    return Explorer(history, rules, counts).run();
}

}  // namespace wedsync::property
