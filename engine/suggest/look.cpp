#include "engine/suggest/look.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/base/exact_math.hpp"
#include "engine/suggest/text_features.hpp"

namespace wedsync::suggest {
namespace {

double sign(double number) {
    if (number > 0) return 1;
    return number < 0 ? -1 : 0;
}

double flag(bool is_true) {
    return is_true ? 1 : 0;
}

bool is_there(const FactValue& value) {
    return value.kind != ValueKind::kAbsent;
}

bool contains(std::string_view whole, std::string_view part) {
    return !part.empty() && whole.size() > part.size() &&
           whole.find(part) != std::string_view::npos;
}

double shared(const Parts& a, const Parts& b) {
    const std::size_t only_a = missing_from(a, b);
    const std::size_t only_b = missing_from(b, a);
    const std::size_t both = a.size() - only_a;
    const std::size_t all = both + only_a + only_b;
    return all == 0 ? 1 : static_cast<double>(both) / static_cast<double>(all);
}

double count_missing(const Parts& a, const Parts& b) {
    return static_cast<double>(missing_from(a, b));
}

Parts without(const Parts& a, const Parts& b) {
    Parts rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

struct Value {
    const FactValue& fact;
    std::string_view text;
    Characters characters;
    Parts parts;
    std::string normal;

    explicit Value(const FactValue& value)
        : fact(value),
          text(cut_text(value.text)),
          characters(characters_of(value.text)),
          parts(parts_of(value)),
          normal(normal_form(value.text)) {}
    [[nodiscard]] bool exists() const { return is_there(fact); }
};

void look_at_parts(Look& look, const Value& base, const Value& client, const Value& server) {
    if (base.exists() && client.exists()) {
        look.alike_base_client = similarity(base.characters, client.characters);
        look.shared_base_client = shared(base.parts, client.parts);
    }
    if (base.exists() && server.exists()) {
        look.alike_base_server = similarity(base.characters, server.characters);
        look.shared_base_server = shared(base.parts, server.parts);
    }
    if (client.exists() && server.exists()) {
        look.alike_client_server = similarity(client.characters, server.characters);
        look.shared_client_server = shared(client.parts, server.parts);
        look.client_only = count_missing(client.parts, server.parts);
        look.server_only = count_missing(server.parts, client.parts);
    }
    look.client_added = count_missing(client.parts, base.parts);
    look.client_removed = count_missing(base.parts, client.parts);
    look.server_added = count_missing(server.parts, base.parts);
    look.server_removed = count_missing(base.parts, server.parts);
    const Parts client_new = without(client.parts, base.parts);
    look.both_added = static_cast<double>(client_new.size()) -
                      count_missing(client_new, without(server.parts, base.parts));
    const Parts client_gone = without(base.parts, client.parts);
    look.both_removed = static_cast<double>(client_gone.size()) -
                        count_missing(client_gone, without(base.parts, server.parts));
    look.client_parts = static_cast<double>(client.parts.size());
    look.server_parts = static_cast<double>(server.parts.size());
}

void look_at_texts(Look& look, const Value& base, const Value& client, const Value& server) {
    const std::string_view c = client.text;
    const std::string_view s = server.text;
    const std::string_view b = base.text;
    look.exists = flag(client.exists()) - flag(server.exists());
    look.longer = sign(client.fact.length - server.fact.length);
    look.contains = flag(contains(c, s)) - flag(contains(s, c));
    look.client_keeps_base = flag(base.exists() && contains(c, b));
    look.server_keeps_base = flag(base.exists() && contains(s, b));
    look.is_filled = flag(is_placeholder(s)) - flag(is_placeholder(c));
    if (client.exists() && server.exists()) {
        look.higher = natural_order(c, s);
        look.same_but_form = flag(client.normal == server.normal);
        look.secure = flag(c.starts_with("https://")) - flag(s.starts_with("https://"));
    }
    if (base.exists() && client.exists()) {
        look.client_order = natural_order(c, b);
        look.client_form_only = flag(client.normal == base.normal);
    }
    if (base.exists() && server.exists()) {
        look.server_order = natural_order(s, b);
        look.server_form_only = flag(server.normal == base.normal);
    }
}

void look_at_versions(Look& look, const Value& base, const Value& client, const Value& server) {
    const auto c = version_of(client.text);
    const auto s = version_of(server.text);
    const auto b = version_of(base.text);
    if (c && s) {
        look.version_order = version_order(*c, *s);
        look.prerelease = flag(c->is_prerelease) - flag(s->is_prerelease);
    }
    if (b && c) look.version_base_client = version_order(*c, *b);
    if (b && s) look.version_base_server = version_order(*s, *b);
}

void look_at_numbers(Look& look, const Value& base, const Value& client, const Value& server) {
    const auto c = number_of(client.text);
    const auto s = number_of(server.text);
    const auto b = number_of(base.text);
    if (c && s) look.number_gap = signed_log(*c - *s);
    if (b && c) look.client_step = signed_log(*c - *b);
    if (b && s) look.server_step = signed_log(*s - *b);
}

/// Whether the edits of both sides can be made to the base without a choice.
void look_at_merge(Look& look, const Value& base, const Value& client, const Value& server) {
    const auto is_list = [](const Value& value) { return value.fact.kind == ValueKind::kList; };
    if (is_list(client) && is_list(server) && (is_list(base) || !base.exists())) {
        look.has_merge = true;
        const double client_lacks = count_missing(without(server.parts, base.parts), client.parts) +
                                    static_cast<double>(without(base.parts, server.parts).size()) -
                                    count_missing(without(base.parts, server.parts), client.parts);
        const double server_lacks = count_missing(without(client.parts, base.parts), server.parts) +
                                    static_cast<double>(without(base.parts, client.parts).size()) -
                                    count_missing(without(base.parts, client.parts), server.parts);
        look.merge_is = flag(client_lacks == 0) - flag(server_lacks == 0);
        return;
    }
    const auto is_number = [](const Value& value) { return value.fact.kind == ValueKind::kNumber; };
    if (is_number(base) && is_number(client) && is_number(server)) {
        look.has_merge = true;
        return;
    }
    const auto is_text = [](const Value& value) {
        return value.fact.kind == ValueKind::kText || value.fact.kind == ValueKind::kShortText;
    };
    // Words that one side took away are not among those the other did.
    if (is_text(base) && is_text(client) && is_text(server)) {
        const Parts client_gone = without(base.parts, client.parts);
        const Parts server_gone = without(base.parts, server.parts);
        look.has_merge =
            count_missing(client_gone, server_gone) == static_cast<double>(client_gone.size());
    }
}

}  // namespace

Look look_at(const ConflictFacts& facts) {
    const Value base(facts.base);
    const Value client(facts.client.value);
    const Value server(facts.server.value);
    Look look;
    look_at_parts(look, base, client, server);
    look_at_texts(look, base, client, server);
    look_at_versions(look, base, client, server);
    look_at_numbers(look, base, client, server);
    look_at_merge(look, base, client, server);
    // A NaN compares false, so what is unknown gives 0.
    look.newer = sign(facts.client.edited_at_s - facts.server.edited_at_s);
    look.own = flag(facts.client.is_resolver > 0) - flag(facts.server.is_resolver > 0);
    return look;
}

double side_of(Habit habit, const Look& look) {
    switch (habit) {
        case Habit::kHigher:
            return look.higher;
        case Habit::kLonger:
            return look.longer;
        case Habit::kNewer:
            return look.newer;
        case Habit::kOwn:
            return look.own;
    }
    return 0;
}

std::uint32_t kinds_of(const ConflictFacts& facts) {
    constexpr std::uint32_t kKinds = kValueKinds;
    const auto rank = [](const FactValue& value) { return static_cast<std::uint32_t>(value.kind); };
    return (rank(facts.base) * kKinds + rank(facts.client.value)) * kKinds +
           rank(facts.server.value);
}

std::uint32_t shape_of(const ConflictFacts& facts, const Look& look) {
    const auto third = [](double side) { return static_cast<std::uint32_t>(side + 1); };
    return (kinds_of(facts) * 3 + third(look.higher)) * 3 + third(look.longer);
}

}  // namespace wedsync::suggest
