#include "sim/history/dependency_graph.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::sim {
namespace {

using Adjacency = std::vector<std::vector<std::size_t>>;

/// Strongly connected components (Tarjan, 1972), without recursion: histories are long.
class Components {
public:
    explicit Components(const Adjacency& edges)
        : edges_(edges), number_(edges.size(), 0), low_(edges.size(), 0), of_(edges.size(), 0) {}

    std::vector<std::size_t> take() {
        for (std::size_t node = 0; node < edges_.size(); ++node) {
            if (number_[node] == 0) visit(node);
        }
        return std::move(of_);
    }

private:
    struct Visit {
        std::size_t node;
        std::size_t next_edge = 0;
    };

    void enter(std::size_t node) {
        number_[node] = low_[node] = ++numbered_;
        stack_.push_back(node);
        open_.push_back({node});
    }

    void visit(std::size_t root) {
        enter(root);
        while (!open_.empty()) {
            Visit& visit = open_.back();
            const std::size_t node = visit.node;
            if (visit.next_edge < edges_[node].size()) {
                const std::size_t to = edges_[node][visit.next_edge++];
                if (number_[to] == 0) {
                    enter(to);
                } else if (of_[to] == 0) {
                    low_[node] = std::min(low_[node], number_[to]);
                }
                continue;
            }
            open_.pop_back();
            if (!open_.empty()) {
                const std::size_t parent = open_.back().node;
                low_[parent] = std::min(low_[parent], low_[node]);
            }
            if (low_[node] == number_[node]) close(node);
        }
    }

    void close(std::size_t root) {
        ++count_;
        for (bool is_root = false; !is_root; stack_.pop_back()) {
            of_[stack_.back()] = count_;
            is_root = stack_.back() == root;
        }
    }

    const Adjacency& edges_;
    std::vector<std::size_t> number_;
    std::vector<std::size_t> low_;
    std::vector<std::size_t> of_;
    std::vector<std::size_t> stack_;
    std::vector<Visit> open_;
    std::size_t numbered_ = 0;
    std::size_t count_ = 0;
};

}  // namespace

std::size_t DependencyGraph::add_node() {
    edges_.emplace_back();
    return edges_.size() - 1;
}

void DependencyGraph::add(std::size_t from, std::size_t to, Dependency dependency) {
    if (from != to) edges_[from].insert({to, dependency});
}

std::vector<std::size_t> DependencyGraph::components(const Kinds& kinds) const {
    Adjacency adjacency(edges_.size());
    for (std::size_t node = 0; node < edges_.size(); ++node) {
        for (const Edge& edge : edges_[node]) {
            if (kinds.contains(edge.dependency)) adjacency[node].push_back(edge.to);
        }
    }
    return Components(adjacency).take();
}

bool DependencyGraph::has_cycle(const Kinds& kinds, Dependency with) const {
    const std::vector<std::size_t> component = components(kinds);
    for (std::size_t node = 0; node < edges_.size(); ++node) {
        for (const Edge& edge : edges_[node]) {
            if (edge.dependency == with && component[node] == component[edge.to]) return true;
        }
    }
    return false;
}

bool DependencyGraph::reaches(std::size_t from, std::size_t to, const Kinds& kinds,
                              const std::vector<std::size_t>& component) const {
    std::set<std::size_t> seen = {from};
    std::vector<std::size_t> open = {from};
    while (!open.empty()) {
        const std::size_t node = open.back();
        open.pop_back();
        if (node == to) return true;
        for (const Edge& edge : edges_[node]) {
            if (!kinds.contains(edge.dependency) || component[edge.to] != component[to]) continue;
            if (seen.insert(edge.to).second) open.push_back(edge.to);
        }
    }
    return false;
}

bool DependencyGraph::has_cycle_with_one_anti_dependency(const Kinds& rest) const {
    Kinds all = rest;
    all.insert(Dependency::kAntiDependency);
    // Whatever lies on a cycle lies in one component of the whole.
    const std::vector<std::size_t> component = components(all);
    for (std::size_t node = 0; node < edges_.size(); ++node) {
        for (const Edge& edge : edges_[node]) {
            const bool is_candidate = edge.dependency == Dependency::kAntiDependency &&
                                      component[node] == component[edge.to];
            if (is_candidate && reaches(edge.to, node, rest, component)) return true;
        }
    }
    return false;
}

/// Each node is there twice: as reached by an anti-dependency, from where no other may follow, and
/// as reached by anything else.
bool DependencyGraph::has_cycle_without_adjacent_anti_dependencies(const Kinds& rest) const {
    Adjacency adjacency(2 * edges_.size());
    for (std::size_t node = 0; node < edges_.size(); ++node) {
        for (const Edge& edge : edges_[node]) {
            if (edge.dependency == Dependency::kAntiDependency) {
                adjacency[2 * node].push_back(2 * edge.to + 1);
            } else if (rest.contains(edge.dependency)) {
                adjacency[2 * node].push_back(2 * edge.to);
                adjacency[2 * node + 1].push_back(2 * edge.to);
            }
        }
    }
    const std::vector<std::size_t> component = Components(adjacency).take();
    for (std::size_t from = 0; from < adjacency.size(); ++from) {
        for (const std::size_t to : adjacency[from]) {
            if (to % 2 == 1 && component[from] == component[to]) return true;
        }
    }
    return false;
}

}  // namespace wedsync::sim
