#include "ml/dataset.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <zlib.h>

#include "engine/json/strict_json.hpp"

namespace wedsync::ml {
namespace {

using boost::json::object;
using suggest::Answer;
using suggest::FactValue;
using suggest::kUnknown;
using suggest::ValueKind;

bool is_gzip(BytesView file) {
    return file.size() > 2 && file[0] == 0x1F && file[1] == 0x8B;
}

Result<std::string> unpack(BytesView file) {
    if (file.size() > kPackedBytesMax) return Error{ErrorCode::kTooLarge, "the file is too large"};
    if (!is_gzip(file)) return std::string(as_text(file));
    constexpr int kGzipWindow = 15 + 16;
    z_stream stream{};
    if (inflateInit2(&stream, kGzipWindow) != Z_OK) {
        return Error{ErrorCode::kCorrupt, "zlib would not start"};
    }
    std::string plain;
    std::array<char, 65'536> buffer{};
    // zlib does not write to its input; its type does not say so.
    stream.next_in =
        const_cast<Bytef*>(file.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    stream.avail_in = static_cast<uInt>(file.size());
    int status = Z_OK;
    while (status == Z_OK && plain.size() <= kPlainBytesMax) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        plain.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    const bool is_rest = stream.avail_in != 0;
    inflateEnd(&stream);
    if (plain.size() > kPlainBytesMax) return Error{ErrorCode::kTooLarge, "it unpacks to too much"};
    if (status != Z_STREAM_END || is_rest) {
        return Error{ErrorCode::kCorrupt, "damaged or cut short: it does not unpack"};
    }
    return plain;
}

/// The members of one row. What is missing or of another type is unknown; what a row cannot do
/// without makes it refused.
class Members {
public:
    explicit Members(const object& row) : row_(row) {}

    [[nodiscard]] double number(std::string_view name) const {
        const auto* value = row_.if_contains(name);
        if (value == nullptr) return kUnknown;
        if (value->is_int64()) return static_cast<double>(value->as_int64());
        if (value->is_double()) return value->as_double();
        if (value->is_bool()) return value->as_bool() ? 1 : 0;
        return kUnknown;
    }
    [[nodiscard]] std::string text(std::string_view name) const {
        const auto* value = row_.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                      : std::string();
    }
    [[nodiscard]] bool has_text(std::string_view name) const {
        const auto* value = row_.if_contains(name);
        return value != nullptr && value->is_string();
    }

private:
    const object& row_;
};

Result<ValueKind> kind_named(const std::string& name) {
    constexpr std::array<std::string_view, suggest::kValueKinds> kNames{
        "absent", "null", "empty", "bool", "number", "numstr", "version",
        "date",   "url",  "short", "text", "list",   "record"};
    const auto* found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return Error{ErrorCode::kCorrupt, "unknown type \"" + name + "\""};
    return static_cast<ValueKind>(found - kNames.begin());
}

Result<Answer> target_named(const std::string& name) {
    constexpr std::array<std::string_view, suggest::kAnswers> kNames{"client", "server", "merge",
                                                                     "other"};
    const auto* found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return Error{ErrorCode::kCorrupt, "unknown target \"" + name + "\""};
    return static_cast<Answer>(found - kNames.begin());
}

Result<FactValue> value_of(const Members& row, std::string_view text, std::string_view type,
                           std::string_view length) {
    FactValue value = suggest::make_value(WEDSYNC_TRY(kind_named(row.text(type))), row.text(text));
    const double whole = row.number(length);
    if (whole >= 0) value.length = whole;
    return value;
}

/// `side`: o or t, the suffix of its members.
Result<suggest::SideFacts> side_of(const Members& row, char side) {
    const std::string end{'_', side};
    suggest::SideFacts facts;
    facts.value = WEDSYNC_TRY(value_of(row, side == 'o' ? "ours" : "theirs", std::string{'t', side},
                                       std::string{'l', side}));
    facts.author = row.text("ed_by" + end);
    facts.edited_at_s = row.number("ed_at" + end);
    facts.is_resolver = row.number("ed_is_resolver" + end);
    facts.is_bot = row.number("ed_bot" + end);
    facts.experience = row.number("ed_exp" + end);
    facts.field_edits = row.number("ed_n" + end);
    facts.field_authors = row.number("ed_na" + end);
    facts.record_edits = row.number("fl_n" + end);
    facts.record_authors = row.number("fl_na" + end);
    facts.changes = row.number("n_commits" + end);
    facts.records = row.number("n_files" + end);
    facts.other_fields = row.number("n_keys" + end);
    return facts;
}

Result<Row> row_of(const object& json) {
    const Members members(json);
    for (const char* name : {"repo", "merge", "path", "key", "target"}) {
        if (!members.has_text(name)) {
            return Error{ErrorCode::kCorrupt, std::string("no text \"") + name + "\""};
        }
    }
    const double id = members.number("id");
    const double merge_at = members.number("merge_at");
    if (!(id >= 0) || !(merge_at >= 0)) {
        return Error{ErrorCode::kCorrupt, "no number \"id\" or \"merge_at\""};
    }
    Row row;
    row.repository = members.text("repo");
    row.merge = members.text("merge");
    row.id = static_cast<std::int64_t>(id);
    row.merge_at_s = static_cast<std::int64_t>(merge_at);
    row.is_automatic = members.number("git_auto") > 0;
    row.target = WEDSYNC_TRY(target_named(members.text("target")));
    suggest::ConflictFacts& facts = row.facts;
    const std::string key = members.text("key");
    const std::size_t slash = key.rfind('/');
    facts.field = members.has_text("field") ? members.text("field") : key;
    facts.collection = members.text("path");
    facts.parent = slash == std::string::npos ? std::string() : key.substr(0, slash);
    facts.resolver = members.text("resolver");
    facts.base = WEDSYNC_TRY(value_of(members, "base", "tb", "lb"));
    const bool is_turned = members.text("client_side") == "theirs";
    facts.client = WEDSYNC_TRY(side_of(members, is_turned ? 't' : 'o'));
    facts.server = WEDSYNC_TRY(side_of(members, is_turned ? 'o' : 't'));
    facts.now_s = merge_at;
    facts.base_at_s = members.number("base_at");
    const std::string& author = facts.client.author;
    if (!author.empty() && !facts.server.author.empty()) {
        facts.same_author = author == facts.server.author ? 1 : 0;
    }
    facts.resolver_is_bot = members.number("resolver_bot");
    facts.resolver_experience = members.number("resolver_exp");
    facts.team_changes = members.number("repo_commits");
    facts.depth = members.number("depth");
    facts.in_list = members.number("in_list");
    facts.record_conflicts = members.number("n_conf_file");
    facts.sync_conflicts = members.number("n_conf_merge");
    facts.conflict_records = members.number("n_conf_files");
    row.kind = members.text("tb") == "absent" ? members.text("tt") : members.text("tb");
    return row;
}

}  // namespace

Result<std::vector<Row>> parse_dataset(BytesView file) {
    const std::string text = WEDSYNC_TRY(unpack(file));
    std::vector<Row> rows;
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view content = std::string_view(text).substr(at, end - at);
        at = end + 1;
        ++line;
        if (content.empty()) continue;
        const std::string where = "line " + std::to_string(line) + ": ";
        if (rows.size() == kRowsMax) return Error{ErrorCode::kTooLarge, where + "too many rows"};
        const auto json = json::parse_json(content);
        if (!json.ok()) return Error{json.error().code, where + json.error().detail};
        if (!json.value().is_object()) return Error{ErrorCode::kCorrupt, where + "not an object"};
        Result<Row> row = row_of(json.value().as_object());
        if (!row.ok()) return Error{row.error().code, where + row.error().detail};
        rows.push_back(std::move(row).value());
    }
    return rows;
}

}  // namespace wedsync::ml
