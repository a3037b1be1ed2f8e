#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hub/service/http_message.hpp"
#include "hub/service/web_folder.hpp"

namespace wedsync::hub {

/// The files of the web app, held in memory: a path is a key of a map and nothing else, so that no
/// request can name anything of the disk. Without an app, a page that says what this is.
class WebApp {
public:
    WebApp() = default;
    /// `name.br` and `name.gz` are taken as the packed forms of `name`, not as files.
    explicit WebApp(WebFolder files);

    /// The response for a file of the app, or for one of its addresses: those without a dot, and
    /// not the hub's own, are all index.html, and the app looks at them itself. Nothing where
    /// there is neither.
    [[nodiscard]] std::optional<HttpResponse> answer(const HttpRequest& request) const;
    [[nodiscard]] std::size_t file_count() const { return files_.size(); }

private:
    /// One form of a file, with the tag that names its bytes (RFC 9110, section 8.8.3).
    struct Form {
        std::shared_ptr<const std::string> bytes;
        std::string tag;
    };
    struct File {
        std::string_view content_type;
        bool is_immutable = false;
        Form plain;
        std::optional<Form> brotli;
        std::optional<Form> gzip;
    };
    [[nodiscard]] const File* find(std::string_view path) const;
    [[nodiscard]] static HttpResponse response_of(const File& file, const HttpRequest& request);

    std::map<std::string, File, std::less<>> files_;
};

/// Whether a header Accept-Encoding takes this coding (RFC 9110, section 12.5.3).
[[nodiscard]] bool accepts_coding(std::string_view header, std::string_view coding);
/// Whether a header If-None-Match names this tag (RFC 9110, section 13.1.2).
[[nodiscard]] bool names_tag(std::string_view header, std::string_view tag);

}  // namespace wedsync::hub
