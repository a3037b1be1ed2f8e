#include "sim/scenarios/scenario.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/merge/record_state.hpp"
#include "sim/disk/sim_disk.hpp"
#include "sim/swarm/work_schema.hpp"
#include "sim/swarm/workload.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kRestMsMax = std::uint64_t{15} * 60'000;

/// What SQLite draws by itself is drawn anew for each story, so that each is the same every time.
WorldOptions world_options(const Scenario::Options& options) {
    seed_sqlite_randomness(static_cast<std::uint32_t>(options.seed));
    WorldOptions world;
    world.seed = options.seed;
    world.hub.schema = work_schema(kWorkSchemaVersions);
    world.hub.policy = forbidding_policy();
    world.hub.limits = options.limits;
    world.hub.resolver = options.resolver;
    return world;
}

FieldId field_id(const std::string& field) {
    const CollectionSchema* guests = work_schema(kWorkSchemaVersions).find("guests");
    return guests->find(field)->id;
}

std::string text_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return "?";
}

std::string describe(const merge::RecordState& guest, const std::string& field) {
    if (guest.empty()) return "gone";
    std::string text =
        merge::status_of(guest) == merge::RecordStatus::kContested ? "(deleted)" : "";
    const merge::Cell* cell = guest.find(field_id(field));
    if (cell == nullptr) return text;
    std::vector<std::string> values;
    for (const merge::Sibling& sibling : cell->siblings)
        values.push_back(text_of(sibling.value));
    std::sort(values.begin(), values.end());
    for (std::size_t i = 0; i < values.size(); ++i)
        text += (i == 0 ? "" : "|") + values[i];
    return text;
}

}  // namespace

hub::Policy forbidding_policy() {
    hub::Policy policy = hub::open_policy();
    policy.judge = [](const std::string&, const Author&, ScopeId,
                      const Change& change) -> std::optional<RefusalReason> {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            const auto* text = put == nullptr ? nullptr : std::get_if<std::string>(&put->value);
            if (text != nullptr && text->starts_with(kForbidden)) return RefusalReason::kBadValue;
        }
        return std::nullopt;
    };
    return policy;
}

Scenario::Scenario(const Options& options) : world_(world_options(options)), referee_(world_) {
    for (std::uint32_t i = 0; i < options.scope_count; ++i) {
        scopes_.push_back(scope(i));
        world_.add_scope(scope(i), "scope" + std::to_string(i));
    }
}

const replica::ScopeState& Scenario::state(std::size_t device, std::uint32_t scope) {
    const replica::ScopeState* state = world_.replica(device).scope(Scenario::scope(scope));
    WEDSYNC_ASSERT(state != nullptr);
    return *state;
}

std::size_t Scenario::add_device(DeviceIs is) {
    const std::size_t name = is.cloned_from.value_or(world_.device_count());
    DeviceOptions options;
    options.author = {"person" + std::to_string(name), "device" + std::to_string(name), "staff", 0};
    options.schema = work_schema(is.schema_version);
    options.image = std::move(is.image);
    options.disk.seed = world_.device_count() + 1;
    for (std::uint32_t i = 0; i < scopes_.size(); ++i) {
        const bool is_held = is.scopes.empty() ||
                             std::find(is.scopes.begin(), is.scopes.end(), i) != is.scopes.end();
        if (is_held) options.scopes.emplace_back(scopes_[i], "scope" + std::to_string(i));
    }
    return world_.add_device(std::move(options));
}

Dot Scenario::edit(std::size_t device, Draft draft) {
    if (draft.scope == ScopeId{}) draft.scope = scope(0);
    const Result<replica::Committed> committed = world_.commit(device, draft);
    WEDSYNC_ASSERT(committed.ok());
    return committed.value().dot;
}

RecordId Scenario::add_guest(std::size_t device, const std::string& name, std::uint32_t scope) {
    Draft draft;
    draft.scope = Scenario::scope(scope);
    draft.set(draft.create("guests"), "name", name);
    return {edit(device, std::move(draft)), 0};
}

Dot Scenario::set(std::size_t device, const RecordId& guest, const std::string& field, Value value,
                  std::uint32_t scope) {
    Draft draft;
    draft.scope = Scenario::scope(scope);
    draft.set(guest, field, std::move(value));
    return edit(device, std::move(draft));
}

void Scenario::remove(std::size_t device, const RecordId& guest) {
    Draft draft;
    draft.edits.emplace_back(edit::Delete{guest});
    edit(device, std::move(draft));
}

std::optional<Dot> Scenario::decide(std::size_t device, const RecordId& guest,
                                    const std::string& field, Value value) {
    const Result<Dot> decided = world_.decide(device, scope(0), guest, field_id(field),
                                              merge::choice::Write{std::move(value)});
    if (!decided.ok()) return std::nullopt;
    return decided.value();
}

std::string Scenario::read(std::size_t device, const RecordId& guest, const std::string& field) {
    const auto found = world_.replica(device).get(scope(0), guest);
    return found.ok() ? describe(found.value(), field) : found.error().detail;
}

std::string Scenario::read_at_hub(const RecordId& guest, const std::string& field) {
    const auto found = hub().store().load_record(scope(0), guest);
    return found.ok() ? describe(found.value(), field) : found.error().detail;
}

bool Scenario::settle() {
    return world_.run_until([this] { return world_.is_converged(); }, kRestMsMax);
}

void Scenario::reopen(std::size_t device) {
    world_.crash(device, Damage::kProcessCrash);
    referee_.start(device);
}

DiskImage Scenario::change_hub(DiskImage image, hub::Policy policy) {
    DiskImage before = hub_image();
    world_.hub_node().options().policy = std::move(policy);
    referee_.replace_hub_disk(std::move(image));
    for (std::size_t i = 0; i < scopes_.size(); ++i)
        world_.add_scope(scopes_[i], "scope" + std::to_string(i));
    return before;
}

void Scenario::change_policy(hub::Policy policy) {
    world_.crash_hub(Damage::kProcessCrash);
    world_.hub_node().options().policy = std::move(policy);
    referee_.start_hub();
}

void Scenario::compact() {
    const Result<void> compacted = hub().compact(scope(0), hub().scope(scope(0))->cursor.position);
    WEDSYNC_ASSERT(compacted.ok());
}

std::string Scenario::verdict() {
    referee_.set_interference({});
    world_.heal();
    const Instant healed = world_.now();
    (void)settle();
    referee_.judge(scopes_, world_.now().value() - healed.value());
    std::string text;
    for (const Violation& violation : referee_.findings().all()) {
        text += "P" + std::to_string(static_cast<unsigned>(violation.promise)) + ": " +
                violation.what + "\n";
    }
    return text;
}

}  // namespace wedsync::sim
