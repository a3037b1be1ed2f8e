#include "cli/store_file.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "cli/failure.hpp"

#include "host/identity.hpp"
#include "schemas/schemas.hpp"
#include "system/files.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{256} * 1024 * 1024;
constexpr std::chrono::milliseconds kBusyWait{2'000};
constexpr std::chrono::milliseconds kBusyPause{25};
constexpr std::chrono::milliseconds kTurnWait{5'000};

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

/// Said on the command line, or else what the hub gave this device when it joined.
Author author_of(const Context& context, const std::string& path) {
    const std::optional<host::Identity> identity =
        take(host::load_identity(host::identity_path(path)));
    const auto first_of = [](const std::string& said, const std::string& given) {
        return said.empty() ? given : said;
    };
    Author author;
    author.person = first_of(context.person, identity ? identity->person : "");
    if (author.person.empty()) author.person = variable("USER");
    if (author.person.empty()) author.person = "me";
    author.device = identity && context.device.empty() ? identity->device : device_name(context);
    author.role = first_of(context.role, identity ? identity->role : "");
    return author;
}

/// The lock by which programs take turns at a store, while this one has it.
std::optional<os::FileLock>& turn() {
    static std::optional<os::FileLock> lock;
    return lock;
}

std::string turn_path(const std::string& path) {
    return path + "-turn";
}

/// Says that this program wants the store, and waits for others that said so before.
void take_turn(const std::string& path) {
    if (turn()) return;
    const auto started = std::chrono::steady_clock::now();
    while (true) {
        turn() = take(os::FileLock::try_now(turn_path(path)));
        if (turn()) return;
        if (std::chrono::steady_clock::now() - started > kTurnWait) {
            throw Failure(ExitCode::kStore, path + " is open in another program",
                          "Nothing was changed. One program at a time has a store open: try again "
                          "when the other one has ended.");
        }
        std::this_thread::sleep_for(kBusyPause);
    }
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
        options.author = author_of(context, path);
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
    take_turn(context.data);
    return open_replica_at(context, context.data);
}

std::string device_name(const Context& context) {
    return context.device.empty() ? host_name() : context.device;
}

bool is_store_wanted(const std::string& path) {
    const Result<std::optional<os::FileLock>> lock = os::FileLock::try_now(turn_path(path));
    return lock.ok() && !lock.value();
}

void release_turn() {
    turn().reset();
}

void wait_for_turn(const std::string& path, std::chrono::milliseconds wait) {
    const auto started = std::chrono::steady_clock::now();
    // Whoever wanted the store opens it now: not at once again.
    std::this_thread::sleep_for(kBusyPause);
    while (is_store_wanted(path) && std::chrono::steady_clock::now() - started < wait)
        std::this_thread::sleep_for(kBusyPause);
}

std::uint64_t random_bits() {
    static thread_local std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
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
