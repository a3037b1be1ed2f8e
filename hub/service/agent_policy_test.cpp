#include "hub/service/agent_policy.hpp"

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "hub/agent/agent_name.hpp"
#include "schemas/schemas.hpp"

namespace wedsync::hub {
namespace {

constexpr ScopeId kTeam{7};
constexpr ScopeId kNone{9};

class AgentPolicyTest : public testing::Test {
protected:
    AgentPolicyTest() {
        auto admittance = std::make_shared<Admittance>();
        admittance->schema = parse_schema(venue_schema_json()).value();
        admittance->roles = default_roles();
        admittance->registry.scopes.push_back({kTeam, "Team"});
        add(*admittance, "tablet");
        // Somebody edited the file by hand.
        add(*admittance, std::string(kAgentDevice));
        current_ = admittance;
        const auto current = [this] { return current_; };
        PolicySources sources{current, [](const std::string& token) -> std::optional<std::string> {
                                  if (token == "tablet's") return "tablet";
                                  if (token == "hub's") return std::string(kAgentDevice);
                                  return std::nullopt;
                              }};
        policy_ = with_agent(policy_of(sources), token_, current);
    }
    static void add(Admittance& admittance, const std::string& name) {
        RegisteredDevice device;
        device.name = name;
        device.rights = {"staff", true, {}};
        admittance.registry.devices.push_back(std::move(device));
    }
    [[nodiscard]] bool is_admitted(std::string_view device, const std::string& token) const {
        message::Hello hello;
        hello.device = device;
        hello.token = token;
        return !policy_.admit(hello);
    }

    const std::string token_ = crypto::new_token();
    std::shared_ptr<const Admittance> current_;
    Policy policy_;
};

TEST_F(AgentPolicyTest, LetsTheAgentInByItsSecretAndNobodyElseUnderItsName) {
    EXPECT_TRUE(is_admitted(kAgentDevice, token_));
    EXPECT_FALSE(is_admitted(kAgentDevice, ""));
    EXPECT_FALSE(is_admitted(kAgentDevice, "guessed"));
    EXPECT_FALSE(is_admitted(kAgentDevice, crypto::new_token()));
    EXPECT_FALSE(is_admitted(kAgentDevice, "hub's")) << "also where the registry has the name";
    EXPECT_FALSE(is_admitted(kAgentDevice, "tablet's"));
    EXPECT_FALSE(is_admitted("tablet", token_)) << "it is of one name only";
    EXPECT_TRUE(is_admitted("tablet", "tablet's"));
}

TEST_F(AgentPolicyTest, WithoutASecretNobodyIsTheAgent) {
    const Policy policy = with_agent(open_policy(), "", [current = current_] { return current; });
    message::Hello hello;
    hello.device = kAgentDevice;
    EXPECT_TRUE(policy.admit(hello).has_value());
}

TEST_F(AgentPolicyTest, ItMayReadAndWriteTheScopesOfTheHubAndClaimNothing) {
    const std::string agent(kAgentDevice);
    EXPECT_TRUE(policy_.may_read(agent, kTeam));
    EXPECT_FALSE(policy_.may_read(agent, kNone));
    const Author author{std::string(kAgentPerson), agent, std::string(kAgentRole), 0};
    EXPECT_FALSE(policy_.judge(agent, author, kTeam, Change{}).has_value());
    EXPECT_TRUE(policy_.judge(agent, author, kNone, Change{}).has_value());
    EXPECT_FALSE(policy_.may_claim(agent, kTeam, Extent{}));
    EXPECT_EQ(policy_.describe(agent).person, "Hub");
}

TEST_F(AgentPolicyTest, NobodyBecomesItByJoining) {
    Registry registry;
    ASSERT_TRUE(registry.add_scope(kTeam, "Team").ok());
    const auto invitation = registry.add_invite({"", {"staff", true, {}}, 60'000}, WallTime{1'000});
    ASSERT_TRUE(invitation.ok());
    const auto joined = registry.join(
        {invitation.value().link_secret, std::string(kAgentDevice), std::nullopt}, WallTime{1'001});
    ASSERT_FALSE(joined.ok());
    EXPECT_EQ(joined.error().code, ErrorCode::kInvalid);
    // The invitation is not used up.
    EXPECT_TRUE(
        registry.join({invitation.value().link_secret, "tablet", std::nullopt}, WallTime{1'002})
            .ok());
}

}  // namespace
}  // namespace wedsync::hub
