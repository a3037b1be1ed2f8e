#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/causal/incarnation.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/store/statements.hpp"

namespace wedsync::store {

using IncarnationBytes = std::array<std::uint8_t, 16>;
[[nodiscard]] IncarnationBytes to_bytes(const Incarnation& incarnation);
[[nodiscard]] Result<Incarnation> to_incarnation(BytesView bytes);

class Directory;

/// One scope as the rows name it: its small number, and the numbers of its lanes. Lane numbers are
/// unique in the whole store.
class ScopeLanes final : public codec::LaneNumbers {
public:
    /// The directory outlives this.
    ScopeLanes(std::uint32_t scope_number, Directory& directory)
        : scope_number_(scope_number), directory_(directory) {}

    [[nodiscard]] std::uint32_t scope_number() const { return scope_number_; }
    [[nodiscard]] std::uint32_t number_of(const Incarnation& incarnation) override;
    [[nodiscard]] const Incarnation* find(std::uint32_t number) const override;
    /// The number of an incarnation that has one already.
    [[nodiscard]] std::optional<std::uint32_t> known_number_of(
        const Incarnation& incarnation) const;
    /// All lanes in the order of their numbers.
    [[nodiscard]] const std::map<std::uint32_t, Incarnation>& lanes() const { return lanes_; }
    /// And in the order of whose they are.
    [[nodiscard]] const std::map<Incarnation, std::uint32_t>& by_incarnation() const {
        return numbers_;
    }

    void add(std::uint32_t number, const Incarnation& incarnation);
    void remove(std::uint32_t number);

private:
    std::uint32_t scope_number_;
    Directory& directory_;
    std::map<std::uint32_t, Incarnation> lanes_;
    std::map<Incarnation, std::uint32_t> numbers_;
};

/// The scopes and lanes of a store in memory, loaded when first asked for. Numbers given since the
/// last transaction are pending: written by write_pending() inside the transaction that uses them,
/// then kept or dropped as it ends.
class Directory {
public:
    /// The statements outlive this.
    explicit Directory(Statements& statements) : statements_(statements) {}

    /// Null if the store never heard of the scope.
    [[nodiscard]] Result<ScopeLanes*> find(ScopeId scope);
    [[nodiscard]] Result<ScopeLanes*> find_or_add(ScopeId scope);
    /// The scope with a number; kCorrupt if there is none.
    [[nodiscard]] Result<ScopeId> scope_of(std::uint32_t scope_number);

    [[nodiscard]] Result<void> write_pending();
    void keep_pending();
    void drop_pending();

    /// For ScopeLanes: a new number.
    [[nodiscard]] std::uint32_t give_number(ScopeLanes& scope, const Incarnation& incarnation);

private:
    struct PendingLane {
        ScopeLanes* scope = nullptr;
        std::uint32_t number = 0;
        Incarnation incarnation;
    };

    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> load_lanes(ScopeLanes& scope);

    Statements& statements_;
    bool is_loaded_ = false;
    std::uint32_t scope_number_next_ = 1;
    std::uint32_t lane_number_next_ = 1;
    std::map<ScopeId, std::uint32_t> numbers_;
    std::map<std::uint32_t, ScopeId> ids_;
    /// By scope number; only those that were asked for.
    std::map<std::uint32_t, std::unique_ptr<ScopeLanes>> scopes_;
    std::vector<ScopeId> pending_scopes_;
    std::vector<PendingLane> pending_lanes_;
};

}  // namespace wedsync::store
