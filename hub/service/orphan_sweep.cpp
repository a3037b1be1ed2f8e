#include "hub/service/orphan_sweep.hpp"

#include <set>
#include <utility>
#include <vector>

namespace wedsync::hub {
namespace {

constexpr std::uint64_t kDayMs = std::uint64_t{24} * 3'600 * 1'000;

}  // namespace

OrphanSweep::OrphanSweep(Parts parts) : parts_(std::move(parts)), ages_(parts_.file) {
    const Result<void> loaded = ages_.load();
    // Everything begins anew then: longer than it need be, never shorter.
    if (!loaded.ok()) parts_.log.warn("orphans_not_read", {{"why", loaded.error().detail}});
}

void OrphanSweep::look(Now now) {
    if (parts_.media.limits().keep_orphans_days == 0) return;
    const bool is_due = !begun_ || begun_->value() + kDayMs <= now.monotonic.value();
    if (!references_ && !is_due) return;
    const Result<void> gone_on = go_on(now);
    if (gone_on.ok()) return;
    references_.reset();
    parts_.log.warn("orphans_not_swept", {{"why", gone_on.error().detail}});
}

Result<void> OrphanSweep::go_on(Now now) {
    if (!references_) {
        begun_ = now.monotonic;
        references_ = WEDSYNC_TRY(PictureReferences::begin(parts_.records));
    }
    const bool is_whole = WEDSYNC_TRY(references_->step());
    if (!is_whole) return {};
    WEDSYNC_TRY(references_->catch_up());
    WEDSYNC_TRY(finish(now.wall));
    references_.reset();
    return {};
}

Result<void> OrphanSweep::finish(WallTime now) {
    std::set<PictureName> orphans;
    for (const PictureName& name : parts_.media.finished()) {
        if (!references_->contains(name.sha256)) orphans.insert(name);
    }
    const bool had_none = ages_.size() == 0;
    ages_.count(orphans, now);
    ++figures_.looks;
    if (had_none && orphans.empty()) return {};
    const std::uint64_t removed_before = figures_.removed;
    Result<void> removed = remove_aged();
    figures_.orphans = ages_.size();
    parts_.log.info("orphans_swept", {{"orphans", figures_.orphans},
                                      {"removed", figures_.removed - removed_before}});
    WEDSYNC_TRY(ages_.save());
    return removed;
}

Result<void> OrphanSweep::remove_aged() {
    for (const PictureName& name : ages_.aged(parts_.media.limits().keep_orphans_days * kDayMs)) {
        const std::uint64_t bytes = WEDSYNC_TRY(parts_.media.remove(name));
        ages_.forget(name);
        ++figures_.removed;
        figures_.removed_bytes += bytes;
    }
    return {};
}

}  // namespace wedsync::hub
