#include "sim/history/causal_check.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>

namespace wedsync::sim {
namespace {

using Seen = std::set<std::pair<ListKey, Element>>;
using Writers = std::map<std::pair<ListKey, Element>, std::size_t>;
/// Transactions.
using Past = std::set<std::size_t>;

Writers find_writers(const History& history) {
    Writers writers;
    for (std::size_t i = 0; i < history.transactions.size(); ++i) {
        if (history.transactions[i].outcome == TransactionOutcome::kAborted) continue;
        for (const ListOperation& operation : history.transactions[i].operations) {
            if (!operation.is_read) writers[{operation.key, operation.elements.front()}] = i;
        }
    }
    return writers;
}

bool is_read_only(const Transaction& transaction) {
    for (const ListOperation& operation : transaction.operations) {
        if (!operation.is_read) return false;
    }
    return true;
}

Seen seen_by(const Transaction& transaction) {
    Seen seen;
    for (const ListOperation& operation : transaction.operations) {
        if (!operation.is_read) continue;
        for (const Element element : operation.elements)
            seen.emplace(operation.key, element);
    }
    return seen;
}

/// The first append that should have been seen and was not.
std::optional<std::string> missing(const History& history, const Past& past, const Seen& seen) {
    for (const std::size_t transaction : past) {
        for (const ListOperation& operation : history.transactions[transaction].operations) {
            if (operation.is_read) continue;
            const Element element = operation.elements.front();
            if (!seen.contains({operation.key, element})) {
                return operation.key + " without " + std::to_string(element);
            }
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> check_causality(const History& history) {
    std::vector<std::string> found;
    const Writers writers = find_writers(history);
    // What each write stands on, itself included; and what each process knows by now.
    std::map<std::size_t, Past> below;
    std::map<std::string, Past> known;
    for (std::size_t i = 0; i < history.transactions.size(); ++i) {
        const Transaction& transaction = history.transactions[i];
        Past& past = known[transaction.process];
        const std::string who =
            "transaction " + std::to_string(i) + " of " + transaction.process + ": ";
        const Seen seen = seen_by(transaction);
        for (const auto& each : seen) {
            const auto writer = writers.find(each);
            if (writer == writers.end()) {
                found.push_back(who + "reads " + each.first + " with " +
                                std::to_string(each.second) + ", which nobody wrote for good");
            } else if (writer->second > i) {
                found.push_back(who + "reads what is written later");
            } else {
                past.insert(below[writer->second].begin(), below[writer->second].end());
            }
        }
        if (is_read_only(transaction)) {
            if (const auto lacking = missing(history, past, seen)) {
                found.push_back(who + "reads " + *lacking);
            }
        } else if (transaction.outcome != TransactionOutcome::kAborted) {
            past.insert(i);
            below[i] = past;
        }
    }
    return found;
}

}  // namespace wedsync::sim
