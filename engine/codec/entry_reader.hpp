#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/columns.hpp"
#include "engine/codec/entry_layout.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/codec/last_writes.hpp"
#include "engine/codec/stream_state.hpp"

namespace wedsync::codec {

/// Reads one batch of entries, from bytes that may be anything.
class EntryReader {
public:
    /// The bytes are borrowed as long as the reader lives.
    explicit EntryReader(BytesView bytes);
    /// The next `count` entries of a stream, which has gained the lanes of their frame.
    EntryReader(Reader rows, std::size_t count, StreamState& stream);
    EntryReader(const EntryReader&) = delete;
    EntryReader& operator=(const EntryReader&) = delete;
    EntryReader(EntryReader&&) = delete;
    EntryReader& operator=(EntryReader&&) = delete;
    ~EntryReader() = default;

    /// All entries; not more of them than `most`.
    [[nodiscard]] Result<std::vector<Entry>> read_all(std::size_t most);

    /// For a batch of form kSingle, and what follows it in rows().
    [[nodiscard]] bool is_single() const { return form_ == Form::kSingle; }
    [[nodiscard]] Entry read_single();
    [[nodiscard]] Reader& rows() { return columns_[0]; }
    [[nodiscard]] const LaneNumbers& lanes() const { return stream_.lanes; }

private:
    struct FieldColumn {
        Bytes storage;
        Reader values;
        std::vector<std::string> texts;
    };
    struct Touch {
        CellRef cell;
        RecordId record;
        FieldId field;
        std::vector<Dot> covers;
    };

    [[nodiscard]] bool is_columns() const { return form_ == Form::kColumns; }
    [[nodiscard]] Reader& column(Column name) {
        return columns_[is_columns() ? static_cast<std::size_t>(name) : 0];
    }
    void read_head(Reader& reader);
    void read_columns(Reader& reader);
    void read_dictionary(Reader& reader);
    [[nodiscard]] RecordId read_named(Reader& reader, std::uint32_t& lane,
                                      const RecordId& before) const;
    [[nodiscard]] bool ok() const;
    [[nodiscard]] bool is_done() const;
    void fail() { columns_[0].fail(); }
    /// False, and a failure, when the batch holds more than its bytes may ask for.
    [[nodiscard]] bool take_items(std::size_t count);

    [[nodiscard]] Entry read(std::uint8_t tag);
    [[nodiscard]] Dot read_entry_dot(std::uint8_t tag);
    void read_change(Change& change, std::uint8_t tag);
    [[nodiscard]] HybridTime read_time(std::uint8_t tag);
    [[nodiscard]] std::int64_t read_time_step();
    [[nodiscard]] std::size_t read_extra(Change& change);
    [[nodiscard]] Operation read_operation(const Change& change);
    [[nodiscard]] Operation read_kill(std::uint8_t tag, const Change& change);
    [[nodiscard]] Operation read_unknown();
    [[nodiscard]] Touch read_touch(std::uint8_t tag, const Change& change);
    [[nodiscard]] RecordId read_record_part(std::uint8_t tag, const Change& change);
    [[nodiscard]] FieldId read_field(CellRef& cell);
    [[nodiscard]] std::vector<Dot> read_covers(CoversForm form, const Touch& touch,
                                               const Change& change);
    [[nodiscard]] Dot read_cover(const Change& change, bool is_near);
    [[nodiscard]] Value read_cell_value(FieldId field, std::uint32_t number);
    [[nodiscard]] Value read_stream_value(FieldId field);
    [[nodiscard]] RecordId read_stream_record();
    [[nodiscard]] std::string read_words();
    [[nodiscard]] std::string_view read_content(std::size_t most);

    Form form_ = Form::kRows;
    std::size_t count_ = 0;
    std::uint8_t single_tag_ = 0;
    bool is_too_large_ = false;
    std::size_t items_left_ = 0;
    Unpacker unpacker_;
    std::array<Reader, kColumnCount> columns_;
    std::array<Bytes, kColumnCount> storage_;
    std::vector<FieldColumn> field_columns_;
    std::vector<FieldId> fields_;
    std::vector<RecordId> records_;
    LastWrites last_writes_;
    /// Borrowed from the column of texts.
    std::vector<std::string_view> words_;
    std::size_t text_bytes_left_ = kUnpackedBytesMax;
    StreamState own_stream_;
    StreamState& stream_ = own_stream_;
    RecordId previous_record_;
    std::uint32_t previous_record_number_ = 0;
    bool has_previous_record_ = false;
    std::vector<Dot> previous_covers_;
    std::uint32_t next_own_ = 0;
};

}  // namespace wedsync::codec
