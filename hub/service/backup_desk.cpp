#include "hub/service/backup_desk.hpp"

#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;
using Phase = BackupState::Phase;
constexpr std::array<std::pair<Phase, std::string_view>, 3> kPhases{
    {{Phase::kRunning, "running"}, {Phase::kDone, "done"}, {Phase::kFailed, "failed"}}};

std::string_view name_of(Phase phase) {
    for (const auto& [each, name] : kPhases) {
        if (each == phase) return name;
    }
    return {};
}

BackupRequest read_request(const codec::JsonNode& node) {
    node.expect_object({"id", "folder"});
    return {std::string(node.member("id").text()), std::string(node.member("folder").text())};
}

BackupState read_state(const codec::JsonNode& node) {
    node.expect_object({"id", "phase", "done", "total", "problem"});
    BackupState state;
    state.id = std::string(node.member("id").text());
    const std::string_view phase = node.member("phase").text();
    bool is_known = false;
    for (const auto& [each, name] : kPhases) {
        if (name != phase) continue;
        state.phase = each;
        is_known = true;
    }
    if (!is_known) node.fail("no such phase");
    state.done = node.member("done").number();
    state.total = node.member("total").number();
    state.problem = std::string(node.member("problem").text());
    return state;
}

template <class T>
Result<T> read_as(std::string_view text, T (*read)(const codec::JsonNode&)) {
    const boost::json::value document = WEDSYNC_TRY(json::parse_json(text));
    codec::JsonFailure failure;
    T value = read(codec::JsonNode(document, failure));
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return value;
}

}  // namespace

Result<void> BackupDesk::put_request(const BackupRequest& request) const {
    if (WEDSYNC_TRY(os::read_whole(request_path_, kFileBytesMax))) {
        return Error{ErrorCode::kInvalid, "another backup waits to begin"};
    }
    return os::replace_file(request_path_,
                            json::write_json({{"id", request.id}, {"folder", request.folder}}));
}

bool BackupDesk::withdraw_request() const {
    std::error_code ignored;
    return std::filesystem::remove(request_path_, ignored);
}

Result<std::optional<BackupRequest>> BackupDesk::take_request() const {
    const std::optional<std::string> text =
        WEDSYNC_TRY(os::read_whole(request_path_, kFileBytesMax));
    if (!text) return std::optional<BackupRequest>{};
    // Whoever takes the file away has the request.
    if (!withdraw_request()) return std::optional<BackupRequest>{};
    return std::optional<BackupRequest>{WEDSYNC_TRY(read_as(*text, &read_request))};
}

Result<void> BackupDesk::put_state(const BackupState& state) const {
    return os::replace_file(state_path_,
                            json::write_json({{"id", state.id},
                                              {"phase", name_of(state.phase)},
                                              {"done", codec::json_of(state.done)},
                                              {"total", codec::json_of(state.total)},
                                              {"problem", codec::json_of_text(state.problem)}}));
}

Result<std::optional<BackupState>> BackupDesk::state_of(const std::string& id) const {
    const std::optional<std::string> text = WEDSYNC_TRY(os::read_whole(state_path_, kFileBytesMax));
    if (!text) return std::optional<BackupState>{};
    BackupState state = WEDSYNC_TRY(read_as(*text, &read_state));
    if (state.id != id) return std::optional<BackupState>{};
    return std::optional<BackupState>{std::move(state)};
}

}  // namespace wedsync::hub
