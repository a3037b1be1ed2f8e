#include "ml/dataset.hpp"

#include <string>
#include <zlib.h>

#include "gtest/gtest.h"

namespace wedsync::ml {
namespace {

std::string row(const std::string& more = "") {
    return R"({"id":7,"repo":"a/b","merge":"c0ffee","path":"x.json","key":"guests/[Ann]/table",)"
           R"("target":"server","merge_at":100,"base":"4","ours":"5","theirs":"6","tb":"numstr",)"
           R"("to":"numstr","tt":"numstr","lb":1,"lo":1,"lt":1,"client_side":"theirs",)"
           R"("ed_at_o":10,"ed_at_t":null,"git_auto":false)" +
           more + "}\n";
}

std::string packed(const std::string& plain) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(plain.size() + 1'000, '\0');
    std::string in = plain;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

TEST(DatasetTest, ReadsARowTurnedToClientAndServer) {
    for (const std::string& file : {row(), packed(row())}) {
        const auto rows = parse_dataset(as_bytes(file));
        ASSERT_TRUE(rows.ok()) << rows.error().detail;
        ASSERT_EQ(rows.value().size(), 1u);
        const Row& read = rows.value()[0];
        EXPECT_EQ(read.target, suggest::Answer::kServer);
        EXPECT_EQ(read.facts.client.value.text, "6");
        EXPECT_EQ(read.facts.server.value.text, "5");
        EXPECT_EQ(read.facts.server.edited_at_s, 10);
        EXPECT_NE(read.facts.client.edited_at_s, read.facts.client.edited_at_s);
        EXPECT_EQ(read.facts.field, "guests/[Ann]/table");
        EXPECT_EQ(read.facts.parent, "guests/[Ann]");
    }
}

TEST(DatasetTest, ErrorsNameTheLine) {
    const auto error_of = [](const std::string& file) {
        const auto rows = parse_dataset(as_bytes(file));
        return rows.ok() ? std::string() : rows.error().detail;
    };
    EXPECT_NE(error_of(row() + "{\"id\": 1}\n").find("line 2"), std::string::npos);
    EXPECT_NE(error_of("[]\n").find("not an object"), std::string::npos);
    EXPECT_NE(error_of("{\n").find("line 1"), std::string::npos);
    const std::string gz = packed(row());
    EXPECT_NE(error_of(gz.substr(0, gz.size() / 2)).find("cut short"), std::string::npos);
    EXPECT_NE(error_of(gz + "x").find("damaged"), std::string::npos);
}

TEST(DatasetTest, APackedFileThatGrowsWithoutEndIsRefused) {
    const std::string bomb = packed(std::string(kPlainBytesMax + 1, ' '));
    const auto rows = parse_dataset(as_bytes(bomb));
    ASSERT_FALSE(rows.ok());
    EXPECT_EQ(rows.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::ml
