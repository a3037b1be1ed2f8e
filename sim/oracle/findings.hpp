#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wedsync::sim {

/// The promises of ARCHITECTURE.md, by number.
enum class Promise : unsigned char {
    kConvergence = 1,  ///< P1: the same changes, the same state.
    kCausality = 2,    ///< P2: causes first; own writes are read; nothing seen is unseen.
    kAtomicity = 3,    ///< P3: a change is visible wholly or not at all.
    kDurability = 4,   ///< P4: what was acknowledged survives.
    kNoLoss = 5,       ///< P5: every acknowledged write is accounted for.
    kExactlyOnce = 6,  ///< P6: retries have no further effect.
    kLiveness = 7,     ///< P7: after healing everything converges and every queue empties.
    kRefusal = 8,      ///< P8: what is refused is visible.
    kSnapshot = 9,     ///< P9: each page and push is one snapshot on the hub.
};

struct Violation {
    Promise promise;
    std::string what;
};

/// What the oracles found; the first few of each run say it all.
class Findings {
public:
    static constexpr std::size_t kMax = 20;

    void add(Promise promise, std::string what) {
        if (violations_.size() < kMax) violations_.push_back({promise, std::move(what)});
    }
    [[nodiscard]] const std::vector<Violation>& all() const { return violations_; }
    [[nodiscard]] bool empty() const { return violations_.empty(); }

private:
    std::vector<Violation> violations_;
};

}  // namespace wedsync::sim
