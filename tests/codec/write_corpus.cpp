// Writes real encodings as the first inputs of the fuzz targets: write_corpus fuzz/corpus
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/codec/entries.hpp"
#include "engine/codec/frame.hpp"
#include "engine/codec/frame_session.hpp"
#include "engine/codec/json_message.hpp"
#include "engine/codec/record_batch.hpp"
#include "engine/codec/row.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/venue_day.hpp"

namespace wedsync::codec {
namespace {

namespace fs = std::filesystem;

void save(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << as_text(bytes);
}

/// What a session makes of some messages, as the target takes it: two bytes of length before each.
Bytes session_frames(test::RandomModel& random) {
    FrameSession session;
    static_cast<void>(session.encode(message::Welcome{kProtocolVersion, Epoch{1}, 1, 0}));
    Bytes all;
    for (std::uint64_t i = 1; i <= 8; ++i) {
        message::Push push;
        push.scope = ScopeId{1 + i % 2};
        push.request = i;
        push.changes = random.changes(1 + i % 3);
        message::Page page;
        page.scope = ScopeId{1};
        page.epoch = Epoch{1};
        page.entries = random.entries(i % 3);
        page.from = Position{i * 10};
        page.to = page.head = Position{page.from.value() + page.entries.size()};
        message::PushResult result{ScopeId{1}, i, {}, 0};
        result.verdicts.emplace_back().dot = push.changes.front().dot;
        const message::Seen seen{ScopeId{1}, page.to};
        for (const Message& message :
             {Message{push}, Message{page}, Message{result}, Message{seen}}) {
            const Bytes frame = session.encode(message);
            all.push_back(static_cast<std::uint8_t>(frame.size() & 0xFFU));
            all.push_back(static_cast<std::uint8_t>(frame.size() >> 8U));
            all.insert(all.end(), frame.begin(), frame.end());
        }
    }
    return all;
}

void save_all(const fs::path& root) {
    test::RandomModel random(7);
    save(root / "entries/single.bin", encode_entries(random.entries(1)));
    save(root / "entries/rows.bin", encode_entries(random.entries(6)));
    save(root / "entries/columns.bin", encode_entries(random.entries(30)));
    test::VenueDay day;
    day.lane_count = 2;
    day.edits_before = 300;
    day.edit_count = 100;
    save(root / "entries/venue_day.bin", encode_entries(test::venue_day(day)));
    for (int i = 0; i < 4; ++i) {
        const Change change = random.change();
        save(root / ("own/change_" + std::to_string(i) + ".bin"),
             encode_own(change, random.displaced(change)));
    }
    for (std::size_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
        const std::string name = "message_" + std::to_string(kind);
        const Message message = random.message(kind);
        save(root / ("frame/" + name + ".bin"), encode_frame(message));
        const std::string text = encode_json(message);
        const BytesView bytes = as_bytes(text);
        save(root / ("json_message/" + name + ".json"), Bytes(bytes.begin(), bytes.end()));
    }
    for (int i = 0; i < 3; ++i) {
        save(root / ("session/frames_" + std::to_string(i) + ".bin"), session_frames(random));
    }
    for (int i = 0; i < 4; ++i) {
        BatchLanes lanes;
        save(root / ("row/record_" + std::to_string(i) + ".bin"),
             encode_row(random.state(), lanes));
    }
    save(root / "dot_set/few.bin", encode_dot_set(random.dot_set()));
    for (int i = 0; i < 3; ++i) {
        Writer writer;
        write_records(std::vector<merge::RecordState>{random.state(), random.state()}, writer);
        save(root / ("record_batch/two_" + std::to_string(i) + ".bin"), std::move(writer).take());
    }
}

}  // namespace
}  // namespace wedsync::codec

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: write_corpus FOLDER\n", stderr);
        return 2;
    }
    wedsync::codec::save_all(argv[1]);
    return 0;
}
