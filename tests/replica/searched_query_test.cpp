// Queries with search words, asked and watched, against a reference that remembers in plain words
// what every record is called.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/replica/replica.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/property.hpp"

namespace wedsync::replica {
namespace {

using namespace support;  // NOLINT: builders.

constexpr ScopeId kParty{7};
constexpr ScopeId kBrunch{3};
constexpr Now kNow{Instant{0}, WallTime{1'000'000}};
constexpr std::uint64_t kSeeds = 12;
constexpr int kEdits = 150;

/// A piece of a text as people write it, and its words as they are looked for.
struct Piece {
    std::string written;
    std::vector<std::string> words;
};
const std::vector<Piece>& pieces() {
    static const std::vector<Piece> kPieces{{"Zoë", {"zoe"}},
                                            {"MÜLLER", {"muller"}},
                                            {"Mu\u0308ller-Lang", {"muller", "lang"}},
                                            {"O'Brien", {"o", "brien"}},
                                            {"brie", {"brie"}},
                                            {"naïve", {"naive"}},
                                            {"Table 42", {"table", "42"}},
                                            {"東京", {"東京"}},
                                            {"a", {"a"}},
                                            {"\"* OR", {"or"}},
                                            {"\u200d;", {}}};
    return kPieces;
}

/// What the reference knows of a record.
struct Known {
    std::string name;
    std::vector<std::string> name_words;
    std::map<std::string, std::vector<std::string>> tags;
    std::int64_t table = 0;

    [[nodiscard]] std::vector<std::string> words() const {
        std::vector<std::string> all = name_words;
        for (const auto& [tag, words] : tags)
            all.insert(all.end(), words.begin(), words.end());
        return all;
    }
};

/// A query, and the words of its search.
struct Asked {
    live::Query query;
    std::vector<std::string> beginnings;
};

class World {
public:
    explicit World(std::uint64_t seed) : prng_(seed) {
        remove_files();
        Replica::Options options;
        options.store.path = path_;
        options.store.durability = store::Durability::kNormal;
        options.schema = guest_schema();
        for (FieldSchema& field : options.schema.collections[0].fields)
            field.is_searchable = field.id == kName || field.id == kTags;
        options.random = [this] { return ++drawn_; };
        replica_ = Replica::open(std::move(options)).value();
        WEDSYNC_ASSERT(replica_->add_scope(kParty, "party").ok());
        WEDSYNC_ASSERT(replica_->add_scope(kBrunch, "brunch").ok());
    }
    ~World() {
        replica_.reset();
        remove_files();
    }

    /// What differed, if anything did.
    std::optional<std::string> run() {
        for (int i = 0; i < 6; ++i)
            edit();
        std::vector<Asked> asked;
        for (int i = 0; i < 6; ++i)
            asked.push_back(draw_query());
        std::vector<std::vector<live::Row>> rows(asked.size());
        for (std::size_t i = 0; i < asked.size(); ++i) {
            auto watch = replica_->watch(asked[i].query, [&, i](const auto& steps) {
                live::patch(rows[i], steps.value());
                return true;
            });
            rows[i] = std::move(watch).value().rows;
        }
        for (int i = 0; i < kEdits; ++i) {
            edit();
            for (std::size_t query = 0; query < asked.size(); ++query) {
                const std::vector<live::Row> fresh = replica_->query(asked[query].query).value();
                const std::string where = "query " + std::to_string(query) + " (\"" +
                                          asked[query].query.search + "\") after edit " +
                                          std::to_string(i);
                if (fresh != rows[query]) return "watched is not as asked, " + where;
                if (keys_of(fresh) != expected(asked[query])) return "wrong rows, " + where;
            }
        }
        return std::nullopt;
    }

private:
    void remove_files() const {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path_ + suffix);
    }

    Piece draw_text() {
        Piece text;
        for (std::uint64_t i = 0; i <= prng_.below(3); ++i) {
            const Piece& piece = pieces()[static_cast<std::size_t>(prng_.below(pieces().size()))];
            if (i > 0) text.written += prng_.chance(500) ? " " : ", ";
            text.written += piece.written;
            text.words.insert(text.words.end(), piece.words.begin(), piece.words.end());
        }
        return text;
    }

