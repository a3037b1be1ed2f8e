// A row of the ring: meta value "commit.<place>", place = number mod kCommitKeysMax, with
//
//   number varint | key text | dot | amended u8 | count varint | index varint ...
//
// where the number counts the keys ever given and the indexes are those of the created records.
#include "engine/replica/commit_keys.hpp"

#include <algorithm>
#include <optional>

#include "engine/codec/byte_io.hpp"
#include "engine/model/value.hpp"

namespace wedsync::replica {
namespace {

std::string name_of(std::uint64_t number) {
    return "commit." + std::to_string(number % kCommitKeysMax);
}

struct Row {
    std::uint64_t number = 0;
    std::string key;
    Committed committed;
};

Result<Row> read_row(BytesView bytes) {
    codec::Reader reader(bytes);
    Row row;
    row.number = reader.varint();
    row.key = reader.text(kCommitKeyBytesMax);
    row.committed.dot.incarnation.high = reader.fixed(8);
    row.committed.dot.incarnation.low = reader.fixed(8);
    row.committed.dot.counter = reader.varint();
    row.committed.is_amended = reader.u8() != 0;
    const std::size_t count = reader.count(kChangeOperationsMax);
    for (std::size_t i = 0; i < count; ++i)
        row.committed.created.push_back({row.committed.dot, reader.varint_u32()});
    if (!reader.is_done()) return codec::corrupt("a kept commit key");
    return row;
}

}  // namespace

Result<CommitKeys> CommitKeys::load(store::Store& store) {
    CommitKeys keys;
    for (std::uint64_t place = 0; place < kCommitKeysMax; ++place) {
        const std::optional<Bytes> kept = WEDSYNC_TRY(store.load_meta(name_of(place)));
        if (!kept) continue;
        Row row = WEDSYNC_TRY(read_row(*kept));
        keys.last_ = std::max(keys.last_, row.number);
        keys.order_[row.number] = row.key;
        keys.answers_.insert_or_assign(std::move(row.key), std::move(row.committed));
    }
    return keys;
}

const Committed* CommitKeys::find(const std::string& key) const {
    const auto at = answers_.find(key);
    return at == answers_.end() ? nullptr : &at->second;
}

std::pair<std::string, Bytes> CommitKeys::row_of(const std::string& key,
                                                 const Committed& committed) const {
    codec::Writer writer;
    writer.varint(last_ + 1);
    writer.text(key);
    writer.fixed(committed.dot.incarnation.high, 8);
    writer.fixed(committed.dot.incarnation.low, 8);
    writer.varint(committed.dot.counter);
    writer.u8(committed.is_amended ? 1 : 0);
    writer.varint(committed.created.size());
    for (const RecordId& record : committed.created)
        writer.varint(record.index);
    return {name_of(last_ + 1), std::move(writer).take()};
}

void CommitKeys::keep(const std::string& key, const Committed& committed) {
    order_[++last_] = key;
    answers_.insert_or_assign(key, committed);
    if (order_.size() <= kCommitKeysMax) return;
    answers_.erase(order_.begin()->second);
    order_.erase(order_.begin());
}

}  // namespace wedsync::replica
