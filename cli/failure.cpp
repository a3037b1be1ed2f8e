#include "cli/failure.hpp"

namespace wedsync::cli {
namespace {

ExitCode exit_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalid:
        case ErrorCode::kTooLarge:
        case ErrorCode::kUnauthorized:
        case ErrorCode::kProtocol:
            return ExitCode::kBadInput;
        case ErrorCode::kNotFound:
            return ExitCode::kNotFound;
        case ErrorCode::kCorrupt:
        case ErrorCode::kStore:
        case ErrorCode::kFull:
        case ErrorCode::kNewerFormat:
            return ExitCode::kStore;
    }
    return ExitCode::kStore;
}

std::string advice_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::kFull:
            return "The disk or the quota is full. What was committed before is safe; free some "
                   "space and run the command again.";
        case ErrorCode::kNewerFormat:
            return "The file was not touched. Open it with the newer WedSync that wrote it.";
        case ErrorCode::kCorrupt:
            return "Keep the file as it is and make a copy of it; `wedsync verify` says more.";
        case ErrorCode::kStore:
            return "What was committed before is safe. Look at the disk and the rights of the file "
                   "and its folder, then run the command again.";
        case ErrorCode::kTooLarge:
        case ErrorCode::kInvalid:
            return "Nothing was changed.";
        case ErrorCode::kProtocol:
        case ErrorCode::kUnauthorized:
        case ErrorCode::kNotFound:
            return {};
    }
    return {};
}

}  // namespace

Failure failure_of(const Error& error) {
    return {exit_code_of(error.code), error.detail, advice_for(error.code)};
}

}  // namespace wedsync::cli
