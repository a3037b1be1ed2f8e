#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/forms/check.hpp"
#include "modules/kit/module.hpp"

namespace wedsync::forms {

/// A definition as it is kept, or one that is built in.
struct KeptForm {
    std::string name;
    /// As written; it may be of a newer version, and then it does not read here.
    std::string body;
    std::int64_t version = 0;
    bool is_retired = false;
    bool is_built_in = false;
    ScopeId scope;
    RecordId record;
};

/// All definitions: the built-in ones first, then by name. Where two records have the same name
/// (two devices made it apart), the same one of them counts on every device.
[[nodiscard]] Result<std::vector<KeptForm>> read_forms(replica::Replica& replica,
                                                       const std::vector<ScopeId>& scopes);
/// Null where there is none of the name.
[[nodiscard]] const KeptForm* find_form(const std::vector<KeptForm>& forms, std::string_view name);

/// A form that somebody began or handed in.
struct Submission {
    ScopeId scope;
    RecordId record;
    std::string title;
    /// Which form: the name of its definition.
    std::string form;
    std::string status;
    std::string answers;
    /// What it asked, as it was then; empty for the built-in ones.
    std::string body;
    std::int64_t version = 0;
    std::int64_t submitted_at_ms = 0;
    /// A name of the record that is the same everywhere.
    std::string id;

    [[nodiscard]] bool is_handed_in() const {
        return status == "submitted" || status == "reviewed";
    }
};

/// The forms of these scopes, those handed in last first. With a name only those of it.
[[nodiscard]] Result<std::vector<Submission>> read_submissions(replica::Replica& replica,
                                                               const std::vector<ScopeId>& scopes,
                                                               std::string_view form);

/// What a submission asked: as it was then, else as it is built in. Nothing where that does not
/// read.
[[nodiscard]] std::optional<Definition> definition_of(const Submission& submission,
                                                      const std::vector<KeptForm>& forms);

/// A definition, new or in place of the one that `kept` is. `seen`: what its author had in sight.
[[nodiscard]] Draft draft_definition(ScopeId scope, const std::string& name,
                                     const std::string& title, const std::string& body,
                                     const KeptForm* kept,
                                     const std::optional<std::vector<Dot>>& seen);
[[nodiscard]] Draft draft_retired(const KeptForm& kept, bool is_retired);

/// A form as it is written: begun, or handed in at `at_ms`.
struct FilledForm {
    ScopeId scope;
    /// The one that was begun; nothing: a new one.
    std::optional<RecordId> record;
    std::string title;
    boost::json::object answers;
    std::optional<RecordId> client;
    bool is_handed_in = false;
    std::int64_t at_ms = 0;
};
[[nodiscard]] Draft draft_form(const FilledForm& filled, const KeptForm& form);

}  // namespace wedsync::forms
