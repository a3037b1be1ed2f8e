#include "carrier/session_statement.hpp"

namespace wedsync::carrier {

std::string session_statement(std::string_view hub_id, std::string_view device,
                              std::string_view challenge) {
    std::string statement = "wedsync-session-1\n";
    for (const std::string_view part : {hub_id, device, challenge})
        statement.append(part).append("\n");
    return statement;
}

}  // namespace wedsync::carrier
