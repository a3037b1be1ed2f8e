// decode(encode(v)) == v for every valid v, and anything else than encode(v) is refused or decodes
// to something: never a crash. Each failure prints the seed that brings it back.
#include <variant>

#include <gtest/gtest.h>

#include "engine/codec/entries.hpp"
#include "engine/codec/frame.hpp"
#include "engine/codec/row.hpp"
#include "tests/support/random_model.hpp"

namespace wedsync::codec {
namespace {

using test::RandomModel;

TEST(RoundTripTest, GeneratorMakesValidChanges) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        for (const Change& change : random.changes(30)) {
            const Result<void> checked = validate(change);
            ASSERT_TRUE(checked.ok()) << checked.error().detail;
        }
    }
}

TEST(RoundTripTest, Entries) {
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        const std::vector<Entry> entries =
            random.entries(random.prng().below(seed % 10 == 0 ? 400 : 20));
        const auto decoded = decode_entries(encode_entries(entries));
        ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
        ASSERT_EQ(decoded.value(), entries);
    }
}

TEST(RoundTripTest, OwnChanges) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        for (int i = 0; i < 10; ++i) {
            const Change change = random.change();
            const OwnChange own{change, random.displaced(change)};
            const auto decoded = decode_own(encode_own(own.change, own.displaced));
            ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
            ASSERT_EQ(decoded.value(), own);
        }
    }
}

TEST(RoundTripTest, Rows) {
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        BatchLanes lanes;
        for (int i = 0; i < 10; ++i) {
            const merge::RecordState state = random.state();
            const auto decoded = decode_row(state.id, encode_row(state, lanes), lanes);
            ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
            ASSERT_EQ(decoded.value(), state);
        }
    }
}

TEST(RoundTripTest, DotSets) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE(seed);
        const DotSet set = RandomModel(seed).dot_set();
        const auto decoded = decode_dot_set(encode_dot_set(set));
        ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
        ASSERT_EQ(decoded.value(), set);
    }
}

TEST(RoundTripTest, FramesOfEveryKind) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        for (std::size_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
            SCOPED_TRACE(testing::Message() << "seed " << seed << " kind " << kind);
            RandomModel random(seed);
            const Message message = random.message(kind);
            ASSERT_EQ(message.index(), kind);
            const Bytes frame = encode_frame(message);
            const auto decoded = decode_frame(frame);
            ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
            ASSERT_EQ(decoded.value(), message);
            ASSERT_EQ(encode_frame(decoded.value()), frame);
        }
    }
}

TEST(RoundTripTest, APageKeepsTheBytesThatALogWouldMakeOfIt) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        message::Page page;
        page.entries = random.entries(random.prng().below(seed % 10 == 0 ? 400 : 40));
        const auto decoded = decode_frame(encode_frame(page));
        ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
        const auto* back = std::get_if<message::Page>(&decoded.value());
        ASSERT_NE(back, nullptr);
        ASSERT_EQ(back->encoded.bytes, encode_entries(back->entries));
    }
}

/// Calls `decode` with every proper prefix (must fail) and with every bit flipped (must not crash).
template <class Decode>
void disturb(const Bytes& bytes, const Decode& decode) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ASSERT_FALSE(decode(BytesView{bytes.data(), size})) << "cut to " << size;
    }
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        Bytes flipped = bytes;
        flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
        static_cast<void>(decode(flipped));
    }
    Bytes longer = bytes;
    longer.push_back(0);
    ASSERT_FALSE(decode(longer)) << "a trailing byte";
}

TEST(DamageTest, Entries) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        disturb(encode_entries(random.entries(seed % 2 == 0 ? 1 + seed / 2 : 25)),
                [](BytesView bytes) { return decode_entries(bytes).ok(); });
    }
}

TEST(DamageTest, OwnChanges) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        const Change change = random.change();
        disturb(encode_own(change, random.displaced(change)),
                [](BytesView bytes) { return decode_own(bytes).ok(); });
    }
}

TEST(DamageTest, Rows) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE(seed);
        BatchLanes lanes;
        const merge::RecordState state = RandomModel(seed).state();
        disturb(encode_row(state, lanes),
                [&](BytesView bytes) { return decode_row(state.id, bytes, lanes).ok(); });
    }
}

TEST(DamageTest, DotSets) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE(seed);
        disturb(encode_dot_set(RandomModel(seed).dot_set()), [](BytesView bytes) {
            const auto decoded = decode_dot_set(bytes);
            // A set has one form: what decodes encodes to the same bytes.
            if (decoded.ok()) {
                EXPECT_EQ(encode_dot_set(decoded.value()), Bytes(bytes.begin(), bytes.end()));
            }
            return decoded.ok();
        });
    }
}

TEST(DamageTest, FramesOfEveryKind) {
    for (std::size_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
        SCOPED_TRACE(kind);
        RandomModel random(kind);
        disturb(encode_frame(random.message(kind)),
                [](BytesView bytes) { return decode_frame(bytes).ok(); });
    }
}

}  // namespace
}  // namespace wedsync::codec
