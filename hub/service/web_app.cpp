#include "hub/service/web_app.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kRouteBytesMax = 1'024;
constexpr std::string_view kIndex = "index.html";

struct Kind {
    std::string_view ending;
    std::string_view content_type;
};
constexpr std::array<Kind, 13> kKinds{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
}};

/// What pages and workers of the app may do: only what comes from this hub, and no script that
/// stands in a page. 'self' of connect-src covers the WebSocket of the same host (CSP 3).
constexpr std::array<std::pair<const char*, const char*>, 4> kAppHeaders{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' "
     "blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
     "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy",
     "camera=(self), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), "
     "payment=(), serial=(), usb=()"},
}};

constexpr std::string_view kNoApp =
    "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>WedSync hub</title>\n"
    "<h1>This is a WedSync hub</h1>\n"
    "<p>It keeps the team's devices together, but it was started without the web app, so there is "
    "nothing to see here.</p>\n"
    "<p>Whoever runs it: name the folder of the built app, <code>wedsync hub --web FOLDER "
    "serve</code>, or let <code>./run</code> build and serve it.</p>\n"
    "<p>The command needs no app: <code>wedsync join LINK</code>.</p>\n</html>\n";

std::string_view content_type_of(std::string_view name) {
    for (const Kind& kind : kKinds) {
        if (name.ends_with(kind.ending)) return kind.content_type;
    }
    return "application/octet-stream";
}

/// Whether the name changes with the bytes: a file of assets/ whose name ends in a hash, which is
/// eight characters and not only small letters, as words are.
bool has_hash(std::string_view name) {
    if (!name.starts_with("assets/")) return false;
    constexpr std::size_t kHashBytes = 8;
    const std::string_view stem = name.substr(0, name.rfind('.'));
    if (stem.size() <= kHashBytes) return false;
    const char separator = stem[stem.size() - kHashBytes - 1];
    const std::string_view hash = stem.substr(stem.size() - kHashBytes);
    const bool is_word = std::all_of(hash.begin(), hash.end(), [](char character) {
        return (character >= 'a' && character <= 'z') || character == '-' || character == '_';
    });
    return (separator == '-' || separator == '.') && !is_word &&
           hash.find_first_of("/.") == std::string_view::npos;
}

