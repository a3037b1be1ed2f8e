#include "hub/service/registry.hpp"

#include <gtest/gtest.h>

#include "crypto/secret.hpp"

namespace wedsync::hub {
namespace {

constexpr WallTime kNow{1'800'000'000'000};
constexpr std::uint64_t kHourMs = 3'600'000;
constexpr ScopeId kParty{7};
constexpr ScopeId kBrunch{~std::uint64_t{0}};

WallTime later(std::uint64_t ms) {
    return WallTime{kNow.value() + ms};
}

Registry hub_with_scopes() {
    Registry registry;
    registry.hub_id = "hub";
    registry.hub_name = "Villa";
    EXPECT_TRUE(registry.add_scope(kParty, "party").ok());
    EXPECT_TRUE(registry.add_scope(kBrunch, "brunch").ok());
    return registry;
}

Invitation invite(Registry& registry, std::uint64_t lifetime_ms = kHourMs) {
    return registry.add_invite({"Ana", {"staff", false, {kParty}}, lifetime_ms}, kNow).value();
}

Registry::Join wish(const std::string& secret, const std::string& device = "tablet") {
    return {secret, device, crypto::PrivateKey::generate().public_key()};
}

TEST(RegistryTest, AnInvitationWorksOnceByLinkOrByCode) {
    Registry registry = hub_with_scopes();
    const Invitation first = invite(registry);
    const auto joined = registry.join(wish(first.link_secret), kNow);
    ASSERT_TRUE(joined.ok());
    EXPECT_EQ(joined.value().device, "tablet");
    EXPECT_TRUE(joined.value().token.empty());
    for (const std::string& secret : {first.link_secret, first.code}) {
        EXPECT_EQ(registry.join(wish(secret), kNow).error().code, ErrorCode::kUnauthorized);
    }
    const Invitation second = invite(registry);
    // As somebody types it.
    std::string typed = second.code.substr(0, 5) + " - " + second.code.substr(5);
    typed[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(typed[0])));
    const auto again = registry.join(wish(typed), kNow);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().device, "tablet 2") << "the name is taken";
    EXPECT_EQ(registry.find_device("tablet")->rights.scopes, std::set<ScopeId>{kParty});
    EXPECT_EQ(registry.find_device("tablet")->person, "Ana");
}

TEST(RegistryTest, AnInvitationExpiresAndItsCodeSooner) {
    Registry registry = hub_with_scopes();
    const Invitation told = invite(registry);
    const auto by_code = registry.join(wish(told.code), later(kCodeLifetimeMs));
    EXPECT_EQ(by_code.error().code, ErrorCode::kUnauthorized);
    EXPECT_TRUE(Registry(registry).join(wish(told.code), later(kCodeLifetimeMs - 1)).ok());
    EXPECT_FALSE(Registry(registry).join(wish(told.link_secret), later(kHourMs)).ok());
    EXPECT_TRUE(Registry(registry).join(wish(told.link_secret), later(kHourMs - 1)).ok());
    // Wrong, used and expired look the same from outside.
    EXPECT_EQ(by_code.error().detail, registry.join(wish("nonsense"), kNow).error().detail);
}

TEST(RegistryTest, ABadWishLeavesTheInvitationAsItIs) {
    Registry registry = hub_with_scopes();
    const Invitation told = invite(registry);
    Registry::Join bad_key = wish(told.link_secret);
    bad_key.key->bytes = "short";
    EXPECT_EQ(registry.join(bad_key, kNow).error().code, ErrorCode::kInvalid);
    for (const char* name : {"", "a\nb", "\xff", "\x7f"}) {
        EXPECT_EQ(registry.join(wish(told.link_secret, name), kNow).error().code,
                  ErrorCode::kInvalid);
    }
    EXPECT_EQ(registry.join(wish(told.link_secret, std::string(129, 'x')), kNow).error().code,
              ErrorCode::kInvalid);
    EXPECT_TRUE(registry.join(wish(told.link_secret, "Ana's tablet 🌷"), kNow).ok());
}

TEST(RegistryTest, AScriptJoinsWithATokenThatIsKeptAsAHash) {
    Registry registry = hub_with_scopes();
    const auto joined = registry.join({invite(registry).link_secret, "script", {}}, kNow);
    ASSERT_TRUE(joined.ok());
    const std::string token = joined.value().token;
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(registry.find_by_token(token)->name, "script");
    EXPECT_EQ(registry.find_by_token(token + "x"), nullptr);
    EXPECT_EQ(registry.find_by_token(""), nullptr);
    const std::string file = write_registry(registry);
    EXPECT_EQ(file.find(token), std::string::npos);
    EXPECT_NE(file.find(crypto::hash_of_secret(token)), std::string::npos);
    ASSERT_TRUE(registry.revoke("script", kNow).ok());
    EXPECT_EQ(registry.find_by_token(token), nullptr);
}

