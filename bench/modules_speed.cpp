// What a module costs where very much is stored: each tracking call, each question, and the first
// question after opening, by the C interface and durable (a commit is on the disk).
//   wedsync_modules_speed EVENTS FOLDER
// Prints one JSON object; bench/modules_speed.py holds its figures against budgets.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/capi/handle.hpp"
#include "schemas/schemas.hpp"
#include "wedsync/modules.h"

namespace wedsync::bench {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kNowMs = 20'000 * kDayMs;
constexpr std::int64_t kPastMs = 365 * kDayMs;
constexpr std::size_t kRecordsPerCommit = 150;
constexpr std::size_t kSuppliers = 40;
constexpr std::size_t kCampaigns = 12;
constexpr std::size_t kTracked = 1'000;
constexpr std::size_t kAsked = 50;

std::uint64_t count_up(void* context) {
    return ++*static_cast<std::uint64_t*>(context);
}

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "wedsync_modules_speed: %s\n", what.c_str());
    std::exit(EXIT_FAILURE);
}

double ms_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

double percentile(std::vector<double> values, double share) {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at),
                     values.end());
    return values[at];
}

std::string numbered(const char* word, std::uint64_t number) {
    return std::string(word) + " " + std::to_string(number);
}

class Site {
public:
    Site(const std::string& folder, std::size_t events) : path_(folder + "/day.wedsync") {
        std::filesystem::create_directories(folder);
        open();
        check(wedsync_add_scope(replica_, now(), 7, "Team", 4), "scope");
        fill(events);
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    ~Site() { wedsync_close(replica_); }

    void open_again() {
        wedsync_close(replica_);
        open();
    }
    std::string call(bool is_action, const std::string& document) {
        wedsync_bytes answer{};
        const int code = (is_action ? wedsync_act : wedsync_ask)(replica_, now(), document.data(),
                                                                 document.size(), &answer);
        std::string text(answer.bytes == nullptr ? "" : answer.bytes, answer.size);
        wedsync_free(&answer);
        check(code, document);
        return text;
    }
    [[nodiscard]] std::string act(const std::string& module) {
        const std::string at = std::to_string(moment());
        if (module == "success") {
            return R"({"module": "success", "action": "note", "scope": 7, "supplier": ")" +
                   numbered("Supplier", prng_.below(kSuppliers)) +
                   R"(", "kind": "message", "at": )" + at + "}";
        }
        return R"({"module": "marketing", "action": "track", "scope": 7, "campaign": ")" +
               numbered("campaign", prng_.below(kCampaigns)) + R"(", "user": ")" +
               numbered("person", prng_.below(people_)) + R"(", "kind": ")" +
               (prng_.chance(100) ? "converted" : "opened") + R"(", "at": )" + at + "}";
    }

