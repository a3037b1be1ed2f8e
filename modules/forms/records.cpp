#include "modules/forms/records.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/assert.hpp"
#include "modules/forms/builtin.hpp"
#include "modules/kit/visit.hpp"

namespace wedsync::forms {
namespace {

namespace bj = boost::json;

constexpr std::uint8_t kSubmittedPriority = 6;

std::vector<KeptForm> built_in_forms() {
    const auto document = json::parse_json(builtin_forms_json());
    WEDSYNC_ASSERT(document.ok());
    std::vector<KeptForm> forms;
    for (const bj::value& each : document.value().get_array()) {
        KeptForm form;
        const bj::string& name = each.at("name").get_string();
        form.name.assign(name.data(), name.size());
        form.body = json::write_json(each.at("definition"));
        form.version = 1;
        form.is_built_in = true;
        forms.push_back(std::move(form));
    }
    return forms;
}

}  // namespace

Result<std::vector<KeptForm>> read_forms(replica::Replica& replica,
                                         const std::vector<ScopeId>& scopes) {
    std::vector<KeptForm> forms = built_in_forms();
    std::map<std::string, std::pair<std::string, KeptForm>> kept;
    WEDSYNC_TRY(modules::visit_rows(
        replica, scopes, "form_definitions", {"name", "definition", "is_retired", "version"},
        [&](const modules::Row& row) {
            KeptForm form;
            form.name = row.text(0);
            if (!is_form_name(form.name) || find_form(forms, form.name) != nullptr) return;
            form.body = row.text(1);
            form.is_retired = row.flag(2);
            form.version = row.number(3).value_or(0);
            form.scope = row.scope;
            form.record = row.record;
            const std::string id = row.name();
            const auto found = kept.find(form.name);
            if (found != kept.end() && found->second.first < id) return;
            const std::string name = form.name;
            kept.insert_or_assign(name, std::make_pair(id, std::move(form)));
        }));
    for (auto& [name, form] : kept)
        forms.push_back(std::move(form.second));
    return forms;
}

const KeptForm* find_form(const std::vector<KeptForm>& forms, std::string_view name) {
    const auto found = std::find_if(forms.begin(), forms.end(),
                                    [&](const KeptForm& form) { return form.name == name; });
    return found == forms.end() ? nullptr : &*found;
}

Result<std::vector<Submission>> read_submissions(replica::Replica& replica,
                                                 const std::vector<ScopeId>& scopes,
                                                 std::string_view form) {
    std::vector<Submission> all;
    WEDSYNC_TRY(modules::visit_rows(
        replica, scopes, "forms",
        {"name", "question_set", "status", "answers", "definition", "form_version", "submitted_at"},
        [&](const modules::Row& row) {
            if (!form.empty() && row.text(1) != form) return;
            all.push_back({row.scope, row.record, row.text(0), row.text(1), row.text(2),
                           row.text(3), row.text(4), row.number(5).value_or(0),
                           row.time_ms(6).value_or(0), row.name()});
        }));
    std::sort(all.begin(), all.end(), [](const Submission& a, const Submission& b) {
        if (a.submitted_at_ms != b.submitted_at_ms) return a.submitted_at_ms > b.submitted_at_ms;
        return a.id < b.id;
    });
    return all;
}

std::optional<Definition> definition_of(const Submission& submission,
                                        const std::vector<KeptForm>& forms) {
    const KeptForm* form = find_form(forms, submission.form);
    const bool is_built_in = form != nullptr && form->is_built_in;
    auto definition = parse_definition(is_built_in ? form->body : submission.body);
    if (!definition.ok()) return std::nullopt;
    return std::move(definition).value();
}

Draft draft_definition(ScopeId scope, const std::string& name, const std::string& title,
                       const std::string& body, const KeptForm* kept,
                       const std::optional<std::vector<Dot>>& seen) {
    Draft draft;
    draft.scope = kept == nullptr ? scope : kept->scope;
    draft.type = "form_definition";
    RecordRef record = RecordId{};
    if (kept == nullptr) {
        record = draft.create("form_definitions");
        draft.set(record, "name", name);
    } else {
        record = kept->record;
    }
    draft.set(record, "title", title);
    draft.edits.emplace_back(
        edit::Set{record, "definition", body, kept == nullptr ? std::nullopt : seen});
    draft.edits.emplace_back(edit::Increment{record, "version", 1});
    return draft;
}

Draft draft_retired(const KeptForm& kept, bool is_retired) {
    Draft draft;
    draft.scope = kept.scope;
    draft.type = "form_definition";
    draft.set(kept.record, "is_retired", is_retired);
    return draft;
}

Draft draft_form(const FilledForm& filled, const KeptForm& form) {
    Draft draft;
    draft.scope = filled.scope;
    draft.type = "form_submission";
    RecordRef record = RecordId{};
    if (filled.record) {
        record = *filled.record;
    } else {
        record = draft.create("forms");
        draft.set(record, "question_set", form.name);
        draft.set(record, "opened_at", filled.at_ms);
    }
    if (!filled.title.empty()) draft.set(record, "name", filled.title);
    if (!form.is_built_in) {
        draft.set(record, "definition", form.body);
        draft.set(record, "form_version", form.version);
    }
    draft.set(record, "answers", answers_text(filled.answers));
    draft.set(record, "status", std::string(filled.is_handed_in ? "submitted" : "draft"));
    if (filled.client) draft.set(record, "client", Reference{*filled.client});
    if (filled.is_handed_in) {
        draft.priority = kSubmittedPriority;
        draft.set(record, "submitted_at", filled.at_ms);
        draft.edits.emplace_back(edit::Increment{record, "times_submitted", 1});
    }
    return draft;
}

}  // namespace wedsync::forms
