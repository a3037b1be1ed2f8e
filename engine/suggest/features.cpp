#include "engine/suggest/features.hpp"

#include <limits>

#include "engine/base/exact_math.hpp"
#include "engine/suggest/text_features.hpp"

namespace wedsync::suggest {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr double kWeak = 1;    // Smoothing where a few answers say much: within one sync.
constexpr double kStrong = 2;  // And where they say less.

double rank(ValueKind kind) {
    return static_cast<double>(kind);
}

double flag(bool is_true) {
    return is_true ? 1 : 0;
}

double hours(double from_s, double to_s) {
    return signed_log((to_s - from_s) / 3600);
}

double logs(double a, double b) {
    return signed_log(a) - signed_log(b);
}

/// Who knows the history knows this sync too: nothing was answered in it yet.
double session(const View& view, double value) {
    const bool is_known = view.facts.session.is_known || view.facts.history.is_known;
    return is_known ? value : kUnknown;
}

double history(const View& view, double value) {
    return view.facts.history.is_known ? value : kUnknown;
}

double count_log(const View& view, const Tally& tally) {
    return history(view, signed_log(tally.total()));
}

/// How much the answers so far kept the habit, turned to the side it takes here.
double habit(const View& view, const HabitTally& tally, Habit which, double smoothing) {
    const auto index = static_cast<std::size_t>(which);
    const double kept = tally.kept[index];
    const double broken = tally.broken[index];
    return side_of(which, view.look) * (kept - broken) / (kept + broken + smoothing);
}

const ConflictFacts& f(const View& view) {
    return view.facts;
}

}  // namespace

