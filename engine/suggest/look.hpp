#pragma once

#include <cstdint>

#include "engine/suggest/facts.hpp"

namespace wedsync::suggest {

/// What the three values show when they are laid beside each other: the costly part of the
/// features, worked out once for a disagreement. kUnknown where a value that it needs is absent.
struct Look {
    // How alike two values are, 0 to 1: by characters, and by parts (words, or items of a list).
    double alike_base_client = kUnknown;
    double alike_base_server = kUnknown;
    double alike_client_server = kUnknown;
    double shared_base_client = kUnknown;
    double shared_base_server = kUnknown;
    double shared_client_server = kUnknown;
    // Parts each side has more or fewer than the base, and of the added those both added.
    double client_added = kUnknown;
    double client_removed = kUnknown;
    double server_added = kUnknown;
    double server_removed = kUnknown;
    double both_added = kUnknown;
    double both_removed = kUnknown;
    double client_only = kUnknown;  ///< Parts of the client that the server lacks.
    double server_only = kUnknown;
    double client_parts = 0;
    double server_parts = 0;
    // 1, 0 or -1: what the client's value is to the server's.
    double higher = 0;                ///< In natural order.
    double longer = 0;                ///< In characters.
    double newer = 0;                 ///< Edited later.
    double own = 0;                   ///< 1: only the client's edit is the resolver's own.
    double contains = 0;              ///< 1: the client's text contains the server's.
    double exists = 0;                ///< 1: only the client has a value.
    double is_filled = 0;             ///< 1: only the server's value is a placeholder.
    double version_order = kUnknown;  ///< See version_order().
    double version_base_client = kUnknown;
    double version_base_server = kUnknown;
    double number_gap = kUnknown;   ///< Client less server, squeezed.
    double client_step = kUnknown;  ///< Client less base, squeezed.
    double server_step = kUnknown;
    double client_order = 0;  ///< Natural order of the client's value over the base: 1, 0, -1.
    double server_order = 0;
    double prerelease = 0;         ///< 1: only the client's version is a prerelease.
    double client_keeps_base = 0;  ///< 1: the client's text contains the base's.
    double server_keeps_base = 0;
    double same_but_form = 0;     ///< 1: equal but for case, white space and punctuation.
    double client_form_only = 0;  ///< 1: the client changed only those.
    double server_form_only = 0;
    double secure = 0;  ///< 1: only the client's address is https.
    /// 1: a mechanical merge of both edits exists (set union, sum, disjoint edits of a text).
    bool has_merge = false;
    /// 1: that merge is what the client has; -1: what the server has.
    double merge_is = 0;
};

[[nodiscard]] Look look_at(const ConflictFacts& facts);

/// Which side a habit takes here: 1 the client, -1 the server, 0 neither.
[[nodiscard]] double side_of(Habit habit, const Look& look);

/// A number that is the same for disagreements of the same shape: kinds, absences, and which side
/// is higher and longer.
[[nodiscard]] std::uint32_t shape_of(const ConflictFacts& facts, const Look& look);
/// The same for the kinds of the three values only.
[[nodiscard]] std::uint32_t kinds_of(const ConflictFacts& facts);

}  // namespace wedsync::suggest
