#include "engine/team/tracker.hpp"

#include <algorithm>
#include <variant>

namespace wedsync::team {
namespace {

constexpr std::size_t kSlice = 1'000;
/// Where there is a budget: an entry may have a thousand operations.
constexpr std::size_t kSmallSlice = 20;
/// Writes to one record that a forecast looks at.
constexpr std::size_t kTouchesMax = 8;
/// A clock that differs by more is wrong; by less, frames may have taken so long.
constexpr std::int64_t kClockWrongMs = std::int64_t{5} * 60'000;

const std::string& who_of(const std::string& person, const std::string& device) {
    return person.empty() ? device : person;
}

std::uint64_t ms_since(Instant then, Instant now) {
    return now > then ? now.value() - then.value() : 0;
}

std::int64_t wall_age_ms(HybridTime time, WallTime wall) {
    return static_cast<std::int64_t>(wall.value()) - static_cast<std::int64_t>(wall_ms_of(time));
}

/// The fields of one record that a change writes, each once.
std::vector<FieldId> fields_of(const Change& change, const RecordId& record) {
    std::vector<FieldId> fields;
    for (const Operation& operation : change.operations) {
        if (const auto* put = std::get_if<operation::Put>(&operation)) {
            if (put->key.record == record) fields.push_back(put->key.field);
        } else if (const auto* drop = std::get_if<operation::Drop>(&operation)) {
            if (drop->key.record == record) fields.push_back(drop->key.field);
        } else if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
            if (kill->record != record) continue;
            for (const operation::KilledCell& cell : kill->cells)
                fields.push_back(cell.field);
        }
    }
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
}

/// Who creates or deletes a record is at all of it.
bool is_same_field(const std::vector<FieldId>& fields, const std::optional<FieldId>& field) {
    if (!field) return true;
    return std::any_of(fields.begin(), fields.end(), [&](const FieldId& each) {
        return each == *field || each.field == kLifeField;
    });
}

prevent::Attention attention_at(const Whereabouts& where, const Place& place) {
    if (where.record != place.record) return prevent::Attention::kElsewhere;
    if (where.activity == Activity::kLooking) return prevent::Attention::kLooking;
    if (where.activity != Activity::kEditing) return prevent::Attention::kElsewhere;
    const bool is_here = !place.field || !where.field || *where.field == *place.field;
    return is_here ? prevent::Attention::kEditingField : prevent::Attention::kEditingRecord;
}

/// How long a device has been without all that the hub has; nothing: it has it now.
std::optional<std::uint64_t> unseen_ms_of(Now now, const sync::Status& status, ScopeId scope,
                                          Instant since) {
    if (status.phase == sync::Phase::kOpen) {
        for (const sync::ScopeStatus& each : status.scopes) {
            if (each.scope == scope && each.phase == sync::ScopePhase::kLive) return std::nullopt;
        }
    }
    return ms_since(status.lost_at.value_or(since), now.monotonic);
}

}  // namespace

const char* name_of(HappeningKind kind) {
    switch (kind) {
        case HappeningKind::kEdited:
            return "edited";
        case HappeningKind::kLooked:
            return "looked";
        case HappeningKind::kAtField:
            return "at_field";
    }
    return "";
}

// ---- What comes in ----

Result<void> Tracker::catch_up(Now now, replica::Replica& replica, const sync::Client* client,
                               std::size_t operations_max) {
    if (!since_) since_ = now.monotonic;
    std::optional<sync::Status> status;
    if (client != nullptr) status = client->status();
    has_presence_ = status && status->has_presence;
    if (status && status->clock_ahead_ms) {
        const std::int64_t ahead_ms = *status->clock_ahead_ms;
        clock_ahead_ms_ = ahead_ms > kClockWrongMs || ahead_ms < -kClockWrongMs ? ahead_ms : 0;
    }
    unseen_ms_.clear();
    claims_.clear();
    for (const ScopeId scope : replica.scopes()) {
        Followed& followed = scopes_[scope];
        WEDSYNC_TRY(read_log(now, replica, scope, followed, operations_max));
        const std::optional<std::uint64_t> unseen_ms =
            status ? unseen_ms_of(now, *status, scope, *since_) : ms_since(*since_, now.monotonic);
        if (unseen_ms) unseen_ms_[scope] = *unseen_ms;
        if (client != nullptr) {
            const std::vector<sync::Sighting> sightings = client->presence(now, scope);
            see_sightings(now, scope, followed, sightings);
            claims_[scope] = client->claims(now, scope);
            for (sync::Claim& claim : claims_[scope])
                complete(claim, followed, sightings);
        }
    }
    return {};
}

