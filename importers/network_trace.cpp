#include "importers/network_trace.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "importers/csv.hpp"
#include "importers/number_cell.hpp"
#include "importers/unpack.hpp"

namespace wedsync::importers {
namespace {

Error corrupt(const std::string& name, std::size_t line, const std::string& what) {
    return {ErrorCode::kCorrupt, name + ", line " + std::to_string(line) + ": " + what};
}

Result<NetworkTrace> parse_text(BytesView file, std::string name) {
    CsvLimits limits;
    limits.bytes_max = kTraceBytesMax;
    limits.rows_max = kTraceStepsMax;
    limits.columns_max = 3;
    limits.cell_bytes_max = 32;
    Result<CsvTable> parsed = parse_csv(as_text(file), limits);
    if (!parsed.ok()) return Error{parsed.error().code, name + ", " + parsed.error().detail};
    const CsvTable table = std::move(parsed).value();
    const std::vector<std::string> both{"t_ms", "down_kbps", "up_kbps"};
    const bool has_up = table.header == both;
    if (!has_up && table.header != std::vector<std::string>{"t_ms", "down_kbps"}) {
        return corrupt(name, 1, "the header is not t_ms,down_kbps[,up_kbps]");
    }
    NetworkTrace trace{std::move(name), {}};
    for (const CsvRow& row : table.rows) {
        if (row.cells.size() != table.header.size()) {
            return corrupt(trace.name, row.line, "not as many cells as the header has");
        }
        const auto time = parse_integer<std::uint64_t>(row.cells[0]);
        const auto down = parse_integer<std::uint32_t>(row.cells[1]);
        const auto up = has_up ? parse_integer<std::uint32_t>(row.cells[2]) : down;
        if (!time.has_value() || !down.has_value() || !up.has_value()) {
            return corrupt(trace.name, row.line, "a cell that is not a whole number");
        }
        if (!trace.steps.empty() && *time < trace.steps.back().time_ms) {
            return corrupt(trace.name, row.line, "earlier than the line before");
        }
        trace.steps.push_back({*time, *down, *up});
    }
    if (trace.steps.empty()) return corrupt(trace.name, 1, "no steps");
    return trace;
}

std::string without_extension(std::string_view name) {
    const std::size_t folder = name.rfind('/');
    if (folder != std::string_view::npos) name.remove_prefix(folder + 1);
    return std::string(name.ends_with(".csv") ? name.substr(0, name.size() - 4) : name);
}

Result<std::vector<NetworkTrace>> parse_unpacked(BytesView file, std::string_view name) {
    std::vector<NetworkTrace> traces;
    if (!is_tar(file)) {
        traces.push_back(WEDSYNC_TRY(parse_text(file, std::string(name))));
        return traces;
    }
    const std::vector<TarFile> files = WEDSYNC_TRY(unpack_tar(file));
    for (const TarFile& inside : files) {
        traces.push_back(WEDSYNC_TRY(parse_text(inside.content, without_extension(inside.name))));
    }
    std::stable_sort(
        traces.begin(), traces.end(),
        [](const NetworkTrace& left, const NetworkTrace& right) { return left.name < right.name; });
    return traces;
}

}  // namespace

Result<std::vector<NetworkTrace>> parse_network_traces(BytesView file, std::string_view name) {
    if (!is_xz(file)) return parse_unpacked(file, name);
    const Bytes content = WEDSYNC_TRY(unpack_xz(file, kTraceBytesMax));
    return parse_unpacked(content, name);
}

}  // namespace wedsync::importers
