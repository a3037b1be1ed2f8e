#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "engine/live/query.hpp"

namespace wedsync::live {

/// What to do to a list of rows, one step after the other.
namespace step {
struct Added {
    std::size_t at = 0;
    Row row;
};
struct Removed {
    std::size_t at = 0;
};
/// Taken out at `from`, put in at `to` of what is left.
struct Moved {
    std::size_t from = 0;
    std::size_t to = 0;
};
struct Changed {
    std::size_t at = 0;
    Row row;
};
}  // namespace step
using Step = std::variant<step::Added, step::Removed, step::Moved, step::Changed>;

void patch(std::vector<Row>& rows, const std::vector<Step>& steps);

/// Rows kept behind a limit, so that what leaves is replaced without reading again.
inline constexpr std::size_t kSpareRows = 16;

/// A query that follows the changes. Holds its rows and at most kSpareRows more.
class LiveQuery {
public:
    /// The first `count` rows (0: all) as they stand now, in order.
    using Load = std::function<Result<std::vector<Row>>(std::size_t count)>;

    [[nodiscard]] static Result<LiveQuery> create(Reader reader, Load load);

    /// A record changed from `before` to `after`; the store holds `after` already. Returns what to
    /// do to rows(). An error of the loader leaves the rows as they were: create it anew.
    [[nodiscard]] Result<std::vector<Step>> handle_change(ScopeId scope,
                                                          const merge::RecordState& before,
                                                          const merge::RecordState& after);

    [[nodiscard]] std::vector<Row> rows() const;

private:
    LiveQuery(Reader reader, Load load) : reader_(std::move(reader)), load_(std::move(load)) {}

    [[nodiscard]] std::size_t visible_count() const;
    [[nodiscard]] std::size_t place_of(const Row& row) const;
    [[nodiscard]] std::optional<std::size_t> find(const std::optional<Row>& old) const;
    [[nodiscard]] std::vector<Step> steps_of(std::optional<std::size_t> from,
                                             std::optional<std::size_t> to,
                                             std::size_t visible_before) const;
    [[nodiscard]] Result<void> fill();

    Reader reader_;
    Load load_;
    std::vector<Row> window_;
    /// Nothing lies behind the window.
    bool is_whole_ = true;
};

}  // namespace wedsync::live
