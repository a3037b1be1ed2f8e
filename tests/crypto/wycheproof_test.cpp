// Project Wycheproof's vectors through our own functions: what is valid has to be taken, what is
// not refused. None of the three files has a vector that is "acceptable".
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "crypto/device_key.hpp"
#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "engine/json/strict_json.hpp"
#include "tests/support/outside_data.hpp"

namespace wedsync::crypto {
namespace {

constexpr std::size_t kHalf = 32;

std::string unhex(std::string_view digits) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    return bytes;
}

std::string text(const boost::json::object& object, const char* name) {
    return std::string(object.at(name).as_string());
}

std::string bytes(const boost::json::object& object, const char* name) {
    return unhex(text(object, name));
}

enum class Verdict { kTaken, kRefused, kNotOurForm };
using Judge =
    std::function<Verdict(const boost::json::object& group, const boost::json::object& test)>;

struct Counts {
    int valid = 0;
    int invalid = 0;
    int not_our_form = 0;
};

/// Every vector of a file. Nothing: it is not here, which is said.
std::optional<Counts> judge_all(const std::string& name, const Judge& judge) {
    const auto path = test::outside_data("suites/wycheproof/testvectors_v1/" + name);
    if (!path) return std::nullopt;
    std::ifstream file(*path);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto document = json::parse_json(content);
    EXPECT_TRUE(document.ok());
    if (!document.ok()) return std::nullopt;
    Counts counts;
    for (const auto& group : document.value().at("testGroups").as_array()) {
        for (const auto& vector : group.at("tests").as_array()) {
            const boost::json::object& test = vector.as_object();
            const Verdict verdict = judge(group.as_object(), test);
            if (verdict == Verdict::kNotOurForm) {
                ++counts.not_our_form;
                continue;
            }
            const bool is_valid = text(test, "result") == "valid";
            EXPECT_EQ(verdict == Verdict::kTaken, is_valid)
                << name << " " << test.at("tcId").as_int64() << ": " << text(test, "comment");
            ++(is_valid ? counts.valid : counts.invalid);
        }
    }
    std::printf("%s: %d valid, %d invalid, %d that our form cannot hold\n", name.c_str(),
                counts.valid, counts.invalid, counts.not_our_form);
    return counts;
}

/// One number of a signature in DER, taken off its front: so long as it is not negative, has no
/// byte too many and fits. Nothing for any other.
std::optional<std::string> take_number(std::string_view& der) {
    if (der.size() < 3 || der[0] != 2) return std::nullopt;
    const std::size_t size = static_cast<std::uint8_t>(der[1]);
    if (size == 0 || size > kHalf + 1 || der.size() < 2 + size) return std::nullopt;
    std::string_view number = der.substr(2, size);
    der.remove_prefix(2 + size);
    const auto is_high = [](char byte) { return static_cast<std::uint8_t>(byte) >= 0x80; };
    if (is_high(number[0])) return std::nullopt;
    if (number[0] == 0 && number.size() > 1) {
        if (!is_high(number[1])) return std::nullopt;
        number.remove_prefix(1);
    }
    if (number.size() > kHalf) return std::nullopt;
    return std::string(kHalf - number.size(), '\0') + std::string(number);
}

/// r and s of 32 bytes each, as we take them, of a signature in DER: where there is such a form.
std::optional<std::string> p1363_of(std::string_view der) {
    if (der.size() < 2 || der[0] != 0x30) return std::nullopt;
    if (static_cast<std::uint8_t>(der[1]) != der.size() - 2 || der.size() > 127)
        return std::nullopt;
    der.remove_prefix(2);
    const std::optional<std::string> r = take_number(der);
    const std::optional<std::string> s = r ? take_number(der) : std::nullopt;
    if (!s || !der.empty()) return std::nullopt;
    return *r + *s;
}

TEST(WycheproofTest, Ed25519) {
    const auto counts = judge_all("ed25519_test.json", [](const auto& group, const auto& test) {
        const std::string key = bytes(group.at("publicKey").as_object(), "pk");
        const bool is_taken =
            verify({KeyKind::kEd25519, key}, bytes(test, "msg"), bytes(test, "sig"));
        return is_taken ? Verdict::kTaken : Verdict::kRefused;
    });
    if (!counts) GTEST_SKIP();
    EXPECT_GE(counts->valid, 80);
    EXPECT_GE(counts->invalid, 60);
}

TEST(WycheproofTest, EcdsaOnP256WithSha256) {
    const auto judge = [](const boost::json::object& group, const boost::json::object& test) {
        const std::string key = bytes(group.at("publicKey").as_object(), "uncompressed");
        const std::string der = bytes(test, "sig");
        const std::optional<std::string> signature = p1363_of(der);
        if (!signature) {
            EXPECT_EQ(text(test, "result"), "invalid") << "a good one that our form cannot hold";
            EXPECT_FALSE(verify({KeyKind::kP256, key}, bytes(test, "msg"), der));
            return Verdict::kNotOurForm;
        }
        const bool is_taken = verify({KeyKind::kP256, key}, bytes(test, "msg"), *signature);
        return is_taken ? Verdict::kTaken : Verdict::kRefused;
    };
    const auto counts = judge_all("ecdsa_secp256r1_sha256_test.json", judge);
    if (!counts) GTEST_SKIP();
    EXPECT_GE(counts->valid, 170);
    EXPECT_GE(counts->invalid, 40);
}

TEST(WycheproofTest, HmacWithSha256) {
    const auto counts =
        judge_all("hmac_sha256_test.json", [](const auto& /*group*/, const auto& test) {
            const Digest digest = hmac_sha256(bytes(test, "key"), bytes(test, "msg"));
            const std::string tag = bytes(test, "tag");
            // Some vectors have the first 16 bytes alone.
            const std::string_view ours = text_of(digest).substr(0, tag.size());
            return equal_secrets(ours, tag) ? Verdict::kTaken : Verdict::kRefused;
        });
    if (!counts) GTEST_SKIP();
    EXPECT_GE(counts->valid, 60);
    EXPECT_GE(counts->invalid, 100);
}

}  // namespace
}  // namespace wedsync::crypto
