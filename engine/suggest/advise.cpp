#include "engine/suggest/advise.hpp"

#include "engine/suggest/artefact.hpp"

namespace wedsync::suggest {

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

const Resolver& shipped_resolver() {
    static const Resolver kResolver(decode_model(as_bytes(resolver_artefact())));
    return kResolver;
}

}  // namespace wedsync::suggest
