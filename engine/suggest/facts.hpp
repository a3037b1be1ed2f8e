#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// What is known about one disagreement about one field, as plain values. Whoever has them fills
/// them in: the product from its log, the trainer from a data set. Nothing here is a decision.
namespace wedsync::suggest {

/// What nobody knows.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Values are looked at up to this many bytes; a longer one is cut, at the same place everywhere.
inline constexpr std::size_t kValueBytesMax = 800;
/// And of those, at most so many characters.
inline constexpr std::size_t kValueCharactersMax = 200;

/// What a value looks like. The order is part of the model's artefact: append only.
enum class ValueKind : std::uint8_t {
    kAbsent = 0,  ///< The field or its record does not exist on this side.
    kNull = 1,
    kEmpty = 2,
    kBool = 3,
    kNumber = 4,
    kNumberText = 5,
    kVersion = 6,
    kDate = 7,
    kUrl = 8,
    kShortText = 9,  ///< One to three words.
    kText = 10,
    kList = 11,
    kRecord = 12,
};
inline constexpr std::size_t kValueKinds = 13;

/// A value and how long it is before it was cut.
struct FactValue {
    ValueKind kind = ValueKind::kAbsent;
    /// A scalar as text; a list or record as JSON text. Empty where absent.
    std::string text;
    /// Characters of the whole value.
    double length = 0;
};

/// The value of a scalar's text: which kind it is, and cut. Absent values have no text.
[[nodiscard]] FactValue make_value(ValueKind kind, std::string_view text);
/// What a scalar's text looks like: a date, a version, a URL, a number, words.
[[nodiscard]] ValueKind kind_of_text(std::string_view text);

/// One side of the disagreement: what it wants, and who wanted it. Counts are never negative; each
/// may be kUnknown.
struct SideFacts {
    FactValue value;
    std::string author;               ///< Any name for who edited; only compared.
    double edited_at_s = kUnknown;    ///< Seconds since 1970, of this side's last edit.
    double is_resolver = kUnknown;    ///< 1: who is asked now made this edit; 0: somebody else.
    double is_bot = kUnknown;         ///< 1: an integration or import made it.
    double experience = kUnknown;     ///< Changes its author had made before.
    double field_edits = kUnknown;    ///< Edits of this field on this side since the base.
    double field_authors = kUnknown;  ///< How many people made those.
    double record_edits = kUnknown;   ///< Edits of the record (of the file, in the data set).
    double record_authors = kUnknown;
    double changes = kUnknown;       ///< Changes of any kind this side made since the base.
    double records = kUnknown;       ///< Records (files) those touched.
    double other_fields = kUnknown;  ///< Fields of the same record only this side changed.
    double role = kUnknown;          ///< Weight of the author's role for this field, 0 to 1.
};

/// The four answers there are. The order is part of the model's artefact.
enum class Answer : std::uint8_t { kClient = 0, kServer = 1, kMerge = 2, kOther = 3 };
inline constexpr std::size_t kAnswers = 4;

/// How often each answer was given. Numbers of answers, or of syncs.
struct Tally {
    std::array<double, kAnswers> counts{};

    void add(Answer answer, double weight = 1);
    [[nodiscard]] double total() const;
    /// (client - server) / (total + smoothing): from -1, always the server, to 1, always the
    /// client.
    [[nodiscard]] double margin(double smoothing) const;
    [[nodiscard]] double share(Answer answer, double smoothing) const;
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// Simple tendencies a team may have; each says for a disagreement which side it would take.
enum class Habit : std::uint8_t { kHigher = 0, kLonger = 1, kNewer = 2, kOwn = 3 };
inline constexpr std::size_t kHabits = 4;

/// For each habit: answers that took the side it points to, and answers that took the other one.
struct HabitTally {
    std::array<double, kHabits> kept{};
    std::array<double, kHabits> broken{};
    friend bool operator==(const HabitTally&, const HabitTally&) = default;
};

/// How such disagreements were settled before this sync.
struct HistoryFacts {
    bool is_known =
        false;  ///< False: nobody looked. True with empty tallies: nothing happened yet.
    Tally tenant;
    Tally field;
    Tally record;
    Tally kinds;
    Tally resolver;
    Tally resolver_field;
    Tally author_pair;
    HabitTally habits;
};

/// What was answered already in this sync, in order.
struct SessionFacts {
    bool is_known = false;
    Tally all;
    Tally field;
    Tally record;
    Tally parent;
    Tally kinds;
    Tally shape;
    HabitTally habits;
    double last = kUnknown;         ///< The last answer: 1 client, -1 server, 0 another.
    double last_record = kUnknown;  ///< The last answer about the same record.
    double last_field = kUnknown;
    double last_shape = kUnknown;
    double run = 0;  ///< How many of the last answers were the same.
    bool last_merge = false;
    bool last_other = false;
};

struct ConflictFacts {
    std::string field;       ///< Name of the field.
    std::string collection;  ///< Collection of the record (the file, in the data set).
    std::string parent;      ///< The record, or the part of it, that the field is in.
    std::string resolver;    ///< Any name for who is asked; only compared.
    FactValue base;
    SideFacts client;
    SideFacts server;
    double now_s = kUnknown;                ///< When it is looked at, seconds since 1970.
    double base_at_s = kUnknown;            ///< When both sides last agreed.
    double same_author = kUnknown;          ///< 1: one person made both edits.
    double resolver_is_bot = kUnknown;      ///< 1: nobody is asked, a program decides.
    double resolver_experience = kUnknown;  ///< Changes made before by who is asked.
    double team_changes = kUnknown;         ///< Changes the tenant has in all.
    double depth = kUnknown;                ///< How deep in the record the field is.
    double in_list = kUnknown;              ///< 1: it is in an element of a list.
    double record_conflicts = kUnknown;     ///< Disagreements about this record.
    double sync_conflicts = kUnknown;       ///< Disagreements of this sync.
    double conflict_records = kUnknown;     ///< Records they are about.
    double importance = kUnknown;           ///< Of the field, 0 to 1, from the schema.
    double hours_to_event = kUnknown;       ///< Negative: it is over.
    bool is_protected = false;              ///< For people: nothing is suggested or decided.
    HistoryFacts history;
    SessionFacts session;
};

}  // namespace wedsync::suggest
