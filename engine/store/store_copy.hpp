#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.hpp"

namespace wedsync::store {

class Database;

/// A copy of a whole store into another file, a piece at a time, while the store goes on being
/// written: what is committed in between is in the copy too, which is the store of the moment the
/// last piece was done. Made by Store::begin_copy(). The store outlives the copy.
class StoreCopy {
public:
    /// `vfs` is that of the new file; empty: the default one.
    [[nodiscard]] static Result<std::unique_ptr<StoreCopy>> begin(Database& source,
                                                                  const std::string& path,
                                                                  const std::string& vfs);
    StoreCopy(const StoreCopy&) = delete;
    StoreCopy& operator=(const StoreCopy&) = delete;
    ~StoreCopy();

    /// Copies so many pages of 4 KiB more. True: that was all, and the file is whole; whoever wants
    /// it to outlast a power cut syncs it. After a failure the file is of no use.
    [[nodiscard]] Result<bool> step(int pages);

    /// Pages of 4 KiB, as of the last step. The total may grow.
    struct Progress {
        std::uint64_t done = 0;
        std::uint64_t total = 0;
    };
    [[nodiscard]] Progress progress() const;

private:
    class Impl;
    explicit StoreCopy(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::store
