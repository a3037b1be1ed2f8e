#include "host/identity.hpp"

#include <filesystem>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/device_key.hpp"
#include "system/files.hpp"

namespace wedsync::host {
namespace {

class IdentityTest : public testing::Test {
protected:
    IdentityTest() {
        std::string name = (std::filesystem::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~IdentityTest() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string path() const { return identity_path(folder_ + "/venue.wedsync"); }

private:
    std::string folder_;
};

TEST_F(IdentityTest, ReadsBackEqual) {
    EXPECT_FALSE(load_identity(path()).value().has_value());
    Identity identity;
    identity.hub = {true, "hub.example", 8710};
    identity.hub_id = "id";
    identity.hub_name = "Villa";
    identity.device = "Ana's \"tablet\"";
    identity.person = "Ana";
    identity.role = "staff";
    identity.key = crypto::PrivateKey::generate().secret_bytes();
    identity.ca_file = "/etc/hub/ca.pem";
    ASSERT_TRUE(save_identity(path(), identity).ok());
    EXPECT_EQ(*load_identity(path()).value(), identity);
}

TEST_F(IdentityTest, ADamagedFileIsSaidToBeDamaged) {
    for (const char* text : {"", "{}", "[]", "{\"format\":2}", "not json"}) {
        ASSERT_TRUE(os::replace_file(path(), text).ok());
        const auto loaded = load_identity(path());
        ASSERT_FALSE(loaded.ok()) << text;
        EXPECT_NE(loaded.error().detail.find(".hub.json"), std::string::npos);
    }
}

}  // namespace
}  // namespace wedsync::host
