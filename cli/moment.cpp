#include "cli/moment.hpp"

#include "cli/context.hpp"
#include "cli/failure.hpp"

namespace wedsync::cli {

std::int64_t wall_ms() {
    return static_cast<std::int64_t>(Context::now().wall.value());
}

std::int64_t moment_of(Records& records, ScopeId scope, const std::string& text) {
    if (text.empty()) return wall_ms();
    FieldSchema field;
    field.name = "time";
    field.type = ValueType::kTime;
    const Value value = records.parse(scope, field, text);
    const auto* at_ms = std::get_if<std::int64_t>(&value);
    if (at_ms == nullptr) throw Failure(ExitCode::kUsage, "\"" + text + "\" is no time");
    return *at_ms;
}

}  // namespace wedsync::cli
