#include "hub/service/media_store.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;
using Outcome = MediaStore::Outcome;

constexpr WallTime kNow{1'800'000'000'000};
constexpr std::uint64_t kHourMs = 3'600'000;

std::string picture(std::size_t bytes, char fill = 'x') {
    return "\xff\xd8\xff" + std::string(bytes - 3, fill);
}
PictureName name_of(const std::string& bytes, std::uint64_t scope = 7) {
    return {ScopeId{scope}, crypto::hex(crypto::sha256(bytes))};
}

class MediaStoreTest : public testing::Test {
protected:
    MediaStoreTest() {
        std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~MediaStoreTest() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string media() const { return folder_ + "/media"; }
    [[nodiscard]] MediaStore open(MediaLimits limits = {}) const { return {media(), limits, kNow}; }
    /// Adds the bytes from `from` to `to`.
    static MediaStore::Added add(MediaStore& store, const std::string& bytes, std::size_t from,
                                 std::size_t to, const std::string& device = "alice",
                                 WallTime now = kNow) {
        return store
            .add({name_of(bytes), device, from, bytes.size(),
                  std::string_view(bytes).substr(from, to - from)},
                 now)
            .value();
    }
    [[nodiscard]] std::size_t file_count() const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(media()))
            if (entry.is_regular_file()) ++count;
        return count;
    }

    std::string folder_;
};

