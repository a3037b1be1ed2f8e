// The order of the versions of a list is that of its longest read: who appended what before whom
// follows from it, and so all dependencies between transactions.
#include "sim/history/list_append_check.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/history/dependency_graph.hpp"

namespace wedsync::sim {
namespace {

using Elements = std::vector<Element>;

bool is_prefix(const Elements& part, const Elements& whole) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

bool is_suffix(const Elements& part, const Elements& whole) {
    return part.size() <= whole.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin());
}

/// What one transaction knows of a list while it runs.
struct Inside {
    bool is_read = false;
    Elements value;  ///< As read, with own appends; of a list not read yet own appends only.
};

class ListChecker {
public:
    ListChecker(const History& history, KnownOrder order)
        : history_(history), order_(order), graph_(history.transactions.size()) {}

    std::set<Anomaly> check() {
        find_writers();
        for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
            if (history_.transactions[i].outcome == TransactionOutcome::kCommitted) look_inside(i);
        }
        order_versions();
        add_dependencies();
        add_known_order();
        find_lost_updates();
        find_cycles();
        return std::move(found_);
    }

private:
    struct Writer {
        std::size_t transaction;
        bool is_last;  ///< Of its transaction's appends to this list.
    };
    struct Read {
        std::size_t transaction;
        Elements seen;  ///< Of others.
    };

