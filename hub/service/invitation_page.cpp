#include "hub/service/invitation_page.hpp"

#include <utility>
#include <vector>

#include "hub/mail/fill.hpp"
#include "hub/service/invitation_files.hpp"
#include "hub/service/welcome_files.hpp"
#include "hub/service/welcome_page.hpp"

namespace wedsync::hub {
namespace {

constexpr std::string_view kPrefix = "/i/";
constexpr std::string_view kStyle = "page.css";

const Languages& languages() {
    static const Languages kLanguages = read_languages(invitation_words());
    return kLanguages;
}

/// The language to answer in: the reader's, or else that of the mail.
std::string language_for(std::string_view header, const std::string& of_mail) {
    std::vector<std::string> known{languages().contains(of_mail) ? of_mail : "en"};
    for (const auto& [language, words] : languages()) {
        if (language != known.front()) known.push_back(language);
    }
    return preferred_language(header, known);
}

HttpResponse page_of(unsigned status, const char* content_type, std::string body) {
    HttpResponse response{status, content_type, std::move(body)};
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src 'self'; base-uri 'none'; "
                                  "form-action 'self'; frame-ancestors 'none'");
    response.headers.emplace_back("X-Robots-Tag", "noindex");
    return response;
}

HttpResponse takes_only(const char* methods) {
    HttpResponse response =
        problem(405, "method_not_allowed", std::string("this address takes ") + methods);
    response.headers.emplace_back("Allow", methods);
    return response;
}

std::string form(const char* action, const char* label, bool is_main) {
    return std::string("<form method=\"post\" action=\"{{base}}{{token}}/") + action +
           "\"><p><button class=\"" + (is_main ? "button" : "plain") + "\">{{" + label +
           "}}</button></p></form>\n";
}

}  // namespace

enum class Action : std::uint8_t { kLook, kAccept, kStop };

struct InvitationPage::Asked {
    std::string token;
    /// What the address is for; only a POST does it.
    Action action = Action::kLook;
    bool is_done = false;
    /// From the address to "/i/".
    std::string base;
};

bool InvitationPage::takes(std::string_view path) {
    return path.starts_with(kPrefix);
}

HttpResponse InvitationPage::trouble(const Error& error) const {
    parts_.log.error("post_room_failed", {{"why", error.detail}});
    HttpResponse response = problem(503, "try_later", "this cannot be done now: try again later");
    response.headers.emplace_back("Retry-After", "60");
    return response;
}

HttpResponse InvitationPage::handle(const HttpRequest& request, Now now) {
    if (!requests_.take(request.address, now.monotonic)) {
        HttpResponse response =
            problem(429, "too_many_tries", "too many requests from this address: wait a minute");
        response.headers.emplace_back("Retry-After", "60");
        return response;
    }
    std::string_view rest = std::string_view(request.path).substr(kPrefix.size());
    const bool is_get = request.method == "GET" || request.method == "HEAD";
    if (rest == kStyle) {
        if (!is_get) return takes_only("GET, HEAD");
        return page_of(200, "text/css; charset=utf-8", std::string(welcome_css()));
    }
    Asked asked;
    const std::size_t slash = rest.find('/');
    asked.token = std::string(rest.substr(0, slash));
    const std::string_view action = slash == std::string_view::npos ? "" : rest.substr(slash);
    if (!action.empty()) asked.base = "../";
    if (action == "/accept") asked.action = Action::kAccept;
    if (action == "/stop") asked.action = Action::kStop;
    if (!action.empty() && asked.action == Action::kLook)
        return problem(404, "not_found", "there is nothing at this address");
    const bool may_post = asked.action != Action::kLook;
    if (!is_get && !(may_post && request.method == "POST"))
        return takes_only(may_post ? "GET, HEAD, POST" : "GET, HEAD");
    asked.is_done = request.method == "POST";
    const auto now_ms = static_cast<std::int64_t>(now.wall.value());
    PostRoom& room = parts_.room;
    const Result<LinkAnswer> found =
        asked.is_done && asked.action == Action::kAccept ? room.accept(asked.token, now_ms)
        : asked.is_done                                  ? room.opt_out(asked.token, now_ms)
        : request.method == "HEAD"                       ? room.look_at_link(asked.token, now_ms)
                                                         : room.open_link(asked.token, now_ms);
    if (!found.ok()) return trouble(found.error());
    const bool is_change = asked.is_done && found.value().state != LinkState::kWrong;
    if (is_change) {
        parts_.log.info(asked.action == Action::kStop ? "invitation_mail_stopped"
                                                      : "invitation_answered");
    }
    return answer(asked, found.value(), request);
}

HttpResponse InvitationPage::answer(const Asked& asked, const LinkAnswer& found,
                                    const HttpRequest& request) const {
    const std::string language = language_for(request.accept_language, found.language);
    const std::string house = one_line(parts_.house());
    const std::string actor = one_line(found.actor);
    const Words names{{"house", house}, {"actor", actor.empty() ? house : actor}};
    Words values;
    for (const auto& [name, text] : languages().at(language))
        values[name] = filled(text, names);
    values["language"] = language;
    values["house"] = house;
    values["base"] = asked.base;
    values["token"] = asked.token;
    values["about"] = one_line(found.about);
    unsigned status = 200;
    std::string heading;
    std::string body;
    const bool is_stop = asked.action == Action::kStop && found.state != LinkState::kWrong;
    if (is_stop) {
        heading = found.has_opted_out ? "stopped" : "stop_question";
        body = found.has_opted_out ? "<p>{{stopped_how}}</p>\n" : form("stop", "stop", true);
    } else {
        switch (found.state) {
            case LinkState::kWrong:
                status = 404;
                heading = "wrong";
                body = "<p>{{complete}}</p>\n";
                break;
            case LinkState::kExpired:
                status = 410;
                heading = "expired";
                body = "<p>{{ask_again}}</p>\n";
                break;
            case LinkState::kAccepted:
                heading = "already";
                break;
            case LinkState::kOpen:
                if (asked.is_done) {
                    heading = "accepted";
                    body = "<p>{{thanks}}</p>\n";
                    break;
                }
                heading = "invites";
                if (!found.about.empty())
                    body = "<p>{{says}}</p>\n<blockquote dir=\"auto\">{{about}}</blockquote>\n";
                body += "<p>{{lead}}</p>\n" + form("accept", "accept", true);
                break;
        }
        const bool may_stop = found.state != LinkState::kWrong && !found.has_opted_out;
        if (may_stop) body += "<section>\n" + form("stop", "stop", false) + "</section>\n";
    }
    values["heading"] = values.at(heading);
    const std::string html = std::string(invitation_html()) + body + "</main>\n</html>\n";
    HttpResponse response = page_of(status, "text/html; charset=utf-8", filled_html(html, values));
    // So that a form of this page says where it is from; the address itself goes nowhere else.
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    response.headers.emplace_back("Vary", "Accept-Language");
    return response;
}

}  // namespace wedsync::hub
