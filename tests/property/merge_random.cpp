#include <array>
#include <deque>
#include <utility>

#include "engine/base/prng.hpp"
#include "engine/merge/undo.hpp"
#include "engine/model/erasure.hpp"
#include "tests/property/merge_checks.hpp"
#include "tests/property/merge_edit.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"

namespace wedsync::property {
namespace {

constexpr std::size_t kSites = 3;
constexpr std::array<Incarnation, kSites> kLanes{support::kAlice, support::kBob, support::kCarol};

const Schema& the_schema() {
    static const Schema kSchema = support::guest_schema();
    return kSchema;
}

struct Made {
    Change change;
    std::vector<Dot> named;
};

class World {
public:
    explicit World(const Rules& rules) : sites_(kSites, Site(rules)), references_(kSites) {
        made_.push_back({first_change(), {}});
        for (std::size_t i = 0; i < kSites; ++i)
            take(i, made_.front().change);
    }

    std::optional<std::string> perform(const Step& step) {
        Prng prng(step.seed);
        switch (step.kind) {
            case Step::Kind::kEdit:
                edit(step.site, prng);
                break;
            case Step::Kind::kDeliver:
                deliver(step.site, prng);
                break;
            case Step::Kind::kRepeat:
                repeat(step.site, prng);
                break;
            case Step::Kind::kJoin:
                sites_[step.site].join(sites_[step.other]);
                references_[step.site].unite(references_[step.other]);
                break;
        }
        if (broken_) return broken_;
        return difference(sites_[step.site], references_[step.site], the_schema());
    }

    [[nodiscard]] std::optional<std::string> breach_of_join_laws() const {
        const auto joined = [](Site left, const Site& right) {
            left.join(right);
            return left;
        };
        const auto are_equal = [](const Site& left, const Site& right) {
            return left.have() == right.have() && left.records() == right.records() &&
                   left.checksum() == right.checksum();
        };
        const Site& a = sites_[0];
        const Site& b = sites_[1];
        const Site& c = sites_[2];
        const Site all = joined(joined(a, b), c);
        if (!are_equal(joined(a, b), joined(b, a))) return "join is not commutative";
        if (!are_equal(all, joined(a, joined(b, c)))) return "join is not associative";
        if (!are_equal(joined(a, a), a)) return "join is not idempotent";
        if (!are_equal(joined(all, b), all)) return "join is not absorbing";
        ReferenceMerge everything = references_[0];
        everything.unite(references_[1]);
        everything.unite(references_[2]);
        return difference(all, everything, the_schema());
    }

private:
    void take(std::size_t site, const Change& change) {
        sites_[site].accept(change);
        references_[site].accept(change);
    }

    void edit(std::size_t site, Prng& prng) {
        const Dot dot{kLanes[site], sites_[site].have().last_of(kLanes[site]) + 1};
        Change change = random_change(sites_[site], the_schema(), dot, Sight::kPartial, prng);
        const Result<void> checked = validate(change);
        if (!checked.ok()) broken_ = "edit is not valid: " + checked.error().detail;
        std::vector<Dot> named = named_dots(change);
        if (!sites_[site].has_all(named)) broken_ = "edit names what its author has not seen";
        made_.push_back({std::move(change), std::move(named)});
        take(site, made_.back().change);
    }

    void deliver(std::size_t site, Prng& prng) {
        std::vector<const Change*> ready;
        for (const Made& made : made_) {
            const bool is_new = !sites_[site].have().contains(made.change.dot);
            if (is_new && sites_[site].has_all(made.named)) ready.push_back(&made.change);
        }
        if (!ready.empty()) take(site, *prng.pick(ready));
    }

    void repeat(std::size_t site, Prng& prng) {
        std::vector<const Change*> known;
        for (const auto& [dot, change] : references_[site].accepted())
            known.push_back(change);
        take(site, *prng.pick(known));
    }

