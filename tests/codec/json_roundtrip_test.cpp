// The messages as JSON say what the frames say: over many seeds, and under damage.
#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"
#include "engine/codec/json_message.hpp"
#include "tests/support/property.hpp"
#include "tests/support/random_model.hpp"

namespace wedsync::codec {
namespace {

std::string named(std::size_t kind, const std::string& what) {
    return "kind " + std::to_string(kind) + ": " + what;
}

TEST(JsonRoundTripTest, FramesOfEveryKind) {
    const auto law = [](std::uint64_t seed) -> std::optional<std::string> {
        for (std::size_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
            const Message made = test::RandomModel(seed).message(kind);
            const Result<Message> message = decode_frame(encode_frame(made));
            if (!message.ok()) return named(kind, message.error().detail);
            const std::string text = encode_json(message.value());
            const Result<Message> again = decode_json(text);
            if (!again.ok()) return named(kind, again.error().detail + "\n" + text);
            if (again.value() != made) return named(kind, "another message:\n" + text);
            if (encode_json(again.value()) != text) return named(kind, "another text:\n" + text);
        }
        return std::nullopt;
    };
    EXPECT_EQ(support::first_failure(support::seeds_of(400), law), std::nullopt);
}

TEST(JsonDamageTest, EveryCutIsRefusedAndEveryFlippedBitIsRefusedOrReadCleanly) {
    for (std::size_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
        SCOPED_TRACE(kind);
        const std::string text = encode_json(test::RandomModel(kind + 3).message(kind));
        const std::size_t step = 1 + text.size() / 300;
        for (std::size_t size = 0; size < text.size(); size += step)
            ASSERT_FALSE(decode_json(text.substr(0, size)).ok()) << "cut to " << size;
        for (std::size_t at = 0; at < text.size(); at += step) {
            std::string flipped = text;
            flipped[at] =
                static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << (at % 8)));
            const Result<Message> message = decode_json(flipped);
            if (!message.ok()) continue;
            const Result<Message> again = decode_json(encode_json(message.value()));
            ASSERT_TRUE(again.ok()) << again.error().detail;
            ASSERT_EQ(again.value(), message.value()) << flipped;
        }
        ASSERT_FALSE(decode_json(text + "1").ok());
    }
}

}  // namespace
}  // namespace wedsync::codec