    void edit() {
        Draft draft;
        const std::uint64_t dice = known_.size() < 4 ? 0 : prng_.below(10);
        if (dice < 3) {
            draft.scope = prng_.chance(500) ? kParty : kBrunch;
            const Piece name = draw_text();
            draft.set(draft.create("guest"), "name", name.written);
            const RecordId record = replica_->commit(kNow, draft).value().created[0];
            known_[{draft.scope, record}] = {name.written, name.words, {}, 0};
            return;
        }
        auto at = known_.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(prng_.below(known_.size())));
        auto& [key, known] = *at;
        draft.scope = key.scope;
        const Piece text = draw_text();
        const auto tag = known.tags.find(text.written);
        if (dice < 6) {
            draft.set(key.record, "name", text.written);
            known.name = text.written;
            known.name_words = text.words;
        } else if (dice < 7) {
            known.table = static_cast<std::int64_t>(prng_.below(5));
            draft.set(key.record, "table", number(known.table));
        } else if (dice < 9 && tag == known.tags.end()) {
            draft.edits.emplace_back(edit::AddElement{key.record, "tags", text.written});
            known.tags[text.written] = text.words;
        } else if (dice < 9) {
            draft.edits.emplace_back(edit::RemoveElement{key.record, "tags", text.written});
            known.tags.erase(tag);
        } else {
            draft.edits.emplace_back(edit::Delete{key.record});
            known_.erase(at);
        }
        WEDSYNC_ASSERT(replica_->commit(kNow, draft).ok());
    }

    /// A beginning of a word, in small or large letters.
    std::string draw_beginning() {
        std::vector<std::string> words;
        for (const Piece& piece : pieces())
            words.insert(words.end(), piece.words.begin(), piece.words.end());
        const std::string& word = words[static_cast<std::size_t>(prng_.below(words.size()))];
        if (static_cast<unsigned char>(word[0]) >= 0x80) return word;
        return word.substr(0, 1 + static_cast<std::size_t>(prng_.below(word.size())));
    }

    Asked draw_query() {
        Asked asked;
        asked.query.collection = "guest";
        const std::uint64_t count = 1 + prng_.below(2);
        for (std::uint64_t i = 0; i < count; ++i) {
            asked.beginnings.push_back(draw_beginning());
            std::string written = asked.beginnings.back();
            if (prng_.chance(300)) {
                for (char& letter : written)
                    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
            }
            asked.query.search += (prng_.chance(500) ? " " : " \"") + written;
        }
        if (prng_.chance(300)) asked.query.scopes = {prng_.chance(500) ? kParty : kBrunch};
        if (prng_.chance(700)) asked.query.sort = {{"name", prng_.chance(300)}};
        if (prng_.chance(500)) asked.query.limit = static_cast<std::size_t>(1 + prng_.below(4));
        if (prng_.chance(200)) {
            asked.query.filters = {{"table", live::Comparison::kAtLeast, number(2)}};
        }
        return asked;
    }

    [[nodiscard]] std::vector<live::RowKey> expected(const Asked& asked) const {
        std::vector<std::pair<std::string, live::RowKey>> found;
        for (const auto& [key, known] : known_) {
            const std::vector<std::string> words = known.words();
            const auto is_there = [&](const std::string& beginning) {
                return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
                    return word.starts_with(beginning);
                });
            };
            const std::vector<ScopeId>& scopes = asked.query.scopes;
            if (!std::all_of(asked.beginnings.begin(), asked.beginnings.end(), is_there)) continue;
            if (!asked.query.filters.empty() && known.table < 2) continue;
            if (!scopes.empty() && scopes.front() != key.scope) continue;
            found.emplace_back(known.name, key);
        }
        const bool is_sorted = !asked.query.sort.empty();
        std::sort(found.begin(), found.end(), [&](const auto& left, const auto& right) {
            if (is_sorted && left.first != right.first) {
                return (left.first < right.first) != asked.query.sort.front().is_descending;
            }
            return left.second < right.second;
        });
        if (asked.query.limit != 0 && found.size() > asked.query.limit) {
            found.resize(asked.query.limit);
        }
        std::vector<live::RowKey> keys;
        for (const auto& [name, key] : found)
            keys.push_back(key);
        return keys;
    }

    static std::vector<live::RowKey> keys_of(const std::vector<live::Row>& rows) {
        std::vector<live::RowKey> keys;
        for (const live::Row& row : rows)
            keys.push_back(row.key);
        return keys;
    }

    std::string path_ = (std::filesystem::temp_directory_path() /
                         ("wedsync-searched-query-" + std::to_string(getpid()) + ".db"))
                            .string();
    Prng prng_;
    std::uint64_t drawn_ = 0;
    std::unique_ptr<Replica> replica_;
    std::map<live::RowKey, Known> known_;
};

TEST(SearchedQueryTest, AskedAndWatchedItIsWhatTheReferenceSays) {
    const auto failure =
        first_failure(seeds_of(kSeeds), [](std::uint64_t seed) { return World(seed).run(); });
    EXPECT_FALSE(failure) << *failure;
}

}  // namespace
}  // namespace wedsync::replica
