#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite3.h"

#include "engine/base/result.hpp"
#include "engine/store/database.hpp"

namespace wedsync::store {

/// How much of a query is looked at; the rest is passed over.
inline constexpr std::size_t kQueryBytesMax = 1'024;
inline constexpr std::size_t kQueryWordsMax = 16;

/// Cuts a query into words by the very tokenizer that cut the indexed texts: so that no word is a
/// phrase to the index, accents fold alike, and nothing of the query language can come through.
class QueryWords {
public:
    /// The database outlives this.
    [[nodiscard]] static Result<std::unique_ptr<QueryWords>> create(Database& database);
    QueryWords(const fts5_tokenizer& functions, Fts5Tokenizer* tokenizer)
        : functions_(functions), tokenizer_(tokenizer) {}
    QueryWords(const QueryWords&) = delete;
    QueryWords& operator=(const QueryWords&) = delete;
    ~QueryWords();

    /// The words of any bytes at all, folded; none if there are none. What is not UTF-8 parts
    /// words.
    [[nodiscard]] std::vector<std::string> split(std::string_view text) const;
    /// Whether each of `beginnings`, folded, begins a word of the text. What the index says of it,
    /// asked of the text itself: all of it is looked at, as the index did.
    [[nodiscard]] bool begin_words_of(const std::vector<std::string>& beginnings,
                                      std::string_view text) const;

private:
    fts5_tokenizer functions_;
    Fts5Tokenizer* tokenizer_;
};

/// A full-text query for records that have all words: the first `exact_count` as they are, the
/// others as beginnings.
[[nodiscard]] std::string match_expression(const std::vector<std::string>& words,
                                           std::size_t exact_count);

}  // namespace wedsync::store
