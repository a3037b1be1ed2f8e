#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "sim/disk/crash_loop.hpp"

namespace wedsync::sim {

/// What a program does with its file, step by step: the same steps each time, whatever fails. Each
/// step that succeeds was acknowledged to somebody.
class Story {
public:
    Story() = default;
    Story(const Story&) = delete;
    Story& operator=(const Story&) = delete;
    virtual ~Story() = default;

    /// Opens the file, or creates it.
    [[nodiscard]] virtual Result<void> open(const std::string& vfs) = 0;
    virtual void close() = 0;

    [[nodiscard]] virtual std::size_t step_count() const = 0;
    [[nodiscard]] virtual Result<void> perform(std::size_t step) = 0;
    /// False: a crash in the middle may leave something between before and after, which verify()
    /// then judges alone.
    [[nodiscard]] virtual bool is_one_transaction(std::size_t) const { return true; }
    /// Whether a step that met a full disk may be performed again.
    [[nodiscard]] virtual bool may_retry() const { return false; }

    /// Whether an error in the middle of a step may leave a part of it done: several people's
    /// pushes, each answered by itself. A crash may not.
    [[nodiscard]] virtual bool may_do_in_part() const { return false; }

    /// A hash of everything that a later opening can read.
    [[nodiscard]] virtual Result<std::uint64_t> fingerprint() = 0;
    /// Integrity, sums, and that it can be written to: what has to hold after any crash.
    [[nodiscard]] virtual Result<void> verify() = 0;
};

/// What a story met before it is checked.
enum class Met : std::uint8_t { kCrash, kError };

using StoryMaker = std::function<std::unique_ptr<Story>()>;

/// A story told once on a sound disk: what the file holds after each step. From then on it is the
/// truth that crashed disks are held against: a file that comes up again has to be as it was after
/// the last acknowledged step, or after the step that was cut short.
class ToldStory {
public:
    /// Requires a story whose steps all succeed on a sound disk.
    explicit ToldStory(StoryMaker make);

    [[nodiscard]] Scenario scenario() const;
    [[nodiscard]] Checker checker(Met met) const;

private:
    void tell(SimDisk& disk, Ledger& ledger) const;
    [[nodiscard]] Verdict check(SimDisk& disk, std::uint64_t acknowledged, Met met) const;

    StoryMaker make_;
    /// By the number of steps done.
    std::vector<std::uint64_t> truth_;
    std::vector<bool> is_strict_;
};

}  // namespace wedsync::sim
