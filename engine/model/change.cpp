#include "engine/model/change.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync {
namespace {

Error invalid(const char* what) {
    return Error{ErrorCode::kInvalid, what};
}

template <class T>
void sort_once(std::vector<T>& items) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

std::size_t size_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    if (const auto* bytes = std::get_if<Bytes>(&value)) return bytes->size();
    if (const auto* link = std::get_if<Link>(&value)) return link->label.size() + 40;
    return 16;
}

bool is_dot(const Dot& dot) {
    return dot.counter >= 1 && dot.counter <= kCounterMax;
}

/// A record may be one that exists already (any dot but a later one of this lane) or a new one.
Result<void> check_record(const RecordId& record, const Dot& self) {
    if (!is_dot(record.dot) || record.index >= kChangeOperationsMax)
        return invalid("bad record id");
    if (record.dot.incarnation == self.incarnation && record.dot.counter > self.counter) {
        return invalid("record from the author's own future");
    }
    return {};
}

Result<void> check_covers(const std::vector<Dot>& covers, const Dot& self) {
    if (covers.size() > kCoversMax) return Error{ErrorCode::kTooLarge, "too many covers"};
    for (std::size_t i = 0; i < covers.size(); ++i) {
        if (!is_dot(covers[i])) return invalid("bad dot in covers");
        if (i > 0 && covers[i - 1] >= covers[i]) return invalid("covers are not sorted");
        if (covers[i].incarnation == self.incarnation && covers[i].counter >= self.counter) {
            return invalid("covers the author's own future");
        }
    }
    return {};
}

Result<void> check_value(const Value& value, const Dot& self) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (!is_utf8(*text)) return invalid("text is not UTF-8");
    } else if (const auto* link = std::get_if<Link>(&value)) {
        if (!is_utf8(link->label)) return invalid("label is not UTF-8");
        if (!is_dot(link->record.dot)) return invalid("bad link");
    } else if (const auto* reference = std::get_if<Reference>(&value)) {
        WEDSYNC_TRY(check_record(reference->record, self));
    } else if (const auto* real = std::get_if<Real>(&value)) {
        const double number = to_double(*real);
        if (!std::isfinite(number) || number == 0.0) return invalid("not a finite number");
    }
    return {};
}

Result<void> check_key(const CellKey& key, const Dot& self) {
    WEDSYNC_TRY(check_record(key.record, self));
    if (key.field.collection == kErasedCollection) return invalid("a cell of no collection");
    if (key.sub.size() > kSubBytesMax) return Error{ErrorCode::kTooLarge, "element too long"};
    return {};
}

/// Nothing may be said with it but that the record is erased.
Result<void> check_erasure(const operation::Put& put, const Dot& self) {
    WEDSYNC_TRY(check_record(put.key.record, self));
    const bool is_bare = put.covers.empty() && std::holds_alternative<std::monostate>(put.value);
    if (!is_bare || put.key.record.dot == self) return invalid("not how a record is erased");
    return {};
}

/// Adds up the size and collects the cells, so that one change cannot write a cell twice.
struct Checker {
    const Change& change;
    std::vector<CellKey> keys;
    std::size_t bytes = 0;

    Result<void> operator()(const operation::Put& put) {
        WEDSYNC_TRY(is_erasure(put) ? check_erasure(put, change.dot)
                                    : check_key(put.key, change.dot));
        WEDSYNC_TRY(check_value(put.value, change.dot));
        WEDSYNC_TRY(check_covers(put.covers, change.dot));
        bytes += 16 + size_of(put.value) + put.key.sub.size() + put.covers.size() * 4;
        if (change.operations.size() > 1) keys.push_back(put.key);
        return {};
    }
    Result<void> operator()(const operation::Drop& drop) {
        WEDSYNC_TRY(check_key(drop.key, change.dot));
        WEDSYNC_TRY(check_covers(drop.covers, change.dot));
        if (drop.covers.empty()) return invalid("a drop that removes nothing");
        bytes += 16 + drop.key.sub.size() + drop.covers.size() * 4;
        keys.push_back(drop.key);
        return {};
    }
    Result<void> operator()(const operation::Kill& kill) {
        if (kill.record.dot == change.dot) return invalid("kills its own record");
        for (const operation::KilledCell& cell : kill.cells) {
            const CellKey key{kill.record, cell.field, cell.sub};
            WEDSYNC_TRY(check_key(key, change.dot));
            WEDSYNC_TRY(check_covers(cell.covers, change.dot));
            if (cell.covers.empty()) return invalid("a kill that removes nothing");
            bytes += 8 + cell.sub.size() + cell.covers.size() * 4;
            keys.push_back(key);
        }
        if (kill.cells.empty()) return invalid("a kill that removes nothing");
        return {};
    }
    Result<void> operator()(const operation::Unknown& unknown) {
        bytes += unknown.payload.size();
        return {};
    }
};

}  // namespace

