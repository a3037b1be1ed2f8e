#include "crypto/device_key.hpp"

#include <gtest/gtest.h>

namespace wedsync::crypto {
namespace {

std::string unhex(std::string_view digits) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    return bytes;
}

// RFC 8032, section 7.1, test 3.
constexpr std::string_view kSecret =
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
constexpr std::string_view kPublic =
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
constexpr std::string_view kSignature =
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

TEST(DeviceKeyTest, SignsAsTheStandardSays) {
    auto key = PrivateKey::from_secret_bytes(unhex(kSecret));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().public_key().bytes, unhex(kPublic));
    EXPECT_EQ(key.value().sign("\xaf\x82"), unhex(kSignature));
    EXPECT_EQ(key.value().secret_bytes(), unhex(kSecret));
    EXPECT_TRUE(verify(key.value().public_key(), "\xaf\x82", unhex(kSignature)));
}

TEST(DeviceKeyTest, ASignatureIsForOneMessageAndOneKey) {
    const PrivateKey key = PrivateKey::generate();
    const PrivateKey other = PrivateKey::generate();
    std::string signature = key.sign("hello");
    EXPECT_TRUE(verify(key.public_key(), "hello", signature));
    EXPECT_FALSE(verify(key.public_key(), "hellp", signature));
    EXPECT_FALSE(verify(other.public_key(), "hello", signature));
    EXPECT_FALSE(verify(key.public_key(), "hello", signature + '\0'));
    EXPECT_FALSE(verify(key.public_key(), "hello", ""));
    for (char& byte : signature) {
        byte = static_cast<char>(byte ^ 1);
        EXPECT_FALSE(verify(key.public_key(), "hello", signature));
        byte = static_cast<char>(byte ^ 1);
    }
}

// RFC 6979, section A.2.5: P-256, SHA-256, message "sample".
constexpr std::string_view kPoint =
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
constexpr std::string_view kPointSignature =
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

TEST(DeviceKeyTest, ReadsWhatABrowserSigns) {
    const PublicKey key{KeyKind::kP256, unhex(kPoint)};
    EXPECT_TRUE(is_valid(key));
    EXPECT_TRUE(verify(key, "sample", unhex(kPointSignature)));
    EXPECT_FALSE(verify(key, "Sample", unhex(kPointSignature)));
    // The kind is the key's: the same bytes are no Ed25519 key.
    EXPECT_FALSE(is_valid({KeyKind::kEd25519, unhex(kPoint)}));
}

TEST(DeviceKeyTest, BrokenKeysVerifyNothing) {
    std::string off_curve = unhex(kPoint);
    off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
    const std::string zeros(64, '\0');
    for (const PublicKey& key :
         {PublicKey{KeyKind::kP256, off_curve}, PublicKey{KeyKind::kP256, ""},
          PublicKey{KeyKind::kP256, unhex(kPublic)}, PublicKey{KeyKind::kEd25519, ""},
          PublicKey{KeyKind::kEd25519, std::string(31, 'x')}}) {
        EXPECT_FALSE(is_valid(key));
        EXPECT_FALSE(verify(key, "sample", unhex(kPointSignature)));
    }
    EXPECT_FALSE(verify({KeyKind::kP256, unhex(kPoint)}, "sample", zeros));
    EXPECT_FALSE(verify({KeyKind::kEd25519, unhex(kPublic)}, "sample", zeros));
    EXPECT_FALSE(PrivateKey::from_secret_bytes("short").ok());
}

TEST(DeviceKeyTest, KindsHaveNames) {
    EXPECT_EQ(key_kind("ed25519").value(), KeyKind::kEd25519);
    EXPECT_EQ(key_kind("p256").value(), KeyKind::kP256);
    EXPECT_FALSE(key_kind("none").ok());
    EXPECT_FALSE(key_kind("").ok());
}

}  // namespace
}  // namespace wedsync::crypto
