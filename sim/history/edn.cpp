#include "sim/history/edn.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "engine/base/overloaded.hpp"

namespace wedsync::sim::edn {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

bool ends_a_word(char c) {
    return is_blank(c) || std::string_view("()[]{}\";").find(c) != std::string_view::npos;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::vector<Value>> all() {
        std::vector<Value> values;
        for (skip_blank(); !is_end(); skip_blank())
            values.push_back(WEDSYNC_TRY(value(0)));
        return values;
    }

private:
    [[nodiscard]] bool is_end() const { return at_ == text_.size(); }

    [[nodiscard]] Error invalid(const char* what) const {
        const auto line =
            1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
        return {ErrorCode::kInvalid, "line " + std::to_string(line) + ": " + what};
    }

    void skip_blank() {
        while (!is_end() && (is_blank(text_[at_]) || text_[at_] == ';')) {
            if (text_[at_] == ';') {
                while (!is_end() && text_[at_] != '\n')
                    ++at_;
            } else {
                ++at_;
            }
        }
    }

    Result<Value> value(std::size_t depth) {
        if (depth > kDepthMax) return Error{ErrorCode::kTooLarge, "nested too deeply"};
        if (++count_ > kValuesMax) return Error{ErrorCode::kTooLarge, "too many values"};
        skip_blank();
        if (is_end()) return invalid("ends in the middle");
        switch (text_[at_]) {
            case '[':
            case '(':
                return list(text_[at_] == '[' ? ']' : ')', depth);
            case '{':
                return map(depth);
            case '#':
                return dispatched(depth);
            case '"':
                return text();
            default:
                return word();
        }
    }

    /// A set is read as a list; a tag is passed over, what it tags is read.
    Result<Value> dispatched(std::size_t depth) {
        ++at_;
        if (!is_end() && text_[at_] == '{') return list('}', depth);
        while (!is_end() && !ends_a_word(text_[at_]))
            ++at_;
        return value(depth + 1);
    }

    Result<Value> list(char end, std::size_t depth) {
        ++at_;
        List values;
        for (skip_blank(); !is_end() && text_[at_] != end; skip_blank())
            values.push_back(WEDSYNC_TRY(value(depth + 1)));
        if (is_end()) return invalid("a list without end");
        ++at_;
        return Value{std::move(values)};
    }

    Result<Value> map(std::size_t depth) {
        ++at_;
        Map map;
        for (skip_blank(); !is_end() && text_[at_] != '}'; skip_blank()) {
            map.keys.push_back(WEDSYNC_TRY(value(depth + 1)));
            skip_blank();
            if (!is_end() && text_[at_] == '}') return invalid("a key without value");
            map.values.push_back(WEDSYNC_TRY(value(depth + 1)));
        }
        if (is_end()) return invalid("a map without end");
        ++at_;
        return Value{std::move(map)};
    }

    Result<Value> text() {
        ++at_;
        std::string content;
        for (; !is_end() && text_[at_] != '"'; ++at_) {
            const bool is_escaped = text_[at_] == '\\';
            if (is_escaped && ++at_ == text_.size()) break;
            const char c = text_[at_];
            content.push_back(!is_escaped ? c : (c == 'n' ? '\n' : (c == 't' ? '\t' : c)));
        }
        if (is_end()) return invalid("a text without end");
        ++at_;
        return Value{std::move(content)};
    }

    Result<Value> word() {
        const std::size_t start = at_;
        while (!is_end() && !ends_a_word(text_[at_]))
            ++at_;
        const std::string_view word = text_.substr(start, at_ - start);
        if (word.empty()) return invalid("something that closes what was never open");
        if (word == "nil") return Value{};
        if (word == "true" || word == "false") return Value{word == "true"};
        if (word.front() == ':') return Value{Keyword{std::string(word.substr(1))}};
        std::int64_t number = 0;
        const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (error == std::errc() && stop == word.data() + word.size()) return Value{number};
        return Value{Symbol{std::string(word)}};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t count_ = 0;
};

}  // namespace

const Value* Value::find(std::string_view keyword) const {
    const auto* map = std::get_if<Map>(&of);
    if (map == nullptr) return nullptr;
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        if (map->keys[i].is(keyword)) return &map->values[i];
    }
    return nullptr;
}

bool Value::is(std::string_view keyword) const {
    const auto* named = std::get_if<Keyword>(&of);
    return named != nullptr && named->name == keyword;
}

Result<std::vector<Value>> parse(std::string_view text) {
    if (text.size() > kTextBytesMax) return Error{ErrorCode::kTooLarge, "a text of that length"};
    return Parser(text).all();
}

std::string to_text(const Value& value) {
    return std::visit(Overloaded{[](std::monostate) -> std::string { return "nil"; },
                                 [](bool flag) -> std::string { return flag ? "true" : "false"; },
                                 [](std::int64_t number) { return std::to_string(number); },
                                 [](const std::string& text) { return "\"" + text + "\""; },
                                 [](const Keyword& keyword) { return ":" + keyword.name; },
                                 [](const Symbol& symbol) { return symbol.name; },
                                 [](const List& list) {
                                     std::string text = "[";
                                     for (const Value& each : list)
                                         text += (text.size() == 1 ? "" : " ") + to_text(each);
                                     return text + "]";
                                 },
                                 [](const Map& map) {
                                     std::string text = "{";
                                     for (std::size_t i = 0; i < map.keys.size(); ++i) {
                                         text += (i == 0 ? "" : ", ") + to_text(map.keys[i]) + " " +
                                                 to_text(map.values[i]);
                                     }
                                     return text + "}";
                                 }},
                      value.of);
}

}  // namespace wedsync::sim::edn
