#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/guests.hpp"
#include "engine/store/database.hpp"
#include "engine/store/store.hpp"

namespace wedsync::bench {

/// Who has the file: nobody else (as a store has it), or whoever takes its lock (SQLite's default).
enum class Locking : std::uint8_t { kExclusive, kShared };

/// The bare floor: guests as a plain SQLite table with a text key and one column for each field, in
/// the very SQLite of our stores. No clocks, no log, nothing to sync with.
class Floor {
public:
    static void create(const std::string& path, const std::vector<Fields>& guests);
    Floor(const std::string& path, store::Durability durability, Locking locking);

    void begin() { run("BEGIN IMMEDIATE"); }
    void commit() { run("COMMIT"); }
    void update(const FieldEdit& edit);
    /// The name of a guest.
    [[nodiscard]] std::string name_of(std::uint32_t record);

private:
    void run(const char* sql);

    std::unique_ptr<store::Database> database_;
    std::vector<std::unique_ptr<store::Statement>> updates_;
};

/// "sqlite-exclusive" or any other.
[[nodiscard]] Locking locking_of(const std::string& system);
[[nodiscard]] std::string text_key(std::uint32_t record);

}  // namespace wedsync::bench