Result<void> Tracker::read_log(Now now, replica::Replica& replica, ScopeId scope,
                               Followed& followed, std::size_t& operations_left) {
    const store::ScopeRow& row = replica.scope(scope)->row;
    store::Store& store = replica.store();
    if (!followed.live_after) followed.live_after = WEDSYNC_TRY(store.log_end(scope));
    if (row.have_sum == followed.have_sum) return {};
    const Position end = WEDSYNC_TRY(store.log_end(scope));
    const std::uint64_t least = std::max(
        row.log_start.value(), end.value() - std::min<std::uint64_t>(end.value(), kEditsMax));
    Position after{std::max(followed.read.value(), least)};
    const std::size_t most = operations_left == kReadAll ? kSlice : kSmallSlice;
    while (after < end && operations_left > 0) {
        const bool is_live = after >= *followed.live_after;
        const std::size_t count = is_live
                                      ? most
                                      : static_cast<std::size_t>(std::min<std::uint64_t>(
                                            most, followed.live_after->value() - after.value()));
        const auto slice = WEDSYNC_TRY(store.load_log(scope, after, count));
        if (slice.entries.empty()) break;
        for (const Entry& entry : slice.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted == nullptr) continue;
            if (operations_left != kReadAll) {
                operations_left -=
                    std::min(operations_left, 1 + accepted->change.operations.size());
            }
            const Result<Author> author =
                replica.author_of(scope, accepted->change.dot.incarnation);
            if (author.ok()) {
                see_edit(now, followed, scope, accepted->change, author.value(), is_live);
            }
        }
        after = slice.last;
    }
    followed.read = after;
    // What is left is read next time.
    if (after >= end || operations_left > 0) followed.have_sum = row.have_sum;
    return {};
}

void Tracker::see_edit(Now now, Followed& followed, ScopeId scope, const Change& change,
                       const Author& author, bool is_live) {
    if (change.note.kind == NoteKind::kAutoDecides) return;
    const std::vector<RecordId> records = touched_records(change);
    if (records.size() > kBulkRecords) return;
    for (const RecordId& record : records) {
        Edit edit{scope,         record, fields_of(change, record), author, change.time,
                  now.monotonic, is_live};
        habits_.see(
            {scope, record, who_of(author.person, author.device), wall_ms_believed(now, edit)});
        see_author(now, followed, edit);
        keep(std::move(edit));
    }
}

void Tracker::keep(Edit edit) {
    edits_of_[{edit.scope, edit.record}].push_back(first_edit_ + edits_.size());
    edits_.push_back(std::move(edit));
    if (edits_.size() <= kEditsMax) return;
    const auto oldest = edits_of_.find({edits_.front().scope, edits_.front().record});
    oldest->second.pop_front();
    if (oldest->second.empty()) edits_of_.erase(oldest);
    edits_.pop_front();
    ++first_edit_;
}

/// Whoever writes works here, whether a hub tells of them or not.
void Tracker::see_author(Now now, Followed& followed, const Edit& edit) {
    const auto known = followed.crew.find(edit.author.device);
    if (known == followed.crew.end() && followed.crew.size() >= kCrewMax) return;
    Member& member = followed.crew[edit.author.device];
    // Who somebody is, the hub knows best.
    if (member.person.empty()) member.person = edit.author.person;
    if (member.is_here) return;
    const std::uint64_t age_ms = std::min(age_of(now, edit), now.monotonic.value());
    member.seen = std::max(member.seen, Instant{now.monotonic.value() - age_ms});
}

