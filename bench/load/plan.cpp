#include "bench/load/plan.hpp"

#include <charconv>
#include <string_view>

namespace wedsync::bench::load {
namespace {

template <class Number>
Result<Number> read_number(std::string_view name, std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return Error{ErrorCode::kInvalid, "--" + std::string(name) + " wants a number"};
    }
    return number;
}

}  // namespace

Result<Plan> read_plan(int count, char** arguments) {
    if (count < 2) return Error{ErrorCode::kInvalid, "which scenario?"};
    Plan plan;
    plan.scenario = arguments[1];
    const std::map<std::string_view, std::string*> texts{
        {"folder", &plan.folder}, {"ca", &plan.ca_file}, {"stores", &plan.stores}};
    const std::map<std::string_view, std::uint32_t*> numbers{
        {"quiet-scopes", &plan.quiet_scopes},
        {"busy-scopes", &plan.busy_scopes},
        {"light", &plan.light},
        {"full", &plan.full},
        {"asleep", &plan.asleep},
        {"guests", &plan.guests},
        {"changes", &plan.changes},
        {"seconds", &plan.seconds},
        {"return-seconds", &plan.return_seconds},
        {"hub-process", &plan.hub_process}};
    for (int i = 2; i < count; ++i) {
        const std::string_view word = arguments[i];
        const std::size_t equals = word.find('=');
        if (!word.starts_with("--") || equals == std::string_view::npos) {
            return Error{ErrorCode::kInvalid, "an option is --name=value: " + std::string(word)};
        }
        const std::string_view name = word.substr(2, equals - 2);
        const std::string_view value = word.substr(equals + 1);
        if (const auto text = texts.find(name); text != texts.end()) {
            *text->second = value;
        } else if (const auto number = numbers.find(name); number != numbers.end()) {
            *number->second = WEDSYNC_TRY(read_number<std::uint32_t>(name, value));
        } else if (name == "operations-port") {
            plan.operations_port = WEDSYNC_TRY(read_number<std::uint16_t>(name, value));
        } else if (name == "hub") {
            plan.hub = WEDSYNC_TRY(host::parse_hub_address(value));
        } else {
            return Error{ErrorCode::kInvalid, "no option is called --" + std::string(name)};
        }
    }
    return plan;
}

}  // namespace wedsync::bench::load