    void find_writers() {
        for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
            std::map<ListKey, Writer*> last;
            for (const ListOperation& operation : history_.transactions[i].operations) {
                if (operation.is_read) continue;
                const auto [at, is_new] =
                    writers_[operation.key].emplace(operation.elements.front(), Writer{i, true});
                if (!is_new) found_.insert(Anomaly::kDuplicateElements);
                Writer*& before = last[operation.key];
                if (before != nullptr) before->is_last = false;
                before = &at->second;
            }
        }
    }

    /// Own reads and appends have to agree; what was seen of others goes into `reads_`.
    void look_inside(std::size_t transaction) {
        std::map<ListKey, Inside> inside;
        for (const ListOperation& operation : history_.transactions[transaction].operations) {
            Inside& known = inside[operation.key];
            if (!operation.is_read) {
                known.value.push_back(operation.elements.front());
                continue;
            }
            const Elements& seen = operation.elements;
            const bool agrees = known.is_read ? seen == known.value : is_suffix(known.value, seen);
            if (!agrees) {
                found_.insert(Anomaly::kInternal);
                continue;
            }
            if (!known.is_read) take_read(transaction, operation.key, seen, known.value.size());
            known = {true, seen};
        }
    }

    void take_read(std::size_t transaction, const ListKey& key, const Elements& seen,
                   std::size_t own_count) {
        Elements others(seen.begin(), seen.end() - static_cast<std::ptrdiff_t>(own_count));
        Elements sorted = seen;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
            found_.insert(Anomaly::kDuplicateElements);
        }
        for (const Element element : others)
            judge_seen(transaction, key, element, element == others.back());
        Elements& longest = versions_[key];
        if (seen.size() > longest.size()) longest = seen;
        all_reads_[key].push_back(seen);
        reads_[key].push_back({transaction, std::move(others)});
    }

    void judge_seen(std::size_t reader, const ListKey& key, Element element, bool is_at_end) {
        const Writer* writer = find_writer(key, element);
        if (writer == nullptr) {
            // Nobody wrote it at all: as bad as a write that was taken back.
            found_.insert(Anomaly::kG1a);
            return;
        }
        if (writer->transaction == reader) found_.insert(Anomaly::kInternal);
        if (outcome_of(*writer) == TransactionOutcome::kAborted) found_.insert(Anomaly::kG1a);
        if (is_at_end && !writer->is_last) found_.insert(Anomaly::kG1b);
    }

    [[nodiscard]] const Writer* find_writer(const ListKey& key, Element element) const {
        const auto list = writers_.find(key);
        if (list == writers_.end()) return nullptr;
        const auto at = list->second.find(element);
        return at == list->second.end() ? nullptr : &at->second;
    }

    [[nodiscard]] TransactionOutcome outcome_of(const Writer& writer) const {
        return history_.transactions[writer.transaction].outcome;
    }

    void order_versions() {
        for (const auto& [key, reads] : all_reads_) {
            const Elements& longest = versions_[key];
            for (const Elements& seen : reads) {
                if (!is_prefix(seen, longest)) found_.insert(Anomaly::kIncompatibleOrder);
            }
        }
    }

    void add_dependencies() {
        for (const auto& [key, writers] : writers_) {
            const Elements& order = versions_[key];
            const std::set<Element> observed(order.begin(), order.end());
            // Committed and never seen: after everything that was.
            std::vector<std::size_t> later;
            for (const auto& [element, writer] : writers) {
                if (observed.contains(element)) continue;
                if (outcome_of(writer) == TransactionOutcome::kCommitted) {
                    later.push_back(writer.transaction);
                }
            }
            for (std::size_t i = 0; i < order.size(); ++i)
                add_successors(key, order, i, later, order[i], Dependency::kWriteWrite);
            for (const Read& read : reads_[key])
                add_read(key, order, later, read);
        }
    }

    /// What wrote the version after the `at`th of the order depends on whoever wrote that one.
    void add_successors(const ListKey& key, const Elements& order, std::size_t at,
                        const std::vector<std::size_t>& later, Element element,
                        Dependency dependency) {
        const Writer* writer = find_writer(key, element);
        if (writer != nullptr) connect(writer->transaction, key, order, at + 1, later, dependency);
    }

    void connect(std::size_t from, const ListKey& key, const Elements& order, std::size_t next,
                 const std::vector<std::size_t>& later, Dependency dependency) {
        if (next < order.size()) {
            const Writer* writer = find_writer(key, order[next]);
            if (writer != nullptr) graph_.add(from, writer->transaction, dependency);
            return;
        }
        for (const std::size_t transaction : later)
            graph_.add(from, transaction, dependency);
    }

    void add_read(const ListKey& key, const Elements& order, const std::vector<std::size_t>& later,
                  const Read& read) {
        if (!read.seen.empty()) {
            const Writer* writer = find_writer(key, read.seen.back());
            if (writer != nullptr) {
                graph_.add(writer->transaction, read.transaction, Dependency::kWriteRead);
            }
        }
        // Two reads may end with the same element and differ before it: go by the element.
        std::size_t next = 0;
        if (!read.seen.empty()) {
            const auto at = std::find(order.begin(), order.end(), read.seen.back());
            if (at == order.end()) return;
            next = static_cast<std::size_t>(at - order.begin()) + 1;
        }
        connect(read.transaction, key, order, next, later, Dependency::kAntiDependency);
    }

    void add_known_order() {
        if (order_ == KnownOrder::kSession) add_sessions();
        if (order_ == KnownOrder::kRealTime) add_real_time();
    }

    void add_sessions() {
        std::map<std::string, std::size_t> last;
        for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
            const Transaction& transaction = history_.transactions[i];
            if (transaction.outcome == TransactionOutcome::kAborted) continue;
            const auto [at, is_first] = last.emplace(transaction.process, i);
            if (!is_first) graph_.add(at->second, i, Dependency::kOrder);
            at->second = i;
        }
    }

    /// A node for each moment at which something ended, in a chain: what ended leads to its moment,
    /// each moment to what begins before the next one. So few edges stand for all pairs.
    void add_real_time() {
        std::map<std::size_t, std::size_t> ended_at;
        for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
            const Transaction& transaction = history_.transactions[i];
            const bool counts = transaction.outcome == TransactionOutcome::kCommitted;
            if (counts && transaction.ended) ended_at[*transaction.ended] = i;
        }
        std::map<std::size_t, std::size_t> moments;
        std::optional<std::size_t> before;
        for (const auto& [place, transaction] : ended_at) {
            const std::size_t moment = graph_.add_node();
            graph_.add(transaction, moment, Dependency::kOrder);
            if (before) graph_.add(*before, moment, Dependency::kOrder);
            before = moments[place] = moment;
        }
        for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
            const auto next = moments.lower_bound(history_.transactions[i].begun);
            if (next != moments.begin()) {
                graph_.add(std::prev(next)->second, i, Dependency::kOrder);
            }
        }
    }

    void find_lost_updates() {
        for (const auto& [key, reads] : reads_) {
            std::map<Elements, std::size_t> updates;
            for (const Read& read : reads) {
                if (appends_to(read.transaction, key) && ++updates[read.seen] > 1) {
                    found_.insert(Anomaly::kLostUpdate);
                }
            }
        }
    }

    [[nodiscard]] bool appends_to(std::size_t transaction, const ListKey& key) const {
        const std::vector<ListOperation>& all = history_.transactions[transaction].operations;
        return std::any_of(all.begin(), all.end(), [&](const ListOperation& operation) {
            return !operation.is_read && operation.key == key;
        });
    }

    void find_cycles() {
        using Kinds = DependencyGraph::Kinds;
        const Kinds writes = {Dependency::kWriteWrite, Dependency::kOrder};
        Kinds flow = writes;
        flow.insert(Dependency::kWriteRead);
        Kinds all = flow;
        all.insert(Dependency::kAntiDependency);
        const auto note = [&](bool is_found, Anomaly anomaly) {
            if (is_found) found_.insert(anomaly);
            return is_found;
        };
        note(graph_.has_cycle(writes, Dependency::kWriteWrite), Anomaly::kG0);
        note(graph_.has_cycle(flow, Dependency::kWriteRead), Anomaly::kG1c);
        if (!graph_.has_cycle(all, Dependency::kAntiDependency)) return;
        if (note(graph_.has_cycle_with_one_anti_dependency(flow), Anomaly::kGSingle)) return;
        if (note(graph_.has_cycle_without_adjacent_anti_dependencies(flow),
                 Anomaly::kGNonadjacent)) {
            return;
        }
        found_.insert(Anomaly::kG2Item);
    }

    const History& history_;
    KnownOrder order_;
    DependencyGraph graph_;
    std::map<ListKey, std::map<Element, Writer>> writers_;
    std::map<ListKey, std::vector<Read>> reads_;
    std::map<ListKey, std::vector<Elements>> all_reads_;
    std::map<ListKey, Elements> versions_;
    std::set<Anomaly> found_;
};

const char* name_of(Anomaly anomaly) {
    switch (anomaly) {
        case Anomaly::kDuplicateElements:
            return "duplicate-elements";
        case Anomaly::kIncompatibleOrder:
            return "incompatible-order";
        case Anomaly::kInternal:
            return "internal";
        case Anomaly::kG0:
            return "G0";
        case Anomaly::kG1a:
            return "G1a";
        case Anomaly::kG1b:
            return "G1b";
        case Anomaly::kG1c:
            return "G1c";
        case Anomaly::kLostUpdate:
            return "lost-update";
        case Anomaly::kGSingle:
            return "G-single";
        case Anomaly::kGNonadjacent:
            return "G-nonadjacent";
        case Anomaly::kG2Item:
            return "G2-item";
    }
    return "?";
}

}  // namespace

std::string to_text(const std::set<Anomaly>& anomalies) {
    std::string text;
    for (const Anomaly anomaly : anomalies)
        text += (text.empty() ? "" : " ") + std::string(name_of(anomaly));
    return text;
}

std::set<Anomaly> check_lists(const History& history, KnownOrder order) {
    return ListChecker(history, order).check();
}

}  // namespace wedsync::sim
