#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace wedsync::support {

/// One thing that a long test measured.
struct Figure {
    std::string claim;  ///< The promise it is about ("P1").
    std::string what;
    std::uint64_t value = 0;
    std::string unit;
    std::string command;
};

/// Adds a figure to <subject>.jsonl in the folder WEDSYNC_EVIDENCE_DIR, where that is set.
inline void add_figure(const std::string& subject, const Figure& figure) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    const char* folder = std::getenv("WEDSYNC_EVIDENCE_DIR");
    if (folder == nullptr) return;
    std::ofstream(std::string(folder) + "/" + subject + ".jsonl", std::ios::app)
        << "{\"claim\":\"" << figure.claim << "\",\"what\":\"" << figure.what
        << "\",\"value\":" << figure.value << ",\"unit\":\"" << figure.unit << "\",\"command\":\""
        << figure.command << "\"}\n";
}

}  // namespace wedsync::support
