#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::store {
class Database;
class Statement;
}  // namespace wedsync::store

namespace wedsync::hub {

/// Which items were done, for ever: one small row each, in a SQLite file of its own. What stands
/// here is on the disk.
class DoneBook {
public:
    /// Opens or makes the file, which only its owner can read. kStore, kFull, kCorrupt (it is no
    /// such file), kNewerFormat.
    [[nodiscard]] static Result<std::unique_ptr<DoneBook>> open(const std::string& path);
    DoneBook(const DoneBook&) = delete;
    DoneBook& operator=(const DoneBook&) = delete;
    ~DoneBook();

    /// An item by its key (scope, type and id), and a digest of what it said.
    struct Row {
        std::string key;
        std::string said;
    };
    /// What was said under this key; nothing if it is not done.
    [[nodiscard]] Result<std::optional<std::string>> find(const std::string& key);
    /// All of them, or none. Those that are there stay as they are.
    [[nodiscard]] Result<void> add(const std::vector<Row>& rows, std::int64_t at_ms);
    [[nodiscard]] Result<std::int64_t> count();
    /// The rows of another book too, all or none. Those that are there stay as they are.
    [[nodiscard]] Result<void> add_from(DoneBook& other);

private:
    explicit DoneBook(std::unique_ptr<store::Database> database);
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> copy_rows(DoneBook& other);
    [[nodiscard]] Result<void> add_all(const std::vector<Row>& rows, std::int64_t at_ms);

    std::unique_ptr<store::Database> database_;
    std::unique_ptr<store::Statement> find_;
    std::unique_ptr<store::Statement> add_;
};

/// Adds the rows of the book at `from` to the one at `path`. As DoneBook::open() and add().
[[nodiscard]] Result<void> add_to_done(const std::string& path, const std::string& from);

}  // namespace wedsync::hub