void Tracker::see_sightings(Now now, ScopeId scope, Followed& followed,
                            const std::vector<sync::Sighting>& sightings) {
    std::map<std::string, const sync::Sighting*> seen;
    for (const sync::Sighting& sighting : sightings)
        seen.emplace(sighting.who.device, &sighting);
    for (View& view : views_) {
        if (view.scope == scope) view.is_now = false;
    }
    for (auto& [device, member] : followed.crew) {
        if (!seen.contains(device)) member.is_here = false;
    }
    for (const auto& [device, sighting] : seen) {
        if (!followed.crew.contains(device) && followed.crew.size() >= kCrewMax) continue;
        Member& member = followed.crew[device];
        const std::uint64_t age_ms = std::min(sighting->who.age_ms, now.monotonic.value());
        if (!sighting->who.person.empty()) member.person = sighting->who.person;
        member.where = sighting->who.where;
        member.is_here = sighting->is_here;
        member.seen = Instant{now.monotonic.value() - age_ms};
        if (sighting->who.where.record) keep_view(now, scope, *sighting);
    }
}

/// Whose it is, where only the log says so; and that they are gone, though what they have is
/// theirs.
void Tracker::complete(sync::Claim& claim, const Followed& followed,
                       const std::vector<sync::Sighting>& sightings) {
    const auto member = followed.crew.find(claim.device);
    if (claim.person.empty() && member != followed.crew.end()) claim.person = member->second.person;
    const bool is_away =
        std::any_of(sightings.begin(), sightings.end(), [&](const sync::Sighting& sighting) {
            return sighting.who.device == claim.device && !sighting.is_here;
        });
    claim.is_live = claim.is_live && !is_away;
}

void Tracker::keep_view(Now now, ScopeId scope, const sync::Sighting& sighting) {
    const std::uint64_t age_ms = std::min(sighting.who.age_ms, now.monotonic.value());
    View view{scope,
              *sighting.who.where.record,
              sighting.who.where.field,
              sighting.who.person,
              sighting.who.device,
              sighting.who.role,
              Instant{now.monotonic.value() - age_ms},
              sighting.is_here};
    // One line for each record and device: where they were last in it.
    const auto same = std::find_if(views_.begin(), views_.end(), [&](const View& each) {
        return each.scope == scope && each.record == view.record && each.device == view.device;
    });
    if (same != views_.end()) views_.erase(same);
    views_.push_back(std::move(view));
    while (!views_.empty() && (views_.size() > kViewsMax ||
                               ms_since(views_.front().seen, now.monotonic) > kViewAgeMsMax)) {
        views_.pop_front();
    }
}

// ---- What is asked ----

/// The hub's clock rather than one that is wrong by more than frames take.
WallTime Tracker::wall_of(Now now) const {
    return WallTime{now.wall.value() + static_cast<std::uint64_t>(clock_ahead_ms_)};
}

std::uint64_t Tracker::age_of(Now now, const Edit& edit) const {
    const Instant heard = edit.is_live ? edit.heard : since_.value_or(now.monotonic);
    return prevent::age_of(
        {wall_age_ms(edit.time, wall_of(now)), ms_since(heard, now.monotonic), edit.is_live});
}

/// When it was written, for comparison with others: its author's clock, unless that cannot be.
std::uint64_t Tracker::wall_ms_believed(Now now, const Edit& edit) const {
    const std::int64_t age_ms = wall_age_ms(edit.time, wall_of(now));
    const auto most = static_cast<std::int64_t>(prevent::kShiftMs);
    const bool is_believed = age_ms >= -kClockWrongMs && age_ms <= most;
    return is_believed || !edit.is_live ? wall_ms_of(edit.time) : wall_of(now).value();
}

void Tracker::add_touches(Now now, const replica::Replica& replica, const Place& place,
                          prevent::Situation& situation) const {
    const Author& self = replica.author();
    const auto add = [&](const std::string& who, const std::vector<FieldId>& fields,
                         std::uint64_t age_ms) {
        const bool is_own = who == who_of(self.person, self.device);
        situation.touches.push_back({who, is_own, is_same_field(fields, place.field), age_ms});
    };
    const replica::ScopeState* state = replica.scope(place.scope);
    if (state == nullptr) return;
    for (const store::OwnRow* own : state->pending_on(place.record)) {
        const std::int64_t age_ms = wall_age_ms(own->change.time, now.wall);
        add(who_of(self.person, self.device), fields_of(own->change, place.record),
            prevent::age_of({age_ms, 0, false}));
    }
    const auto edits = edits_of_.find({place.scope, place.record});
    if (edits == edits_of_.end()) return;
    for (auto at = edits->second.rbegin(); at != edits->second.rend(); ++at) {
        if (situation.touches.size() >= kTouchesMax) break;
        const Edit& edit = edits_[static_cast<std::size_t>(*at - first_edit_)];
        add(who_of(edit.author.person, edit.author.device), edit.fields, age_of(now, edit));
    }
}

