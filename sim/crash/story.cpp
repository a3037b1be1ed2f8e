#include "sim/crash/story.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::sim {

ToldStory::ToldStory(StoryMaker make) : make_(std::move(make)) {
    SimDisk disk;
    const std::unique_ptr<Story> story = make_();
    const auto note = [&] {
        const Result<std::uint64_t> fingerprint = story->fingerprint();
        WEDSYNC_ASSERT(fingerprint.ok());
        truth_.push_back(fingerprint.value());
    };
    WEDSYNC_ASSERT(story->open(disk.vfs_name()).ok());
    note();
    for (std::size_t step = 0; step < story->step_count(); ++step) {
        WEDSYNC_ASSERT(story->perform(step).ok());
        note();
        is_strict_.push_back(story->is_one_transaction(step));
    }
    WEDSYNC_ASSERT(story->verify().ok());
    story->close();
}

Scenario ToldStory::scenario() const {
    return [this](SimDisk& disk, Ledger& ledger) { tell(disk, ledger); };
}

Checker ToldStory::checker(Met met) const {
    return [this, met](SimDisk& disk, const std::vector<std::uint64_t>& acknowledged) {
        return check(disk, acknowledged.empty() ? 0 : acknowledged.back(), met);
    };
}

void ToldStory::tell(SimDisk& disk, Ledger& ledger) const {
    const std::unique_ptr<Story> story = make_();
    if (!story->open(disk.vfs_name()).ok()) return;
    for (std::size_t step = 0; step < story->step_count(); ++step) {
        Result<void> done = story->perform(step);
        if (!done.ok() && done.error().code == ErrorCode::kFull && story->may_retry()) {
            done = story->perform(step);
        }
        if (!done.ok()) break;
        ledger.acknowledge(step + 1);
    }
    story->close();
}

Verdict ToldStory::check(SimDisk& disk, std::uint64_t acknowledged, Met met) const {
    Verdict verdict;
    const std::unique_ptr<Story> story = make_();
    const auto broken = [&](const std::string& what, const Error& error) {
        ++verdict.broken_count;
        verdict.detail = what + ": " + error.detail;
        story->close();
        return verdict;
    };
    const Result<void> opened = story->open(disk.vfs_name());
    if (!opened.ok()) {
        verdict.is_reopened = false;
        verdict.detail = "open: " + opened.error().detail;
        return verdict;
    }
    const Result<std::uint64_t> found = story->fingerprint();
    if (!found.ok()) return broken("read", found.error());
    const Result<void> verified = story->verify();
    if (!verified.ok()) return broken("verify", verified.error());
    story->close();

    const auto step = static_cast<std::size_t>(acknowledged);
    const bool is_before = found.value() == truth_[step];
    const bool is_after = step < is_strict_.size() && found.value() == truth_[step + 1];
    const bool is_partial = met == Met::kError && story->may_do_in_part();
    const bool is_between = step < is_strict_.size() && (is_partial || !is_strict_[step]);
    const auto earlier = std::find(truth_.begin(), truth_.end(), found.value());
    const auto at = static_cast<std::size_t>(earlier - truth_.begin());
    if (is_before || is_after || (is_between && at == truth_.size())) return verdict;
    verdict.detail = "after step " + std::to_string(step) + " it is as after " + std::to_string(at);
    if (at < step) {
        verdict.lost_count = step - at;
    } else {
        ++verdict.broken_count;
    }
    return verdict;
}

}  // namespace wedsync::sim