TEST_F(MediaStoreTest, PiecesBecomeAPictureThatOutlivesTheService) {
    const std::string bytes = picture(10'000);
    {
        MediaStore store = open();
        EXPECT_EQ(store.held(name_of(bytes), "alice"), (MediaStore::Held{0, false}));
        EXPECT_EQ(add(store, bytes, 0, 4'000).held, (MediaStore::Held{4'000, false}));
        EXPECT_FALSE(store.read(name_of(bytes)).value());
    }
    MediaStore store = open();
    EXPECT_EQ(store.held(name_of(bytes), "alice"), (MediaStore::Held{4'000, false}));
    const MediaStore::Added added = add(store, bytes, 4'000, 10'000);
    EXPECT_EQ(added.outcome, Outcome::kFinished);
    EXPECT_EQ(added.held, (MediaStore::Held{10'000, true}));
    MediaStore again = open();
    EXPECT_EQ(*again.read(name_of(bytes)).value(), bytes);
    EXPECT_EQ(again.held(name_of(bytes), "bob"), (MediaStore::Held{10'000, true}));
    EXPECT_EQ(again.unfinished_count(), 0U);
    EXPECT_EQ(again.bytes(), 3 * kMediaBlockBytes);
}

TEST_F(MediaStoreTest, GoesOnOnlyWhereItEnded) {
    const std::string bytes = picture(100);
    MediaStore store = open();
    static_cast<void>(add(store, bytes, 0, 40));
    for (const std::size_t from : {std::size_t{0}, std::size_t{39}, std::size_t{41}}) {
        const MediaStore::Added added = add(store, bytes, from, 100);
        EXPECT_EQ(added.outcome, Outcome::kWrongOffset);
        EXPECT_EQ(added.held.bytes, 40U);
    }
    EXPECT_EQ(add(store, bytes, 40, 100).outcome, Outcome::kFinished);
    EXPECT_EQ(add(store, bytes, 40, 100).outcome, Outcome::kKnown);
}

TEST_F(MediaStoreTest, BytesOfAnotherNameAreDropped) {
    const std::string bytes = picture(100);
    MediaStore store = open();
    const std::string wrong = picture(100, 'y');
    const auto added = store.add({name_of(bytes), "alice", 0, 100, wrong}, kNow).value();
    EXPECT_EQ(added.outcome, Outcome::kWrongHash);
    EXPECT_EQ(added.held, (MediaStore::Held{0, false}));
    EXPECT_EQ(file_count(), 0U);
    EXPECT_EQ(store.bytes(), 0U);
    EXPECT_EQ(add(store, bytes, 0, 100).outcome, Outcome::kFinished);
}

TEST_F(MediaStoreTest, ADeviceSpoilsNobodyElsesPicture) {
    const std::string bytes = picture(100);
    MediaStore store = open();
    static_cast<void>(
        store.add({name_of(bytes), "mallory", 0, 100, picture(50, 'z')}, kNow).value());
    EXPECT_EQ(store.held(name_of(bytes), "alice").bytes, 0U);
    EXPECT_EQ(add(store, bytes, 0, 100).outcome, Outcome::kFinished);
}

TEST_F(MediaStoreTest, AScopeHasItsShareAndAPictureCostsABlock) {
    MediaLimits limits;
    limits.scope_bytes_max = 2 * kMediaBlockBytes;
    MediaStore store = open(limits);
    const std::string one = picture(100, '1');
    const std::string two = picture(100, '2');
    const std::string three = picture(100, '3');
    EXPECT_EQ(add(store, one, 0, 100).outcome, Outcome::kFinished);
    EXPECT_EQ(add(store, two, 0, 50).outcome, Outcome::kTaken);
    EXPECT_EQ(add(store, three, 0, 100).outcome, Outcome::kScopeFull);
    EXPECT_EQ(store.add({name_of(three, 8), "alice", 0, 100, three}, kNow).value().outcome,
              Outcome::kFinished);
    EXPECT_EQ(add(store, two, 50, 100).outcome, Outcome::kFinished);
}

TEST_F(MediaStoreTest, TheOldestOfTooManyUnfinishedGoes) {
    MediaLimits limits;
    limits.unfinished_per_device_max = 2;
    MediaStore store = open(limits);
    for (const char letter : {'1', '2', '3'}) {
        static_cast<void>(add(store, picture(100, letter), 0, 50, "alice",
                              WallTime{kNow.value() + static_cast<std::uint64_t>(letter)}));
    }
    static_cast<void>(add(store, picture(100, '1'), 0, 50, "bob"));
    EXPECT_EQ(store.held(name_of(picture(100, '1')), "alice").bytes, 0U);
    EXPECT_EQ(store.held(name_of(picture(100, '2')), "alice").bytes, 50U);
    EXPECT_EQ(store.held(name_of(picture(100, '3')), "alice").bytes, 50U);
    EXPECT_EQ(store.held(name_of(picture(100, '1')), "bob").bytes, 50U);
    EXPECT_EQ(file_count(), 3U);
}

TEST_F(MediaStoreTest, WhatNobodyGoesOnWithIsSweptAway) {
    MediaLimits limits;
    limits.unfinished_hours = 2;
    MediaStore store = open(limits);
    const std::string finished = picture(100, 'f');
    static_cast<void>(add(store, finished, 0, 100));
    static_cast<void>(add(store, picture(100), 0, 50));
    store.sweep(WallTime{kNow.value() + 2 * kHourMs});
    EXPECT_EQ(store.unfinished_count(), 1U);
    store.sweep(WallTime{kNow.value() + 2 * kHourMs + 1});
    EXPECT_EQ(store.unfinished_count(), 0U);
    EXPECT_EQ(file_count(), 1U);
    EXPECT_EQ(store.bytes(), kMediaBlockBytes);
}

TEST_F(MediaStoreTest, KnowsItsOwnFilesAndLeavesTheOthers) {
    const std::string name(64, 'a');
    fs::create_directories(media() + "/7");
    fs::create_directories(media() + "/07");
    fs::create_directories(media() + "/x");
    fs::create_directory(media() + "/7/" + std::string(64, 'd'));
    for (const std::string& path :
         {"/7/" + name, "/7/" + name + ".part", "/7/" + std::string(64, 'A'), "/07/" + name,
          "/x/" + name, "/7/" + name + "." + std::string(32, 'b') + ".part"}) {
        std::ofstream(media() + path) << "bytes";
    }
    fs::create_symlink("/etc/passwd", media() + "/7/" + std::string(64, 'e'));
    MediaStore store = open();
    EXPECT_EQ(store.finished_count(), 1U);
    EXPECT_EQ(store.unfinished_count(), 1U);
    EXPECT_EQ(*store.read({ScopeId{7}, name}).value(), "bytes");
    EXPECT_FALSE(store.read({ScopeId{7}, std::string(64, 'e')}).value());
    store.sweep(WallTime{kNow.value() + 1'000 * kHourMs});
    EXPECT_EQ(file_count(), 6U);
}

TEST_F(MediaStoreTest, APictureThatSomebodyCutIsGone) {
    const std::string bytes = picture(100);
    MediaStore store = open();
    static_cast<void>(add(store, bytes, 0, 100));
    fs::resize_file(media() + "/" + media_path(name_of(bytes)), 50);
    EXPECT_FALSE(store.read(name_of(bytes)).value());
    EXPECT_EQ(add(store, bytes, 0, 100).outcome, Outcome::kFinished);
    EXPECT_EQ(*store.read(name_of(bytes)).value(), bytes);
}

TEST_F(MediaStoreTest, WhereNothingCanBeWrittenNothingIsLeft) {
    std::ofstream(media()) << "in the way";
    MediaStore store = open();
    const std::string bytes = picture(100);
    EXPECT_FALSE(store.add({name_of(bytes), "alice", 0, 100, bytes}, kNow).ok());
    EXPECT_EQ(store.held(name_of(bytes), "alice").bytes, 0U);
    EXPECT_EQ(store.bytes(), 0U);
}

TEST(PictureTypeTest, TakesThreeKinds) {
    EXPECT_EQ(picture_type("\xff\xd8\xff\xe0" + std::string(8, ' ')), "image/jpeg");
    EXPECT_EQ(picture_type("\x89PNG\r\n\x1a\n    "), "image/png");
    EXPECT_EQ(picture_type("RIFF....WEBPVP8 "), "image/webp");
    EXPECT_EQ(picture_type("RIFF....WAVEfmt "), "");
    EXPECT_EQ(picture_type("\xff\xd8\xff"), "");
    EXPECT_EQ(picture_type("<svg onload=x>......"), "");
    EXPECT_EQ(picture_type(""), "");
}

}  // namespace
}  // namespace wedsync::hub
