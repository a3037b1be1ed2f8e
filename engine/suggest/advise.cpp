#include "engine/suggest/advise.hpp"

#include <algorithm>
#include <utility>

#include "engine/suggest/artefact.hpp"

namespace wedsync::suggest {
namespace {

CellKey key_of(const merge::Conflict& conflict) {
    return {conflict.record, conflict.field, {}};
}

std::optional<Value> value_under(const merge::Conflict& conflict, const Dot& dot) {
    const auto sibling = std::find_if(conflict.siblings.begin(), conflict.siblings.end(),
                                      [&](const merge::Sibling& each) { return each.dot == dot; });
    if (sibling == conflict.siblings.end()) return std::nullopt;
    return sibling->value;
}

}  // namespace

std::vector<Disagreement> look_into(Past& past, ScopeId scope, std::vector<merge::Conflict> open,
                                    const std::function<Author(const Incarnation&)>& author_of,
                                    const Asked& asked) {
    for (const merge::Conflict& conflict : open) {
        for (const merge::Sibling& sibling : conflict.siblings) {
            past.add_forgotten(scope, key_of(conflict), sibling,
                               author_of(sibling.dot.incarnation));
        }
    }
    std::vector<Sides> sides;
    std::erase_if(open, [&](const merge::Conflict& conflict) {
        const std::optional<Sides> both = past.sides_of(scope, conflict);
        if (both) sides.push_back(*both);
        return !both;
    });
    std::vector<ConflictFacts> facts = past.facts_of(scope, open, sides, asked);
    std::vector<Disagreement> all;
    for (std::size_t i = 0; i < open.size(); ++i) {
        std::optional<Value> merged = past.merged_of(scope, open[i], sides[i]);
        all.push_back({std::move(open[i]), sides[i], std::move(facts[i]), std::move(merged)});
    }
    return all;
}

PersonalLayer personal_of(const Resolver& resolver, const std::vector<PastAnswer>& answers) {
    const Model& model = resolver.model();
    PersonalLayer layer(model.personal);
    for (const PastAnswer& one : answers) {
        const FeatureVector features = feature_vector(one.facts, look_at(one.facts));
        layer.add(personal_inputs(one.facts, model.margins(features, knowledge_of(one.facts))),
                  one.answer);
    }
    return layer;
}

Suggestion suggest_for(const Resolver& resolver, const Disagreement& about,
                       const PersonalLayer* personal, const Policy& policy) {
    return resolver.suggest(about.facts, {true, true, about.merged.has_value()}, personal, policy);
}

std::optional<Value> value_of(Action action, const Disagreement& about) {
    switch (action) {
        case Action::kClientWins:
            return value_under(about.conflict, about.sides.client);
        case Action::kServerWins:
            return value_under(about.conflict, about.sides.server);
        case Action::kMerge:
            return about.merged;
        case Action::kUserChoice:
            return std::nullopt;
    }
    return std::nullopt;
}

const Resolver& shipped_resolver() {
    static const Resolver kResolver(decode_model(as_bytes(resolver_artefact())));
    return kResolver;
}

}  // namespace wedsync::suggest