std::optional<DecisionReason> reason_of(std::uint8_t rank) {
    constexpr std::uint8_t kReasonBits = 0x0F;
    switch (static_cast<DecisionReason>(rank & kReasonBits)) {
        case DecisionReason::kEditsApart:
            return DecisionReason::kEditsApart;
        case DecisionReason::kSameWords:
            return DecisionReason::kSameWords;
        case DecisionReason::kLikelyChoice:
            return DecisionReason::kLikelyChoice;
    }
    return std::nullopt;
}

std::optional<std::uint8_t> confidence_of(std::uint8_t rank) {
    if (reason_of(rank) != DecisionReason::kLikelyChoice) return std::nullopt;
    constexpr unsigned kWhole = 100;
    return static_cast<std::uint8_t>(kWhole - (rank >> 4U));
}

std::string_view reason_name(std::uint8_t rank) {
    const std::optional<DecisionReason> reason = reason_of(rank);
    if (!reason) return "unknown";
    switch (*reason) {
        case DecisionReason::kEditsApart:
            return "edits_apart";
        case DecisionReason::kSameWords:
            return "same_words";
        case DecisionReason::kLikelyChoice:
            return "likely_choice";
    }
    return "unknown";
}

Result<void> validate(const Change& change) {
    if (!is_dot(change.dot)) return invalid("bad dot");
    if (change.operations.empty()) return invalid("a change without operations");
    if (change.operations.size() > kChangeOperationsMax) {
        return Error{ErrorCode::kTooLarge, "too many operations in one change"};
    }
    const bool is_automatic = change.note.kind == NoteKind::kAutoDecides;
    if (is_automatic != (change.note.rank > 0)) return invalid("rank without automatic decision");
    Checker checker{change, {}, 0};
    for (const Operation& operation : change.operations) {
        WEDSYNC_TRY(std::visit(checker, operation));
        if (checker.bytes > kChangeBytesMax) return Error{ErrorCode::kTooLarge, "change too large"};
    }
    std::sort(checker.keys.begin(), checker.keys.end());
    if (std::adjacent_find(checker.keys.begin(), checker.keys.end()) != checker.keys.end()) {
        return invalid("one cell written twice in a change");
    }
    return {};
}

std::vector<Dot> named_dots(const Change& change) {
    std::vector<Dot> dots;
    const auto add_covers = [&](const std::vector<Dot>& covers) {
        dots.insert(dots.end(), covers.begin(), covers.end());
    };
    for (const Operation& operation : change.operations) {
        std::visit(Overloaded{[&](const operation::Put& put) {
                                  dots.push_back(put.key.record.dot);
                                  add_covers(put.covers);
                                  if (const auto* to = std::get_if<Reference>(&put.value)) {
                                      dots.push_back(to->record.dot);
                                  }
                              },
                              [&](const operation::Drop& drop) {
                                  dots.push_back(drop.key.record.dot);
                                  add_covers(drop.covers);
                              },
                              [&](const operation::Kill& kill) {
                                  dots.push_back(kill.record.dot);
                                  for (const auto& cell : kill.cells)
                                      add_covers(cell.covers);
                              },
                              [](const operation::Unknown&) {}},
                   operation);
    }
    sort_once(dots);
    std::erase(dots, change.dot);
    return dots;
}

bool names_only(const Change& change, const DotSet& known) {
    const auto is_known = [&](const Dot& dot) { return dot == change.dot || known.contains(dot); };
    const auto are_known = [&](const std::vector<Dot>& dots) {
        return std::all_of(dots.begin(), dots.end(), is_known);
    };
    const auto is_in_order =
        Overloaded{[&](const operation::Put& put) {
                       const auto* to = std::get_if<Reference>(&put.value);
                       return is_known(put.key.record.dot) && are_known(put.covers) &&
                              (to == nullptr || is_known(to->record.dot));
                   },
                   [&](const operation::Drop& drop) {
                       return is_known(drop.key.record.dot) && are_known(drop.covers);
                   },
                   [&](const operation::Kill& kill) {
                       return is_known(kill.record.dot) &&
                              std::all_of(kill.cells.begin(), kill.cells.end(),
                                          [&](const auto& cell) { return are_known(cell.covers); });
                   },
                   [](const operation::Unknown&) { return true; }};
    return std::all_of(
        change.operations.begin(), change.operations.end(),
        [&](const Operation& operation) { return std::visit(is_in_order, operation); });
}

std::vector<RecordId> touched_records(const Change& change) {
    std::vector<RecordId> records;
    for (const Operation& operation : change.operations) {
        std::visit(
            Overloaded{[&](const operation::Put& put) { records.push_back(put.key.record); },
                       [&](const operation::Drop& drop) { records.push_back(drop.key.record); },
                       [&](const operation::Kill& kill) { records.push_back(kill.record); },
                       [](const operation::Unknown&) {}},
            operation);
    }
    sort_once(records);
    return records;
}

}  // namespace wedsync
