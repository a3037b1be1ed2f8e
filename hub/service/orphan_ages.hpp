#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/service/media_store.hpp"

namespace wedsync::hub {

/// However long the hub was off, and whatever its clock says, an orphan gets older by no more than
/// this from one look to the next.
inline constexpr std::uint64_t kOrphanStepMsMax = std::uint64_t{2} * 24 * 3'600 * 1'000;

/// For how long no record has referred to a picture, as far as a hub has looked: in a file, so that
/// a restart forgets nothing.
class OrphanAges {
public:
    explicit OrphanAges(std::string path) : path_(std::move(path)) {}

    /// Takes what the file says; nothing where there is none. kStore, kCorrupt: all is as it was.
    [[nodiscard]] Result<void> load();
    /// kStore, kFull.
    [[nodiscard]] Result<void> save() const;

    /// What no record refers to now. Those that were here are older since; those that are not any
    /// more are forgotten, and begin anew when they come back.
    void count(const std::set<PictureName>& orphans, WallTime now);
    void forget(const PictureName& name) { ages_.erase(name); }
    /// Those that have been here for at least so long.
    [[nodiscard]] std::vector<PictureName> aged(std::uint64_t age_ms) const;
    [[nodiscard]] std::size_t size() const { return ages_.size(); }

private:
    std::string path_;
    WallTime looked_;
    std::map<PictureName, std::uint64_t> ages_;
};

}  // namespace wedsync::hub
