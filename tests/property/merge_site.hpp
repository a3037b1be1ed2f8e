#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/causal/dot_set.hpp"
#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/change.hpp"
#include "engine/model/schema.hpp"
#include "tests/property/reference_merge.hpp"

namespace wedsync::property {

/// How a site merges. This one is engine/merge; merge_mutation_test.cpp derives broken ones, to
/// show that the checks can fail.
class Rules {
public:
    Rules() = default;
    Rules(const Rules&) = delete;
    Rules& operator=(const Rules&) = delete;
    virtual ~Rules() = default;

    virtual void apply(merge::RecordState& state, const Change& change,
                       std::vector<merge::Displaced>* displaced) const;
    [[nodiscard]] virtual merge::RecordState join(const merge::RecordState& left,
                                                  const DotSet& left_have,
                                                  const merge::RecordState& right,
                                                  const DotSet& right_have) const;
    [[nodiscard]] virtual merge::FieldReading read(const merge::RecordState& state,
                                                   const FieldSchema& field) const;
    [[nodiscard]] virtual bool is_known(const DotSet& have, const Dot& dot) const;
};

/// The accepted state of one scope at one place.
class Site {
public:
    /// `rules` outlive this.
    explicit Site(const Rules& rules) : rules_(&rules) {}

    /// Takes a change whose named dots it has. A change it has already does nothing.
    void accept(const Change& change, std::vector<merge::Displaced>* displaced = nullptr);
    /// Takes over what another site knows, as from a snapshot.
    void join(const Site& other);

    [[nodiscard]] const Rules& rules() const { return *rules_; }
    [[nodiscard]] const DotSet& have() const { return have_; }
    [[nodiscard]] bool has_all(const std::vector<Dot>& dots) const;
    /// The records that have a sibling.
    [[nodiscard]] const std::map<RecordId, merge::RecordState>& records() const { return records_; }
    [[nodiscard]] merge::RecordState state(const RecordId& record) const;
    [[nodiscard]] std::uint64_t checksum() const;

private:
    const Rules* rules_;
    DotSet have_;
    std::map<RecordId, merge::RecordState> records_;
};

/// The sum over `have` that sites compare before they compare states.
[[nodiscard]] std::uint64_t checksum_of(const DotSet& have);

/// What a site says otherwise than the definition: its dots, its siblings, its checksum, the
/// reading of any field or the open conflicts. Nothing where they agree.
[[nodiscard]] std::optional<std::string> difference(const Site& site,
                                                    const ReferenceMerge& reference,
                                                    const Schema& schema);

[[nodiscard]] std::string to_string(const Dot& dot);

}  // namespace wedsync::property
