// A view that is kept by what changes has to be what it is when it is made anew: after edits,
// deletions, what was taken back, and what comes from others, also where two disagree.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "modules/kit/view.hpp"
#include "modules/marketing/records.hpp"
#include "modules/success/records.hpp"
#include "modules/viral/records.hpp"
#include "tests/support/file_replica.hpp"
#include "tests/support/property.hpp"

namespace wedsync::test {
namespace {

constexpr ScopeId kTeam{7};
constexpr ScopeId kOther{8};
constexpr Epoch kEpoch{99};

class ViewsTest : public FileReplicaTest {
protected:
    void SetUp() override {
        FileReplicaTest::SetUp();
        for (const ScopeId scope : {kTeam, kOther}) {
            ASSERT_TRUE(replica_->add_scope(scope, "scope").ok());
            ASSERT_TRUE(replica_->move_cursor(scope, {kEpoch, Position{0}}).ok());
        }
        there_ = std::move(replica_);
        folder_ /= "here";
        std::filesystem::create_directories(folder_);
        open("bob");
        for (const ScopeId scope : {kTeam, kOther}) {
            ASSERT_TRUE(replica_->add_scope(scope, "scope").ok());
            ASSERT_TRUE(replica_->move_cursor(scope, {kEpoch, Position{0}}).ok());
        }
    }
    void TearDown() override {
        there_.reset();
        folder_ = folder_.parent_path();
        FileReplicaTest::TearDown();
    }

    std::string word(const std::vector<std::string>& words) { return prng_.pick(words); }
    std::int64_t moment() {
        return 1'790'000'000'000 + static_cast<std::int64_t>(prng_.below(40)) * 86'400'000;
    }
    Value value_of(const std::string& field) {
        if (prng_.chance(30)) return std::string();
        if (field == "supplier" || field == "user") return word({"ana", "bob", "cy", "dee"});
        if (field == "campaign" || field == "name") return word({"spring", "winter"});
        if (field == "type") return word({"first_form_created", "first_client"});
        if (field == "risk") return word({"low", "high", "odd"});
        if (field == "kind") return word({"opened", "clicked", "converted"});
        if (field == "mail_state") return word({"queued", "sent", "repeated"});
        for (const char* text :
             {"recipient", "actor", "shown_as", "about", "language", "mail_reason", "action_id"}) {
            if (field == text) return word({"ana", "bob", "cy"});
        }
        if (field == "title") return word({"Open day", "Tasting"});
        if (field == "is_paused") return prng_.chance(500);
        if (field == "held_back_percent") return static_cast<std::int64_t>(prng_.below(60));
        if (field == "starts_at") return moment() - std::int64_t{30} * 86'400'000;
        return moment();
    }

    /// One edit of somebody, in one of the collections of these modules.
    void edit(replica::Replica& replica) {
        const ScopeId scope = prng_.chance(700) ? kTeam : kOther;
        if (prng_.chance(60)) {
            static_cast<void>(replica.undo_last(kNow, scope));
            return;
        }
        std::vector<modules::Source> all = success::State::sources();
        for (const auto* more : {&marketing::State::sources(), &viral::State::sources()})
            all.insert(all.end(), more->begin(), more->end());
        const modules::Source source = prng_.pick(all);
        std::vector<RecordId> records;
        ASSERT_TRUE(replica.store()
                        .visit_records(scope, replica.schema().find(source.collection)->number,
                                       [&](const merge::RecordState& state) {
                                           records.push_back(state.id);
                                           return true;
                                       })
                        .ok());
        Draft draft;
        draft.scope = scope;
        if (records.empty() || prng_.chance(500)) {
            const NewRecord record = draft.create(std::string(source.collection));
            for (const std::string_view field : source.fields)
                draft.set(record, std::string(field), value_of(std::string(field)));
        } else if (prng_.chance(150)) {
            draft.edits.emplace_back(edit::Delete{prng_.pick(records)});
        } else {
            const std::string field(prng_.pick(source.fields));
            draft.set(prng_.pick(records), field, value_of(field));
        }
        // A value that the field does not take is refused, and nothing has happened.
        static_cast<void>(replica.commit(kNow, draft));
    }

    /// What the others did since comes here as a page.
    void pull() {
        for (const ScopeId scope : {kTeam, kOther}) {
            const Position from = replica_->scope(scope)->row.cursor.position;
            message::Page page{scope, kEpoch, from, {}, {}, {}, {}};
            std::size_t at = 0;
            for (const auto& [sequence, own] : there_->scope(scope)->pending) {
                if (at++ < sent_[scope]) continue;
                page.entries.emplace_back(entry::Accepted{own.change});
            }
            if (page.entries.empty()) continue;
            sent_[scope] = at;
            page.to = page.head = Position{from.value() + page.entries.size()};
            const Result<void> applied = replica_->apply_page(kNow, page);
            ASSERT_TRUE(applied.ok()) << applied.error().detail;
        }
    }

