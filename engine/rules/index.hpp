#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/fact.hpp"
#include "engine/rules/sight.hpp"

namespace wedsync::rules {

/// The violations of a schema's rules, kept up to date. Drive it so: note() each record that
/// changed, whatever changed it; refresh() before the violations are read. A note costs a set's
/// insertion; a refresh looks at the records noted, at those that depend on them, and at the groups
/// that those left or entered: never at a whole collection. It holds a few fields of each record
/// that a rule counts, and the violations; all of it follows from the records, so it is not kept on
/// disk but made with take_scope() when it is first wanted.
///
/// What a steps rule says follows from the log as well, as far back as that goes.
class Index {
public:
    /// The schema outlives it.
    explicit Index(const Schema& schema);

    /// Whether records of this collection can matter to any rule.
    [[nodiscard]] bool looks_at(std::uint16_t collection) const {
        return collections_.contains(collection);
    }
    /// Reads every record of a scope that a rule counts; answers how many there are.
    [[nodiscard]] Result<std::size_t> take_scope(ScopeId scope, const Source& source);
    /// The record changed, or may have.
    void note(const RecordKey& key) { noted_.insert(key); }

    /// A group of records under a rule, by the rule's place in the schema.
    using GroupKey = std::pair<std::size_t, std::string>;
    using Open = std::map<GroupKey, std::vector<Violation>>;
    /// Brings the violations up to date. `before`, if not null, gets what was open in the groups
    /// that changed; such a refresh is a supposition, or the end of one, and has no number of its
    /// own. After an error the next refresh tries again.
    [[nodiscard]] Result<void> refresh(Sight& sight, Open* before = nullptr);

    /// As of the last refresh, in the order of the rules; by group, so that the order is the same
    /// everywhere. None of these groups is without a violation.
    [[nodiscard]] const Open& open() const { return open_; }
    [[nodiscard]] std::vector<Violation> violations() const;
    [[nodiscard]] std::size_t count() const;
    /// Another number whenever the violations are others.
    [[nodiscard]] std::uint64_t version() const { return version_; }

    [[nodiscard]] const Schema& schema() const { return *schema_; }
    /// What a rule sees of a record; null if it does not count it.
    [[nodiscard]] const Fact* fact(std::size_t rule, const RecordKey& key) const;
    [[nodiscard]] std::vector<Member> members(const GroupKey& group) const;

private:
    struct Ruled {
        std::map<RecordKey, Derived> records;
        std::map<std::string, std::set<RecordKey>> groups;
        /// Who has looked at a record.
        std::map<RecordKey, std::set<RecordKey>> lookers;
    };

    void put(std::size_t rule, const RecordKey& key, Derived derived);
    void take_out(std::size_t rule, const RecordKey& key);
    [[nodiscard]] Result<void> derive_again(const RecordKey& key, const merge::RecordState& state,
                                            Sight& sight);
    void evaluate_again(const GroupKey& group, Open* before);

    const Schema* schema_;
    std::set<std::uint16_t> collections_;
    std::vector<Ruled> rules_;
    std::set<RecordKey> noted_;
    std::set<GroupKey> touched_;
    Open open_;
    std::uint64_t version_ = 0;
};

}  // namespace wedsync::rules
