// A text is cut into tokens: a word with the spaces after it, or the end of a line. Each side is
// compared with the base (Myers, "An O(ND) Difference Algorithm", 1986), which gives its edits:
// base tokens [first, end) replaced by others. Two edits may be combined when at least one base
// token stays between the zones where they might as well have been made:
//
//   base  - veal - veal - fish        left deleted one "- veal": its zone is both of them,
//   left  - veal - fish               for nobody can tell which one it was.
//
#include "engine/merge/text_merge.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"

namespace wedsync::merge {
namespace {

using Tokens = std::vector<std::string_view>;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

Tokens tokens_of(std::string_view text) {
    Tokens tokens;
    std::size_t start = 0;
    while (start < text.size()) {
        std::size_t end = start;
        if (text[start] == '\n') {
            ++end;
        } else {
            while (end < text.size() && text[end] != '\n' && !is_space(text[end]))
                ++end;
            while (end < text.size() && is_space(text[end]))
                ++end;
        }
        tokens.push_back(text.substr(start, end - start));
        start = end;
    }
    return tokens;
}

/// Base tokens [first, end) become `added`; the edit lies somewhere in [zone_first, zone_end).
struct Hunk {
    std::size_t first = 0;
    std::size_t end = 0;
    Tokens added;
    std::size_t zone_first = 0;
    std::size_t zone_end = 0;
};

/// Base token i stays as token j of the side.
struct Match {
    std::size_t base = 0;
    std::size_t side = 0;
};

/// Myers' furthest-reaching paths: after `d` edits, row `d` holds for each diagonal k = x - y in
/// {-d, -d + 2, .., d} the largest x reached, at index (k + d) / 2.
class Comparison {
public:
    Comparison(const Tokens& base, const Tokens& side) : base_(base), side_(side) {}

