#pragma once

#include <optional>
#include <string>

#include "cli/records.hpp"

namespace wedsync::cli {

/// Changes in the words of people: a change is named by its dot, written as the incarnation in
/// hexadecimal, a point and the counter; the incarnation may be cut where it stays unique.
[[nodiscard]] std::string change_id(const Dot& dot);
[[nodiscard]] std::string short_change_id(const Dot& dot);

struct FoundChange {
    ScopeId scope;
    Dot dot;
};
/// Throws Failure if no lane here begins like that, or more than one.
[[nodiscard]] FoundChange find_change(replica::Replica& replica, const std::string& text);

/// Person and device, as "alice (tablet)".
[[nodiscard]] std::string author_text(const Author& author);
/// Who wrote in a lane; "somebody" where that is not known.
[[nodiscard]] Author author_of(replica::Replica& replica, ScopeId scope, const Dot& dot);
[[nodiscard]] boost::json::object author_json(const Author& author);

/// A field's name; "(record)" for the life of the record, the number where it is unknown.
[[nodiscard]] std::string field_name(const Schema& schema, FieldId id);

}  // namespace wedsync::cli
