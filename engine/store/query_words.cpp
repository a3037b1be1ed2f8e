#include "engine/store/query_words.hpp"

#include <array>

#include "engine/model/value.hpp"

namespace wedsync::store {
namespace {

Result<fts5_api*> full_text_api(Database& database) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(database.handle(), "SELECT fts5(?1)", -1, &statement, nullptr);
    if (code != SQLITE_OK) return database.error_of(code);
    fts5_api* api = nullptr;
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    code = sqlite3_finalize(statement);
    if (code != SQLITE_OK) return database.error_of(code);
    if (api == nullptr) return Error{ErrorCode::kStore, "SQLite was built without full text"};
    return api;
}

int take_word(void* context, int /*flags*/, const char* text, int length, int /*start*/,
              int /*end*/) {
    auto& words = *static_cast<std::vector<std::string>*>(context);
    if (words.size() == kQueryWordsMax) return SQLITE_DONE;
    words.emplace_back(text, static_cast<std::size_t>(length));
    return SQLITE_OK;
}

/// As many whole characters of UTF-8 as these bytes have room for.
std::string_view first_bytes(std::string_view text, std::size_t count) {
    if (text.size() <= count) return text;
    while (count > 0 && (static_cast<unsigned char>(text[count]) & 0xC0U) == 0x80U)
        --count;
    return text.substr(0, count);
}

/// The text with spaces for what is not UTF-8: of that the tokenizer makes characters as it likes,
/// a quote among them.
std::string with_spaces(std::string_view text) {
    std::string clean(text);
    if (is_utf8(clean)) return clean;
    constexpr std::size_t kCharacterBytesMax = 4;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = 1;
        while (size <= kCharacterBytesMax && !is_utf8(text.substr(at, size)))
            ++size;
        if (size > kCharacterBytesMax) {
            clean[at] = ' ';
            size = 1;
        }
        at += size;
    }
    return clean;
}

/// The beginnings that no word had yet.
struct Missing {
    std::vector<std::string_view> beginnings;
};

int cross_off(void* context, int /*flags*/, const char* text, int length, int /*start*/,
              int /*end*/) {
    auto& missing = *static_cast<Missing*>(context);
    const std::string_view word(text, static_cast<std::size_t>(length));
    std::erase_if(missing.beginnings,
                  [&](std::string_view beginning) { return word.starts_with(beginning); });
    return missing.beginnings.empty() ? SQLITE_DONE : SQLITE_OK;
}

}  // namespace

Result<std::unique_ptr<QueryWords>> QueryWords::create(Database& database) {
    fts5_api* api = WEDSYNC_TRY(full_text_api(database));
    void* context = nullptr;
    fts5_tokenizer functions{};
    int code = api->xFindTokenizer(api, "unicode61", &context, &functions);
    if (code != SQLITE_OK) return database.error_of(code);
    // As in the table's own declaration (migrations.cpp).
    std::array<const char*, 2> arguments{"remove_diacritics", "2"};
    Fts5Tokenizer* tokenizer = nullptr;
    code = functions.xCreate(context, arguments.data(), static_cast<int>(arguments.size()),
                             &tokenizer);
    if (code != SQLITE_OK) return database.error_of(code);
    return std::make_unique<QueryWords>(functions, tokenizer);
}

QueryWords::~QueryWords() {
    functions_.xDelete(tokenizer_);
}

std::vector<std::string> QueryWords::split(std::string_view text) const {
    std::vector<std::string> words;
    const std::string start = with_spaces(first_bytes(text, kQueryBytesMax));
    // Ends early at the last word wanted; running out of memory is all that can fail otherwise.
    static_cast<void>(functions_.xTokenize(tokenizer_, &words, FTS5_TOKENIZE_QUERY, start.data(),
                                           static_cast<int>(start.size()), take_word));
    return words;
}

bool QueryWords::begin_words_of(const std::vector<std::string>& beginnings,
                                std::string_view text) const {
    Missing missing{{beginnings.begin(), beginnings.end()}};
    if (missing.beginnings.empty()) return true;
    // Ends early at the last one; running out of memory is all that can fail otherwise.
    static_cast<void>(functions_.xTokenize(tokenizer_, &missing, FTS5_TOKENIZE_DOCUMENT,
                                           text.data(), static_cast<int>(text.size()), cross_off));
    return missing.beginnings.empty();
}

std::string match_expression(const std::vector<std::string>& words, std::size_t exact_count) {
    std::string expression;
    for (std::size_t i = 0; i < words.size(); ++i) {
        // A word has no quotes in it: the tokenizer parts words at them.
        expression += '"' + words[i] + '"';
        expression += i < exact_count ? " " : "* ";
    }
    return expression;
}

}  // namespace wedsync::store
