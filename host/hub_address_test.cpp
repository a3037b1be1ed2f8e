#include "host/hub_address.hpp"

#include <gtest/gtest.h>

namespace wedsync::host {
namespace {

TEST(HubAddressTest, ReadsWhatPeopleWrite) {
    EXPECT_EQ(parse_hub_address("http://127.0.0.1:8710").value(),
              (HubAddress{false, "127.0.0.1", 8710}));
    EXPECT_EQ(parse_hub_address("https://hub.example/").value(),
              (HubAddress{true, "hub.example", 443}));
    EXPECT_EQ(parse_hub_address("http://[::1]:80").value(), (HubAddress{false, "::1", 80}));
    EXPECT_EQ(parse_hub_address("https://[fe80::2]").value().url(), "https://[fe80::2]:443");
    EXPECT_EQ(parse_hub_address("http://hub").value().authority(), "hub:80");
}

TEST(HubAddressTest, RefusesTheRest) {
    for (const char* url :
         {"", "hub.example", "ftp://hub", "http://", "http://:80", "http://hub:", "http://hub:0",
          "http://hub:65536", "http://hub:80/path", "http://user@hub", "http://::1:80",
          "http://[::1", "http://[::1]80", "http://hub:80#x", "http://a b", "http://hub\r\n:80"}) {
        EXPECT_FALSE(parse_hub_address(url).ok()) << url;
    }
}

TEST(InviteLinkTest, IsAnAddressAndASecret) {
    for (const char* text :
         {"https://hub.example:8710/join#s3cret", "https://hub.example:8710/#s3cret"}) {
        const auto link = parse_invite_link(text);
        ASSERT_TRUE(link.ok()) << text;
        EXPECT_EQ(link.value().hub.port, 8710);
        EXPECT_EQ(link.value().secret, "s3cret");
    }
    EXPECT_FALSE(parse_invite_link("https://hub.example:8710/join/x#s3cret").ok());
    EXPECT_FALSE(parse_invite_link("https://hub.example:8710/join#").ok());
    EXPECT_FALSE(parse_invite_link("https://hub.example:8710/").ok());
    EXPECT_FALSE(parse_invite_link("https://hub.example:8710/#").ok());
    EXPECT_FALSE(parse_invite_link("#secret").ok());
}

}  // namespace
}  // namespace wedsync::host
