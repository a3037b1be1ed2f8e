#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/json/strict_json.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::cli {

/// A record and where it lives.
struct Located {
    ScopeId scope;
    merge::RecordState state;
};

/// The records of a replica in the words of people: by id, by title, with their fields as text and
/// as JSON. What is typed wrong throws Failure.
class Records {
public:
    explicit Records(replica::Replica& replica) : replica_(replica) {}

    // ---- Scopes. ----

    [[nodiscard]] std::string scope_name(ScopeId scope) const;
    /// A scope by its name, its number in hexadecimal, or a beginning of its name that is unique.
    [[nodiscard]] ScopeId find_scope(const std::string& text) const;
    /// The scope of an edit: the one named, or the only one that is held.
    [[nodiscard]] ScopeId scope_for_edit(const std::string& text) const;
    /// The scopes of a reading command: the one named, or all.
    [[nodiscard]] std::vector<ScopeId> scopes_for_reading(const std::string& text) const;

    // ---- Collections and fields. ----

    [[nodiscard]] const CollectionSchema& find_collection(const std::string& name) const;
    [[nodiscard]] static const FieldSchema& find_field(const CollectionSchema& collection,
                                                       const std::string& name);
    /// Null for a collection that this schema does not know.
    [[nodiscard]] const CollectionSchema* collection_of(const merge::RecordState& state) const;

    // ---- Records. ----

    /// By the whole id, a unique beginning of it, or a unique beginning of its last group (which is
    /// the short id of the tables).
    [[nodiscard]] Located find(const std::string& id);
    /// A record that a reference field may point to: by title or by id.
    [[nodiscard]] RecordId find_target(ScopeId scope, const std::string& collection,
                                       const std::string& text);
    [[nodiscard]] std::string title_of(const Located& located) const;
    /// All records of a scope that are not gone, of one collection or of all.
    [[nodiscard]] std::vector<Located> all_of(ScopeId scope,
                                              std::optional<std::uint16_t> collection);

    [[nodiscard]] static std::string id_of(const Located& located);
    [[nodiscard]] static std::string short_id_of(const Located& located);

    // ---- Values. ----

    /// A value typed on the command line; empty text is the empty value.
    [[nodiscard]] Value parse(ScopeId scope, const FieldSchema& field, const std::string& text);
    /// As people read it; `field` is null where the schema does not know it.
    [[nodiscard]] std::string shown(ScopeId scope, const Value& value, const FieldSchema* field);
    [[nodiscard]] std::string shown(ScopeId scope, const merge::FieldReading& reading,
                                    const FieldSchema& field);
    [[nodiscard]] boost::json::value json(ScopeId scope, const Value& value,
                                          const FieldSchema* field);
    /// The whole record: id, short_id, scope, collection, title, status, fields, conflicts.
    [[nodiscard]] boost::json::object json(const Located& located);

    [[nodiscard]] replica::Replica& replica() { return replica_; }

private:
    [[nodiscard]] Located load(ScopeId scope, const RecordId& record);

    replica::Replica& replica_;
    /// Titles of referred records: tables and vendors are named by many.
    std::map<std::pair<ScopeId, RecordId>, std::string> titles_;
};

/// Milliseconds since 1970 as 2027-06-12T14:00:00Z; with .fff where they are not whole seconds.
[[nodiscard]] std::string time_text(std::int64_t ms);

}  // namespace wedsync::cli