std::span<const Feature> features() {
    using V = const View&;
    static constexpr Feature kFeatures[] = {
        {"session_all_margin", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, f(v).session.all.margin(kWeak)); }},
        {"session_all_count", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.all.total())); }},
        {"session_field_margin", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.field.margin(kWeak)); }},
        {"session_field_count", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.field.total())); }},
        {"session_record_margin", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.record.margin(kWeak)); }},
        {"session_record_count", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.record.total())); }},
        {"session_parent_margin", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.parent.margin(kWeak)); }},
        {"session_parent_count", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.parent.total())); }},
        {"session_kinds_margin", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.kinds.margin(kWeak)); }},
        {"session_kinds_count", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.kinds.total())); }},
        {"session_shape_margin", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.shape.margin(kWeak)); }},
        {"session_shape_count", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.shape.total())); }},
        {"session_all_merge", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, f(v).session.all.share(Answer::kMerge, kWeak)); }},
        {"session_all_other", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, f(v).session.all.share(Answer::kOther, kWeak)); }},
        {"session_kinds_merge", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.kinds.share(Answer::kMerge, kWeak)); }},
        {"session_kinds_other", Reason::kAnsweredAlike, kNone, [](V v) -> double { return session(v, f(v).session.kinds.share(Answer::kOther, kWeak)); }},
        {"session_last", Reason::kAnsweredHere, kNone, [](V v) -> double { return f(v).session.last; }},
        {"session_last_record", Reason::kAnsweredAlike, kNone, [](V v) -> double { return f(v).session.last_record; }},
        {"session_last_field", Reason::kAnsweredAlike, kNone, [](V v) -> double { return f(v).session.last_field; }},
        {"session_last_shape", Reason::kAnsweredAlike, kNone, [](V v) -> double { return f(v).session.last_shape; }},
        {"session_run", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, signed_log(f(v).session.run)); }},
        {"session_last_merge", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, flag(f(v).session.last_merge)); }},
        {"session_last_other", Reason::kAnsweredHere, kNone, [](V v) -> double { return session(v, flag(f(v).session.last_other)); }},
        {"session_habit_higher", Reason::kHabitHere, kNone, [](V v) -> double { return session(v, habit(v, f(v).session.habits, Habit::kHigher, kWeak)); }},
        {"session_habit_longer", Reason::kHabitHere, kNone, [](V v) -> double { return session(v, habit(v, f(v).session.habits, Habit::kLonger, kWeak)); }},
        {"session_habit_newer", Reason::kHabitHere, kNone, [](V v) -> double { return session(v, habit(v, f(v).session.habits, Habit::kNewer, kWeak)); }},
        {"session_habit_own", Reason::kHabitHere, kNone, [](V v) -> double { return session(v, habit(v, f(v).session.habits, Habit::kOwn, kWeak)); }},
        {"history_tenant_margin", Reason::kTeamHistory, kNone, [](V v) -> double { return history(v, f(v).history.tenant.margin(kStrong)); }},
        {"history_tenant_count", Reason::kTeamHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.tenant); }},
        {"history_field_margin", Reason::kAlikeHistory, kNone, [](V v) -> double { return history(v, f(v).history.field.margin(kStrong)); }},
        {"history_field_count", Reason::kAlikeHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.field); }},
        {"history_record_margin", Reason::kAlikeHistory, kNone, [](V v) -> double { return history(v, f(v).history.record.margin(kStrong)); }},
        {"history_record_count", Reason::kAlikeHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.record); }},
        {"history_kinds_margin", Reason::kAlikeHistory, kNone, [](V v) -> double { return history(v, f(v).history.kinds.margin(kStrong)); }},
        {"history_kinds_count", Reason::kAlikeHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.kinds); }},
        {"history_resolver_margin", Reason::kPersonHistory, kNone, [](V v) -> double { return history(v, f(v).history.resolver.margin(kStrong)); }},
        {"history_resolver_count", Reason::kPersonHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.resolver); }},
        {"history_resolver_field_margin", Reason::kPersonHistory, kNone, [](V v) -> double { return history(v, f(v).history.resolver_field.margin(kStrong)); }},
        {"history_resolver_field_count", Reason::kPersonHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.resolver_field); }},
        {"history_author_pair_margin", Reason::kPersonHistory, kNone, [](V v) -> double { return history(v, f(v).history.author_pair.margin(kStrong)); }},
        {"history_author_pair_count", Reason::kPersonHistory, kNone, [](V v) -> double { return count_log(v, f(v).history.author_pair); }},
        {"history_tenant_merge", Reason::kTeamHistory, kNone, [](V v) -> double { return history(v, f(v).history.tenant.share(Answer::kMerge, kStrong)); }},
        {"history_kinds_merge", Reason::kAlikeHistory, kNone, [](V v) -> double { return history(v, f(v).history.kinds.share(Answer::kMerge, kStrong)); }},
        {"history_record_merge", Reason::kAlikeHistory, kNone, [](V v) -> double { return history(v, f(v).history.record.share(Answer::kMerge, kStrong)); }},
        {"history_habit_higher", Reason::kHabitHistory, kNone, [](V v) -> double { return history(v, habit(v, f(v).history.habits, Habit::kHigher, kStrong)); }},
        {"history_habit_longer", Reason::kHabitHistory, kNone, [](V v) -> double { return history(v, habit(v, f(v).history.habits, Habit::kLonger, kStrong)); }},
        {"history_habit_newer", Reason::kHabitHistory, kNone, [](V v) -> double { return history(v, habit(v, f(v).history.habits, Habit::kNewer, kStrong)); }},
        {"history_habit_own", Reason::kHabitHistory, kNone, [](V v) -> double { return history(v, habit(v, f(v).history.habits, Habit::kOwn, kStrong)); }},
        {"higher", Reason::kOrder, 0, [](V v) -> double { return v.look.higher; }},
        {"version_order", Reason::kOrder, kNone, [](V v) -> double { return v.look.version_order; }},
        {"client_version_step", Reason::kOrder, kNone, [](V v) -> double { return v.look.version_base_client; }},
        {"server_version_step", Reason::kOrder, kNone, [](V v) -> double { return v.look.version_base_server; }},
        {"number_gap", Reason::kOrder, kNone, [](V v) -> double { return v.look.number_gap; }},
        {"client_number_step", Reason::kOrder, kNone, [](V v) -> double { return v.look.client_step; }},
        {"server_number_step", Reason::kOrder, kNone, [](V v) -> double { return v.look.server_step; }},
        {"client_order", Reason::kOrder, 0, [](V v) -> double { return v.look.client_order; }},
        {"server_order", Reason::kOrder, 0, [](V v) -> double { return v.look.server_order; }},
        {"prerelease", Reason::kOrder, 0, [](V v) -> double { return v.look.prerelease; }},
        {"secure", Reason::kOrder, 0, [](V v) -> double { return v.look.secure; }},
        {"alike_base_client", Reason::kChange, kNone, [](V v) -> double { return v.look.alike_base_client; }},
        {"alike_base_server", Reason::kChange, kNone, [](V v) -> double { return v.look.alike_base_server; }},
        {"alike_client_server", Reason::kChange, kNone, [](V v) -> double { return v.look.alike_client_server; }},
        {"shared_base_client", Reason::kChange, kNone, [](V v) -> double { return v.look.shared_base_client; }},
        {"shared_base_server", Reason::kChange, kNone, [](V v) -> double { return v.look.shared_base_server; }},
        {"shared_client_server", Reason::kChange, kNone, [](V v) -> double { return v.look.shared_client_server; }},
        {"client_added", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.client_added); }},
        {"client_removed", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.client_removed); }},
        {"server_added", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.server_added); }},
        {"server_removed", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.server_removed); }},
        {"both_added", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.both_added); }},
        {"both_removed", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.both_removed); }},
        {"client_only", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.client_only); }},
        {"server_only", Reason::kChange, kNone, [](V v) -> double { return signed_log(v.look.server_only); }},
        {"alike_gap", Reason::kChange, kNone, [](V v) -> double { return v.look.alike_base_client - v.look.alike_base_server; }},
        {"shared_gap", Reason::kChange, kNone, [](V v) -> double { return v.look.shared_base_client - v.look.shared_base_server; }},
        {"work_gap", Reason::kChange, kNone, [](V v) -> double { return logs(v.look.client_added + v.look.client_removed, v.look.server_added + v.look.server_removed); }},
        {"only_gap", Reason::kChange, kNone, [](V v) -> double { return logs(v.look.client_only, v.look.server_only); }},
        {"same_but_form", Reason::kChange, 0, [](V v) -> double { return v.look.same_but_form; }},
        {"client_form_only", Reason::kChange, 0, [](V v) -> double { return v.look.client_form_only; }},
        {"server_form_only", Reason::kChange, 0, [](V v) -> double { return v.look.server_form_only; }},
        {"has_merge", Reason::kChange, 0, [](V v) -> double { return flag(v.look.has_merge); }},
        {"merge_is", Reason::kContains, 0, [](V v) -> double { return v.look.merge_is; }},
        {"contains", Reason::kContains, 0, [](V v) -> double { return v.look.contains; }},
        {"client_keeps_base", Reason::kContains, 0, [](V v) -> double { return v.look.client_keeps_base; }},
        {"server_keeps_base", Reason::kContains, 0, [](V v) -> double { return v.look.server_keeps_base; }},
        {"longer", Reason::kSize, 0, [](V v) -> double { return v.look.longer; }},
        {"client_length", Reason::kSize, kNone, [](V v) -> double { return signed_log(f(v).client.value.length); }},
        {"server_length", Reason::kSize, kNone, [](V v) -> double { return signed_log(f(v).server.value.length); }},
        {"base_length", Reason::kSize, kNone, [](V v) -> double { return signed_log(f(v).base.length); }},
        {"length_gap", Reason::kSize, 0, [](V v) -> double { return logs(f(v).client.value.length, f(v).server.value.length); }},
        {"parts_gap", Reason::kSize, 0, [](V v) -> double { return logs(v.look.client_parts, v.look.server_parts); }},
        {"exists", Reason::kMissing, 0, [](V v) -> double { return v.look.exists; }},
        {"is_filled", Reason::kMissing, 0, [](V v) -> double { return v.look.is_filled; }},
        {"client_kind", Reason::kKind, kNone, [](V v) -> double { return rank(f(v).client.value.kind); }},
        {"server_kind", Reason::kKind, kNone, [](V v) -> double { return rank(f(v).server.value.kind); }},
        {"base_kind", Reason::kKind, kNone, [](V v) -> double { return rank(f(v).base.kind); }},
        {"client_kind_kept", Reason::kKind, kNone, [](V v) -> double { return flag(f(v).client.value.kind == f(v).base.kind); }},
        {"server_kind_kept", Reason::kKind, kNone, [](V v) -> double { return flag(f(v).server.value.kind == f(v).base.kind); }},
        {"kind_gap", Reason::kKind, 0, [](V v) -> double { return rank(f(v).client.value.kind) - rank(f(v).server.value.kind); }},
        {"edit_gap", Reason::kTime, 0, [](V v) -> double { return hours(f(v).server.edited_at_s, f(v).client.edited_at_s); }},
        {"client_age", Reason::kTime, kNone, [](V v) -> double { return hours(f(v).client.edited_at_s, f(v).now_s); }},
        {"server_age", Reason::kTime, kNone, [](V v) -> double { return hours(f(v).server.edited_at_s, f(v).now_s); }},
        {"base_age", Reason::kTime, kNone, [](V v) -> double { return hours(f(v).base_at_s, f(v).now_s); }},
        {"client_is_resolver", Reason::kPeople, kNone, [](V v) -> double { return f(v).client.is_resolver; }},
        {"client_is_bot", Reason::kPeople, kNone, [](V v) -> double { return f(v).client.is_bot; }},
        {"client_experience", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).client.experience); }},
        {"client_field_edits", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).client.field_edits); }},
        {"client_record_edits", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).client.record_edits); }},
        {"client_record_authors", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).client.record_authors); }},
        {"server_is_resolver", Reason::kPeople, kNone, [](V v) -> double { return f(v).server.is_resolver; }},
        {"server_is_bot", Reason::kPeople, kNone, [](V v) -> double { return f(v).server.is_bot; }},
        {"server_experience", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).server.experience); }},
        {"server_field_edits", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).server.field_edits); }},
        {"server_record_edits", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).server.record_edits); }},
        {"server_record_authors", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).server.record_authors); }},
        {"experience_gap", Reason::kPeople, 0, [](V v) -> double { return logs(f(v).client.experience, f(v).server.experience); }},
        {"same_author", Reason::kPeople, kNone, [](V v) -> double { return f(v).same_author; }},
        {"resolver_is_bot", Reason::kPeople, kNone, [](V v) -> double { return f(v).resolver_is_bot; }},
        {"resolver_experience", Reason::kPeople, kNone, [](V v) -> double { return signed_log(f(v).resolver_experience); }},
        {"client_changes", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).client.changes); }},
        {"client_records", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).client.records); }},
        {"client_other_fields", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).client.other_fields); }},
        {"server_changes", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).server.changes); }},
        {"server_records", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).server.records); }},
        {"server_other_fields", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).server.other_fields); }},
        {"changes_gap", Reason::kVolume, 0, [](V v) -> double { return logs(f(v).client.changes, f(v).server.changes); }},
        {"records_gap", Reason::kVolume, 0, [](V v) -> double { return logs(f(v).client.records, f(v).server.records); }},
        {"other_fields_gap", Reason::kVolume, 0, [](V v) -> double { return logs(f(v).client.other_fields, f(v).server.other_fields); }},
        {"record_edits_gap", Reason::kVolume, 0, [](V v) -> double { return logs(f(v).client.record_edits, f(v).server.record_edits); }},
        {"record_conflicts", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).record_conflicts); }},
        {"sync_conflicts", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).sync_conflicts); }},
        {"conflict_records", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).conflict_records); }},
        {"team_changes", Reason::kVolume, kNone, [](V v) -> double { return signed_log(f(v).team_changes); }},
        {"field_is_identity", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kIdentity); }},
        {"field_is_name", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kName); }},
        {"field_is_version", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kVersion); }},
        {"field_is_date", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kDate); }},
        {"field_is_address", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kAddress); }},
        {"field_is_hash", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kHash); }},
        {"field_is_note", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kNote); }},
        {"field_is_status", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kStatus); }},
        {"field_is_person", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kPerson); }},
        {"field_is_count", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kCount); }},
        {"field_is_group", Reason::kField, kNone, [](V v) -> double { return flag(class_of_field(f(v).field) == FieldClass::kGroup); }},
        {"depth", Reason::kField, kNone, [](V v) -> double { return f(v).depth; }},
        {"in_list", Reason::kField, kNone, [](V v) -> double { return f(v).in_list; }},
    };
    return kFeatures;
}

FeatureVector feature_vector(const ConflictFacts& facts, const Look& look) {
    const View view{facts, look};
    FeatureVector vector;
    vector.reserve(features().size());
    for (const Feature& feature : features()) {
        vector.push_back(static_cast<float>(feature.read(view)));
    }
    return vector;
}

}  // namespace wedsync::suggest
