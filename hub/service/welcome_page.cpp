#include "hub/service/welcome_page.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/text.hpp"
#include "hub/mail/fill.hpp"
#include "hub/service/qr_code.hpp"
#include "hub/service/welcome_files.hpp"

namespace wedsync::hub {
namespace {

/// In the order of the page's links; the first is for who asks for none of them.
const std::vector<std::string>& languages() {
    static const std::vector<std::string> kLanguages{"en", "de", "fr", "es", "ar"};
    return kLanguages;
}

/// The words of every language.
const Languages& words() {
    static const Languages kWords = read_languages(welcome_words());
    return kWords;
}

/// The host of a header Host, without its port and brackets; empty where it is none.
std::string_view host_of(std::string_view header) {
    if (header.starts_with('[')) {
        const std::size_t end = header.find(']');
        return end == std::string_view::npos ? "" : header.substr(1, end - 1);
    }
    return header.substr(0, header.find(':'));
}

/// What may stand in a Host header and in an address, so that it can be shown and put in a code.
bool is_host_header(std::string_view header) {
    constexpr std::size_t kBytesMax = 128;
    const auto is_good = [](char character) {
        const bool is_letter =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        const bool is_digit = character >= '0' && character <= '9';
        return is_letter || is_digit ||
               std::string_view(".-:[]").find(character) != std::string_view::npos;
    };
    return !header.empty() && header.size() <= kBytesMax &&
           std::all_of(header.begin(), header.end(), is_good);
}

HttpResponse page_of(const char* content_type, std::string body) {
    HttpResponse response{200, content_type, std::move(body)};
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src 'self'; img-src 'self'; "
                                  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    return response;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// The weight of "de-AT;q=0.7" in thousandths; 1,000 where it has none.
int weight_of(std::string_view item) {
    constexpr int kWhole = 1'000;
    const std::size_t at = item.find("q=");
    if (at == std::string_view::npos) return kWhole;
    double weight = 0;
    const std::string_view digits = item.substr(at + 2);
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    return failure == std::errc() ? static_cast<int>(std::clamp(weight, 0.0, 1.0) * kWhole) : 0;
}

}  // namespace

std::string preferred_language(std::string_view header, const std::vector<std::string>& languages) {
    std::string best = languages.front();
    int best_weight = 0;
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        const std::string_view item = trimmed(header.substr(0, comma));
        const std::string_view tag = item.substr(0, item.find_first_of("-;"));
        const auto known = std::find(languages.begin(), languages.end(), tag);
        if (known != languages.end() && weight_of(item) > best_weight) {
            best = *known;
            best_weight = weight_of(item);
        }
        header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    }
    return best;
}

HttpResponse certificate_file(const std::string& pem) {
    HttpResponse response{200, "application/x-x509-ca-cert", pem};
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"wedsync-ca.crt\"");
    return response;
}

WelcomePage::WelcomePage(Facts facts, crypto::CertificateFacts authority,
                         crypto::CertificateFacts certificate)
    : facts_(std::move(facts)),
      authority_(std::move(authority)),
      certificate_(std::move(certificate)) {}

Result<WelcomePage> WelcomePage::create(Facts facts) {
    crypto::CertificateFacts authority = WEDSYNC_TRY(crypto::read_certificate(facts.authority));
    crypto::CertificateFacts certificate = WEDSYNC_TRY(crypto::read_certificate(facts.certificate));
    if (certificate.hosts.empty()) {
        return Error{ErrorCode::kInvalid, "the hub's certificate names no host"};
    }
    return WelcomePage(std::move(facts), std::move(authority), std::move(certificate));
}

/// Under the name that the tablet used, where the certificate is good for it; else its first.
std::string WelcomePage::app_address(std::string_view host) const {
    const std::vector<std::string>& hosts = certificate_.hosts;
    const auto used = std::find(hosts.begin(), hosts.end(), host);
    const std::string& name = used == hosts.end() ? hosts.front() : *used;
    const bool is_six = name.find(':') != std::string::npos;
    return "https://" + (is_six ? "[" + name + "]" : name) + ":" + std::to_string(facts_.port) +
           "/";
}

std::string WelcomePage::page(const std::string& language, const std::string& app) const {
    Words values = words().at(language);
    values["language"] = language;
    values["hub"] = facts_.hub_name;
    values["authority"] = authority_.name;
    values["fingerprint"] = authority_.fingerprint;
    values["app"] = app;
    return filled_html(welcome_html(), values);
}

HttpResponse WelcomePage::answer(const HttpRequest& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse response = problem(405, "method_not_allowed", "this address takes GET");
        response.headers.emplace_back("Allow", "GET, HEAD");
        return response;
    }
    if (request.path == "/ca.crt") return certificate_file(facts_.authority);
    if (request.path == "/welcome.css") {
        return page_of("text/css; charset=utf-8", std::string(welcome_css()));
    }
    const bool has_host = is_host_header(request.host);
    const std::string app = app_address(has_host ? host_of(request.host) : "");
    if (request.path == "/qr.svg") {
        const Result<QrCode> code = make_qr_code(has_host ? "http://" + request.host + "/" : app);
        if (!code.ok()) return problem(404, "not_found", code.error().detail);
        return page_of("image/svg+xml", to_svg(code.value()));
    }
    // Wherever a tablet that was sent here wanted to go: this is the way.
    const std::string asked =
        request.query.starts_with("lang=") ? request.query.substr(5) : request.accept_language;
    HttpResponse response =
        page_of("text/html; charset=utf-8", page(preferred_language(asked, languages()), app));
    if (request.path != "/") response.status = 404;
    response.headers.emplace_back("Vary", "Accept-Language");
    return response;
}

}  // namespace wedsync::hub
