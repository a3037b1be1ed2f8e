#include "cli/demo_forms.hpp"

#include <string>
#include <vector>

#include "cli/failure.hpp"

#include "engine/base/prng.hpp"
#include "modules/forms/records.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kSeed = 60;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::uint64_t kTastings = 9;

const char* const kTasting = R"({
"title": {"en": "Cake tasting", "de": "Tortenprobe", "fr": "Dégustation", "es": "Degustación", "ar": "تذوق الكعك"},
"about": {"en": "What the couple chose", "de": "Was das Paar gewählt hat"},
"questions": [
{"key": "cake", "kind": "choice", "label": {"en": "Which cake?", "de": "Welche Torte?"}, "required": true, "choices": [
{"value": "hazelnut", "label": "Hazelnut"}, {"value": "lemon", "label": "Lemon and thyme"}, {"value": "plum", "label": "Plum"}]},
{"key": "allergic", "kind": "yes_no", "label": "Is any guest allergic to nuts?", "required": true,
"when": [{"question": "cake", "is": "hazelnut"}]},
{"key": "tiers", "kind": "number", "label": "Tiers", "min": 1, "max": 7},
{"key": "extras", "kind": "choices", "label": "What goes with it?", "choices": [
{"value": "flowers", "label": "Flowers"}, {"value": "berries", "label": "Berries"}, {"value": "gold", "label": "Gold leaf"}]},
{"key": "wish", "kind": "long_text", "label": "Anything else?"}]})";

const char* const kClosing = R"({
"title": {"en": "Closing round", "de": "Schließrunde"},
"about": {"en": "Last round through the house", "de": "Letzte Runde durchs Haus"},
"questions": [
{"key": "inside", "kind": "section", "label": "Inside"},
{"key": "windows", "kind": "yes_no", "label": "All windows are closed", "required": true},
{"key": "kitchen", "kind": "yes_no", "label": "Stoves and ovens are off", "required": true},
{"key": "garden", "kind": "yes_no", "label": "The garden was used"},
{"key": "outside", "kind": "section", "label": "Outside", "when": [{"question": "garden", "is": true}]},
{"key": "lights", "kind": "yes_no", "label": "Lights and candles are out", "required": true},
{"key": "photo", "kind": "photo", "label": "A photo of the gate"},
{"key": "locked_at", "kind": "time", "label": "Locked at", "required": true},
{"key": "signature", "kind": "signature", "label": "Signature", "required": true}]})";

void define(const modules::Place& place, ScopeId scope, const std::string& name,
            const std::string& body) {
    const forms::Definition definition = take(forms::parse_definition(body));
    take(place.replica.commit(
        place.now, forms::draft_definition(scope, name, definition.title.in({}), body, nullptr,
                                           std::nullopt)));
}

}  // namespace

void add_demo_forms(const modules::Place& place, ScopeId scope) {
    Prng prng(kSeed);
    define(place, scope, "cake-tasting", kTasting);
    define(place, scope, "closing-round", kClosing);
    const std::vector<forms::KeptForm> all = take(forms::read_forms(place.replica, {scope}));
    const forms::KeptForm& tasting = *forms::find_form(all, "cake-tasting");
    const std::vector<std::string> cakes = {"hazelnut", "lemon", "lemon", "plum"};
    const std::vector<std::string> extras = {"flowers", "berries", "gold"};
    for (std::uint64_t i = 1; i <= kTastings; ++i) {
        forms::FilledForm filled;
        filled.scope = scope;
        filled.title = "Tasting " + std::to_string(i);
        filled.is_handed_in = true;
        filled.at_ms = place.wall_ms() - static_cast<std::int64_t>(kTastings - i) * 3 * kDayMs;
        const std::string cake = prng.pick(cakes);
        filled.answers["cake"] = codec::json_of_text(cake);
        if (cake == "hazelnut") filled.answers["allergic"] = prng.chance(300);
        filled.answers["tiers"] = static_cast<std::int64_t>(prng.between(2, 5));
        filled.answers["extras"] = boost::json::array{codec::json_of_text(prng.pick(extras))};
        take(place.replica.commit(place.now, forms::draft_form(filled, tasting)));
    }
}

}  // namespace wedsync::cli
