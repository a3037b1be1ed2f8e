#include "modules/forms/tally.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace wedsync::forms {
namespace {

namespace bj = boost::json;

bool is_counted(QuestionKind kind) {
    return kind == QuestionKind::kChoice || kind == QuestionKind::kChoices ||
           kind == QuestionKind::kYesNo;
}

/// The tallies, in the order in which their questions were first met.
class Tallies {
public:
    void add_questions(const Definition& definition) {
        for (const Question& question : definition.questions) {
            if (!is_counted(question.kind)) continue;
            Tally& tally = of(question);
            if (question.kind == QuestionKind::kYesNo) {
                count_of(tally, "yes", {});
                count_of(tally, "no", {});
            }
            for (const FormChoice& choice : question.choices)
                count_of(tally, choice.value, choice.label);
        }
    }

    void add_answers(const Definition& definition, const bj::object& answers) {
        add_questions(definition);
        for (const bj::key_value_pair& each : asked_answers(definition, answers)) {
            const auto at = definition.find({each.key().data(), each.key().size()});
            const Question& question = definition.questions[*at];
            if (!is_counted(question.kind)) continue;
            Tally& tally = of(question);
            ++tally.answered;
            if (const bj::array* chosen = each.value().if_array()) {
                for (const bj::value& one : *chosen)
                    add_one(tally, question, one);
            } else {
                add_one(tally, question, each.value());
            }
        }
    }

    [[nodiscard]] std::vector<Tally> take() && { return std::move(tallies_); }

private:
    Tally& of(const Question& question) {
        const auto [found, is_new] = places_.emplace(question.key, tallies_.size());
        if (is_new) {
            tallies_.emplace_back();
            tallies_.back().question = question.key;
            tallies_.back().kind = question.kind;
            tallies_.back().label = question.label;
        }
        return tallies_[found->second];
    }

    static Tally::Count& count_of(Tally& tally, const std::string& value, const Words& label) {
        const auto found =
            std::find_if(tally.choices.begin(), tally.choices.end(),
                         [&](const Tally::Count& each) { return each.value == value; });
        if (found != tally.choices.end()) return *found;
        tally.choices.push_back({value, label, 0});
        return tally.choices.back();
    }

    static void add_one(Tally& tally, const Question& question, const bj::value& value) {
        if (const bool* is_yes = value.if_bool()) {
            ++count_of(tally, *is_yes ? "yes" : "no", {}).count;
        } else if (const bj::string* text = value.if_string()) {
            const FormChoice* choice = question.find_choice({text->data(), text->size()});
            if (choice != nullptr) ++count_of(tally, choice->value, choice->label).count;
        }
    }

    std::map<std::string, std::size_t> places_;
    std::vector<Tally> tallies_;
};

}  // namespace

std::vector<Tally> tally(const std::vector<Submission>& submissions,
                         const std::vector<KeptForm>& forms) {
    Tallies tallies;
    std::map<std::string, bool> seen;
    for (const Submission& each : submissions) {
        const KeptForm* form = find_form(forms, each.form);
        if (form != nullptr && seen.emplace(each.form, true).second) {
            const auto newest = parse_definition(form->body);
            if (newest.ok()) tallies.add_questions(newest.value());
        }
        if (!each.is_handed_in()) continue;
        if (const auto definition = definition_of(each, forms))
            tallies.add_answers(*definition, parse_answers(each.answers));
    }
    return std::move(tallies).take();
}

bj::object json_of(const Tally& tally, std::string_view language) {
    bj::array choices;
    for (const Tally::Count& each : tally.choices) {
        const std::string label = each.label.empty() ? each.value : each.label.in(language);
        choices.push_back(bj::object{{"value", codec::json_of_text(each.value)},
                                     {"label", codec::json_of_text(label)},
                                     {"count", static_cast<std::int64_t>(each.count)}});
    }
    bj::object object;
    object["question"] = codec::json_of_text(tally.question);
    object["kind"] = name_of(tally.kind);
    object["label"] = codec::json_of_text(tally.label.in(language));
    object["choices"] = std::move(choices);
    object["answered"] = static_cast<std::int64_t>(tally.answered);
    return object;
}

}  // namespace wedsync::forms
