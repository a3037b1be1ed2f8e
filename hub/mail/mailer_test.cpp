#include "hub/mail/mailer.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <unistd.h>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace wedsync::hub {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;

/// The thread of the test as the owner of the room: does what it is given, in order.
class Owner {
public:
    void add(std::function<void()> work) {
        const std::lock_guard<std::mutex> lock(mutex_);
        waiting_.push_back(std::move(work));
        changed_.notify_all();
    }
    void do_one() {
        std::function<void()> work;
        {
            std::unique_lock<std::mutex> lock(mutex_);
            changed_.wait(lock, [this] { return !waiting_.empty(); });
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work();
    }
    /// What nobody does any more.
    std::size_t waiting() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return waiting_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
};

/// A port of this machine that nobody listens on, for as long as this lives.
class DeadPort {
public:
    DeadPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        const auto generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_, generic, size), 0);
        EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    DeadPort(const DeadPort&) = delete;
    DeadPort& operator=(const DeadPort&) = delete;
    ~DeadPort() { ::close(socket_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

class MailerTest : public testing::Test {
protected:
    void SetUp() override {
        path_ = testing::TempDir() + "mailer_test.db";
        std::filesystem::remove(path_);
        settings_.server = "smtp://127.0.0.1:" + std::to_string(dead_.port());
        settings_.tls = MailTls::kNone;
        settings_.from = "invitations@example.org";
        settings_.links = "https://hub.example.org";
        room_ = PostRoom::open({path_, MailLinks("secret"), settings_}).value();
        MailWish wish;
        wish.id = "a";
        wish.address = "lena@example.com";
        wish.language = "en";
        wish.has_consent = true;
        ASSERT_TRUE(room_->take(wish, kNow).ok());
    }
    void TearDown() override {
        room_.reset();
        std::filesystem::remove(path_);
    }
    Mailer::Parts parts() {
        return {*room_,
                settings_,
                "",
                [this](std::function<void()> work) { owner_.add(std::move(work)); },
                [] { return kNow; },
                [this](std::string_view event, const std::string& reason) {
                    told_.push_back(std::string(event) + " " + reason);
                },
                [](const Error& error) { ADD_FAILURE() << error.detail; }};
    }

    DeadPort dead_;
    std::string path_;
    MailSettings settings_;
    Owner owner_;
    std::vector<std::string> told_;
    std::unique_ptr<PostRoom> room_;
};

TEST_F(MailerTest, WhereNoServerIsTheMailWaitsAndSomebodyIsTold) {
    const std::unique_ptr<Mailer> mailer = Mailer::start(parts()).value();
    while (told_.empty())
        owner_.do_one();
    EXPECT_EQ(told_.front(), "mail_server_trouble no_connection");
    mailer->stop();
    const MailStanding standing = room_->find("a").value().value();
    EXPECT_EQ(standing.state, MailState::kQueued);
    EXPECT_EQ(standing.version, 1U);
    EXPECT_EQ(room_->list(std::nullopt, 1).value().front().attempts, 0U);
}

TEST_F(MailerTest, EndsWhereItsOwnerDoesNothingAnyMore) {
    std::unique_ptr<Mailer> mailer = Mailer::start(parts()).value();
    mailer.reset();
    // What it asked for last is not done by anybody who comes later.
    while (owner_.waiting() > 0)
        owner_.do_one();
    EXPECT_EQ(told_, std::vector<std::string>{});
}

TEST_F(MailerTest, WithoutAServerItDoesNotBegin) {
    settings_.server = "";
    EXPECT_EQ(Mailer::start(parts()).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace wedsync::hub
