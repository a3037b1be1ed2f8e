#include "importers/usage_log.hpp"

#include <optional>

#include "importers/csv.hpp"
#include "importers/number_cell.hpp"
#include "importers/unpack.hpp"

namespace wedsync::importers {
namespace {

Error corrupt(std::size_t line, const std::string& what) {
    return {ErrorCode::kCorrupt, "line " + std::to_string(line) + ": " + what};
}

Result<std::vector<UsageEvent>> parse_text(BytesView file) {
    CsvLimits limits;
    limits.bytes_max = kUsageBytesMax;
    limits.rows_max = kUsageEventsMax;
    limits.columns_max = 5;
    limits.cell_bytes_max = 256;
    CsvTable table = WEDSYNC_TRY(parse_csv(as_text(file), limits));
    const std::vector<std::string> header{"t_unix", "user", "item", "action", "lifecycle"};
    if (table.header != header) {
        return corrupt(1, "the header is not t_unix,user,item,action,lifecycle");
    }
    std::vector<UsageEvent> events;
    events.reserve(table.rows.size());
    for (CsvRow& row : table.rows) {
        if (row.cells.size() != header.size()) return corrupt(row.line, "not five cells");
        const auto time = parse_integer<std::int64_t>(row.cells[0]);
        const auto user = parse_integer<std::uint32_t>(row.cells[1]);
        const auto item = parse_integer<std::uint32_t>(row.cells[2]);
        if (!time.has_value()) return corrupt(row.line, "t_unix is not a whole number");
        if (!user.has_value()) return corrupt(row.line, "user is not a whole number");
        if (!item.has_value()) return corrupt(row.line, "item is not a whole number");
        if (!events.empty() && *time < events.back().time_s) {
            return corrupt(row.line, "earlier than the line before");
        }
        events.push_back({*time, *user, *item, std::move(row.cells[3]), std::move(row.cells[4])});
    }
    return events;
}

}  // namespace

Result<std::vector<UsageEvent>> parse_usage_log(BytesView file) {
    if (!is_xz(file)) return parse_text(file);
    const Bytes content = WEDSYNC_TRY(unpack_xz(file, kUsageBytesMax));
    return parse_text(content);
}

}  // namespace wedsync::importers
