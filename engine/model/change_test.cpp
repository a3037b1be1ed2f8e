#include "engine/model/change.hpp"

#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/changes.hpp"

namespace wedsync {
namespace {

using support::alice;
using support::bob;
using support::change;
using support::kGlasses;
using support::kLife;
using support::kName;
using support::kPartner;
using support::kTable;
using support::kTags;
using support::put;
using support::text;

const RecordId kOld{alice(1), 0};

Change valid_change() {
    return change(
        alice(5), 1'000,
        {put(kOld, kName, text("Zoe"), {bob(1), alice(2)}),
         operation::Drop{{kOld, kTags, "vegan"}, {bob(2)}}, put({alice(5), 0}, kLife, true),
         operation::Kill{{bob(3), 7}, {{kLife, {}, {bob(3)}}, {kName, {}, {alice(4)}}}},
         operation::Unknown{9, {1, 2, 3}}});
}

struct Breach {
    const char* what;
    ErrorCode code;
    std::function<void(Change&)> commit;
};

operation::Put& first_put(Change& change) {
    auto* put = std::get_if<operation::Put>(&change.operations.front());
    WEDSYNC_ASSERT(put != nullptr);
    return *put;
}

std::vector<Dot> dots_of_bob(std::uint64_t count) {
    std::vector<Dot> dots;
    for (std::uint64_t i = 1; i <= count; ++i)
        dots.push_back(bob(i));
    return dots;
}

Breach invalid(const char* what, std::function<void(Change&)> commit) {
    return {what, ErrorCode::kInvalid, std::move(commit)};
}
Breach too_large(const char* what, std::function<void(Change&)> commit) {
    return {what, ErrorCode::kTooLarge, std::move(commit)};
}
Breach bad_value(const char* what, const Value& value) {
    return invalid(what, [value](Change& change) { first_put(change).value = value; });
}

Value real_of(double number) {
    Real real;
    static_assert(sizeof real.bits == sizeof number);
    std::memcpy(&real.bits, &number, sizeof number);
    return real;
}

std::vector<Breach> breaches_of_dots() {
    return {
        invalid("dot 0", [](Change& c) { c.dot.counter = 0; }),
        invalid("dot past the limit", [](Change& c) { c.dot.counter = kCounterMax + 1; }),
        invalid("no operation", [](Change& c) { c.operations.clear(); }),
        invalid("record 0", [](Change& c) { first_put(c).key.record.dot.counter = 0; }),
        invalid("record index", [](Change& c) { first_put(c).key.record.index = 1'000; }),
        invalid("record of the own future",
                [](Change& c) { first_put(c).key.record.dot = alice(6); }),
        invalid("cover 0", [](Change& c) { first_put(c).covers = {bob(0)}; }),
        invalid("covers unsorted",
                [](Change& c) {
                    first_put(c).covers = {bob(2), bob(1)};
                }),
        invalid("covers twice",
                [](Change& c) {
                    first_put(c).covers = {bob(1), bob(1)};
                }),
        invalid("covers itself", [](Change& c) { first_put(c).covers = {alice(5)}; }),
        invalid("covers its own future", [](Change& c) { first_put(c).covers = {alice(9)}; }),
        invalid("drop of nothing",
                [](Change& c) {
                    c.operations = {operation::Drop{{kOld, kTags, "x"}, {}}};
                }),
        invalid("drop covers its own future",
                [](Change& c) {
                    c.operations = {operation::Drop{{kOld, kTags, "x"}, {alice(5)}}};
                }),
        invalid("kill without cells",
                [](Change& c) {
                    c.operations = {operation::Kill{kOld, {}}};
                }),
        invalid("kill with an empty cell",
                [](Change& c) {
                    c.operations = {operation::Kill{kOld, {{kLife, {}, {}}}}};
                }),
        invalid("kill of its own record",
                [](Change& c) {
                    c.operations = {operation::Kill{{c.dot, 0}, {{kLife, {}, {bob(1)}}}}};
                }),
        invalid("kill of a record from the own future",
                [](Change& c) {
                    c.operations = {operation::Kill{{alice(6), 0}, {{kLife, {}, {bob(1)}}}}};
                }),
        invalid("kill with unsorted covers",
                [](Change& c) {
                    c.operations = {operation::Kill{kOld, {{kLife, {}, {bob(2), bob(1)}}}}};
                }),
        invalid("one cell put twice",
                [](Change& c) { c.operations.push_back(put(kOld, kName, text("Zoé"))); }),
        invalid("one cell put and dropped",
                [](Change& c) {
                    c.operations.emplace_back(operation::Drop{{kOld, kName, {}}, {bob(1)}});
                }),
        invalid("one cell put and killed",
                [](Change& c) {
                    c.operations.emplace_back(operation::Kill{kOld, {{kName, {}, {bob(1)}}}});
                }),
        invalid("one cell killed twice",
                [](Change& c) {
                    c.operations = {
                        operation::Kill{kOld, {{kName, {}, {bob(1)}}, {kName, {}, {bob(2)}}}}};
                }),
        invalid("rank of a person", [](Change& c) { c.note.rank = 1; }),
        invalid("rank of a person's decision",
                [](Change& c) {
                    c.note = {NoteKind::kDecides, 1, bob(1)};
                }),
        invalid("automatic without rank",
                [](Change& c) {
                    c.note = {NoteKind::kAutoDecides, 0, bob(1)};
                }),
    };
}

std::vector<Breach> breaches_of_values() {
    const Dot none{support::kBob, 0};
    return {
        bad_value("text", std::string("\xC0\x80")),
        bad_value("label", Link{ScopeId{1}, {bob(1), 0}, "\xED\xA0\x80"}),
        bad_value("link to nothing", Link{ScopeId{1}, {none, 0}, "Rosa"}),
        bad_value("reference to nothing", Reference{{none, 0}}),
        bad_value("reference to the own future", Reference{{alice(6), 0}}),
        bad_value("reference index", Reference{{bob(1), 1'000}}),
        bad_value("infinity", real_of(std::numeric_limits<double>::infinity())),
        bad_value("not a number", real_of(std::numeric_limits<double>::quiet_NaN())),
        bad_value("minus zero", real_of(-0.0)),
        bad_value("zero as a real", real_of(0.0)),
    };
}

std::vector<Breach> breaches_of_size() {
    return {
        too_large("element", [](Change& c) { first_put(c).key.sub.assign(kSubBytesMax + 1, 'x'); }),
        too_large("covers", [](Change& c) { first_put(c).covers = dots_of_bob(kCoversMax + 1); }),
        too_large("operations",
                  [](Change& c) {
                      c.operations.assign(kChangeOperationsMax + 1, operation::Unknown{9, {}});
                  }),
        too_large("text",
                  [](Change& c) { first_put(c).value = std::string(kChangeBytesMax, 'x'); }),
        too_large("bytes", [](Change& c) { first_put(c).value = Bytes(kChangeBytesMax, 1); }),
        too_large("label",
                  [](Change& c) {
                      first_put(c).value =
                          Link{ScopeId{1}, {bob(1), 0}, std::string(kChangeBytesMax, 'x')};
                  }),
        too_large("of a newer version",
                  [](Change& c) {
                      c.operations = {operation::Unknown{9, Bytes(kChangeBytesMax + 1, 1)}};
                  }),
        too_large("many operations together",
                  [](Change& c) {
                      for (std::uint16_t i = 0; i < 900; ++i) {
                          c.operations.push_back(put(kOld, {2, i}, std::string(100, 'x')));
                      }
                  }),
        too_large("kills together",
                  [](Change& c) {
                      operation::Kill kill{kOld, {}};
                      for (std::uint16_t i = 0; i < 40; ++i)
                          kill.cells.push_back({{2, i}, {}, dots_of_bob(500)});
                      c.operations = {kill};
                  }),
    };
}

TEST(ChangeTest, AValidOneIsValid) {
    const Result<void> checked = validate(valid_change());
    EXPECT_TRUE(checked.ok()) << checked.error().detail;
}

TEST(ChangeTest, EveryRuleIsChecked) {
    for (const auto& group : {breaches_of_dots(), breaches_of_values(), breaches_of_size()}) {
        for (const Breach& breach : group) {
            Change broken = valid_change();
            breach.commit(broken);
            const Result<void> checked = validate(broken);
            ASSERT_FALSE(checked.ok()) << breach.what;
            EXPECT_EQ(checked.error().code, breach.code) << breach.what;
        }
    }
}

TEST(ChangeTest, LimitsThemselvesAreAllowed) {
    Change full = valid_change();
    full.dot.counter = kCounterMax;
    first_put(full).key = {{alice(kCounterMax), 999}, kTags, std::string(kSubBytesMax, 'x')};
    first_put(full).covers = dots_of_bob(kCoversMax);
    EXPECT_TRUE(validate(full).ok());
    full.operations.assign(kChangeOperationsMax, operation::Unknown{9, {}});
    EXPECT_TRUE(validate(full).ok());
    Change automatic = valid_change();
    automatic.note = {NoteKind::kAutoDecides, 2, bob(1)};
    EXPECT_TRUE(validate(automatic).ok());
}

TEST(ChangeTest, ElementsAreBytesNotText) {
    const Change counted =
        change(alice(2), 1, {support::put_sub(kOld, kGlasses, std::string(16, '\xFF'), true)});
    EXPECT_TRUE(validate(counted).ok());
}

TEST(ChangeTest, NamesItsCoversRecordsAndReferences) {
    Change made = valid_change();
    made.operations.push_back(put(kOld, kPartner, Reference{{bob(6), 2}}));
    const std::vector<Dot> expected{bob(1), bob(2), bob(3), bob(6), alice(1), alice(2), alice(4)};
    EXPECT_EQ(named_dots(made), expected);
}

TEST(ChangeTest, NamesOnlyWhatIsInASet) {
    Change made = valid_change();
    made.operations.push_back(put(kOld, kPartner, Reference{{bob(6), 2}}));
    DotSet known;
    for (const Dot& dot : named_dots(made))
        known.add(dot);
    EXPECT_TRUE(names_only(made, known));
    for (const Dot& dot : named_dots(made)) {
        DotSet fewer = known;
        fewer.remove(dot);
        EXPECT_FALSE(names_only(made, fewer)) << dot.counter;
    }
}

TEST(ChangeTest, DoesNotNameItself) {
    const RecordId fresh{alice(5), 0};
    const RecordId other{alice(5), 1};
    const Change created = change(
        alice(5), 1,
        {put(fresh, kLife, true), put(other, kLife, true), put(fresh, kPartner, Reference{other})});
    EXPECT_TRUE(validate(created).ok());
    EXPECT_TRUE(named_dots(created).empty());
    EXPECT_TRUE(names_only(created, {}));
    EXPECT_EQ(touched_records(created), (std::vector<RecordId>{fresh, other}));
}

TEST(ChangeTest, LinksToOtherScopesNameNothing) {
    const Change linked =
        change(alice(5), 1, {put(kOld, kTable, Link{ScopeId{9}, {bob(8), 0}, "Rosa"})});
    EXPECT_EQ(named_dots(linked), (std::vector<Dot>{alice(1)}));
}

TEST(ChangeTest, TouchesEachRecordOnce) {
    const std::vector<RecordId> expected{{bob(3), 7}, {alice(1), 0}, {alice(5), 0}};
    EXPECT_EQ(touched_records(valid_change()), expected);
}

TEST(DecisionTest, ARankSaysTheReasonAndHowSure) {
    EXPECT_EQ(reason_of(rank_of(DecisionReason::kEditsApart)), DecisionReason::kEditsApart);
    EXPECT_EQ(reason_of(rank_of(DecisionReason::kSameWords)), DecisionReason::kSameWords);
    EXPECT_EQ(confidence_of(rank_of(DecisionReason::kSameWords)), std::nullopt);
    for (std::uint8_t doubt = 1; doubt <= kDoubtMax; ++doubt) {
        const std::uint8_t rank = rank_of(DecisionReason::kLikelyChoice, doubt);
        EXPECT_EQ(reason_of(rank), DecisionReason::kLikelyChoice);
        EXPECT_EQ(reason_name(rank), "likely_choice");
        EXPECT_EQ(confidence_of(rank), 100 - doubt);
    }
    EXPECT_EQ(reason_of(0x0F), std::nullopt);
    EXPECT_EQ(reason_name(0x0F), "unknown");
    EXPECT_EQ(confidence_of(0x2F), std::nullopt);
}

TEST(DecisionTest, TheSurerOneIsReadFirstAndExactRulesBeforeAll) {
    const auto likely = [](std::uint8_t doubt) {
        return rank_of(DecisionReason::kLikelyChoice, doubt);
    };
    EXPECT_LT(rank_of(DecisionReason::kEditsApart), rank_of(DecisionReason::kSameWords));
    EXPECT_LT(rank_of(DecisionReason::kSameWords), likely(1));
    EXPECT_LT(likely(1), likely(2));
    EXPECT_LT(likely(2), likely(kDoubtMax));
}

}  // namespace
}  // namespace wedsync
