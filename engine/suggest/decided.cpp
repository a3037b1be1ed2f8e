#include "engine/suggest/decided.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "engine/suggest/personal.hpp"

namespace wedsync::suggest {
namespace {

bool is_decision(const Change& change) {
    return change.note.kind == NoteKind::kAutoDecides || is_answer(change);
}

}  // namespace

std::string_view name_of(Aftermath outcome) {
    switch (outcome) {
        case Aftermath::kKept:
            return "kept";
        case Aftermath::kChanged:
            return "changed";
        case Aftermath::kUndone:
            return "undone";
    }
    return "kept";
}

void DecidedFinder::look_for(ScopeId scope, const Change& change) {
    undos_.look_for(scope, change);
    if (!is_decision(change)) return;
    for (const Operation& operation : change.operations) {
        const operation::Put* put = settling_in(operation);
        if (put == nullptr) continue;
        Decided one;
        one.scope = scope;
        one.key = put->key;
        one.dot = change.dot;
        one.time = change.time;
        one.is_by_machine = change.note.kind == NoteKind::kAutoDecides;
        one.rank = change.note.rank;
        one.value = put->value;
        const std::pair cell{scope, put->key};
        for (const Dot& dot : put->covers) {
            one.replaced.push_back({dot, {}, {}, {}});
            replaced_.try_emplace({cell, dot});
        }
        places_[{cell, change.dot}] = found_;
        decided_.emplace(found_++, std::move(one));
        if (decided_.size() > kDecidedMax) decided_.erase(decided_.begin());
    }
}

void DecidedFinder::add(ScopeId scope, const Change& change, const Author& author) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) continue;
        const std::pair cell{scope, put->key};
        const auto find = [&](const Dot& dot) {
            const auto place = places_.find({cell, dot});
            return place == places_.end() ? decided_.end() : decided_.find(place->second);
        };
        const auto own = find(change.dot);
        if (own != decided_.end()) own->second.author = author;
        const auto replaced = replaced_.find({cell, change.dot});
        if (replaced != replaced_.end()) {
            replaced->second = Decided::Replaced{change.dot, change.time, author, put->value};
        }
        // What an undo puts there is told by taken_back(), what a machine does is no judgement.
        if (change.note.kind == NoteKind::kUndoes || change.note.rank > 0) continue;
        for (const Dot& dot : put->covers) {
            const auto over = find(dot);
            const bool is_other = over != decided_.end() && over->second.value != put->value;
            if (is_other) over->second.outcome = Aftermath::kChanged;
        }
    }
}

std::vector<Decided> DecidedFinder::take() const {
    const std::set<Undos::Named> taken_back = undos_.taken_back();
    std::vector<Decided> all;
    for (const auto& [order, found] : decided_) {
        Decided one = found;
        if (taken_back.contains({one.scope, one.dot})) one.outcome = Aftermath::kUndone;
        std::vector<Decided::Replaced> known;
        for (const Decided::Replaced& wanted : one.replaced) {
            const auto value = replaced_.find({{one.scope, one.key}, wanted.dot});
            if (value != replaced_.end() && value->second) known.push_back(*value->second);
        }
        one.replaced = std::move(known);
        all.push_back(std::move(one));
    }
    return all;
}

void judge(std::vector<Decided>& decided, const std::vector<GivenAnswer>& answers,
           const Resolver& resolver) {
    if (!resolver.has_model()) return;
    using Place = std::pair<std::pair<ScopeId, CellKey>, Dot>;
    std::map<Place, Suggested> suggested;
    std::map<std::string, PersonalLayer> layers;
    Policy policy;
    policy.automatic_precision = kAppliedPrecision;
    policy.wants_reasons = false;
    const std::size_t first = answers.size() - std::min(answers.size(), kJudgedMax);
    for (std::size_t i = first; i < answers.size(); ++i) {
        const GivenAnswer& given = answers[i];
        PersonalLayer& layer =
            layers.try_emplace(given.person, resolver.model().personal).first->second;
        const Suggestion said =
            resolver.suggest(given.past.facts, {true, true, given.has_merge}, &layer, policy);
        const bool is_taken = said.action != Action::kUserChoice &&
                              static_cast<Answer>(said.action) == given.past.answer;
        suggested[{{given.scope, given.key}, given.dot}] = {said.action, said.confidence, is_taken,
                                                            said.may_apply};
        layer.add(said.inputs, given.past.answer);
    }
    for (Decided& one : decided) {
        const auto said = suggested.find({{one.scope, one.key}, one.dot});
        if (!one.is_by_machine && said != suggested.end()) one.suggested = said->second;
    }
}

void DecidedFigures::count(const Decided& one) {
    if (!one.is_by_machine) {
        ++person;
        if (!one.suggested || one.suggested->action == Action::kUserChoice) return;
        ++suggested;
        if (one.suggested->is_taken) ++agreed;
        return;
    }
    ++machine;
    ++(confidence_of(one.rank) ? likely : exact);
    switch (one.outcome) {
        case Aftermath::kKept:
            ++kept;
            break;
        case Aftermath::kChanged:
            ++changed;
            break;
        case Aftermath::kUndone:
            ++undone;
            break;
    }
}

std::size_t bin_of(double confidence) {
    const double place = confidence * static_cast<double>(kConfidenceBins);
    if (!(place > 0)) return 0;
    return std::min(static_cast<std::size_t>(place), kConfidenceBins - 1);
}

DecidedSummary summary_of(const std::vector<Decided>& decided, const Schema& schema) {
    constexpr double kWhole = 100;
    DecidedSummary summary;
    for (const CollectionSchema& collection : schema.collections) {
        for (const FieldSchema& field : collection.fields) {
            if (can_be_open(field.kind)) summary.fields[field.id];
        }
    }
    for (const Decided& one : decided) {
        summary.totals.count(one);
        summary.fields[one.key.field].count(one);
        const std::optional<std::uint8_t> per_cent = confidence_of(one.rank);
        if (one.is_by_machine && per_cent) {
            ConfidenceBin& bin = summary.bins[bin_of(*per_cent / kWhole)];
            ++bin.automatic;
            if (one.outcome == Aftermath::kKept) ++bin.kept;
        }
        if (!one.suggested || one.suggested->action == Action::kUserChoice) continue;
        ConfidenceBin& bin = summary.bins[bin_of(one.suggested->confidence)];
        ++bin.answers;
        if (one.suggested->is_taken) ++bin.agreed;
        bin.confidence_sum += one.suggested->confidence;
    }
    return summary;
}

}  // namespace wedsync::suggest
