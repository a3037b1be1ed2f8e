#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/entry_layout.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/codec/last_writes.hpp"
#include "engine/codec/stream_state.hpp"

namespace wedsync::codec {

/// What must be known before the first entry of a batch of columns is written.
struct BatchPlan {
    /// Records that are named before (or without) being created in the batch, each once.
    std::vector<RecordId> named;
    /// Counted as the reader counts, see kColumnItemsMax.
    std::size_t items = 0;
    /// Of all texts: bounded by kUnpackedBytesMax, as words take less in the columns than they are.
    std::size_t text_bytes = 0;
};
[[nodiscard]] BatchPlan plan_batch(std::span<const EntryView> entries);

[[nodiscard]] EntryView view_of(const Change& change);
[[nodiscard]] EntryView view_of(const Entry& entry);

/// Writes entries into one batch. The changes are borrowed until finish().
class EntryWriter {
public:
    /// `plan` is for Form::kColumns only.
    explicit EntryWriter(Form form, const BatchPlan& plan = {});
    /// Form::kStream: goes on where the batch before ended. What is written is in rows(), and
    /// builds on the lanes that the stream has gained meanwhile.
    explicit EntryWriter(StreamState& stream) : form_(Form::kStream), stream_(stream) {}
    EntryWriter(const EntryWriter&) = delete;
    EntryWriter& operator=(const EntryWriter&) = delete;
    EntryWriter(EntryWriter&&) = delete;
    EntryWriter& operator=(EntryWriter&&) = delete;
    ~EntryWriter() = default;

    void write(const EntryView& entry);
    /// The whole batch. `count` is the number of entries written.
    [[nodiscard]] Bytes finish(std::size_t count, int level);

    /// For what follows the entries of a batch of rows, with the same numbers for lanes.
    [[nodiscard]] Writer& rows() { return columns_[0]; }
    [[nodiscard]] LaneNumbers& lanes() { return stream_.lanes; }

private:
    struct FieldColumn {
        Writer values;
        std::map<std::string, std::uint8_t> texts;
    };
    /// One cell that an operation touches.
    struct Touch {
        std::uint8_t kind = 0;
        const RecordId& record;
        FieldId field;
        const std::string& sub;
        const std::vector<Dot>& covers;
    };

    [[nodiscard]] bool is_columns() const { return form_ == Form::kColumns; }
    [[nodiscard]] Writer& column(Column name) {
        return columns_[is_columns() ? static_cast<std::size_t>(name) : 0];
    }
    [[nodiscard]] StreamState::Lane& memory_of(std::uint32_t lane);

    [[nodiscard]] std::uint8_t tag_of(const Change& change) const;
    void write_change(const Change& change, std::uint8_t tag);
    void write_time(HybridTime time, std::uint8_t tag);
    void write_extra(const Change& change);
    void write_operation(const Operation& operation, const Change& change);
    [[nodiscard]] CellRef write_touch(const Touch& touch, const Change& change);
    void write_kill(const operation::Kill& kill, const Change& change);
    [[nodiscard]] RecordForm record_form_of(const RecordId& record, const Change& change) const;
    void write_record_part(const RecordId& record, RecordForm form, const Change& change);
    [[nodiscard]] CoversForm covers_form_of(const Touch& touch, const CellRef& cell,
                                            const Change& change) const;
    void write_covers(const std::vector<Dot>& covers, CoversForm form, const Change& change);
    [[nodiscard]] std::uint32_t number_of(FieldId field);
    void write_field(FieldId field, std::uint32_t number);
    void write_cell_value(const Value& value, FieldId field, std::uint32_t number);
    void write_text_value(const std::string& text, FieldColumn& into);
    void write_words(std::string_view text);
    void write_stream_text(const std::string& text, FieldId field);
    void write_named(const RecordId& record);
    void write_content(std::string_view content);
    void write_dictionary(Writer& writer) const;

    Form form_;
    std::array<Writer, kColumnCount> columns_;
    std::vector<FieldColumn> field_columns_;
    std::vector<FieldId> fields_;
    std::map<FieldId, std::uint32_t> field_numbers_;
    std::vector<RecordId> named_;
    std::map<RecordId, std::uint32_t> record_numbers_;
    LastWrites last_writes_;
    std::map<std::string, std::uint32_t, std::less<>> words_;
    /// What a batch that stands for itself has instead of a stream.
    StreamState own_stream_;
    StreamState& stream_ = own_stream_;
    const RecordId* previous_record_ = nullptr;
    std::uint32_t previous_record_number_ = 0;
    const std::vector<Dot>* previous_covers_ = nullptr;
    std::uint32_t next_own_ = 0;
    std::uint8_t single_tag_ = 0;
};

}  // namespace wedsync::codec
