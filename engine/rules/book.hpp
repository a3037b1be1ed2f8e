#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/rules/index.hpp"
#include "engine/rules/proposer.hpp"

namespace wedsync::rules {

/// A violation, its name, and what is proposed.
struct Proposed {
    Violation violation;
    std::vector<Repair> repairs;
};

/// The rules of one store. Costs nothing until somebody asks; from then on, a set's insertion for
/// each record that is written, and at each question what Index::refresh() costs.
class Book {
public:
    /// The schema outlives it, and so does what the source calls.
    Book(const Schema& schema, Source source) : schema_(&schema), source_(std::move(source)) {}

    /// To be told after each commit, of each record written. An empty state: it is gone.
    void note(ScopeId scope, const merge::RecordState& state) {
        const std::uint16_t collection = state.empty() ? 0 : merge::collection_of(state);
        note({scope, state.id}, collection);
    }
    /// `collection` 0: unknown.
    void note(const RecordKey& key, std::uint16_t collection) {
        const bool is_wanted = index_ && (collection == 0 || index_->looks_at(collection));
        if (is_wanted) index_->note(key);
    }

    /// Whether anybody has asked yet.
    [[nodiscard]] bool is_kept() const { return index_.has_value(); }
    /// What is broken now. The first question reads every record that a rule counts, in these
    /// scopes: all that the store holds. Borrowed until the next call. Fails as the source does;
    /// the next question begins anew.
    [[nodiscard]] Result<const Index*> look(const std::vector<ScopeId>& scopes);
    /// The same a part at a time: null as long as there are scopes that are not read yet; each call
    /// reads on until it has read so many records.
    [[nodiscard]] Result<const Index*> look_on(const std::vector<ScopeId>& scopes,
                                               std::size_t records_max);
    /// Another number whenever the answer of look() is another, as of its last call.
    [[nodiscard]] std::uint64_t version() const {
        return (beginnings_ << 40U) + (index_ ? index_->version() : 0);
    }
    /// What may be done about a violation that is open as of the last look().
    [[nodiscard]] Result<std::vector<Repair>> propose(const Violation& violation);
    /// The same for several at once, reading places once; those beyond `count_max` get nothing.
    [[nodiscard]] Result<std::vector<Proposed>> propose_each(std::vector<Violation> violations,
                                                             std::size_t count_max);

private:
    const Schema* schema_;
    Source source_;
    std::optional<Index> index_;
    /// Scopes that were read.
    std::set<ScopeId> taken_;
    std::uint64_t beginnings_ = 0;
};

/// Violations that get proposals in one list; for any other, Book::propose() is asked.
inline constexpr std::size_t kProposedMax = 50;

}  // namespace wedsync::rules
