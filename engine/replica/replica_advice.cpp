// What the logs of a team say about its disagreements.
#include <utility>

#include "engine/replica/advice.hpp"
#include "engine/replica/replica.hpp"
#include "engine/replica/visit_log.hpp"
#include "engine/suggest/advise.hpp"

namespace wedsync::replica {
namespace {

CellKey key_of(const merge::Conflict& conflict) {
    return {conflict.record, conflict.field, {}};
}

/// How the sides are called to the person asked.
suggest::SideNames names_of(const suggest::ConflictFacts& facts) {
    suggest::SideNames names{"the later edit", "the earlier edit"};
    if (facts.client.author == facts.server.author) return names;
    const auto name = [&](const std::string& person, std::string& called) {
        if (person.empty()) return;
        called = person == facts.resolver ? "your side" : person;
    };
    name(facts.client.author, names.client);
    name(facts.server.author, names.server);
    return names;
}

}  // namespace

std::vector<Advice> advise(Insight insight, const suggest::Resolver& resolver) {
    std::optional<suggest::PersonalLayer> personal;
    if (resolver.has_model()) personal = suggest::personal_of(resolver, insight.answers);
    std::vector<Advice> all;
    for (Disagreement& about : insight.open) {
        const suggest::Candidates candidates{true, true, about.merged.has_value()};
        Advice advice;
        advice.suggestion = resolver.suggest(about.facts, candidates,
                                             personal ? &*personal : nullptr, suggest::Policy{});
        const suggest::SideNames names = names_of(about.facts);
        for (suggest::ShownReason& reason : advice.suggestion.reasons)
            reason.sentence = suggest::with_names(reason.sentence, names);
        if (advice.suggestion.action == suggest::Action::kClientWins) {
            advice.take = about.sides.client;
        } else if (advice.suggestion.action == suggest::Action::kServerWins) {
            advice.take = about.sides.server;
        }
        advice.about = std::move(about);
        all.push_back(std::move(advice));
    }
    return all;
}

Result<Insight> Replica::look_into(Now now, ScopeId scope) {
    std::vector<merge::Conflict> open = WEDSYNC_TRY(conflicts(scope));
    std::erase_if(open, [](const merge::Conflict& conflict) {
        return conflict.kind != merge::ConflictKind::kDisagreement;
    });
    Insight insight;
    if (open.empty()) return insight;
    suggest::Past past(schema_);
    for (const merge::Conflict& conflict : open)
        past.want(scope, key_of(conflict));
    WEDSYNC_TRY(tell_past(past));
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    for (const merge::Conflict& conflict : open) {
        for (const merge::Sibling& sibling : conflict.siblings) {
            const auto author = authors->find(sibling.dot.incarnation);
            past.add_forgotten(scope, key_of(conflict), sibling,
                               author == authors->end() ? Author{} : author->second);
        }
    }
    std::vector<suggest::Sides> sides;
    std::erase_if(open, [&](const merge::Conflict& conflict) {
        const std::optional<suggest::Sides> both = past.sides_of(scope, conflict);
        if (both) sides.push_back(*both);
        return !both;
    });
    const suggest::Asked asked{author_.person, now.wall.value(), std::nullopt};
    std::vector<suggest::ConflictFacts> facts = past.facts_of(scope, open, sides, asked);
    for (std::size_t i = 0; i < open.size(); ++i) {
        std::optional<Value> merged = past.merged_of(scope, open[i], sides[i]);
        insight.open.push_back(
            {std::move(open[i]), sides[i], std::move(facts[i]), std::move(merged)});
    }
    insight.answers = past.answers_of(author_.person, suggest::kPersonalAnswersMax);
    return insight;
}

/// The logs of all scopes, twice, and what waits to be shared behind each.
Result<void> Replica::tell_past(suggest::Past& past) {
    for (const auto& [id, state] : scopes_) {
        const ScopeId scope = id;
        WEDSYNC_TRY(visit_log(*store_, state.row, [&](Position, const Entry& item) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted != nullptr) past.look_for_decisions(scope, accepted->change);
            return true;
        }));
        for (const auto& [sequence, row] : state.pending)
            past.look_for_decisions(scope, row.change);
    }
    for (const auto& [id, state] : scopes_) {
        const ScopeId scope = id;
        const Authors* authors = WEDSYNC_TRY(authors_of(scope));
        const auto author_in = [&](const Change& change) {
            const auto author = authors->find(change.dot.incarnation);
            return author == authors->end() ? Author{} : author->second;
        };
        WEDSYNC_TRY(visit_log(*store_, state.row, [&](Position, const Entry& item) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted != nullptr) past.add(scope, accepted->change, author_in(accepted->change));
            return true;
        }));
        for (const auto& [sequence, row] : state.pending)
            past.add(scope, row.change, author_in(row.change));
    }
    return {};
}

}  // namespace wedsync::replica
