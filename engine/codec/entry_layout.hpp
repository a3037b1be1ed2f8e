#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/codec/message.hpp"

/// What the writer and the reader of entries agree on (grammar: entry_writer.cpp).
namespace wedsync::codec {

/// The low bits of the first byte of a batch.
enum class Form : std::uint8_t {
    kRows = 0,     ///< Entry after entry: for small batches.
    kColumns = 1,  ///< Like with like, each column packed: for many entries.
    kSingle = 2,   ///< One accepted change; the byte is its entry tag as well.
    kStream = 3,   ///< Rows that build on the batches before, in short frames only.
};
inline constexpr std::uint8_t kFormBits = 3;
/// Larger counts follow as a varint.
inline constexpr std::size_t kWideEntryCount = 63;

/// In the rows form all of them are one.
enum class Column : std::uint8_t {
    kTag,
    kLane,
    kCounter,
    kTimeLow,
    kTime,
    kOperation,
    kField,
    kRecordLow,
    kRecord,
    kCoverLane,
    kCover,
    kLength,
    kText,
    kWord,
    kRest,
};
inline constexpr std::size_t kColumnCount = 15;

/// Bits of an entry's tag; the lowest two are its kind, or the form.
namespace entry_tag {
inline constexpr std::uint8_t kAccepted = 0;
inline constexpr std::uint8_t kRefused = 1;
inline constexpr std::uint8_t kEcho = 2;
inline constexpr std::uint8_t kKnown = 3;
inline constexpr std::uint8_t kKindBits = 3;
/// The lane is not that of the entry before.
inline constexpr std::uint8_t kHasLane = 1U << 2U;
/// The counter is not the next of the lane.
inline constexpr std::uint8_t kHasCounter = 1U << 3U;
/// Not one operation, or a note, or a group: a byte of extra_tag follows.
inline constexpr std::uint8_t kHasExtra = 1U << 4U;
/// The time is five bytes of milliseconds since kTimeEpochMs.
inline constexpr std::uint8_t kIsTimeAbsolute = 1U << 5U;
inline constexpr std::uint8_t kHasLogical = 1U << 6U;
/// Form kSingle only: the number of lanes follows; otherwise it is one. Single entries of a stream:
/// new lanes follow; otherwise there are none.
inline constexpr std::uint8_t kHasLanes = 1U << 7U;
}  // namespace entry_tag

namespace extra_tag {
inline constexpr std::uint8_t kHasCount = 1;
inline constexpr std::uint8_t kHasNote = 2;
inline constexpr std::uint8_t kHasGroup = 4;
inline constexpr std::uint8_t kAll = 7;
}  // namespace extra_tag

/// Bits of an operation's tag: 0-1 kind, 2-3 record, 4-6 covers, 7 sub.
namespace operation_tag {
inline constexpr std::uint8_t kPut = 0;
inline constexpr std::uint8_t kDrop = 1;
inline constexpr std::uint8_t kKill = 2;
inline constexpr std::uint8_t kUnknown = 3;
inline constexpr std::uint8_t kKindBits = 3;
inline constexpr unsigned kRecordShift = 2;
inline constexpr unsigned kCoversShift = 4;
inline constexpr std::uint8_t kHasSub = 1U << 7U;
}  // namespace operation_tag

enum class RecordForm : std::uint8_t {
    kAgain = 0,    ///< That of the operation before, in this batch.
    kNew = 1,      ///< The next one that this change creates.
    kNamed = 2,    ///< Columns: by its number in the table of records. Rows: in full.
    kOwnLane = 3,  ///< Rows: of the change's own lane, index 0, by distance.
};

enum class CoversForm : std::uint8_t {
    kNone = 0,
    kCreator = 1,    ///< The dot that created the record.
    kLastWrite = 2,  ///< Columns: the last put to this cell in this batch.
    kAgain = 3,      ///< Those of the operation before.
    kOwnLane = 4,    ///< One dot of the change's own lane, by distance.
    kOne = 5,
    kMany = 6,
};

/// Covers repeated by CoversForm::kAgain: few, so that a byte cannot stand for thousands of dots.
inline constexpr std::size_t kAgainCoversMax = 4;

/// 2024-01-01, in wall milliseconds: five bytes from here last until 2058.
inline constexpr std::uint64_t kTimeEpochMs = 1'704'067'200'000;
inline constexpr std::size_t kTimeBytes = 5;

/// Field numbers from here on take a second number in the rows form.
inline constexpr std::uint16_t kWideField = 15;

/// Columns name a text they hold already by its number in its field.
inline constexpr std::size_t kSharedTextsMax = 128;
inline constexpr std::size_t kSharedTextBytesMax = 64;

/// In the column of words: the end of a text, a word in full (its length and content are in the
/// columns of those names), and the first number of the words that came in full before.
namespace word_code {
inline constexpr std::uint32_t kEnd = 0;
inline constexpr std::uint32_t kNew = 1;
inline constexpr std::uint32_t kKnown = 2;
}  // namespace word_code
/// So many words of a batch of columns get numbers, if they are not longer than that.
inline constexpr std::size_t kWordsMax = 16'384;
inline constexpr std::size_t kWordBytesMax = 64;

/// Times in columns: the difference in milliseconds without its low byte. Small ones, mostly ahead,
/// take one byte; what is outside [kNearTimeMin, kNearTimeMax] follows as zigzag.
inline constexpr std::int64_t kNearTimeMin = -8;
inline constexpr std::int64_t kNearTimeMax = 111;
inline constexpr std::uint64_t kFarTime = kNearTimeMax - kNearTimeMin + 1;

/// Entries, operations, covers, records and fields that one batch of columns may hold: bounds the
/// memory that packed bytes can ask for. A larger batch is written as rows, whose own length
/// bounds them.
inline constexpr std::size_t kColumnItemsMax = 262'144;
/// From here on columns are smaller than rows (measured on a venue day).
inline constexpr std::size_t kColumnEntriesMin = 16;

/// A cell within a batch: by the numbers its record and field have there.
struct CellRef {
    std::uint32_t record = 0;
    std::uint32_t field = 0;
    std::string sub;

    friend std::strong_ordering operator<=>(const CellRef&, const CellRef&) = default;
    friend bool operator==(const CellRef&, const CellRef&) = default;
};

/// Reasons and notes of a newer version need a newer protocol: unknown ones do not decode.
inline constexpr RefusalReason kRefusalReasonLast = RefusalReason::kSchemaTooNew;

/// An entry as the writer takes it, without a copy of its change.
struct EntryView {
    std::uint8_t kind = entry_tag::kKnown;
    Dot dot;
    RefusalReason reason = RefusalReason::kInvalid;
    /// Set for kAccepted only; borrowed.
    const Change* change = nullptr;
};

}  // namespace wedsync::codec
