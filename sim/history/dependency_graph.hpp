#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace wedsync::sim {

/// How one transaction has to come before another (Adya, "Weak Consistency", 1999).
enum class Dependency : std::uint8_t {
    kWriteWrite,      ///< It wrote the version before.
    kWriteRead,       ///< It wrote the version that the other read.
    kAntiDependency,  ///< It read the version before the one that the other wrote.
    kOrder,           ///< It was over before the other began.
};

/// Who has to come before whom, and whether that can be.
class DependencyGraph {
public:
    explicit DependencyGraph(std::size_t count) : edges_(count) {}

    /// A node that is no transaction: a moment.
    std::size_t add_node();
    /// An edge to itself says nothing and is left out.
    void add(std::size_t from, std::size_t to, Dependency dependency);

    using Kinds = std::set<Dependency>;
    /// A cycle of these edges, through at least one of kind `with`.
    [[nodiscard]] bool has_cycle(const Kinds& kinds, Dependency with) const;
    /// A cycle with exactly one anti-dependency, the rest of these kinds.
    [[nodiscard]] bool has_cycle_with_one_anti_dependency(const Kinds& rest) const;
    /// A cycle with anti-dependencies, of which no two follow one another, the rest of these kinds.
    [[nodiscard]] bool has_cycle_without_adjacent_anti_dependencies(const Kinds& rest) const;

private:
    struct Edge {
        std::size_t to;
        Dependency dependency;
        friend auto operator<=>(const Edge&, const Edge&) = default;
    };
    /// For each node the number of its strongly connected component.
    [[nodiscard]] std::vector<std::size_t> components(const Kinds& kinds) const;
    [[nodiscard]] bool reaches(std::size_t from, std::size_t to, const Kinds& kinds,
                               const std::vector<std::size_t>& component) const;

    std::vector<std::set<Edge>> edges_;
};

}  // namespace wedsync::sim
