#include "hub/mail/mail_link.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

const MailLinks kLinks("a secret of this test, long enough");
constexpr MailLink kLink{0x0123456789abcdef, 1'800'000'000'000};

TEST(MailLinkTest, ReadsWhatItWrote) {
    const std::string token = kLinks.token_of(kLink);
    EXPECT_EQ(token.size(), 64U);
    EXPECT_EQ(kLinks.read(token), kLink);
    EXPECT_EQ(kLinks.read(kLinks.token_of({~std::uint64_t{0}, 0})),
              (MailLink{~std::uint64_t{0}, 0}));
}

TEST(MailLinkTest, AnyOtherTokenIsNone) {
    const std::string token = kLinks.token_of(kLink);
    for (std::size_t at = 0; at < token.size(); ++at) {
        std::string other = token;
        other[at] = other[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(kLinks.read(other).has_value()) << at;
    }
    EXPECT_FALSE(kLinks.read(token.substr(1)).has_value());
    EXPECT_FALSE(kLinks.read(token + "A").has_value());
    EXPECT_FALSE(kLinks.read("").has_value());
    EXPECT_FALSE(kLinks.read(std::string(64, '%')).has_value());
    EXPECT_FALSE(MailLinks("another secret").read(token).has_value());
}

TEST(MailLinkTest, TheSecretIsMadeOnceAndOnlyItsOwnerReadsIt) {
    const std::string path = testing::TempDir() + "mail_link_test.secret";
    std::filesystem::remove(path);
    const std::string token = MailLinks::open(path).value().token_of(kLink);
    EXPECT_EQ(MailLinks::open(path).value().read(token), kLink);
    const auto permissions = std::filesystem::status(path).permissions();
    EXPECT_EQ(permissions,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::resize_file(path, 7);
    EXPECT_EQ(MailLinks::open(path).error().code, ErrorCode::kCorrupt);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace wedsync::hub
