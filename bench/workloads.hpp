#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// Each runs once in this process and prints JSON lines. What a round needs beforehand is made by
/// another process, so that it does not count.
namespace wedsync::bench {

struct Run {
    /// "wedsync", "sqlite" (the floor as an app has it) or "sqlite-exclusive" (as a store has it).
    std::string system;
    /// A folder for the files of this round.
    std::string folder;
    /// How large: 1 is the published size, a smoke test divides by more.
    std::size_t divisor = 1;
    /// Workload's own: a durability, a number of records.
    std::string option;

    [[nodiscard]] bool is_floor() const { return system != "wedsync"; }
    [[nodiscard]] std::size_t of(std::size_t count) const { return count / divisor; }
    [[nodiscard]] std::string file(const std::string& name) const { return folder + "/" + name; }
};

/// W1: durable single writes on 5,000 records.
void prepare_write(const Run& run);
void write(const Run& run);
/// W2: 100 batches of 1,000 updates from three replicas, durable batch by batch.
void prepare_apply(const Run& run);
void apply(const Run& run);
/// W3: what the edits of a venue day weigh on the wire.
void weigh(const Run& run);
/// W4: a store of 100,000 records, and what it weighs. bench/open.cpp opens it.
void prepare_open(const Run& run);
void weigh_store(const Run& run);
/// W6: one changed record in a large shared database.
void change_one(const Run& run);
/// The input of the workload named by `option` as JSON, for bench/peers: FOLDER/workload.json.
void write_workload(const Run& run);

}  // namespace wedsync::bench
