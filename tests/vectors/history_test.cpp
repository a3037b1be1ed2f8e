// The generated history that the browser's module does too (web/engine/tests/history_test.mjs).
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "engine/json/strict_json.hpp"
#include "tests/support/golden.hpp"
#include "wedsync/wedsync.h"

namespace wedsync::test {
namespace {

namespace bj = boost::json;

const std::string kPath = std::string(WEDSYNC_SOURCE_DIR) + "/tests/vectors/history-1.json";

constexpr const char* kSchema =
    R"({"name":"test","version":1,"collections":[{"number":1,"name":"guests","title":"name",)"
    R"("fields":[{"number":1,"name":"name","searchable":true},)"
    R"({"number":2,"name":"table","type":"integer"},{"number":3,"name":"tags","kind":"set"},)"
    R"({"number":4,"name":"glasses","kind":"counter"},)"
    R"({"number":5,"name":"partner","kind":"reference","target":"guests"}]}]})";

/// The numbers that the module draws in its test.
std::uint64_t draw(void* context) {
    auto& state = *static_cast<std::uint64_t*>(context);
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    // Eight bytes, the first of them the lowest.
    return state;
}

std::string sha256_of(std::string_view bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : crypto::sha256(bytes)) {
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 15U]);
    }
    return text;
}

/// Does the steps on copies of one store.
class Player {
public:
    explicit Player(std::uint64_t seed) : random_(seed) {
        std::filesystem::create_directories(folder_);
        EXPECT_TRUE(open(0));
        const std::string name = "The wedding";
        EXPECT_EQ(wedsync_add_scope(replicas_[0], now(), kScope, name.data(), name.size()),
                  WEDSYNC_OK);
    }
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;
    ~Player() {
        for (wedsync_replica* replica : replicas_)
            wedsync_close(replica);
        std::filesystem::remove_all(folder_);
    }

    /// False where the engine refused it.
    bool play(const bj::array& step) {
        const std::string what = std::string(step[0].as_string());
        wedsync_replica* replica = replicas_[index_of(step[1])];
        if (what == "undo") return wedsync_undo_last(replica, now(), kScope, nullptr) == 0;
        if (what == "redo") return wedsync_redo_last(replica, now(), kScope, nullptr) == 0;
        if (what == "hand") return hand(replica, replicas_[index_of(step[2])]);
        if (what == "copy") return copy(index_of(step[1]), index_of(step[2]));
        const std::string input = json::write_json(step[2]);
        if (what == "commit") {
            return wedsync_commit(replica, now(), input.data(), input.size(), nullptr) == 0;
        }
        EXPECT_EQ(what, "decide");
        return wedsync_decide(replica, now(), input.data(), input.size(), nullptr) == 0;
    }

    bj::array states() {
        bj::array states;
        for (std::size_t i = 0; i < replicas_.size(); ++i) {
            const std::string all = R"({"scope":7,"collection":"guests","limit":100000})";
            wedsync_replica* replica = replicas_[i];
            std::string answers;
            wedsync_bytes answer;
            EXPECT_EQ(wedsync_query(replica, all.data(), all.size(), &answer), WEDSYNC_OK);
            append(answers, answer);
            EXPECT_EQ(wedsync_conflicts(replica, kScope, &answer), WEDSYNC_OK);
            append(answers, answer);
            EXPECT_EQ(wedsync_outbox(replica, kScope, &answer), WEDSYNC_OK);
            append(answers, answer);
            EXPECT_EQ(wedsync_verify(replica, kScope, &answer), WEDSYNC_OK);
            append(answers, answer);
            EXPECT_EQ(wedsync_checkpoint(replica), WEDSYNC_OK);
            bj::object state;
            state["answers"] = sha256_of(answers);
            state["file"] = sha256_of(read_file(path_of(i)));
            states.push_back(std::move(state));
        }
        return states;
    }

private:
    static constexpr std::uint64_t kScope = 7;

    static std::size_t index_of(const bj::value& number) {
        return static_cast<std::size_t>(number.as_int64());
    }
    [[nodiscard]] std::string path_of(std::size_t index) const {
        return folder_ + "/copy" + std::to_string(index);
    }
    wedsync_now now() {
        ms_ += 1'000;
        return {ms_, 1'700'000'000'000 + ms_};
    }
    bool open(std::size_t index) {
        const std::string options =
            R"({"path":")" + path_of(index) + R"(","schema":)" + kSchema +
            R"(,"author":{"person":"Alice","device":"tablet","role":"staff"}})";
        return wedsync_open(options.data(), options.size(), draw, &random_,
                            &replicas_.emplace_back(), nullptr) == WEDSYNC_OK;
    }
    bool copy(std::size_t from, std::size_t to) {
        EXPECT_EQ(wedsync_checkpoint(replicas_[from]), WEDSYNC_OK);
        std::filesystem::copy_file(path_of(from), path_of(to));
        return open(to);
    }
    bool hand(wedsync_replica* to, wedsync_replica* from) {
        // The module's test draws the time first.
        const wedsync_now at = now();
        wedsync_bytes changes;
        EXPECT_EQ(wedsync_pending_export(from, nullptr, &changes), WEDSYNC_OK);
        const int code = wedsync_adopt(to, at, changes.bytes, changes.size, nullptr);
        wedsync_free(&changes);
        return code == WEDSYNC_OK;
    }
    static void append(std::string& text, wedsync_bytes& answer) {
        text.append(answer.bytes, answer.size);
        wedsync_free(&answer);
    }

    std::string folder_ =
        (std::filesystem::temp_directory_path() / "wedsync-history-vectors").string();
    std::uint64_t random_;
    std::uint64_t ms_ = 0;
    std::vector<wedsync_replica*> replicas_;
};

TEST(HistoryTest, ComesToTheSameAnswersAndBytesAsInTheBrowsersModule) {
    json::JsonLimits limits;
    const Result<bj::value> parsed = json::parse_json(read_file(kPath), limits);
    ASSERT_TRUE(parsed.ok()) << parsed.error().detail;
    const bj::object& golden = parsed.value().as_object();
    Player player(static_cast<std::uint64_t>(golden.at("seed").as_int64()));
    std::size_t failed = 0;
    for (const bj::value& step : golden.at("steps").as_array()) {
        if (!player.play(step.as_array())) ++failed;
    }
    EXPECT_LT(failed, golden.at("steps").as_array().size() / 3);
    EXPECT_EQ(json::write_json(player.states()), json::write_json(golden.at("states")));
}

}  // namespace
}  // namespace wedsync::test
