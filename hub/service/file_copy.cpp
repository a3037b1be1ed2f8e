#include "hub/service/file_copy.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "crypto/text.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr int kPagesPerStep = 64;
constexpr int kAllPages = -1;
/// A copy that others' commits begin anew again and again is made at once in the end.
constexpr int kRestartsMax = 3;
constexpr std::size_t kHashedPerStep = std::size_t{1} << 20U;
constexpr std::size_t kPlainBytesMax = std::size_t{64} * 1024;

bool is_database(const std::string& path) {
    return path.ends_with(".db");
}

}  // namespace

FileCopy::FileCopy(std::string source, std::string target)
    : source_(std::move(source)), target_(std::move(target)) {}

Result<bool> FileCopy::step() {
    switch (phase_) {
        case Phase::kNew:
            WEDSYNC_TRY(begin());
            break;
        case Phase::kCopying:
            WEDSYNC_TRY(copy_some());
            break;
        case Phase::kHashing:
            WEDSYNC_TRY(hash_some());
            break;
        case Phase::kDone:
            break;
    }
    return phase_ == Phase::kDone;
}

Result<void> FileCopy::begin() {
    std::error_code error;
    if (!std::filesystem::exists(source_, error)) {
        phase_ = Phase::kDone;
        return {};
    }
    if (is_database(source_)) {
        WEDSYNC_TRY(os::make_file(target_));
        database_ = WEDSYNC_TRY(store::Database::open(source_, ""));
        copy_ = WEDSYNC_TRY(store::StoreCopy::begin(*database_, target_, ""));
        phase_ = Phase::kCopying;
        return {};
    }
    const std::optional<std::string> bytes = WEDSYNC_TRY(os::read_whole(source_, kPlainBytesMax));
    if (!bytes) return Error{ErrorCode::kStore, source_ + " has gone"};
    WEDSYNC_TRY(os::replace_file(target_, *bytes));
    return begin_hashing();
}

Result<void> FileCopy::copy_some() {
    const std::uint64_t before = copy_->progress().done;
    const bool is_whole =
        WEDSYNC_TRY(copy_->step(restarts_ > kRestartsMax ? kAllPages : kPagesPerStep));
    if (!is_whole && copy_->progress().done <= before) ++restarts_;
    if (!is_whole) return {};
    copy_.reset();
    database_.reset();
    WEDSYNC_TRY(os::sync_file(target_));
    return begin_hashing();
}

Result<void> FileCopy::begin_hashing() {
    copied_.open(target_, std::ios::binary);
    phase_ = Phase::kHashing;
    return {};
}

Result<void> FileCopy::hash_some() {
    std::vector<char> piece(kHashedPerStep);
    copied_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(copied_.gcount());
    sha256_.add({piece.data(), count});
    bytes_ += count;
    if (copied_) return {};
    if (!copied_.eof()) return Error{ErrorCode::kStore, target_ + " cannot be read"};
    copied_.close();
    kept_ = KeptFile{std::filesystem::path(target_).filename().string(), bytes_,
                     crypto::hex(sha256_.digest())};
    phase_ = Phase::kDone;
    return {};
}

FileCopies::FileCopies(const std::string& from, const std::string& into,
                       const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const std::string rest = "/" + name;
        copies_.push_back(std::make_unique<FileCopy>(from + rest, into + rest));
    }
}

Result<bool> FileCopies::step() {
    if (done_ < copies_.size() && WEDSYNC_TRY(copies_[done_]->step())) ++done_;
    return done_ == copies_.size();
}

std::vector<KeptFile> FileCopies::kept() const {
    std::vector<KeptFile> kept;
    for (const std::unique_ptr<FileCopy>& copy : copies_) {
        if (copy->kept()) kept.push_back(*copy->kept());
    }
    return kept;
}

}  // namespace wedsync::hub
