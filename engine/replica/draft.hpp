#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/model/change.hpp"

namespace wedsync {

/// A record that a draft creates, by its number among those (from 0).
struct NewRecord {
    std::uint32_t index = 0;
};
using RecordRef = std::variant<RecordId, NewRecord>;

/// What a person does to records, in the words of the schema.
namespace edit {
struct Create {
    std::string collection;
};
/// Replaces what the author sees; with `seen`, only what an earlier opened form showed.
struct Set {
    RecordRef record;
    std::string field;
    Value value;
    std::optional<std::vector<Dot>> seen;
};
/// A reference to a record that this very draft creates.
struct SetReference {
    RecordRef record;
    std::string field;
    RecordRef target;
};
/// Takes a value back: the field is empty again.
struct Clear {
    RecordRef record;
    std::string field;
};
struct AddElement {
    RecordRef record;
    std::string field;
    std::string element;
};
struct RemoveElement {
    RecordRef record;
    std::string field;
    std::string element;
};
struct Increment {
    RecordRef record;
    std::string field;
    std::int64_t by = 1;
};
struct Delete {
    RecordId record;
};
/// More than deleting (engine/model/erasure.hpp): the record has no past any more, on no device,
/// once a hub took it. Nobody can take it back. Also for one that was deleted before.
struct Erase {
    RecordId record;
};
/// A cell of a field that this schema does not know, given by number: for tools that copy records.
struct SetUnknown {
    RecordRef record;
    FieldId field;
    std::string sub;
    Value value;
};
}  // namespace edit
using Edit =
    std::variant<edit::Create, edit::Set, edit::SetReference, edit::Clear, edit::AddElement,
                 edit::RemoveElement, edit::Increment, edit::Delete, edit::Erase, edit::SetUnknown>;

/// The edits of one commit, in one scope: all of them happen, or none.
struct Draft {
    ScopeId scope;
    std::vector<Edit> edits;
    /// 0 (whenever) to 9 (first).
    std::uint8_t priority = 5;
    /// Wall milliseconds by which it should have been sent; 0: none.
    std::uint64_t deadline_ms = 0;
    /// What this is, for the queue's screen; empty: the collection's name.
    std::string type;
    /// Ties this to drafts of other scopes that belong to the same action; 0 for none.
    std::uint64_t group = 0;
    /// The caller's own name of this commit, at most kCommitKeyBytesMax; empty: none. A draft whose
    /// key was used by one of the newest kCommitKeysMax commits is answered as then and not done.
    std::string key;
    /// Small named values of this device alone that are written in the same transaction, as
    /// Replica::write_beside() writes them. They are in no log and go to no other device.
    std::vector<std::pair<std::string, Bytes>> beside;

    /// Appends a Create and returns the record's name within this draft.
    NewRecord create(std::string collection);
    void set(RecordRef record, std::string field, Value value);

private:
    std::uint32_t created_ = 0;
};

}  // namespace wedsync