bool is_own_address_of_the_hub(std::string_view path) {
    std::string first(path.substr(1, path.find('/', 1) - 1));
    std::transform(first.begin(), first.end(), first.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    constexpr std::array<std::string_view, 6> kOwn{"api",     "healthz", "readyz",
                                                   "metrics", "statusz", "violationsz"};
    // "v1", and the versions after it.
    const bool is_version = first.size() > 1 && first[0] == 'v' &&
                            first.find_first_not_of("0123456789", 1) == std::string::npos;
    return is_version || std::find(kOwn.begin(), kOwn.end(), first) != kOwn.end();
}

int digit_of(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    const char lower = static_cast<char>(character | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Whether "%XX" begins the text and is a character that means nothing in a path.
bool begins_with_escape(std::string_view text) {
    constexpr std::size_t kEscapeBytes = 3;
    if (text.size() < kEscapeBytes || digit_of(text[1]) < 0 || digit_of(text[2]) < 0) return false;
    const int byte = (digit_of(text[1]) * 16) + digit_of(text[2]);
    return byte >= ' ' && byte != 0x7f &&
           std::string_view("./\\%").find(static_cast<char>(byte)) == std::string_view::npos;
}

/// Whether a path can be an address within the app. Strict, so that what probes for files is told
/// that there are none.
bool is_route(std::string_view path) {
    if (!path.starts_with('/') || path.size() > kRouteBytesMax) return false;
    for (std::size_t i = 1; i < path.size(); ++i) {
        const char character = path[i];
        const bool is_good =
            std::isalnum(static_cast<unsigned char>(character)) != 0 ||
            std::string_view("-_~:@!$&'()*+,;=").find(character) != std::string_view::npos ||
            (character == '/' && path[i - 1] != '/') ||
            (character == '%' && begins_with_escape(path.substr(i)));
        if (!is_good) return false;
    }
    return !is_own_address_of_the_hub(path);
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool equal_words(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](unsigned char one, unsigned char other) {
                          return std::tolower(one) == std::tolower(other);
                      });
}

/// Takes the next item off a list with commas.
std::string_view take_item(std::string_view& list) {
    const std::size_t comma = list.find(',');
    const std::string_view item = trim(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    return item;
}

/// "q=0", "q=0.0", "q=0.00", "q=0.000": not this one.
bool is_refusal(std::string_view parameters) {
    const std::string_view weight = trim(parameters);
    return (weight.starts_with("q=0") || weight.starts_with("Q=0")) &&
           weight.find_first_of("123456789") == std::string_view::npos;
}

HttpResponse no_such_method() {
    HttpResponse response = problem(405, "method_not_allowed", "this address takes GET, HEAD");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
}

}  // namespace

bool accepts_coding(std::string_view header, std::string_view coding) {
    bool takes_any = false;
    while (!header.empty()) {
        const std::string_view item = take_item(header);
        const std::size_t semicolon = item.find(';');
        const std::string_view name = trim(item.substr(0, semicolon));
        const bool is_taken =
            semicolon == std::string_view::npos || !is_refusal(item.substr(semicolon + 1));
        if (equal_words(name, coding)) return is_taken;
        if (name == "*") takes_any = is_taken;
    }
    return takes_any;
}

bool names_tag(std::string_view header, std::string_view tag) {
    while (!header.empty()) {
        std::string_view item = take_item(header);
        if (item == "*") return true;
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == tag) return true;
    }
    return false;
}

WebApp::WebApp(WebFolder files) {
    for (auto& file : files) {
        const std::string& name = file.first;
        const std::string_view plain_name = std::string_view(name).substr(0, name.size() - 3);
        const bool is_packed = name.ends_with(".br") || name.ends_with(".gz");
        // In order of names the plain file has come before its packed forms.
        const auto plain = is_packed ? files_.find(plain_name) : files_.end();
        if (is_packed && plain == files_.end()) continue;
        const std::string hash = crypto::base64url(crypto::sha256(file.second)).substr(0, 22);
        Form form{std::make_shared<const std::string>(std::move(file.second)), "\"" + hash + "\""};
        if (!is_packed) {
            files_.emplace(name, File{content_type_of(name), has_hash(name), std::move(form),
                                      std::nullopt, std::nullopt});
        } else if (name.ends_with(".br")) {
            plain->second.brotli = std::move(form);
        } else {
            plain->second.gzip = std::move(form);
        }
    }
}

const WebApp::File* WebApp::find(std::string_view path) const {
    if (!path.starts_with('/')) return nullptr;
    const auto named = files_.find(path.substr(1));
    if (named != files_.end()) return &named->second;
    const auto index = files_.find(kIndex);
    return index != files_.end() && is_route(path) ? &index->second : nullptr;
}

HttpResponse WebApp::response_of(const File& file, const HttpRequest& request) {
    const bool is_brotli = file.brotli && accepts_coding(request.accept_encoding, "br");
    const bool is_gzip = !is_brotli && file.gzip && accepts_coding(request.accept_encoding, "gzip");
    const Form& form = is_brotli ? *file.brotli : is_gzip ? *file.gzip : file.plain;
    HttpResponse response{200, std::string(file.content_type), ""};
    response.headers.assign(kAppHeaders.begin(), kAppHeaders.end());
    response.headers.emplace_back(
        "Cache-Control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("ETag", form.tag);
    if (file.brotli || file.gzip) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (names_tag(request.if_none_match, form.tag)) {
        response.status = 304;
        response.content_type.clear();
        return response;
    }
    if (is_brotli) response.headers.emplace_back("Content-Encoding", "br");
    if (is_gzip) response.headers.emplace_back("Content-Encoding", "gzip");
    response.file = form.bytes;
    return response;
}

std::optional<HttpResponse> WebApp::answer(const HttpRequest& request) const {
    const bool has_good_method = request.method == "GET" || request.method == "HEAD";
    // The address of an invitation too: that is what somebody may have been sent.
    if (files_.empty() && (request.path == "/" || request.path == "/join")) {
        if (!has_good_method) return no_such_method();
        return HttpResponse{200, "text/html; charset=utf-8", std::string(kNoApp)};
    }
    const File* file = find(request.path);
    if (file == nullptr) return std::nullopt;
    if (!has_good_method) return no_such_method();
    return response_of(*file, request);
}

}  // namespace wedsync::hub
