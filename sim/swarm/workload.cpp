#include "sim/swarm/workload.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/merge/conflict.hpp"
#include "sim/swarm/work_schema.hpp"

namespace wedsync::sim {
namespace {

constexpr std::array<std::string_view, 12> kNames = {
    "Anna", "Ben", "Chloe", "David", "Emma", "Fred", "Gina", "Hugo", "Ida", "Jan", "Kim", "Lea"};
/// Texts that break what counts bytes, characters or lines, or that somebody takes for markup.
constexpr std::array<std::string_view, 16> kNaughty = {
    "",
    "\xC3\xA9 and e\xCC\x81",
    "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
    "\xE2\x80\xAE"
    "drawkcab",
    "\xEF\xBB\xBF"
    "byte order mark",
    "' OR 1=1; --",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "%s%s%n",
    "line\r\nbreak\xE2\x80\xA8",
    "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7",
    "\xF0\x9D\x95\x8F\xF0\xA0\x9C\x8E",
    "NULL",
    "-0",
    "\x01\x1B[31m",
    "\xEF\xBF\xBE\xEF\xBF\xBF"};
constexpr std::size_t kRecentMax = 20;

}  // namespace

void Workload::edit(std::size_t device, Prng& prng) {
    if (!world_.is_running(device)) return;
    const std::vector<ScopeId> scopes = world_.replica(device).scopes();
    const At at{device, prng.pick(scopes), prng};
    tally_.reset();
    struct Kind {
        std::uint32_t weight;
        void (Workload::*make)(const At&);
    };
    constexpr std::array<Kind, 14> kKinds = {{{16, &Workload::create_guest},
                                              {2, &Workload::create_tally},
                                              {2, &Workload::create_pair},
                                              {30, &Workload::set_fields},
                                              {4, &Workload::set_stale},
                                              {12, &Workload::change_tally},
                                              {10, &Workload::change_pair},
                                              {8, &Workload::change_set},
                                              {4, &Workload::refer},
                                              {4, &Workload::remove},
                                              {5, &Workload::take_back},
                                              {8, &Workload::settle},
                                              {2, &Workload::set_unknown},
                                              {1, &Workload::discard}}};
    std::uint64_t drawn = prng.below(108);
    for (const Kind& kind : kKinds) {
        if (drawn < kind.weight) return (this->*kind.make)(at);
        drawn -= kind.weight;
    }
}

std::optional<Dot> Workload::commit(const At& at, const Draft& draft,
                                    std::vector<RecordId>* created) {
    Draft sent = draft;
    sent.scope = at.scope;
    sent.priority = static_cast<std::uint8_t>(at.prng.below(10));
    const auto committed = world_.commit(at.device, sent);
    if (!committed.ok()) {
        // Whether it reached the disk is known to nobody now.
        if (tally_.has_value() && committed.error().code != ErrorCode::kInvalid)
            uncertain_.emplace(at.scope, tally_->record);
        return std::nullopt;
    }
    if (created != nullptr) *created = committed.value().created;
    return committed.value().dot;
}

std::string Workload::text(Prng& prng) {
    if (prng.chance(rates_.forbidden_per_mille)) {
        faults_.add(Fault::kRefusal);
        return std::string(kForbidden) + std::to_string(prng.below(100));
    }
    if (prng.chance(30)) {
        faults_.add(Fault::kNaughtyText);
        return std::string(kNaughty[prng.below(kNaughty.size())]);
    }
    if (prng.chance(5)) return std::string(prng.between(1'000, 20'000), 'x');
    std::string words(kNames[prng.below(kNames.size())]);
    for (std::uint64_t i = prng.below(4); i > 0; --i)
        words += " " + std::string(kNames[prng.below(kNames.size())]);
    return words;
}

void Workload::create_guest(const At& at) {
    Draft draft;
    const NewRecord guest = draft.create("guests");
    draft.set(guest, "name", text(at.prng));
    if (at.prng.chance(500)) {
        draft.set(guest, "table", static_cast<std::int64_t>(at.prng.below(10)));
    }
    std::vector<RecordId> created;
    const auto dot = commit(at, draft, &created);
    if (!dot.has_value()) return;
    guests_[at.scope].push_back(created.front());
    recent_[{at.device, at.scope}].push_back(*dot);
}

void Workload::create_tally(const At& at) {
    Draft draft;
    draft.create("tallies");
    std::vector<RecordId> created;
    if (commit(at, draft, &created)) tallies_[at.scope].push_back(created.front());
}

void Workload::create_pair(const At& at) {
    Draft draft;
    const NewRecord pair = draft.create("pairs");
    const auto left = static_cast<std::int64_t>(at.prng.below(2'000)) - 500;
    draft.set(pair, "left", left);
    draft.set(pair, "right", kPairSum - left);
    std::vector<RecordId> created;
    if (commit(at, draft, &created)) pairs_.push_back({at.scope, created.front()});
}

std::optional<RecordId> Workload::any_guest(const At& at) {
    const Records& guests = guests_[at.scope];
    if (guests.empty()) return std::nullopt;
    // People work on what is new.
    const std::size_t recent = std::min<std::size_t>(guests.size(), 8);
    if (at.prng.chance(600)) return guests[guests.size() - 1 - at.prng.below(recent)];
    return at.prng.pick(guests);
}

void Workload::write(Draft& draft, const RecordRef& record, const std::string& field,
                     const At& at) {
    Prng& prng = at.prng;
    const auto number = static_cast<std::int64_t>(prng.below(100));
    if (field == "name" || field == "badge" || field == "place") {
        draft.set(record, field, text(prng));
    } else if (field == "notes") {
        const auto here = world_.replica(at.device).get(at.scope, *std::get_if<RecordId>(&record));
        std::string notes;
        const FieldSchema* schema =
            world_.replica(at.device).schema().find("guests")->find("notes");
        if (here.ok() && !here.value().empty()) {
            const merge::FieldReading reading = merge::read_field(here.value(), *schema);
            if (const auto* old = std::get_if<std::string>(&reading.value)) notes = *old;
        }
        if (notes.size() > 2'000) notes.clear();
        draft.set(record, field,
                  prng.chance(500) ? notes + " " + text(prng) : text(prng) + "\n" + notes);
    } else if (field == "present") {
        draft.set(record, field, prng.chance(500));
    } else if (field == "glasses" || field == "stars") {
        draft.edits.emplace_back(edit::Increment{record, field, number - 30});
    } else if (field == "weight") {
        draft.set(record, field, make_real(static_cast<double>(number) / 8.0));
    } else if (field == "photo") {
        BlobReference photo;
        photo.sha256[0] = static_cast<std::uint8_t>(number);
        photo.size = 1'000;
        draft.set(record, field, photo);
    } else {
        draft.set(record, field, number);
    }
}

void Workload::set_fields(const At& at) {
    const auto guest = any_guest(at);
    if (!guest.has_value()) return;
    constexpr std::array<const char*, 14> kFields = {
        "name",  "name",  "table",   "table",  "present", "glasses", "place",
        "notes", "notes", "arrives", "leaves", "photo",   "weight",  "badge"};
    Draft draft;
    for (std::uint64_t i = at.prng.between(1, 3); i > 0; --i)
        write(draft, *guest, kFields[at.prng.below(kFields.size())], at);
    const auto dot = commit(at, draft);
    if (!dot.has_value()) return;
    std::vector<Dot>& recent = recent_[{at.device, at.scope}];
    recent.push_back(*dot);
    if (recent.size() > kRecentMax) recent.erase(recent.begin());
}

void Workload::set_stale(const At& at) {
    auto& forms = forms_[at.device];
    if (!forms.empty() && at.prng.chance(500)) {
        const auto [where, seen] = forms.back();
        forms.pop_back();
        if (where.first != at.scope) return;
        Draft draft;
        draft.edits.emplace_back(edit::Set{where.second, "name", text(at.prng), seen});
        (void)commit(at, draft);
        return;
    }
    const auto guest = any_guest(at);
    if (!guest.has_value()) return;
    const auto state = world_.replica(at.device).get(at.scope, *guest);
    if (!state.ok() || state.value().empty()) return;
    forms.push_back({{at.scope, *guest}, merge::dots_of(state.value().find(FieldId{1, 1}))});
}

void Workload::change_tally(const At& at) {
    const Records& tallies = tallies_[at.scope];
    if (tallies.empty()) return create_tally(at);
    const RecordId tally = at.prng.pick(tallies);
    const std::int64_t by = static_cast<std::int64_t>(at.prng.below(20)) - 5;
    Draft draft;
    draft.edits.emplace_back(edit::Increment{tally, "count", by});
    tally_ = Commit::Tally{tally, by};
    (void)commit(at, draft);
    tally_.reset();
}

void Workload::change_pair(const At& at) {
    if (pairs_.empty()) return;
    const Pair pair = at.prng.pick(pairs_);
    if (world_.replica(at.device).scope(pair.scope) == nullptr) return;
    const auto left = static_cast<std::int64_t>(at.prng.below(2'000)) - 500;
    Draft draft;
    draft.set(pair.record, "left", left);
    draft.set(pair.record, "right", kPairSum - left);
    (void)commit({at.device, pair.scope, at.prng}, draft);
}

void Workload::change_set(const At& at) {
    const auto guest = any_guest(at);
    if (!guest.has_value()) return;
    const std::string tag(kNames[at.prng.below(6)]);
    Draft draft;
    if (at.prng.chance(600)) {
        draft.edits.emplace_back(edit::AddElement{*guest, "tags", tag});
    } else {
        draft.edits.emplace_back(edit::RemoveElement{*guest, "tags", tag});
    }
    (void)commit(at, draft);
}

void Workload::refer(const At& at) {
    const auto guest = any_guest(at);
    const auto partner = any_guest(at);
    if (!guest.has_value() || *guest == *partner) return;
    Draft draft;
    draft.edits.emplace_back(edit::SetReference{*guest, "partner", *partner});
    (void)commit(at, draft);
}

void Workload::remove(const At& at) {
    const auto guest = any_guest(at);
    if (!guest.has_value()) return;
    Draft draft;
    if (rates_.is_erasing && at.prng.chance(400)) {
        draft.edits.emplace_back(edit::Erase{*guest});
        (void)commit(at, draft);
        return;
    }
    draft.edits.emplace_back(edit::Delete{*guest});
    const auto dot = commit(at, draft);
    if (dot.has_value()) recent_[{at.device, at.scope}].push_back(*dot);
}

void Workload::take_back(const At& at) {
    const std::vector<Dot>& recent = recent_[{at.device, at.scope}];
    if (recent.empty()) return;
    (void)world_.undo(at.device, at.scope, at.prng.pick(recent));
}

void Workload::settle(const At& at) {
    const auto found = world_.replica(at.device).conflicts(at.scope);
    if (!found.ok()) return;
    std::vector<merge::Conflict> open;
    for (const merge::Conflict& conflict : found.value()) {
        // A pair is decided together or not at all: not by this hand.
        const bool is_pair = std::any_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) {
            return pair.record == conflict.record;
        });
        if (!is_pair) open.push_back(conflict);
    }
    if (open.empty()) return;
    const merge::Conflict& conflict = at.prng.pick(open);
    merge::Choice choice;
    if (conflict.kind == merge::ConflictKind::kEditedAndDeleted) {
        if (at.prng.chance(500)) {
            choice = merge::choice::KeepRecord{};
        } else {
            choice = merge::choice::DeleteRecord{};
        }
    } else {
        choice = merge::choice::Take{at.prng.pick(conflict.siblings).dot};
    }
    const auto decided =
        world_.decide(at.device, at.scope, conflict.record, conflict.field, choice);
    if (decided.ok()) recent_[{at.device, at.scope}].push_back(decided.value());
}

void Workload::set_unknown(const At& at) {
    const auto guest = any_guest(at);
    if (!guest.has_value()) return;
    Draft draft;
    draft.edits.emplace_back(
        edit::SetUnknown{*guest, FieldId{1, 99}, "", static_cast<std::int64_t>(at.prng.below(9))});
    (void)commit(at, draft);
}

void Workload::discard(const At& at) {
    const replica::ScopeState& state = *world_.replica(at.device).scope(at.scope);
    if (state.refused.empty()) return;
    const Dot dot = state.refused.begin()->first;
    // Whether one that failed reached the disk is known to nobody.
    (void)world_.replica(at.device).discard_refused(at.scope, dot);
    if (discarded) discarded(at.scope, dot);
}

}  // namespace wedsync::sim
