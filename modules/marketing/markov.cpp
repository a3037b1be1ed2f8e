// Removal effects in closed form. With Q the chances of going from campaign to campaign and
// N = (I - Q)^-1 its fundamental matrix (how often j is reached from i):
//   a_i = sum_j N_ij c_j     the chance that a journey at i converts, c_j that of converting at
//   once f_j = (s N)_j / N_jj     the chance that a journey ever reaches j, s the chances of
//   starting
// A journey converts without j, or it reaches j and converts from there, so what is lost without j
// is f_j a_j of the s a that converts: no chain has to be solved for each campaign anew.
#include "modules/marketing/markov.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/assert.hpp"

namespace wedsync::marketing {

using Row = std::vector<double>;
using Matrix = std::vector<Row>;

namespace {

/// The inverse, by Gauss and Jordan with the largest pivot; in one order on every target. Requires
/// a square matrix that has one.
Matrix inverse_of(Matrix matrix) {
    const std::size_t size = matrix.size();
    for (std::size_t i = 0; i < size; ++i) {
        matrix[i].resize(2 * size, 0);
        matrix[i][size + i] = 1;
    }
    for (std::size_t column = 0; column < size; ++column) {
        std::size_t pivot = column;
        for (std::size_t i = column + 1; i < size; ++i) {
            if (std::abs(matrix[i][column]) > std::abs(matrix[pivot][column])) pivot = i;
        }
        std::swap(matrix[column], matrix[pivot]);
        const double scale = matrix[column][column];
        WEDSYNC_ASSERT(scale != 0);
        for (double& number : matrix[column])
            number /= scale;
        for (std::size_t i = 0; i < size; ++i) {
            const double factor = matrix[i][column];
            if (i == column || factor == 0) continue;
            for (std::size_t j = column; j < 2 * size; ++j)
                matrix[i][j] -= factor * matrix[column][j];
        }
    }
    for (Row& row : matrix)
        row.erase(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(size));
    return matrix;
}

}  // namespace

void Paths::step(const std::string& from, const std::string& to, std::int64_t times) {
    const auto key = std::make_pair(from, to);
    std::int64_t& count = steps_[key];
    count += times;
    WEDSYNC_ASSERT(count >= 0);
    if (count == 0) steps_.erase(key);
}

void Paths::count(const Journey& journey, std::int64_t times) {
    if (journey.touches.empty()) return;
    std::string from;
    for (const Touch& touch : journey.touches) {
        step(from, touch.campaign, times);
        from = touch.campaign;
    }
    if (journey.is_converted) {
        step(from, {}, times);
        conversions_ += times;
        return;
    }
    std::int64_t& end = ends_[from];
    end += times;
    WEDSYNC_ASSERT(end >= 0);
    if (end == 0) ends_.erase(from);
}

/// The chain over the campaigns that are looked at, in the order of their names.
struct Paths::Chain {
    std::vector<std::string> campaigns;
    /// I - Q.
    Matrix without;
    /// The chances of converting from each at once, and of starting there.
    Row at_once;
    Row start;
};

std::map<std::string, std::int64_t> Paths::times_left() const {
    std::map<std::string, std::int64_t> left = ends_;
    for (const auto& [key, times] : steps_) {
        if (!key.first.empty()) left[key.first] += times;
    }
    return left;
}

Paths::Chain Paths::chain() const {
    const std::map<std::string, std::int64_t> left = times_left();
    std::vector<std::pair<std::int64_t, std::string>> most;
    for (const auto& [campaign, times] : left)
        most.emplace_back(-times, campaign);
    std::sort(most.begin(), most.end());
    if (most.size() > kCampaignsMax) most.resize(kCampaignsMax);
    Chain chain;
    for (const auto& [times, campaign] : most)
        chain.campaigns.push_back(campaign);
    std::sort(chain.campaigns.begin(), chain.campaigns.end());

    const std::size_t size = chain.campaigns.size();
    const auto index_of = [&](const std::string& campaign) {
        const auto found =
            std::lower_bound(chain.campaigns.begin(), chain.campaigns.end(), campaign);
        const bool is_there = found != chain.campaigns.end() && *found == campaign;
        return is_there ? static_cast<std::size_t>(found - chain.campaigns.begin()) : size;
    };
    chain.without.assign(size, Row(size, 0));
    chain.at_once.assign(size, 0);
    chain.start.assign(size, 0);
    for (std::size_t i = 0; i < size; ++i)
        chain.without[i][i] = 1;
    for (const auto& [key, times] : steps_) {
        const std::size_t to = index_of(key.second);
        if (key.first.empty()) {
            if (to < size) chain.start[to] += static_cast<double>(times);
            continue;
        }
        const std::size_t from = index_of(key.first);
        if (from == size) continue;
        const double chance =
            static_cast<double>(times) / static_cast<double>(left.find(key.first)->second);
        if (key.second.empty()) {
            chain.at_once[from] += chance;
        } else if (to < size) {
            chain.without[from][to] -= chance;
        }
    }
    return chain;
}

Credits Paths::credits() const {
    Credits credits;
    if (conversions_ == 0) return credits;
    const Chain chain = this->chain();
    const std::size_t size = chain.campaigns.size();
    const Matrix reached = inverse_of(chain.without);
    // The starts are counts here: all effects are scaled in the end.
    Row effects(size, 0);
    for (std::size_t j = 0; j < size; ++j) {
        double visits = 0;
        double converts = 0;
        for (std::size_t i = 0; i < size; ++i) {
            visits += chain.start[i] * reached[i][j];
            converts += reached[j][i] * chain.at_once[i];
        }
        effects[j] = std::max(0.0, visits / reached[j][j] * converts);
    }
    const std::vector<std::int64_t> parts = apportion(conversions_ * kWhole, effects);
    for (std::size_t j = 0; j < size; ++j) {
        if (parts[j] != 0) credits[chain.campaigns[j]] = parts[j];
    }
    return credits;
}

}  // namespace wedsync::marketing
