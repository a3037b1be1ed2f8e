#include "hub/service/roles.hpp"

#include <gtest/gtest.h>

#include "schemas/schemas.hpp"

namespace wedsync::hub {
namespace {

constexpr ScopeId kParty{7};
constexpr ScopeId kBrunch{8};

class RolesTest : public testing::Test {
protected:
    RolesTest() {
        admittance_.schema = parse_schema(venue_schema_json()).value();
        admittance_.roles = default_roles();
        admittance_.roles["florist"] = {false, {"vendors"}};
        add("ana", "Ana", {"coordinator", true, {}});
        add("shared", "", {"staff", false, {kParty}});
        add("flora", "Flora", {"florist", false, {kParty}});
        add("guest-book", "", {"viewer", false, {kParty}});
        add("gone", "Gil", {"staff", true, {}});
        admittance_.registry.devices.back().revoked = WallTime{1};
    }

    void add(const std::string& name, const std::string& person, const Rights& rights) {
        RegisteredDevice device;
        device.name = name;
        device.person = person;
        device.rights = rights;
        device.token_hash = "hash";
        admittance_.registry.devices.push_back(std::move(device));
    }
    [[nodiscard]] Change change_in(const std::string& collection) const {
        const std::uint16_t number = admittance_.schema.find(collection)->number;
        const Dot dot{Incarnation{1, 2}, 1};
        Change change;
        change.dot = dot;
        change.operations.emplace_back(
            operation::Put{{RecordId{dot, 0}, {number, kLifeField}, ""}, true, {}});
        return change;
    }
    [[nodiscard]] bool may(const std::string& device, const Author& author, ScopeId scope,
                           const std::string& collection = "guests") const {
        return !judge(admittance_, device, author, scope, change_in(collection));
    }

    Admittance admittance_;
};

TEST_F(RolesTest, WhatIsNotAllowedIsRefused) {
    EXPECT_TRUE(may("ana", {"Ana", "ana", "coordinator"}, kBrunch));
    EXPECT_TRUE(may("shared", {"anybody", "shared", "staff"}, kParty));
    EXPECT_FALSE(may("shared", {"anybody", "shared", "staff"}, kBrunch)) << "another scope";
    EXPECT_FALSE(may("guest-book", {"x", "guest-book", "viewer"}, kParty)) << "reads only";
    EXPECT_FALSE(may("gone", {"Gil", "gone", "staff"}, kParty)) << "revoked";
    EXPECT_FALSE(may("unknown", {"x", "unknown", "staff"}, kParty));
}

TEST_F(RolesTest, ARoleWritesItsCollectionsOnly) {
    const Author flora{"Flora", "flora", "florist"};
    EXPECT_TRUE(may("flora", flora, kParty, "vendors"));
    EXPECT_FALSE(may("flora", flora, kParty, "guests"));
    Change unknown = change_in("vendors");
    unknown.operations.emplace_back(operation::Unknown{99, {}});
    EXPECT_TRUE(judge(admittance_, "flora", flora, kParty, unknown));
    Change kill = change_in("vendors");
    const std::uint16_t guests = admittance_.schema.find("guests")->number;
    kill.operations = {operation::Kill{RecordId{kill.dot, 0}, {{{guests, 0}, "", {}}}}};
    EXPECT_TRUE(judge(admittance_, "flora", flora, kParty, kill));
    admittance_.roles.erase("florist");
    EXPECT_FALSE(may("flora", flora, kParty, "vendors")) << "a role that nobody declared";
}

TEST_F(RolesTest, OnlyWhoManagesSwitchesWhatMachinesDecide) {
    const Author ana{"Ana", "ana", "coordinator"};
    const Author shared{"anybody", "shared", "staff"};
    const Author flora{"Flora", "flora", "florist"};
    EXPECT_TRUE(may("ana", ana, kParty, "switches"));
    EXPECT_FALSE(may("shared", shared, kParty, "switches"));
    EXPECT_FALSE(may("flora", flora, kParty, "switches"));
    admittance_.roles["florist"].writes.insert("switches");
    EXPECT_TRUE(may("flora", flora, kParty, "switches")) << "named";
    admittance_.roles["staff"].manages = true;
    EXPECT_TRUE(may("shared", shared, kParty, "switches"));
    EXPECT_FALSE(may("guest-book", {"x", "guest-book", "viewer"}, kParty, "switches"));
    admittance_.roles["staff"].manages = false;
    admittance_.schema.switches.reset();
    EXPECT_TRUE(may("shared", shared, kParty, "switches")) << "a collection as any other";
}

TEST_F(RolesTest, NobodyWritesAsAnother) {
    EXPECT_FALSE(may("flora", {"Ana", "flora", "florist"}, kParty, "vendors")) << "the person";
    EXPECT_FALSE(may("flora", {"Flora", "flora", "coordinator"}, kParty, "vendors")) << "the role";
    EXPECT_FALSE(may("flora", {"Ana", "ana", "florist"}, kParty, "vendors"));
}

TEST_F(RolesTest, WhatIsRelayedHasItsAuthorsRights) {
    EXPECT_TRUE(may("flora", {"Ana", "ana", "coordinator"}, kParty)) << "of a known device";
    EXPECT_FALSE(may("ana", {"x", "guest-book", "viewer"}, kParty));
    EXPECT_TRUE(may("ana", {"Gil", "gone", "staff"}, kParty)) << "taken before it was revoked";
    EXPECT_FALSE(may("ana", {"x", "shared", "staff"}, kBrunch)) << "where it may not write";
    EXPECT_FALSE(may("flora", {"Ana", "ana", "coordinator"}, kBrunch)) << "who relays may not";
    // Of a device that is not known here: written before it joined under another name.
    EXPECT_TRUE(may("flora", {"root", "laptop", ""}, kParty, "vendors"));
    EXPECT_FALSE(may("flora", {"root", "laptop", ""}, kParty, "guests"));
}

TEST_F(RolesTest, ThePolicyLetsInWhoHasItsOwnToken) {
    admittance_.registry.scopes = {{kParty, "party"}, {kBrunch, "brunch"}};
    const auto shared = std::make_shared<const Admittance>(admittance_);
    const Policy policy = policy_of({[shared] { return shared; },
                                     [](const std::string& token) -> std::optional<std::string> {
                                         if (token.empty()) return std::nullopt;
                                         return token;
                                     }});
    const auto hello = [](const std::string& device, const std::string& token) {
        message::Hello said;
        said.device = device;
        said.token = token;
        return said;
    };
    EXPECT_FALSE(policy.admit(hello("ana", "ana")));
    EXPECT_TRUE(policy.admit(hello("ana", "flora"))) << "the token of another";
    EXPECT_TRUE(policy.admit(hello("ana", "")));
    EXPECT_TRUE(policy.admit(hello("gone", "gone")));
    EXPECT_TRUE(policy.may_read("ana", kBrunch));
    EXPECT_FALSE(policy.may_read("ana", ScopeId{99})) << "no such scope";
    EXPECT_FALSE(policy.may_read("flora", kBrunch));
    EXPECT_FALSE(policy.may_read("gone", kParty));
}

}  // namespace
}  // namespace wedsync::hub
