#include "engine/json/strict_json.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "boost/json/basic_parser_impl.hpp"
#include "boost/json/value_stack.hpp"

#include "engine/base/assert.hpp"
#include "engine/json/number.hpp"

namespace wedsync::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t kBytesMax = std::size_t{256} * 1024 * 1024;
constexpr std::size_t kDepthMax = 64;

/// Builds the value from the parser's events and refuses what Boost would let pass: it keeps the
/// last of two equal keys, and rounds and overflows numbers as it likes.
class Handler {
public:
    // What the parser asks of its handler, in the parser's spelling.
    // NOLINTBEGIN(readability-identifier-naming)
    static constexpr std::size_t max_object_size = kBytesMax;
    static constexpr std::size_t max_array_size = kBytesMax;
    static constexpr std::size_t max_key_size = kBytesMax;
    static constexpr std::size_t max_string_size = kBytesMax;
    // NOLINTEND(readability-identifier-naming)

    explicit Handler(const JsonLimits& limits) : members_max_(limits.members_max) {}

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }

    bool on_object_begin(bj::error_code&) {
        keys_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t count, bj::error_code& error) {
        std::vector<std::string> keys = std::move(keys_.back());
        keys_.pop_back();
        std::sort(keys.begin(), keys.end());
        const auto twice = std::adjacent_find(keys.begin(), keys.end());
        if (twice != keys.end()) {
            return refuse("the key " + write_json(bj::string(*twice)) + " appears twice", error);
        }
        values_.push_object(count);
        return true;
    }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t count, bj::error_code&) {
        values_.push_array(count);
        return true;
    }

    bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
        key_.append(part.data(), part.size());
        values_.push_chars(part);
        return true;
    }
    bool on_key(bj::string_view part, std::size_t, bj::error_code& error) {
        key_.append(part.data(), part.size());
        values_.push_key(part);
        keys_.back().push_back(std::exchange(key_, {}));
        if (keys_.back().size() > members_max_) {
            is_too_large_ = true;
            return refuse("an object with too many members", error);
        }
        return true;
    }
    bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
        values_.push_chars(part);
        return true;
    }
    bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
        values_.push_string(part);
        return true;
    }

    bool on_number_part(bj::string_view part, bj::error_code&) {
        number_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t number, bj::string_view, bj::error_code& error) {
        number_.clear();
        if (number > kIntegerMax || number < -kIntegerMax) return refuse_integer(error);
        values_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t, bj::string_view, bj::error_code& error) {
        return refuse_integer(error);  // Only what does not fit an int64 comes here.
    }
    bool on_double(double, bj::string_view part, bj::error_code& error) {
        number_.append(part.data(), part.size());
        const std::string text = std::exchange(number_, {});
        if (text.find_first_of(".eE") == std::string::npos) return refuse_integer(error);
        const std::optional<double> number = parse_double(text);
        if (!number.has_value()) return refuse("a number too large for a double", error);
        values_.push_double(*number);
        return true;
    }

    bool on_bool(bool is_true, bj::error_code&) {
        values_.push_bool(is_true);
        return true;
    }
    bool on_null(bj::error_code&) {
        values_.push_null();
        return true;
    }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

    void start() { values_.reset(); }
    [[nodiscard]] bj::value take() { return values_.release(); }
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    [[nodiscard]] bool is_too_large() const { return is_too_large_; }

private:
    bool refuse(std::string why, bj::error_code& error) {
        refusal_ = std::move(why);
        error = bj::make_error_code(bj::error::syntax);
        return false;
    }
    bool refuse_integer(bj::error_code& error) {
        return refuse("an integer beyond 2^53: readers would differ about it", error);
    }

    std::size_t members_max_;
    bj::value_stack values_;
    /// The keys so far of each object that is open.
    std::vector<std::vector<std::string>> keys_;
    std::string key_;
    std::string number_;
    std::string refusal_;
    bool is_too_large_ = false;
};

struct Problem {
    ErrorCode code = ErrorCode::kCorrupt;
    std::string what;
};

// The names of the parser's errors: its own messages bring locale and streams with them.
Problem problem_of(const bj::error_code& error, const Handler& handler) {
    if (!handler.refusal().empty()) {
        return {handler.is_too_large() ? ErrorCode::kTooLarge : ErrorCode::kCorrupt,
                handler.refusal()};
    }
    if (error == bj::error::too_deep) return {ErrorCode::kTooLarge, "nested too deeply"};
    if (error == bj::error::incomplete) return {ErrorCode::kCorrupt, "the text ends too early"};
    if (error == bj::error::extra_data) return {ErrorCode::kCorrupt, "more after the document"};
    if (error == bj::error::exponent_overflow) {
        return {ErrorCode::kCorrupt, "a number with too large an exponent"};
    }
    if (error == bj::error::illegal_leading_surrogate ||
        error == bj::error::illegal_trailing_surrogate ||
        error == bj::error::expected_utf16_escape) {
        return {ErrorCode::kCorrupt, "half a surrogate pair"};
    }
    return {ErrorCode::kCorrupt, "not JSON, or not UTF-8"};
}

std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
    return "line " + std::to_string(line) + ", column " +
           std::to_string(before.size() - line_start + 1) + ": ";
}

}  // namespace

Result<bj::value> parse_json(std::string_view text, const JsonLimits& limits) {
    WEDSYNC_ASSERT(limits.bytes_max <= kBytesMax);
    WEDSYNC_ASSERT(limits.depth_max <= kDepthMax);
    if (text.size() > limits.bytes_max) return Error{ErrorCode::kTooLarge, "JSON text too long"};
    bj::parse_options options;
    options.max_depth = limits.depth_max;
    bj::basic_parser<Handler> parser(options, limits);
    parser.handler().start();
    bj::error_code error;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
    if (!error && consumed < text.size()) error = bj::make_error_code(bj::error::extra_data);
    if (error) {
        Problem problem = problem_of(error, parser.handler());
        return Error{problem.code, place_of(text, consumed) + problem.what};
    }
    return parser.handler().take();
}

}  // namespace wedsync::json
