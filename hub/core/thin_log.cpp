#include "hub/core/thin_log.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::hub {
namespace {

/// What happened to one cell in the piece.
struct Trace {
    /// Siblings written in the piece that still stand.
    std::set<Dot> alive;
    /// Dots of before the piece that something in it covers.
    std::set<Dot> covered;
    /// The last change that touched the cell.
    Dot last;
};

class Thinner {
public:
    explicit Thinner(ThinLog& thinned) : thinned_(thinned) {}

    /// False: the piece cannot be thinned.
    bool trace(const Change& change) {
        for (const Operation& operation : change.operations) {
            const bool is_known = std::visit(
                Overloaded{
                    [&](const operation::Put& put) {
                        Trace& cell = touch(put.key, put.covers, change.dot);
                        cell.alive.insert(change.dot);
                        return true;
                    },
                    [&](const operation::Drop& drop) {
                        touch(drop.key, drop.covers, change.dot);
                        return true;
                    },
                    [&](const operation::Kill& kill) {
                        for (const operation::KilledCell& cell : kill.cells) {
                            touch({kill.record, cell.field, cell.sub}, cell.covers, change.dot);
                        }
                        return true;
                    },
                    [&](const operation::Unknown&) { return is_erased_mark(operation); }},
                operation);
            if (!is_known) return false;
        }
        thinned_.have.add(change.dot);
        thinned_.refused.remove(change.dot);
        return true;
    }

    /// The change without what no longer shows.
    [[nodiscard]] Change thin(const Change& change) const {
        Change left{change.dot, change.time, {}, change.note, change.group};
        for (const Operation& operation : change.operations) {
            std::visit(
                Overloaded{
                    [&](const operation::Put& put) { add(put, left); },
                    [&](const operation::Drop& drop) {
                        const Trace& cell = trace_of(drop.key);
                        if (!ends(cell, change.dot)) return;
                        left.operations.emplace_back(operation::Drop{drop.key, covers_of(cell)});
                    },
                    [&](const operation::Kill& kill) { add(kill, left); },
                    [](const operation::Unknown&) {}},
                operation);
        }
        return left;
    }

private:
    Trace& touch(const CellKey& key, const std::vector<Dot>& covers, const Dot& by) {
        Trace& cell = cells_[key];
        for (const Dot& dot : covers) {
            const bool is_of_piece = thinned_.have.contains(dot);
            if (!is_of_piece) cell.covered.insert(dot);
            cell.alive.erase(dot);
        }
        cell.last = by;
        return cell;
    }

    [[nodiscard]] const Trace& trace_of(const CellKey& key) const {
        return cells_.find(key)->second;
    }
    [[nodiscard]] static std::vector<Dot> covers_of(const Trace& cell) {
        return {cell.covered.begin(), cell.covered.end()};
    }
    /// Whether it is for this change to say that the cell lost what it had before the piece.
    [[nodiscard]] static bool ends(const Trace& cell, const Dot& dot) {
        return cell.alive.empty() && cell.last == dot && !cell.covered.empty();
    }

    void add(const operation::Put& put, Change& left) const {
        const Trace& cell = trace_of(put.key);
        if (!cell.alive.contains(left.dot)) return;
        const bool is_first = *cell.alive.begin() == left.dot;
        left.operations.emplace_back(
            operation::Put{put.key, put.value, is_first ? covers_of(cell) : std::vector<Dot>{}});
    }

    void add(const operation::Kill& kill, Change& left) const {
        operation::Kill rest{kill.record, {}};
        for (const operation::KilledCell& killed : kill.cells) {
            const Trace& cell = trace_of({kill.record, killed.field, killed.sub});
            if (!ends(cell, left.dot)) continue;
            rest.cells.push_back({killed.field, killed.sub, covers_of(cell)});
        }
        if (!rest.cells.empty()) left.operations.emplace_back(std::move(rest));
    }

    ThinLog& thinned_;
    std::map<CellKey, Trace> cells_;
};

}  // namespace

std::optional<ThinLog> thin(std::span<const Entry> entries) {
    ThinLog thinned;
    Thinner thinner(thinned);
    for (const Entry& entry : entries) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&entry)) {
            if (!thinner.trace(accepted->change)) return std::nullopt;
        } else if (const auto* refused = std::get_if<entry::Refused>(&entry)) {
            if (!thinned.have.contains(refused->dot)) thinned.refused.add(refused->dot);
        }
    }
    for (const Entry& entry : entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) continue;
        Change left = thinner.thin(accepted->change);
        if (left.operations.empty()) continue;
        if (!validate(left).ok()) return std::nullopt;
        thinned.entries.emplace_back(entry::Accepted{std::move(left)});
    }
    return thinned;
}

}  // namespace wedsync::hub
