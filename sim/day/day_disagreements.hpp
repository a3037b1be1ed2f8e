#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/merge/conflict.hpp"
#include "sim/day/day_stage.hpp"

namespace wedsync::sim {

/// One side of a disagreement: who meant what, and when.
struct Opinion {
    std::string person;
    std::uint64_t wall_ms = 0;
    std::string value;

    friend bool operator==(const Opinion&, const Opinion&) = default;
};

/// Something two people meant differently, and how it ended.
struct Disagreement {
    std::string scope_name;
    /// "Anna Ashby: table".
    std::string about;
    std::vector<Opinion> opinions;
    bool is_open = true;
    /// How it ended, in words; empty while it is open.
    std::string ending;

    friend bool operator==(const Disagreement&, const Disagreement&) = default;
};

/// What the coordinator's device shows of disagreements, kept as a list for the end of the day.
class Disagreements {
public:
    /// `stage` outlives this object.
    explicit Disagreements(DayStage& stage) : stage_(stage) {}

    /// Keeps the names of the records as they are: a record that one deleted has none any more.
    void remember_names(const std::vector<Scene>& scenes);
    /// Takes note of what opened or ended since the last time, and tells it.
    [[nodiscard]] Result<void> look(const std::vector<Scene>& scenes);

    /// How the coordinator will decide about a field when it comes to that: the value, and why.
    void plan(const RecordId& record, FieldId field, Value value, std::string why);
    /// Whether a record that one deleted and another edited stays.
    void plan_record(const RecordId& record, bool is_kept, std::string why);
    /// The coordinator decides everything that is open there, planned or not. Returns how many.
    [[nodiscard]] Result<std::size_t> decide_all(Prng& prng);

    [[nodiscard]] const std::vector<Disagreement>& all() const { return all_; }
    [[nodiscard]] std::size_t open_count() const { return open_.size(); }

private:
    /// A field of a record of a scope; with the life field, the record itself.
    struct Name {
        ScopeId scope;
        RecordId record;
        FieldId field;
        friend std::strong_ordering operator<=>(const Name&, const Name&) = default;
        friend bool operator==(const Name&, const Name&) = default;
    };
    struct Plan {
        std::optional<Value> value;
        bool is_kept = true;
        std::string why;
    };

    void begin(const Name& name, const std::string& scope_name, const merge::Conflict& conflict);
    void end(const Name& name);
    [[nodiscard]] std::string title(const Name& name) const;
    [[nodiscard]] std::string about(const Name& name) const;
    [[nodiscard]] std::vector<Opinion> opinions(const Name& name, const merge::Conflict& conflict);
    [[nodiscard]] std::pair<merge::Choice, std::string> choose(const Name& name,
                                                               const merge::Conflict& conflict,
                                                               Prng& prng);

    DayStage& stage_;
    std::map<RecordId, std::string> names_;
    std::vector<Disagreement> all_;
    /// Places in `all_`.
    std::map<Name, std::size_t> open_;
    std::map<std::pair<RecordId, FieldId>, Plan> plans_;
    /// Decided, and soon seen to be closed.
    std::map<Name, std::string> decided_;
};

}  // namespace wedsync::sim
