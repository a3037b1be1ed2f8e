// The file: {"format": 1, "looked_ms": WALL, "orphans": [{"scope", "sha256", "age_ms"}, ...]}.
#include "hub/service/orphan_ages.hpp"

#include <algorithm>
#include <utility>

#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/own_json_file.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace json = boost::json;
using codec::JsonNode;

constexpr std::size_t kOrphansMax = 1'000'000;

}  // namespace

Result<void> OrphanAges::load() {
    const auto take = [this](const JsonNode& node) {
        const WallTime looked{node.member("looked_ms").number()};
        std::map<PictureName, std::uint64_t> ages;
        const JsonNode orphans = node.member("orphans");
        for (std::size_t i = 0, count = orphans.count(kOrphansMax); i < count; ++i) {
            const JsonNode orphan = orphans.item(i);
            orphan.expect_object({"scope", "sha256", "age_ms"});
            const PictureName name{ScopeId{orphan.member("scope").number()},
                                   std::string(orphan.member("sha256").text())};
            if (!is_sha256_text(name.sha256)) orphan.fail("no SHA-256");
            ages[name] = orphan.member("age_ms").number();
        }
        if (!node.ok()) return;
        looked_ = looked;
        ages_ = std::move(ages);
    };
    return read_own_json_file(path_, {"format", "looked_ms", "orphans"}, take);
}

Result<void> OrphanAges::save() const {
    json::array orphans;
    for (const auto& [name, age_ms] : ages_) {
        orphans.push_back({{"scope", codec::json_of(name.scope.value())},
                           {"sha256", name.sha256},
                           {"age_ms", codec::json_of(age_ms)}});
    }
    return os::replace_file(
        path_, wedsync::json::write_json({{"format", kOwnJsonFormat},
                                          {"looked_ms", codec::json_of(looked_.value())},
                                          {"orphans", std::move(orphans)}}));
}

void OrphanAges::count(const std::set<PictureName>& orphans, WallTime now) {
    const bool is_forward = looked_.value() < now.value();
    const std::uint64_t since_ms = is_forward ? now.value() - looked_.value() : 0;
    const std::uint64_t step_ms = std::min(since_ms, kOrphanStepMsMax);
    std::map<PictureName, std::uint64_t> ages;
    for (const PictureName& name : orphans) {
        const auto known = ages_.find(name);
        ages[name] = known == ages_.end() ? 0 : known->second + step_ms;
    }
    ages_ = std::move(ages);
    looked_ = now;
}

std::vector<PictureName> OrphanAges::aged(std::uint64_t age_ms) const {
    std::vector<PictureName> names;
    for (const auto& [name, age] : ages_) {
        if (age >= age_ms) names.push_back(name);
    }
    return names;
}

}  // namespace wedsync::hub
