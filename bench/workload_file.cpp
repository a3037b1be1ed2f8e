// The workloads as JSON, for engines that are not linked into this program (bench/peers).
#include <cstddef>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/base.hpp"
#include "bench/guests.hpp"
#include "bench/workloads.hpp"
#include "engine/base/assert.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::bench {
namespace {

constexpr std::size_t kEditedRecords = 5'000;
constexpr std::size_t kWrites = 10'000;
constexpr std::size_t kBatches = 100;
constexpr std::size_t kBatchEdits = 1'000;
constexpr std::uint64_t kSources = 3;
constexpr std::uint64_t kEvents = 5;
constexpr std::size_t kEditsEach = 2'000;
constexpr std::size_t kOpenedRecords = 100'000;

namespace bj = boost::json;

/// The made-up venue has texts and integers.
bj::value json_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return bj::value(*text);
    const auto* number = std::get_if<std::int64_t>(&value);
    WEDSYNC_ASSERT(number != nullptr);
    return bj::value(*number);
}

bj::object json_of(Collection collection, const Fields& fields) {
    bj::object record;
    for (std::size_t i = 0; i < kFieldCount; ++i)
        record.emplace(field_names(collection)[i], json_of(fields[i]));
    return record;
}

bj::array json_of(Collection collection, const std::vector<Fields>& records) {
    bj::array made;
    for (const Fields& fields : records)
        made.emplace_back(json_of(collection, fields));
    return made;
}

/// [record, field, value]
bj::value json_of(const FieldEdit& edit) {
    const std::string field(field_names(Collection::kGuests)[edit.field]);
    return bj::array{bj::value(edit.record), bj::value(field), json_of(edit.value)};
}

bj::object json_of(const StaffEdit& edit) {
    bj::object made{{"ms", edit.wall_ms}, {"table", name_of(edit.collection)}};
    switch (edit.kind) {
        case StaffEdit::Kind::kPut:
            made.emplace("record", edit.record);
            made.emplace("field", field_names(edit.collection)[edit.field]);
            made.emplace("value", json_of(edit.value));
            break;
        case StaffEdit::Kind::kCreate:
            made.emplace("fields", json_of(edit.collection, *edit.fields));
            break;
        case StaffEdit::Kind::kDelete:
            made.emplace("record", edit.record);
            break;
    }
    return made;
}

bj::object single_writes(const Run& run) {
    GuestEdits edits(run.of(kEditedRecords), 7);
    bj::array made;
    for (std::size_t i = 0; i < run.of(kWrites); ++i)
        made.push_back(json_of(edits.next()));
    return {{"guests", json_of(Collection::kGuests, make_guests(run.of(kEditedRecords)))},
            {"edits", std::move(made)}};
}

bj::object batches(const Run& run) {
    std::vector<GuestEdits> sources;
    for (std::uint64_t source = 0; source < kSources; ++source)
        sources.emplace_back(run.of(kEditedRecords), 101 + source);
    bj::array made;
    for (std::size_t i = 0; i < run.of(kBatches); ++i) {
        bj::array batch;
        for (std::size_t edit = 0; edit < kBatchEdits; ++edit)
            batch.push_back(json_of(sources[i % kSources].next()));
        made.push_back(std::move(batch));
    }
    return {{"guests", json_of(Collection::kGuests, make_guests(run.of(kEditedRecords)))},
            {"batches", std::move(made)}};
}

bj::object days(const Run& run) {
    bj::array made;
    for (std::uint64_t event = 0; event < kEvents; ++event) {
        const VenueDay day = make_venue_day(event, run.of(kEditsEach));
        bj::object base;
        for (const Collection collection : kCollections) {
            const std::size_t index = static_cast<std::size_t>(collection) - 1;
            base.emplace(name_of(collection), json_of(collection, day.base[index]));
        }
        bj::array staff;
        for (const std::vector<StaffEdit>& edits : day.staff) {
            bj::array one;
            for (const StaffEdit& edit : edits)
                one.emplace_back(json_of(edit));
            staff.push_back(std::move(one));
        }
        made.emplace_back(bj::object{{"base", std::move(base)}, {"staff", std::move(staff)}});
    }
    return {{"days", std::move(made)}};
}

bj::object large(const Run& run) {
    return {{"guests", json_of(Collection::kGuests, make_guests(run.of(kOpenedRecords)))}};
}

}  // namespace

void write_workload(const Run& run) {
    bj::object workload;
    if (run.option == "W1") workload = single_writes(run);
    if (run.option == "W2") workload = batches(run);
    if (run.option == "W3") workload = days(run);
    if (run.option == "W4" || run.option == "W6") workload = large(run);
    if (workload.empty()) give_up({ErrorCode::kNotFound, "no workload " + run.option});
    std::ofstream(run.file("workload.json")) << json::write_json(workload);
}

}  // namespace wedsync::bench
