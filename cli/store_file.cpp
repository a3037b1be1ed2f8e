#include "cli/store_file.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "cli/failure.hpp"

#include "schemas/schemas.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{256} * 1024 * 1024;
constexpr std::chrono::milliseconds kBusyWait{2'000};
constexpr std::chrono::milliseconds kBusyPause{25};

std::uint64_t random_bits() {
    static thread_local std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

std::string variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the command has one thread.
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "device";
    return name.data();
}

Author author_of(const Context& context) {
    Author author;
    author.person = context.person.empty() ? variable("USER") : context.person;
    if (author.person.empty()) author.person = "me";
    author.device = context.device.empty() ? host_name() : context.device;
    author.role = context.role;
    return author;
}

/// The store says so in SQLite's words: code 5 (busy) or 6 (locked), or an extension of them.
bool is_locked(const Error& error) {
    constexpr std::string_view kPrefix = "SQLite ";
    if (error.code != ErrorCode::kStore || !error.detail.starts_with(kPrefix)) return false;
    const unsigned long code = std::strtoul(error.detail.c_str() + kPrefix.size(), nullptr, 10);
    return (code & 0xffU) == 5 || (code & 0xffU) == 6;
}

[[noreturn]] void fail_to_open(const std::string& path, const Error& error) {
    if (is_locked(error)) {
        throw Failure(ExitCode::kStore, path + " is open in another program",
                      "Nothing was changed. One program at a time has a store open: try again "
                      "when the other one has ended.");
    }
    if (error.code == ErrorCode::kCorrupt) {
        throw Failure(ExitCode::kStore, path + " is damaged, or no WedSync store: " + error.detail,
                      "It was not changed. Keep it, and go on with a copy from another device.");
    }
    Failure failure = failure_of(error);
    throw Failure(failure.code(), path + ": " + failure.what(), failure.advice());
}

void check_path(const std::string& path, WhenMissing when_missing) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        throw Failure(ExitCode::kBadInput, path + " is a folder, not a store",
                      "Name a file with --data FILE or WEDSYNC_DB.");
    }
    if (fs::exists(path, ignored)) return;
    if (when_missing == WhenMissing::kFail) {
        throw Failure(ExitCode::kNotFound, "there is no store at " + path,
                      "`wedsync import FILE` and `wedsync scopes --add NAME` make one; "
                      "--data FILE or WEDSYNC_DB name another.");
    }
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::is_directory(folder, ignored)) {
        throw Failure(ExitCode::kNotFound, "there is no folder " + folder.string(),
                      "Make it first; nothing was written.");
    }
}

}  // namespace

std::string read_file(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) throw Failure(ExitCode::kNotFound, "there is no file " + path);
    if (fs::is_directory(status)) throw Failure(ExitCode::kBadInput, path + " is a folder");
    if (fs::is_regular_file(status) && fs::file_size(path, error) > kFileBytesMax) {
        throw Failure(ExitCode::kBadInput, path + " is larger than 256 MiB");
    }
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.good()) throw Failure(ExitCode::kBadInput, path + " cannot be read");
    return bytes;
}

Schema load_schema(const Context& context) {
    if (context.schema.empty()) return take(parse_schema(venue_schema_json()));
    return take_input(parse_schema(read_file(context.schema)), context.schema,
                      "docs/schema.md describes the format. Nothing was opened.");
}

std::unique_ptr<replica::Replica> open_replica_at(const Context& context, const std::string& path) {
    const auto started = std::chrono::steady_clock::now();
    const Schema schema = load_schema(context);
    while (true) {
        replica::Replica::Options options;
        options.store.path = path;
        options.store.page_count_max = context.page_count_max;
        options.schema = schema;
        options.author = author_of(context);
        options.random = random_bits;
        auto opened = replica::Replica::open(std::move(options));
        if (opened.ok()) return std::move(opened).value();
        const bool is_late = std::chrono::steady_clock::now() - started > kBusyWait;
        if (!is_locked(opened.error()) || is_late) fail_to_open(path, opened.error());
        std::this_thread::sleep_for(kBusyPause);
    }
}

std::unique_ptr<replica::Replica> open_replica(const Context& context, WhenMissing when_missing) {
    check_path(context.data, when_missing);
    return open_replica_at(context, context.data);
}

TemporaryFolder::TemporaryFolder() {
    const std::string pattern = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
    std::string name = pattern;
    if (mkdtemp(name.data()) == nullptr) {
        throw Failure(ExitCode::kStore, "no temporary folder can be made at " + pattern);
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace wedsync::cli
