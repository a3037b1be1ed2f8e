#include "ml/examples.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace wedsync::ml {
namespace {

using suggest::Answered;
using suggest::ConflictFacts;
using suggest::Look;

/// The examples of one merge, each with the answers before it.
void make_merge(const std::vector<Row>& rows, const std::vector<std::size_t>& order,
                std::size_t first, std::size_t end, const suggest::History& history,
                std::vector<Example>& examples, std::vector<Answered>& answers) {
    std::vector<ConflictFacts> conflicts;
    std::vector<Look> looks;
    for (std::size_t i = first; i < end; ++i) {
        conflicts.push_back(rows[order[i]].facts);
        looks.push_back(suggest::look_at(conflicts.back()));
    }
    suggest::Session session;
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
        Example example;
        example.row = order[first + i];
        example.merge_rows = conflicts.size();
        example.position = i;
        example.facts = std::move(conflicts[i]);
        example.look = looks[i];
        example.facts.history = history.facts_for(example.facts, example.look);
        example.facts.session = session.facts_for(example.facts, example.look);
        answers.push_back(suggest::answered(example.facts, example.look, rows[example.row].target));
        session.add(answers.back());
        examples.push_back(std::move(example));
    }
}

void turn(suggest::Tally& tally) {
    std::swap(tally.counts[0], tally.counts[1]);
}

}  // namespace

ConflictFacts mirrored(const ConflictFacts& facts) {
    ConflictFacts turned = facts;
    std::swap(turned.client, turned.server);
    suggest::HistoryFacts& history = turned.history;
    for (suggest::Tally* tally :
         {&history.tenant, &history.field, &history.record, &history.kinds, &history.resolver,
          &history.resolver_field, &history.author_pair}) {
        turn(*tally);
    }
    suggest::SessionFacts& session = turned.session;
    for (suggest::Tally* tally : {&session.all, &session.field, &session.record, &session.parent,
                                  &session.kinds, &session.shape}) {
        turn(*tally);
    }
    session.last = -session.last;
    session.last_record = -session.last_record;
    session.last_field = -session.last_field;
    session.last_shape = -session.last_shape;
    return turned;
}

ConflictFacts facts_in(const ConflictFacts& facts, Mode mode) {
    ConflictFacts known = facts;
    if (mode == Mode::kCold) known.history = {};
    if (mode != Mode::kSession) known.session = {};
    return known;
}

std::vector<Example> make_examples(const std::vector<Row>& rows, bool with_automatic) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (with_automatic || !rows[i].is_automatic) order.push_back(i);
    }
    const auto merge_key = [&](std::size_t i) {
        return std::tie(rows[i].repository, rows[i].merge_at_s, rows[i].merge);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple_cat(merge_key(a), std::tie(rows[a].id)) <
               std::tuple_cat(merge_key(b), std::tie(rows[b].id));
    });
    std::vector<Example> examples;
    suggest::History history;
    // Merges of the same second are no history to each other.
    std::vector<std::vector<Answered>> waiting;
    std::size_t repository = 0;
    std::size_t merge = 0;
    for (std::size_t first = 0; first < order.size();) {
        const Row& row = rows[order[first]];
        std::size_t end = first;
        while (end < order.size() && merge_key(order[end]) == merge_key(order[first]))
            ++end;
        const bool is_other_repository =
            first > 0 && rows[order[first - 1]].repository != row.repository;
        if (is_other_repository) {
            history = {};
            waiting.clear();
            ++repository;
        }
        if (first > 0 && rows[order[first - 1]].merge_at_s != row.merge_at_s) {
            for (const auto& answers : waiting)
                history.add(answers);
            waiting.clear();
        }
        const std::size_t made = examples.size();
        make_merge(rows, order, first, end, history, examples, waiting.emplace_back());
        for (std::size_t i = made; i < examples.size(); ++i) {
            examples[i].repository = repository;
            examples[i].merge = merge;
        }
        ++merge;
        first = end;
    }
    return examples;
}

}  // namespace wedsync::ml
