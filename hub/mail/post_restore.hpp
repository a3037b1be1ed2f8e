#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// The mails of a room of which nobody knows whether they went out since it was copied.
struct RestoredPost {
    std::uint64_t unknown = 0;
};

/// Makes a post room out of the copy that a backup held, where there is none that knows more: every
/// mail that waited then may have gone out since. PostRoom::recover() settles these as it does
/// those that a stop interrupted, so none of them goes out again unless the settings say so, and
/// then under the same Message-ID. Nobody has the file open. kCorrupt, kNewerFormat, kStore.
[[nodiscard]] Result<RestoredPost> restore_post(const std::string& path);

/// Adds to the room at `path` what the copy of a backup at `from` knows that it does not: all at
/// once, or nothing. What the room itself knows stands, unless it has heard less of the same mail:
/// whoever wants no mail or was erased stays so, and what it knows to be sent is sent. Mails that
/// only the backup knows are as with restore_post(). Nobody has either file open. kCorrupt,
/// kNewerFormat, kStore: the room is as it was.
[[nodiscard]] Result<RestoredPost> add_to_post(const std::string& path, const std::string& from);

}  // namespace wedsync::hub
