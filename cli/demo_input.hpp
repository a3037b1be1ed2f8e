#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "importers/venue.hpp"

namespace wedsync::cli {

/// The venue of a demonstration, and what there is to say about where it comes from.
struct DemoInput {
    importers::Venue venue;
    std::vector<std::string> remarks;
};

/// A venue out of the files of a folder. The schedule is the largest .xml or .json file that reads
/// as one, the guests are every .csv file with a guest list; both are looked for in the folder
/// itself, then in its subfolders `schedules`, `guests` and `people`. Without a guest list the
/// guests are made up from `seed`. Throws Failure: kNotFound for no such folder, kBadInput for no
/// schedule or a guest list that does not read.
[[nodiscard]] DemoInput read_demo_folder(const std::string& folder, std::uint64_t seed);

}  // namespace wedsync::cli
