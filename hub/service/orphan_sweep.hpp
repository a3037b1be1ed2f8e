#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/store/store.hpp"
#include "hub/service/log.hpp"
#include "hub/service/media_store.hpp"
#include "hub/service/orphan_ages.hpp"
#include "hub/service/picture_references.hpp"

namespace wedsync::hub {

/// Removes the pictures that no record has referred to for MediaLimits::keep_orphans_days: those
/// whose record was refused, deleted, or got another picture. Looks at all records after the start
/// and then daily, a slice at a time. What is doubtful stays.
class OrphanSweep {
public:
    struct Parts {
        MediaStore& media;
        store::Store& records;
        const Log& log;
        /// Where it keeps for how long there are orphans.
        std::string file;
    };
    explicit OrphanSweep(Parts parts);

    /// To be called now and then, when everything that was pushed is committed and no backup copies
    /// pictures.
    void look(Now now);

    struct Figures {
        /// By the last look.
        std::uint64_t orphans = 0;
        /// Since the start.
        std::uint64_t looks = 0;
        std::uint64_t removed = 0;
        std::uint64_t removed_bytes = 0;
    };
    [[nodiscard]] const Figures& figures() const { return figures_; }

private:
    [[nodiscard]] Result<void> go_on(Now now);
    [[nodiscard]] Result<void> finish(WallTime now);
    [[nodiscard]] Result<void> remove_aged();

    Parts parts_;
    OrphanAges ages_;
    std::optional<Instant> begun_;
    std::optional<PictureReferences> references_;
    Figures figures_;
};

}  // namespace wedsync::hub