    /// The tokens that stay, in order; nothing if there are more edits than the limit.
    std::optional<std::vector<Match>> matches() {
        for (std::int64_t edits = 0; edits <= static_cast<std::int64_t>(kTextEditsMax); ++edits) {
            rows_.emplace_back();
            for (std::int64_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
                const std::int64_t x = slide(start_of(edits, diagonal), diagonal);
                rows_.back().push_back(x);
                if (x >= base_size() && x - diagonal >= side_size()) return walk_back(edits);
            }
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] std::int64_t base_size() const { return static_cast<std::int64_t>(base_.size()); }
    [[nodiscard]] std::int64_t side_size() const { return static_cast<std::int64_t>(side_.size()); }

    [[nodiscard]] bool is_equal(std::int64_t x, std::int64_t y) const {
        return base_[static_cast<std::size_t>(x)] == side_[static_cast<std::size_t>(y)];
    }

    [[nodiscard]] std::int64_t reached(std::int64_t edits, std::int64_t diagonal) const {
        return rows_[static_cast<std::size_t>(edits)]
                    [static_cast<std::size_t>((diagonal + edits) / 2)];
    }

    /// True when the path came from diagonal k + 1: by adding a token of the side.
    [[nodiscard]] bool came_by_adding(std::int64_t edits, std::int64_t diagonal) const {
        if (diagonal == -edits) return true;
        if (diagonal == edits) return false;
        return reached(edits - 1, diagonal - 1) < reached(edits - 1, diagonal + 1);
    }

    [[nodiscard]] std::int64_t start_of(std::int64_t edits, std::int64_t diagonal) const {
        if (edits == 0) return 0;
        return came_by_adding(edits, diagonal) ? reached(edits - 1, diagonal + 1)
                                               : reached(edits - 1, diagonal - 1) + 1;
    }

    [[nodiscard]] std::int64_t slide(std::int64_t x, std::int64_t diagonal) const {
        while (x < base_size() && x - diagonal < side_size() && x - diagonal >= 0 &&
               is_equal(x, x - diagonal)) {
            ++x;
        }
        return x;
    }

    [[nodiscard]] std::vector<Match> walk_back(std::int64_t edits) const {
        std::vector<Match> matches;
        std::int64_t x = base_size();
        std::int64_t diagonal = base_size() - side_size();
        for (; edits >= 0; --edits) {
            const std::int64_t start = start_of(edits, diagonal);
            for (; x > start; --x) {
                matches.push_back(
                    {static_cast<std::size_t>(x - 1), static_cast<std::size_t>(x - 1 - diagonal)});
            }
            if (edits == 0) break;
            const bool is_added = came_by_adding(edits, diagonal);
            diagonal += is_added ? 1 : -1;
            x = is_added ? start : start - 1;
        }
        std::reverse(matches.begin(), matches.end());
        return matches;
    }

    const Tokens& base_;
    const Tokens& side_;
    std::vector<std::vector<std::int64_t>> rows_;
};

/// How far [first, end) may be moved up and down without changing what is left after deleting it.
std::pair<std::size_t, std::size_t> slack(const Tokens& tokens, std::size_t first,
                                          std::size_t end) {
    std::size_t up = 0;
    while (up < first && tokens[first - up - 1] == tokens[end - up - 1])
        ++up;
    std::size_t down = 0;
    while (end + down < tokens.size() && tokens[first + down] == tokens[end + down])
        ++down;
    return {up, down};
}

std::optional<std::vector<Hunk>> hunks_between(const Tokens& base, const Tokens& side) {
    std::optional<std::vector<Match>> matches = Comparison(base, side).matches();
    if (!matches) return std::nullopt;
    matches->push_back({base.size(), side.size()});
    std::vector<Hunk> hunks;
    std::size_t base_next = 0;
    std::size_t side_next = 0;
    for (const Match& match : *matches) {
        if (match.base > base_next || match.side > side_next) {
            std::pair<std::size_t, std::size_t> free{0, 0};
            if (match.side == side_next) free = slack(base, base_next, match.base);
            if (match.base == base_next) free = slack(side, side_next, match.side);
            const auto from = side.begin() + static_cast<std::ptrdiff_t>(side_next);
            const auto to = side.begin() + static_cast<std::ptrdiff_t>(match.side);
            hunks.push_back({base_next, match.base, Tokens(from, to),
                             base_next - std::min(base_next, free.first),
                             std::min(base.size(), match.base + free.second)});
        }
        base_next = match.base + 1;
        side_next = match.side + 1;
    }
    return hunks;
}

bool is_same(const Hunk& left, const Hunk& right) {
    return left.first == right.first && left.end == right.end && left.added == right.added;
}

bool is_apart(const Hunk& left, const Hunk& right) {
    return left.zone_end < right.zone_first || right.zone_end < left.zone_first;
}

/// The edits of both sides in order; nothing if two of them are neither the same nor apart.
std::optional<std::vector<Hunk>> united(std::vector<Hunk> left, const std::vector<Hunk>& right) {
    std::vector<Hunk> added;
    for (const Hunk& theirs : right) {
        bool is_known = false;
        for (const Hunk& mine : left) {
            if (is_same(mine, theirs)) {
                is_known = true;
            } else if (!is_apart(mine, theirs)) {
                return std::nullopt;
            }
        }
        if (!is_known) added.push_back(theirs);
    }
    left.insert(left.end(), added.begin(), added.end());
    std::sort(left.begin(), left.end(),
              [](const Hunk& one, const Hunk& other) { return one.first < other.first; });
    return left;
}

}  // namespace

std::optional<std::string> merge_text(std::string_view base, std::string_view left,
                                      std::string_view right) {
    if (left == right || right == base) return std::string(left);
    if (left == base) return std::string(right);
    const Tokens tokens = tokens_of(base);
    const Tokens left_tokens = tokens_of(left);
    const Tokens right_tokens = tokens_of(right);
    const std::size_t longest = std::max({tokens.size(), left_tokens.size(), right_tokens.size()});
    if (longest > kTextTokensMax) return std::nullopt;
    const auto left_hunks = hunks_between(tokens, left_tokens);
    const auto right_hunks = hunks_between(tokens, right_tokens);
    if (!left_hunks || !right_hunks) return std::nullopt;
    const auto hunks = united(*left_hunks, *right_hunks);
    if (!hunks) return std::nullopt;
    std::string merged;
    std::size_t next = 0;
    for (const Hunk& hunk : *hunks) {
        WEDSYNC_ASSERT(next <= hunk.first);
        for (; next < hunk.first; ++next)
            merged += tokens[next];
        for (const std::string_view token : hunk.added)
            merged += token;
        next = hunk.end;
    }
    for (; next < tokens.size(); ++next)
        merged += tokens[next];
    return merged;
}

}  // namespace wedsync::merge
