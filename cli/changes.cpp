#include "cli/changes.hpp"

#include <set>

#include "cli/failure.hpp"
#include "cli/number_text.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kShortDigits = 8;

std::string hex_of(const Incarnation& incarnation) {
    return hex_text(incarnation.high) + hex_text(incarnation.low);
}

}  // namespace

std::string change_id(const Dot& dot) {
    return hex_of(dot.incarnation) + "." + std::to_string(dot.counter);
}

std::string short_change_id(const Dot& dot) {
    return hex_of(dot.incarnation).substr(0, kShortDigits) + "." + std::to_string(dot.counter);
}

FoundChange find_change(replica::Replica& replica, const std::string& text) {
    const std::size_t point = text.find('.');
    const auto counter = point == std::string::npos
                             ? std::nullopt
                             : number_of<std::uint64_t>(std::string_view(text).substr(point + 1));
    if (!counter || *counter == 0) {
        throw Failure(ExitCode::kUsage, "\"" + text + "\" is no change",
                      "A change is written like 1f0c9a7e.12; `wedsync history RECORD` shows them.");
    }
    std::vector<FoundChange> found;
    for (const ScopeId scope : replica.scopes()) {
        for (const LaneInfo& lane : take(replica.store().load_lanes(scope))) {
            if (!hex_of(lane.incarnation).starts_with(text.substr(0, point))) continue;
            const Dot dot{lane.incarnation, *counter};
            if (replica.scope(scope)->knows(dot)) found.push_back({scope, dot});
        }
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        throw Failure(ExitCode::kNotFound, "there is no change " + text + " here",
                      "`wedsync history RECORD` shows the changes of a record.");
    }
    throw Failure(ExitCode::kBadInput, "more than one change begins like " + text,
                  "Write more of it: `wedsync history RECORD --json` has it in full.");
}

std::string author_text(const Author& author) {
    return author.person + (author.device.empty() ? "" : " (" + author.device + ")");
}

Author author_of(replica::Replica& replica, ScopeId scope, const Dot& dot) {
    const auto author = replica.author_of(scope, dot.incarnation);
    if (author.ok()) return author.value();
    return {"somebody", "", "", 0};
}

boost::json::object author_json(const Author& author) {
    return {{"person", author.person}, {"device", author.device}, {"role", author.role}};
}

std::string field_name(const Schema& schema, FieldId id) {
    if (id.field == kLifeField) return "(record)";
    const FieldSchema* field = schema.find(id);
    return field == nullptr ? "#" + std::to_string(id.field) : field->name;
}

}  // namespace wedsync::cli
