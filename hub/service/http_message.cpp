#include "hub/service/http_message.hpp"

#include "engine/json/strict_json.hpp"

namespace wedsync::hub {

HttpResponse problem(unsigned status, const std::string& code, const std::string& detail) {
    const boost::json::object body{
        {"type", "about:blank"}, {"status", status}, {"code", code}, {"detail", detail}};
    return {status, "application/problem+json", json::write_json(body) + "\n"};
}

}  // namespace wedsync::hub
