// What the logs of a team say about its disagreements.
#include <utility>

#include "engine/replica/advice.hpp"
#include "engine/replica/replica.hpp"
#include "engine/replica/visit_log.hpp"

namespace wedsync::replica {
namespace {

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
    for (suggest::Disagreement& about : insight.open) {
        Advice advice;
        advice.suggestion = suggest::suggest_for(resolver, about, personal ? &*personal : nullptr,
                                                 suggest::Policy{});
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
    suggest::Past past(schema_, WEDSYNC_TRY(all_switches()));
    for (const merge::Conflict& conflict : open)
        past.want(scope, {conflict.record, conflict.field, {}});
    WEDSYNC_TRY(tell_past(past));
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    const auto author_of = [&](const Incarnation& lane) {
        const auto author = authors->find(lane);
        return author == authors->end() ? Author{} : author->second;
    };
    insight.open = suggest::look_into(past, scope, std::move(open), author_of,
                                      {author_.person, now.wall.value(), std::nullopt});
    insight.answers = past.answers_of(author_.person, suggest::kPersonalAnswersMax);
    return insight;
}

Result<DecidedLog> Replica::decided(std::optional<ScopeId> scope,
                                    const suggest::Resolver& resolver) {
    if (scope) static_cast<void>(WEDSYNC_TRY(find(*scope)));
    const auto is_asked = [&](ScopeId id) { return !scope || *scope == id; };
    suggest::Past past(schema_, WEDSYNC_TRY(all_switches()));
    suggest::DecidedFinder finder;
    WEDSYNC_TRY(tell_logs(
        [&](ScopeId id, const Change& change) {
            past.look_for_decisions(id, change);
            if (is_asked(id)) finder.look_for(id, change);
        },
        [&](ScopeId id, const Change& change, const Author& author) {
            past.add(id, change, author);
            if (is_asked(id)) finder.add(id, change, author);
        }));
    DecidedLog log{finder.take(), true, {}};
    suggest::judge(log.decided, past.all_answers(), resolver);
    for (const auto& [id, state] : scopes_) {
        if (!is_asked(id)) continue;
        log.is_whole &= state.row.log_start == Position{0};
        log.scopes.emplace(id, WEDSYNC_TRY(standing_of(state, resolver)));
    }
    return log;
}

Result<DecidedLog::Standing> Replica::standing_of(const ScopeState& state,
                                                  const suggest::Resolver& resolver) {
    const ScopeId scope = state.row.scope;
    DecidedLog::Standing standing{WEDSYNC_TRY(switches(scope)), {}};
    suggest::Watcher watcher(schema_, scope, standing.switches);
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    const auto visit = [&](const std::function<void(const Change&)>& tell) {
        return visit_log(*store_, state.row, [&](Position, const Entry& item) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted != nullptr) tell(accepted->change);
            return true;
        });
    };
    WEDSYNC_TRY(visit([&](const Change& change) { watcher.look_for(change); }));
    WEDSYNC_TRY(visit([&](const Change& change) {
        const auto author = authors->find(change.dot.incarnation);
        watcher.add(change, author == authors->end() ? Author{} : author->second);
    }));
    standing.watch = watcher.watch(resolver);
    return standing;
}

Result<void> Replica::tell_past(suggest::Past& past) {
    return tell_logs(
        [&](ScopeId scope, const Change& change) { past.look_for_decisions(scope, change); },
        [&](ScopeId scope, const Change& change, const Author& author) {
            past.add(scope, change, author);
        });
}

/// The logs of all scopes, twice, and what waits to be shared behind each.
Result<void> Replica::tell_logs(const LookFor& look_for, const Add& add) {
    for (const auto& [id, state] : scopes_) {
        const ScopeId scope = id;
        WEDSYNC_TRY(visit_log(*store_, state.row, [&](Position, const Entry& item) {
            const auto* accepted = std::get_if<entry::Accepted>(&item);
            if (accepted != nullptr) look_for(scope, accepted->change);
            return true;
        }));
        for (const auto& [sequence, row] : state.pending)
            look_for(scope, row.change);
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
            if (accepted != nullptr) add(scope, accepted->change, author_in(accepted->change));
            return true;
        }));
        for (const auto& [sequence, row] : state.pending)
            add(scope, row.change, author_in(row.change));
    }
    return {};
}

}  // namespace wedsync::replica
