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

namespace wedsync::codec {

/// What must be known before the first entry of a batch of columns is written.
struct BatchPlan {
    /// Records that are named before (or without) being created in the batch, each once.
    std::vector<RecordId> named;
    /// Counted as the reader counts, see kColumnItemsMax.
    std::size_t items = 0;
};
[[nodiscard]] BatchPlan plan_batch(std::span<const EntryView> entries);

/// Writes entries into one batch. The changes are borrowed until finish().
class EntryWriter {
public:
    /// `plan` is for Form::kColumns only.
    explicit EntryWriter(Form form, const BatchPlan& plan = {});

    void write(const EntryView& entry);
    /// The whole batch. `count` is the number of entries written.
    [[nodiscard]] Bytes finish(std::size_t count, int level);

    /// For what follows the entries of a batch of rows, with the same numbers for lanes.
    [[nodiscard]] Writer& rows() { return columns_[0]; }
    [[nodiscard]] LaneNumbers& lanes() { return lanes_; }

private:
    struct LaneMemory {
        std::uint64_t last = 0;    ///< Of the entries.
        std::uint64_t anchor = 0;  ///< Of entries and covers: what covers are counted from.
    };
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
    [[nodiscard]] LaneMemory& memory_of(std::uint32_t lane);

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
    void write_cell_value(const Value& value, std::uint32_t field);
    void write_text_value(const std::string& text, FieldColumn& into);
    void write_content(std::string_view content);
    void write_dictionary(Writer& writer) const;

    Form form_;
    std::array<Writer, kColumnCount> columns_;
    std::vector<FieldColumn> field_columns_;
    std::vector<FieldId> fields_;
    std::map<FieldId, std::uint32_t> field_numbers_;
    std::vector<RecordId> named_;
    std::map<RecordId, std::uint32_t> record_numbers_;
    std::map<CellRef, Dot> last_writes_;
    BatchLanes lanes_;
    std::vector<LaneMemory> memory_;
    std::uint32_t previous_lane_ = 0;
    std::uint64_t previous_wall_ = 0;
    const RecordId* previous_record_ = nullptr;
    std::uint32_t previous_record_number_ = 0;
    const std::vector<Dot>* previous_covers_ = nullptr;
    std::uint32_t next_own_ = 0;
    std::uint8_t single_tag_ = 0;
};

}  // namespace wedsync::codec
