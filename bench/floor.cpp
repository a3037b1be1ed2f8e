#include "bench/floor.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>
#include <variant>

#include "bench/base.hpp"

namespace wedsync::bench {
namespace {

constexpr std::array<std::string_view, kFieldCount> kColumns{"name", "table_no", "seat",
                                                             "meal", "rsvp",     "notes"};

void bind(store::Statement& statement, int parameter, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind_text(parameter, *text);
    } else {
        statement.bind_integer(parameter, std::get<std::int64_t>(value));
    }
}

}  // namespace

Locking locking_of(const std::string& system) {
    return system == "sqlite-exclusive" ? Locking::kExclusive : Locking::kShared;
}

std::string text_key(std::uint32_t record) {
    std::array<char, 16> key{};
    std::snprintf(key.data(), key.size(), "g%06u", record);
    return key.data();
}

void Floor::create(const std::string& path, const std::vector<Fields>& guests) {
    Floor floor(path, store::Durability::kNormal, Locking::kShared);
    floor.run(
        "CREATE TABLE guests(id TEXT PRIMARY KEY, name TEXT, table_no INT, seat INT, meal TEXT,"
        " rsvp TEXT, notes TEXT) WITHOUT ROWID");
    floor.begin();
    const auto insert =
        must(floor.database_->prepare("INSERT INTO guests VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    for (std::size_t i = 0; i < guests.size(); ++i) {
        const std::string key = text_key(static_cast<std::uint32_t>(i));
        insert->bind_text(1, key);
        for (std::size_t field = 0; field < kFieldCount; ++field)
            bind(*insert, static_cast<int>(field) + 2, guests[i][field]);
        must(insert->run());
    }
    floor.commit();
}

Floor::Floor(const std::string& path, store::Durability durability, Locking locking)
    : database_(must(store::Database::open(path, {}))) {
    if (locking == Locking::kExclusive) run("PRAGMA locking_mode=EXCLUSIVE");
    run("PRAGMA journal_mode=WAL");
    run(durability == store::Durability::kFull ? "PRAGMA synchronous=FULL"
                                               : "PRAGMA synchronous=NORMAL");
}

void Floor::run(const char* sql) {
    must(database_->execute(sql));
}

void Floor::update(const FieldEdit& edit) {
    if (updates_.empty()) {
        for (const std::string_view column : kColumns) {
            const std::string sql = "UPDATE guests SET " + std::string(column) + "=?1 WHERE id=?2";
            updates_.push_back(must(database_->prepare(sql)));
        }
    }
    store::Statement& update = *updates_[edit.field];
    const std::string key = text_key(edit.record);
    bind(update, 1, edit.value);
    update.bind_text(2, key);
    must(update.run());
}

std::string Floor::name_of(std::uint32_t record) {
    const auto select = must(database_->prepare("SELECT * FROM guests WHERE id=?1"));
    const std::string key = text_key(record);
    select->bind_text(1, key);
    const bool has_row = must(select->step());
    return has_row ? std::string(select->text(1)) : std::string();
}

}  // namespace wedsync::bench