private:
    static wedsync_now now() { return {1'000, static_cast<std::uint64_t>(kNowMs)}; }
    std::int64_t moment() {
        return kNowMs - static_cast<std::int64_t>(prng_.below(static_cast<std::uint64_t>(kPastMs)));
    }
    void check(int code, const std::string& what) const {
        if (code == WEDSYNC_OK) return;
        give_up(what + ": " + (replica_ == nullptr ? "cannot be opened" : replica_->error_text));
    }
    void open() {
        const std::string options =
            R"({"path": ")" + path_ + R"(", "schema": )" + std::string(venue_schema_json()) +
            R"(, "author": {"person": "Ana", "device": "t", "role": "staff"}})";
        wedsync_bytes error{};
        check(wedsync_open(options.data(), options.size(), count_up, &random_, &replica_, &error),
              "open");
    }

    void fill(std::size_t events) {
        people_ = std::max<std::size_t>(1, events / 5);
        for (std::size_t i = 0; i < kCampaigns; ++i) {
            call(true, R"({"module": "marketing", "action": "add", "scope": 7, "campaign": ")" +
                           numbered("campaign", i) +
                           R"(", "held_back_percent": 20, "starts_at": )" +
                           std::to_string(kNowMs - kPastMs) + "}");
        }
        for (std::size_t done = 0; done < events; done += kRecordsPerCommit) {
            Draft activities;
            Draft engagements;
            activities.scope = engagements.scope = ScopeId{7};
            for (std::size_t i = 0; i < std::min(kRecordsPerCommit, events - done); ++i) {
                const NewRecord activity = activities.create("supplier_activities");
                activities.set(activity, "supplier", numbered("Supplier", prng_.below(kSuppliers)));
                activities.set(activity, "kind",
                               std::string(prng_.chance(300) ? "form" : "message"));
                activities.set(activity, "happened_at", moment());
                const NewRecord engagement = engagements.create("engagements");
                engagements.set(engagement, "user", numbered("person", prng_.below(people_)));
                engagements.set(engagement, "campaign",
                                numbered("campaign", prng_.below(kCampaigns)));
                engagements.set(engagement, "kind",
                                std::string(prng_.chance(100)   ? "converted"
                                            : prng_.chance(300) ? "clicked"
                                                                : "opened"));
                engagements.set(engagement, "happened_at", moment());
            }
            commit(activities);
            commit(engagements);
        }
    }
    void commit(const Draft& draft) {
        const Now at{Instant{1'000}, WallTime{static_cast<std::uint64_t>(kNowMs)}};
        const auto done = replica_->replica->commit(at, draft);
        if (!done.ok()) give_up("commit: " + done.error().detail);
    }

    std::string path_;
    std::uint64_t random_ = 1;
    Prng prng_{6};
    std::size_t people_ = 1;
    wedsync_replica* replica_ = nullptr;
};

void measure(Site& site, const std::string& module, const std::string& question) {
    const std::string ask = R"({"module": ")" + module + R"(", "question": ")" + question + "\"}";
    site.open_again();
    const double first_ms = ms_of([&] { site.call(false, ask); });
    site.open_again();
    const std::string in_steps = ask.substr(0, ask.size() - 1) + R"(, "read": 3000})";
    double longest_step_ms = 0;
    for (bool is_answered = false; !is_answered;) {
        const double step_ms =
            ms_of([&] { is_answered = site.call(false, in_steps) != R"({"unread":true})"; });
        longest_step_ms = std::max(longest_step_ms, step_ms);
    }
    std::vector<double> tracked;
    for (std::size_t i = 0; i < kTracked; ++i) {
        const std::string action = site.act(module);
        tracked.push_back(ms_of([&] { site.call(true, action); }));
    }
    std::vector<double> asked;
    for (std::size_t i = 0; i < kAsked; ++i)
        asked.push_back(ms_of([&] { site.call(false, ask); }));
    std::printf(
        "\"%s\":{\"first_question_ms\":%.3f,\"first_question_longest_step_ms\":%.3f,"
        "\"track_p50_ms\":%.3f,\"track_p99_ms\":%.3f,"
        "\"ask_p50_ms\":%.3f,\"ask_p99_ms\":%.3f}",
        module.c_str(), first_ms, longest_step_ms, percentile(tracked, 0.5),
        percentile(tracked, 0.99), percentile(asked, 0.5), percentile(asked, 0.99));
}

}  // namespace
}  // namespace wedsync::bench

int main(int argc, char** argv) {
    const std::size_t events = argc == 3 ? std::strtoul(argv[1], nullptr, 10) : 0;
    if (events == 0) {
        std::fputs("usage: wedsync_modules_speed EVENTS FOLDER\n", stderr);
        return 2;
    }
    wedsync::bench::Site site(argv[2], events);
    std::printf("{\"events\":%zu,", events);
    wedsync::bench::measure(site, "success", "health");
    std::printf(",");
    wedsync::bench::measure(site, "marketing", "campaigns");
    std::printf("}\n");
    return 0;
}