TEST(RegistryTest, NothingSecretIsInTheFile) {
    Registry registry = hub_with_scopes();
    const Invitation told = invite(registry);
    const std::string file = write_registry(registry);
    EXPECT_EQ(file.find(told.link_secret), std::string::npos);
    EXPECT_EQ(file.find(told.code), std::string::npos);
}

TEST(RegistryTest, WhoIsRevokedIsNotAdmitted) {
    Registry registry = hub_with_scopes();
    ASSERT_TRUE(registry.join(wish(invite(registry).link_secret), kNow).ok());
    EXPECT_NE(registry.find_admitted("tablet"), nullptr);
    ASSERT_TRUE(registry.revoke("tablet", later(1)).ok());
    ASSERT_TRUE(registry.revoke("tablet", later(2)).ok());
    EXPECT_EQ(registry.find_admitted("tablet"), nullptr);
    EXPECT_EQ(registry.find_device("tablet")->revoked, later(1));
    EXPECT_EQ(registry.revoke("nobody", kNow).error().code, ErrorCode::kNotFound);
}

TEST(RegistryTest, WhoIsLostIsToldOnceToErase) {
    Registry registry = hub_with_scopes();
    ASSERT_TRUE(registry.join(wish(invite(registry).link_secret), kNow).ok());
    ASSERT_TRUE(registry.join({invite(registry).link_secret, "script", {}}, kNow).ok());
    registry.note_erase_told("tablet", later(1));
    EXPECT_FALSE(registry.find_device("tablet")->erase_told) << "nobody asked for it";
    ASSERT_TRUE(registry.revoke("tablet", later(1)).ok());
    ASSERT_TRUE(registry.revoke_and_erase("tablet", later(2)).ok());
    registry.note_erase_told("tablet", later(3));
    registry.note_erase_told("tablet", later(4));
    const RegisteredDevice* tablet = registry.find_device("tablet");
    EXPECT_EQ(tablet->revoked, later(1));
    EXPECT_TRUE(tablet->is_to_erase);
    EXPECT_EQ(tablet->erase_told, later(3));
    EXPECT_EQ(read_registry(write_registry(registry)).value(), registry);
    EXPECT_EQ(registry.revoke_and_erase("script", kNow).error().code, ErrorCode::kInvalid);
    EXPECT_FALSE(registry.find_device("script")->revoked);
    EXPECT_EQ(registry.revoke_and_erase("nobody", kNow).error().code, ErrorCode::kNotFound);
}

TEST(RegistryTest, TooManyInvitationsAreRefusedUntilSomeExpire) {
    Registry registry = hub_with_scopes();
    for (std::size_t i = 0; i < kInvitesMax; ++i)
        (void)invite(registry);
    const Registry::InviteFor one_more{"", {"staff", true, {}}, kHourMs};
    EXPECT_EQ(registry.add_invite(one_more, kNow).error().code, ErrorCode::kTooLarge);
    EXPECT_TRUE(registry.add_invite(one_more, later(kHourMs)).ok());
    EXPECT_EQ(registry.invites.size(), 1U);
}

TEST(RegistryTest, ReadsBackEqual) {
    Registry registry = hub_with_scopes();
    ASSERT_TRUE(registry.join(wish(invite(registry).link_secret), kNow).ok());
    ASSERT_TRUE(registry.join({invite(registry).link_secret, "script", {}}, kNow).ok());
    ASSERT_TRUE(registry.add_invite({"", {"viewer", true, {}}, kHourMs}, kNow).ok());
    ASSERT_TRUE(registry.revoke("script", later(5)).ok());
    EXPECT_EQ(read_registry(write_registry(registry)).value(), registry);
    EXPECT_FALSE(registry.add_scope(ScopeId{9}, "party").ok());
    EXPECT_FALSE(registry.add_scope(kParty, "other").ok());
}

TEST(RegistryTest, ADamagedFileLetsNobodyIn) {
    const std::string whole = write_registry(hub_with_scopes());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read_registry(whole.substr(0, size)).ok()) << size;
    std::string other = whole;
    other.replace(other.find("\"hub_id\""), 8, "\"hub_xx\"");
    EXPECT_FALSE(read_registry(other).ok());
    EXPECT_EQ(read_registry(R"({"format":2})").error().code, ErrorCode::kNewerFormat);
}

TEST(RegistryTest, KnowsWhichDevicesAreUnchanged) {
    Registry before = hub_with_scopes();
    for (const char* device : {"gone", "promoted", "revoked", "same"})
        ASSERT_TRUE(before.join(wish(invite(before).link_secret, device), kNow).ok());
    Registry after = before;
    std::erase_if(after.devices, [](const auto& device) { return device.name == "gone"; });
    for (RegisteredDevice& device : after.devices) {
        if (device.name == "promoted") device.rights.role = "coordinator";
    }
    ASSERT_TRUE(after.revoke("revoked", kNow).ok());
    ASSERT_TRUE(after.join(wish(invite(after).link_secret, "new"), kNow).ok());
    EXPECT_EQ(unchanged_devices(before, after), std::set<std::string>{"same"});
}

}  // namespace
}  // namespace wedsync::hub
