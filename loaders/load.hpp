#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"
#include "importers/venue.hpp"
#include "loaders/import_group.hpp"
#include "loaders/match.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

/// What happens where a record that is here already says something else than the plan. A value that
/// an import wrote, and nobody since, always follows the plan.
enum class WhenDifferent : std::uint8_t {
    kKeep,       ///< What people wrote since the last import stays; only empty fields are filled.
    kOverwrite,  ///< The plan's value is written over it.
};

/// What happens with a record of the plan that cannot be (a text too long, a choice unknown).
enum class WhenImpossible : std::uint8_t {
    kFail,
    kLeaveOut,  ///< It is left out, with the reason, and the rest is loaded.
};

struct LoadOptions {
    std::uint8_t priority = 5;
    WhenDifferent when_different = WhenDifferent::kKeep;
    WhenAmbiguous when_ambiguous = WhenAmbiguous::kInOrder;
    WhenImpossible when_impossible = WhenImpossible::kFail;
    /// Ties all changes of this load together, so that they can be taken back as one.
    std::optional<ImportId> import;
    /// True: everything is looked up and counted, nothing is written.
    bool is_dry_run = false;
    /// Told after each commit how many records of how many are in.
    std::function<void(std::size_t done, std::size_t total)> progress;
};

/// Records of one collection, counted by what became of them.
struct Tally {
    std::size_t created = 0;
    std::size_t changed = 0;    ///< A field was filled or overwritten.
    std::size_t unchanged = 0;  ///< Nothing was written; what differs may have been kept.
    std::size_t left_out = 0;
    /// Fields that differ from the plan and were kept.
    std::size_t fields_kept = 0;

    friend bool operator==(const Tally&, const Tally&) = default;
};

enum class Became : std::uint8_t { kCreated, kChanged, kUnchanged, kLeftOut };

/// A field of a record that was here, and what the plan has for it.
struct FieldDifference {
    std::string field;
    std::string here;
    std::string planned;
    bool is_kept = false;  ///< Somebody wrote it: it stays as it is here.
};

/// What became of one record of the plan.
struct Row {
    Became became = Became::kUnchanged;
    std::vector<FieldDifference> differences;
    std::string problem;  ///< Why it was left out, or a field of it.
};

struct Loaded {
    ScopeId scope;
    /// By the plan's order; without meaning after a dry run and for what was left out.
    std::vector<RecordId> records;
    /// By the plan's order.
    std::vector<Row> rows;
    /// By collection.
    std::map<std::string, Tally> tallies;
    std::size_t commits = 0;
};

/// Puts the records of a plan into a scope that the replica holds, in as few commits as the bounds
/// of a change allow, every record whole in one of them; new records first. A record that is here
/// already (see match()) is taken instead of a new one, so that loading the same plan again changes
/// nothing. The whole plan is checked against the schema first: kInvalid or kTooLarge, naming the
/// record, and nothing was written. A later error (the disk) says how many records are in; loading
/// again goes on from there.
[[nodiscard]] Result<Loaded> load(replica::Replica& replica, Now now, ScopeId scope,
                                  const Plan& plan, const LoadOptions& options = {});

struct LoadedWedding {
    std::string name;
    WeddingPlan planned;
    Loaded loaded;

    [[nodiscard]] const RecordId& record(std::size_t place) const { return loaded.records[place]; }
};

/// Loads every wedding of a venue into the scope of its name, which is added if it is not held.
[[nodiscard]] Result<std::vector<LoadedWedding>> load_venue(replica::Replica& replica, Now now,
                                                            const importers::Venue& venue,
                                                            const LoadOptions& options = {});

}  // namespace wedsync::loaders