void Tracker::add_colleagues(Now now, const replica::Replica& replica, const Place& place,
                             prevent::Situation& situation) const {
    const auto followed = scopes_.find(place.scope);
    if (followed == scopes_.end()) return;
    const Author& self = replica.author();
    for (const auto& [device, member] : followed->second.crew) {
        if (device == self.device) continue;
        if (!member.person.empty() && member.person == self.person) continue;
        prevent::Colleague colleague;
        colleague.who = who_of(member.person, device);
        // A hub that does not tell who is there leaves nobody under suspicion.
        colleague.is_in_reach = member.is_here || (!situation.unseen_ms && !has_presence_);
        colleague.away_ms = ms_since(member.seen, now.monotonic);
        colleague.attention = attention_at(member.where, place);
        situation.colleagues.push_back(std::move(colleague));
    }
}

Result<prevent::Situation> Tracker::situation(Now now, replica::Replica& replica,
                                              const Place& place) const {
    prevent::Situation situation;
    const auto unseen = unseen_ms_.find(place.scope);
    if (unseen != unseen_ms_.end()) situation.unseen_ms = unseen->second;
    add_touches(now, replica, place, situation);
    add_colleagues(now, replica, place, situation);
    const auto claims = claims_.find(place.scope);
    if (claims != claims_.end()) {
        situation.holds = WEDSYNC_TRY(holds_on(claims->second, replica, place));
    }
    prevent::Past past{situation.touches.size(), UINT64_MAX};
    for (const prevent::Touch& touch : situation.touches)
        past.age_ms = std::min(past.age_ms, touch.age_ms);
    situation.met_per_mille = habits_.met_per_mille(past);
    return situation;
}

std::vector<Happening> Tracker::activity(Now now, const replica::Replica& replica,
                                         const Question& question) const {
    std::vector<Happening> found;
    const Author& self = replica.author();
    const auto is_wanted = [&](ScopeId scope, const RecordId& record) {
        return (!question.scope || *question.scope == scope) &&
               (!question.record || *question.record == record);
    };
    for (const ScopeId scope : replica.scopes()) {
        for (const auto& [sequence, own] : replica.scope(scope)->pending) {
            const std::uint64_t age_ms =
                prevent::age_of({wall_age_ms(own.change.time, now.wall), 0, false});
            for (const RecordId& record : touched_records(own.change)) {
                if (!is_wanted(scope, record)) continue;
                found.push_back({HappeningKind::kEdited, scope, record,
                                 fields_of(own.change, record), self.person, self.device, self.role,
                                 age_ms, own.change.time, true, true});
            }
        }
    }
    for (const Edit& edit : edits_) {
        const std::uint64_t age_ms = age_of(now, edit);
        if (!is_wanted(edit.scope, edit.record) || age_ms > kEditAgeMsMax) continue;
        found.push_back({HappeningKind::kEdited, edit.scope, edit.record, edit.fields,
                         edit.author.person, edit.author.device, edit.author.role, age_ms,
                         edit.time, false, edit.author.device == self.device});
    }
    for (const View& view : views_) {
        const std::uint64_t age_ms = view.is_now ? 0 : ms_since(view.seen, now.monotonic);
        if (!is_wanted(view.scope, view.record) || age_ms > kViewAgeMsMax) continue;
        Happening happening{HappeningKind::kLooked,
                            view.scope,
                            view.record,
                            {},
                            view.person,
                            view.device,
                            view.role,
                            age_ms,
                            {},
                            view.is_now,
                            false};
        if (view.field) {
            happening.kind = HappeningKind::kAtField;
            happening.fields.push_back(*view.field);
        }
        found.push_back(std::move(happening));
    }
    std::stable_sort(found.begin(), found.end(), [](const Happening& left, const Happening& right) {
        return left.age_ms < right.age_ms;
    });
    if (found.size() > question.count_max) found.resize(question.count_max);
    return found;
}

}  // namespace wedsync::team
