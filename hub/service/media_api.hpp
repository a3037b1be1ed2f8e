#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/instant.hpp"
#include "hub/service/bucket.hpp"
#include "hub/service/http_message.hpp"
#include "hub/service/log.hpp"
#include "hub/service/media_store.hpp"
#include "hub/service/roles.hpp"

namespace wedsync::hub {

/// What went through since the service started.
struct MediaFigures {
    std::uint64_t pieces = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t finished = 0;
    std::uint64_t refused = 0;
    std::uint64_t served = 0;
};

/// Pictures over HTTP, beside the protocol (docs/protocol.md, "Pictures"):
///
///     HEAD  /v1/scopes/SCOPE/media/SHA256   how much of it is here
///     GET   /v1/scopes/SCOPE/media/SHA256   all of it, or the rest from a byte on (Range)
///     PATCH /v1/scopes/SCOPE/media/SHA256   the next piece, at exactly the offset that HEAD says
///
/// For devices that may follow the scope and for nobody else: what is in another one, and whether
/// there is another one, shows in no answer. Not thread-safe.
class MediaApi {
public:
    struct Parts {
        MediaStore& store;
        const Log& log;
        /// The admittance of now; never null.
        std::function<std::shared_ptr<const Admittance>()> current;
        /// Whose request this is, if it is of somebody who may come in.
        std::function<std::optional<std::string>(const HttpRequest&, Now)> device_of;
    };
    explicit MediaApi(Parts parts) : parts_(std::move(parts)) {}

    /// Whether a path is ours.
    [[nodiscard]] static bool takes(std::string_view path);
    /// Why a request need not be read any further than its header; nothing: read on.
    [[nodiscard]] std::optional<HttpResponse> refuse(const HttpRequest& request, Now now) const;
    [[nodiscard]] HttpResponse handle(const HttpRequest& request, Now now);
    /// Removes what nobody goes on with: to be called now and then.
    void sweep(Now now) { parts_.store.sweep(now.wall); }

    [[nodiscard]] const MediaStore& store() const { return parts_.store; }
    [[nodiscard]] const MediaFigures& figures() const { return figures_; }

private:
    /// Who asks about what.
    struct Asked {
        PictureName name;
        std::string device;
        bool may_send = false;
    };
    [[nodiscard]] std::optional<HttpResponse> look(const HttpRequest& request, Now now,
                                                   Asked& asked) const;
    [[nodiscard]] HttpResponse tell(const Asked& asked);
    [[nodiscard]] HttpResponse give(const Asked& asked, const HttpRequest& request);
    [[nodiscard]] HttpResponse take(const Asked& asked, const HttpRequest& request, Now now);
    [[nodiscard]] HttpResponse answer_to(const Asked& asked, const MediaStore::Added& added);
    [[nodiscard]] HttpResponse answer_to(const Error& error) const;
    [[nodiscard]] HttpResponse with_state(HttpResponse response,
                                          const MediaStore::Held& held) const;
    [[nodiscard]] bool takes_a_place(const std::string& device,
                                     const std::shared_ptr<const std::string>& bytes);

    Parts parts_;
    MediaFigures figures_;
    /// Requests, by device.
    Buckets requests_{{1'000, 3'000}};
    /// Pictures that are being sent, by device.
    std::map<std::string, std::vector<std::weak_ptr<const std::string>>> served_;
};

/// The media type of a piece's body.
inline constexpr std::string_view kPieceType = "application/partial-upload";
/// Pictures that are on their way to one device, and to all, at the same time: each is in memory.
inline constexpr std::size_t kServedPerDeviceMax = 6;
inline constexpr std::size_t kServedMax = 128;

}  // namespace wedsync::hub