    template <class V>
    void expect_as_made_anew(modules::Views& views) {
        for (const auto& scope : {std::optional<ScopeId>(), std::optional(kTeam)}) {
            const auto scopes = scope ? std::vector{*scope} : replica_->scopes();
            const V anew = modules::view_of<V>(*replica_, scopes).value();
            EXPECT_TRUE(*views.find<V>(scope).value() == anew) << V::kName;
        }
    }

    void expect_lift_as_made_anew(modules::Views& views) {
        const auto anew = modules::view_of<marketing::State>(*replica_, replica_->scopes()).value();
        const marketing::State& kept = *views.find<marketing::State>().value();
        for (const std::string& name : anew.names()) {
            const std::int64_t now_ms = moment();
            const auto lift = kept.lift(name, now_ms);
            const auto lift_anew = anew.lift(name, now_ms);
            ASSERT_EQ(lift.has_value(), lift_anew.has_value());
            if (!lift) continue;
            ++lifts_;
            EXPECT_EQ(lift->shown.value, lift_anew->shown.value);
            EXPECT_EQ(lift->held_back.value, lift_anew->held_back.value);
            EXPECT_EQ(lift->difference.low, lift_anew->difference.low);
        }
    }

    int lifts_ = 0;
    std::unique_ptr<replica::Replica> there_;
    std::map<ScopeId, std::size_t> sent_;
};

TEST_F(ViewsTest, WhatIsKeptIsWhatItIsMadeAnew) {
    modules::Views views(*replica_);
    const std::uint64_t rounds = support::seeds_of(400);
    for (std::uint64_t i = 0; i < rounds && !HasFailure(); ++i) {
        for (std::uint64_t edits = prng_.below(6); edits > 0; --edits)
            edit(prng_.chance(500) ? *there_ : *replica_);
        if (prng_.chance(400)) pull();
        expect_as_made_anew<success::State>(views);
        expect_as_made_anew<marketing::State>(views);
        expect_as_made_anew<viral::State>(views);
        expect_lift_as_made_anew(views);
    }
    if (support::kIsSlowBuild) return;  // With fewer rounds less comes together.
    EXPECT_GT(views.find<marketing::State>().value()->attribution().conversions(), 3);
    EXPECT_GT(views.find<viral::State>().value()->size(), 3U);
    EXPECT_GT(lifts_, 10);
}

TEST_F(ViewsTest, WhatIsReadInStepsWhileItChangesIsWhatItIsMadeAnew) {
    const std::uint64_t rounds = support::seeds_of(150);
    std::uint64_t steps = 0;
    for (std::uint64_t i = 0; i < rounds && !HasFailure(); ++i) {
        modules::Views views(*replica_);
        bool is_whole = false;
        while (!is_whole && !HasFailure()) {
            views.read_at_most(1 + prng_.below(12));
            const auto marketing = views.find<marketing::State>();
            is_whole = marketing.ok();
            ASSERT_NE(is_whole, views.has_unread());
            steps += is_whole ? 0 : 1;
            for (std::uint64_t edits = prng_.below(3); edits > 0; --edits)
                edit(prng_.chance(300) ? *there_ : *replica_);
            if (prng_.chance(200)) pull();
        }
        // The others where they were left.
        views.read_at_most(prng_.below(40));
        static_cast<void>(views.find<viral::State>(kTeam));
        edit(*replica_);
        views.read_all();
        expect_as_made_anew<success::State>(views);
        expect_as_made_anew<marketing::State>(views);
        expect_as_made_anew<viral::State>(views);
        expect_lift_as_made_anew(views);
    }
    if (!support::kIsSlowBuild) {
        EXPECT_GT(steps, rounds);
    }
}

struct Odd : modules::View {
    static constexpr std::string_view kName = "odd";
    static const std::vector<modules::Source>& sources() {
        static const std::vector<modules::Source> kSources = {{"horoscopes", {"sign"}}};
        return kSources;
    }
    void add(std::size_t /*source*/, const modules::Row& /*row*/) override {}
    void remove(std::size_t /*source*/, const modules::Row& /*row*/) override {}
};

TEST_F(ViewsTest, WithoutTheCollectionAQuestionFailsAndNothingIsKept) {
    modules::Views views(*replica_);
    EXPECT_EQ(views.find<Odd>().error().code, ErrorCode::kInvalid);
    edit(*replica_);
    EXPECT_EQ(views.find<Odd>().error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace wedsync::test
