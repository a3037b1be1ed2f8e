#include "modules/forms/answers.hpp"

#include <utility>

#include "engine/codec/json_parts.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::text_of;

constexpr std::uint64_t kSubmissionsAsked = 100;

std::string optional_text(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    return found ? text_of(*found) : std::string();
}

Result<bj::value> definitions(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope", "language"});
    const std::vector<ScopeId> scopes = place.scopes(modules::scope_of(question));
    const std::string language = optional_text(question, "language");
    if (!question.ok()) return bj::value(nullptr);
    bj::array all;
    for (const KeptForm& form : WEDSYNC_TRY(read_forms(place.replica, scopes)))
        all.push_back(json_of(form, language));
    return bj::value(bj::object{{"definitions", std::move(all)}});
}

Result<bj::value> definition(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope", "language", "name"});
    const std::vector<ScopeId> scopes = place.scopes(modules::scope_of(question));
    const std::string language = optional_text(question, "language");
    const std::string name = text_of(question.member("name"));
    if (!question.ok()) return bj::value(nullptr);
    const auto forms = WEDSYNC_TRY(read_forms(place.replica, scopes));
    const KeptForm* form = find_form(forms, name);
    if (form == nullptr) return Error{ErrorCode::kNotFound, "there is no form " + name};
    bj::object answer = json_of(*form, language);
    const auto body = json::parse_json(form->body);
    answer["definition"] = body.ok() ? body.value() : bj::value(nullptr);
    return bj::value(std::move(answer));
}

/// Of answers: what is asked, and what is wrong. Of a definition alone: that it reads.
Result<bj::value> check(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope", "name", "definition", "answers"});
    const std::vector<ScopeId> scopes = place.scopes(modules::scope_of(question));
    const auto given = question.find("definition");
    Definition asked;
    if (given) {
        asked = read_definition(*given);
    } else {
        const std::string name = text_of(question.member("name"));
        if (!question.ok()) return bj::value(nullptr);
        const auto forms = WEDSYNC_TRY(read_forms(place.replica, scopes));
        const KeptForm* form = find_form(forms, name);
        if (form == nullptr) return Error{ErrorCode::kNotFound, "there is no form " + name};
        asked = WEDSYNC_TRY(parse_definition(form->body));
    }
    const auto answers = question.find("answers");
    if (answers && !answers->is_object()) answers->fail("not an object", ErrorCode::kInvalid);
    if (!question.ok()) return bj::value(nullptr);
    const bj::object none;
    const bj::object& object = answers ? answers->value().get_object() : none;
    const std::vector<bool> shown = visible(asked, object);
    bj::array keys;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i]) keys.push_back(bj::value(codec::json_of_text(asked.questions[i].key)));
    }
    bj::array problems;
    for (const Problem& each : validate(asked, object))
        problems.push_back(json_of(each));
    return bj::value(bj::object{{"visible", std::move(keys)}, {"problems", std::move(problems)}});
}

Result<bj::value> submissions(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope", "language", "name", "limit"});
    const std::vector<ScopeId> scopes = place.scopes(modules::scope_of(question));
    const std::string language = optional_text(question, "language");
    const std::string name = optional_text(question, "name");
    const auto limited = question.find("limit");
    const std::uint64_t limit = limited ? limited->number(kSubmissionsMax) : kSubmissionsAsked;
    if (!question.ok()) return bj::value(nullptr);
    // A definition may be of another scope than the forms that are asked for.
    const auto forms = WEDSYNC_TRY(read_forms(place.replica, place.replica.scopes()));
    const auto all = WEDSYNC_TRY(read_submissions(place.replica, scopes, name));
    bj::array found;
    std::int64_t handed_in = 0;
    for (const Submission& each : all) {
        if (!each.is_handed_in()) continue;
        ++handed_in;
        if (found.size() < limit) found.push_back(json_of(each));
    }
    bj::array counts;
    if (!name.empty()) {
        for (const Tally& each : tally(all, forms))
            counts.push_back(json_of(each, language));
    }
    bj::object answer;
    answer["submissions"] = std::move(found);
    answer["handed_in"] = handed_in;
    answer["begun"] = static_cast<std::int64_t>(all.size()) - handed_in;
    answer["counts"] = std::move(counts);
    answer["as_of"] = place.wall_ms();
    return bj::value(std::move(answer));
}

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    const std::size_t which = modules::choice_of(
        question.member("question"), {"definitions", "definition", "check", "submissions"});
    if (!question.ok()) return bj::value(nullptr);
    if (which == 0) return definitions(place, question);
    if (which == 1) return definition(place, question);
    return which == 2 ? check(place, question) : submissions(place, question);
}

}  // namespace

std::string words_for(const std::vector<Problem>& problems) {
    std::string words;
    for (const Problem& each : problems) {
        words += (words.empty() ? "" : "; ") + each.question + ": " + name_of(each.code);
        if (!each.value.empty()) words += " (" + each.value + ")";
    }
    return words;
}

bj::object json_of(const KeptForm& form, std::string_view language) {
    const auto read = parse_definition(form.body);
    bj::object object;
    object["name"] = codec::json_of_text(form.name);
    object["title"] = codec::json_of_text(read.ok() ? read.value().title.in(language) : form.name);
    object["questions"] = read.ok()
                              ? bj::value(static_cast<std::int64_t>(read.value().questions.size()))
                              : bj::value(nullptr);
    object["version"] = form.version;
    object["is_retired"] = form.is_retired;
    object["is_built_in"] = form.is_built_in;
    if (!form.is_built_in) {
        object["scope"] = codec::json_of(form.scope.value());
        object["record"] = codec::json_of(form.record);
    }
    return object;
}

bj::object json_of(const Submission& submission) {
    bj::object object;
    object["scope"] = codec::json_of(submission.scope.value());
    object["record"] = codec::json_of(submission.record);
    object["title"] = codec::json_of_text(submission.title);
    object["form"] = codec::json_of_text(submission.form);
    object["version"] = submission.version;
    object["status"] = codec::json_of_text(submission.status);
    object["submitted_at"] = submission.submitted_at_ms;
    object["answers"] = parse_answers(submission.answers);
    return object;
}

const modules::Module& module() {
    static const modules::Module kModule{"forms", ask, act};
    return kModule;
}

}  // namespace wedsync::forms
