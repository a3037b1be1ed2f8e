#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::sim {

/// A list of elements that only grows; each element is appended once in a whole history.
using ListKey = std::string;
using Element = std::int64_t;

/// One step of a transaction: an append of one element, or a read of a whole list.
struct ListOperation {
    bool is_read = false;
    ListKey key;
    /// Of an append the one element; of a read all that was seen, in order.
    std::vector<Element> elements;
    /// Of a read whose answer never came.
    bool is_unknown = false;

    friend bool operator==(const ListOperation&, const ListOperation&) = default;
};

enum class TransactionOutcome : std::uint8_t {
    kCommitted,
    kAborted,
    kUnknown,  ///< Nobody was told: it may have happened.
};

struct Transaction {
    /// Who: the transactions of one process come one after another.
    std::string process;
    TransactionOutcome outcome = TransactionOutcome::kCommitted;
    std::vector<ListOperation> operations;
    /// When it began and ended, as places in the history. An unknown one never ended.
    std::size_t begun = 0;
    std::optional<std::size_t> ended;
};

/// What clients did to lists and what they saw of them, in the order in which they began.
struct History {
    std::vector<Transaction> transactions;
};

/// Reads a history as Jepsen records it: maps with :type (:invoke, :ok, :fail, :info), :process and
/// :value [[:append key element] [:r key [elements]] ...]. What is no transaction is passed over.
/// Fails with kInvalid where a map is none of that.
[[nodiscard]] Result<History> parse_history(std::string_view edn);

}  // namespace wedsync::sim