    std::deque<Made> made_;  // Not a vector: the references point into it.
    std::vector<Site> sites_;
    std::vector<ReferenceMerge> references_;
    std::optional<std::string> broken_;
};

std::string to_string(const Step& step) {
    static const std::array<const char*, 4> kNames{"edit", "deliver", "repeat", "join"};
    return std::string(kNames[static_cast<std::size_t>(step.kind)]) + " at " +
           std::to_string(step.site) + " (other " + std::to_string(step.other) + ", seed " +
           std::to_string(step.seed) + ")";
}

/// What a person reads. A counter that was never counted reads like one that is back at 0: an undo
/// is the inverse difference, since to take a subtotal out would lose what its lane counts
/// meanwhile.
Value shown_by(const merge::FieldReading& reading, const FieldSchema& field) {
    const bool is_zero = field.kind == FieldKind::kCounter && reading.value == Value{};
    return is_zero ? Value{std::int64_t{0}} : reading.value;
}

std::string touched_fields_unlike(const Site& before, const Site& after) {
    std::map<RecordId, merge::RecordState> records = before.records();
    records.insert(after.records().begin(), after.records().end());
    for (const auto& [record, unused] : records) {
        const merge::RecordState old_state = before.state(record);
        const merge::RecordState new_state = after.state(record);
        if (merge::status_of(old_state) != merge::status_of(new_state)) return "the record's life";
        for (const FieldSchema& field : the_schema().collections.front().fields) {
            const auto was = merge::read_field(old_state, field);
            const auto is = merge::read_field(new_state, field);
            if (shown_by(was, field) != shown_by(is, field) || was.elements != is.elements) {
                return field.name;
            }
        }
    }
    return {};
}

}  // namespace

std::vector<Step> random_steps(std::uint64_t seed) {
    Prng prng(seed);
    std::vector<Step> steps(static_cast<std::size_t>(prng.between(4, 16)));
    for (Step& step : steps) {
        const std::uint64_t draw = prng.below(100);
        step.kind = draw < 45   ? Step::Kind::kEdit
                    : draw < 80 ? Step::Kind::kDeliver
                    : draw < 85 ? Step::Kind::kRepeat
                                : Step::Kind::kJoin;
        step.site = static_cast<std::size_t>(prng.below(kSites));
        step.other = (step.site + static_cast<std::size_t>(prng.between(1, 2))) % kSites;
        step.seed = prng.next();
    }
    return steps;
}

std::optional<std::string> check_sequence(const std::vector<Step>& steps, const Rules& rules) {
    World world(rules);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (const auto found = world.perform(steps[i])) {
            return *found + " after step " + std::to_string(i + 1);
        }
    }
    return world.breach_of_join_laws();
}

std::optional<std::string> check_seed(std::uint64_t seed, const Rules& rules) {
    const std::vector<Step> steps = random_steps(seed);
    if (!check_sequence(steps, rules)) return std::nullopt;
    const auto fails = [&](const std::vector<Step>& fewer) {
        return check_sequence(fewer, rules).has_value();
    };
    const std::vector<Step> shortest = support::shrink(steps, fails);
    std::string story = check_sequence(shortest, rules).value_or("?");
    for (const Step& step : shortest)
        story += "\n  " + to_string(step);
    return story;
}

std::optional<std::string> check_undo(std::uint64_t seed) {
    Prng prng(seed);
    const Rules rules;
    const History history = random_history(seed, static_cast<std::size_t>(prng.below(6)));
    Site site(rules);
    site.accept(history.first);
    for (const Change& change : history.changes)
        site.accept(change);
    const Site before = site;
    const Incarnation author = kLanes[static_cast<std::size_t>(prng.below(kSites))];
    const Dot dot{author, site.have().last_of(author) + 1};
    const Change change = random_change(site, the_schema(), dot, Sight::kWhole, prng);
    std::vector<merge::Displaced> displaced;
    site.accept(change, &displaced);
    // What was erased, or done to what is, cannot be taken back: the replica keeps that out.
    if (!erased_by(change).empty()) return std::nullopt;
    RecordSet erased;
    for (const auto& [record, state] : site.records()) {
        if (merge::is_erased(state)) erased.insert(record);
    }
    const Change undone = without(change, erased);
    // Taken back by its author or, through the history, by somebody else.
    const Incarnation undoer = kLanes[static_cast<std::size_t>(prng.below(kSites))];
    const auto state_of = [&](const RecordId& record) { return site.state(record); };
    merge::Undo undo = merge::undo(undone, displaced, undoer, the_schema(), state_of);
    if (!undo.left.empty()) return "something is left";
    if (!undo.operations.empty()) {
        const Change taken_back =
            support::change({undoer, site.have().last_of(undoer) + 1}, 2'000,
                            std::move(undo.operations), {NoteKind::kUndoes, 0, dot});
        const Result<void> checked = validate(taken_back);
        if (!checked.ok()) return "undo is not valid: " + checked.error().detail;
        site.accept(taken_back);
    }
    const std::string unlike = touched_fields_unlike(before, site);
    if (!unlike.empty()) return unlike + " is not as before";
    return std::nullopt;
}

}  // namespace wedsync::property
