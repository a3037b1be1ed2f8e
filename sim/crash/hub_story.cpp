#include <array>
#include <map>
#include <utility>

#include "engine/base/prng.hpp"
#include "engine/codec/frame.hpp"
#include "hub/core/hub.hpp"
#include "sim/crash/feeder.hpp"
#include "sim/crash/fingerprint.hpp"
#include "sim/crash/stories.hpp"

namespace wedsync::sim {
namespace {

constexpr std::array<ScopeId, 2> kScopes{ScopeId{11}, ScopeId{12}};
constexpr std::uint64_t kDevices = 3;

class HubStory : public Story {
public:
    explicit HubStory(const HubStoryOptions& options) : options_(options) {}

    Result<void> open(const std::string& vfs) override {
        vfs_ = vfs;
        auto store = WEDSYNC_TRY(store::Store::open({"hub.db", vfs_}));
        hub::Limits limits;
        limits.log_entries_max = options_.log_entries_max;
        hub_ = WEDSYNC_TRY(
            hub::Hub::create(std::move(store), {Epoch{5}, crash_schema(), crash_policy(), limits}));
        return {};
    }
    void close() override { hub_.reset(); }
    [[nodiscard]] std::size_t step_count() const override { return options_.steps; }
    [[nodiscard]] bool is_one_transaction(std::size_t) const override {
        return !options_.has_texts && options_.log_entries_max == 0;
    }

    [[nodiscard]] bool may_do_in_part() const override {
        return options_.pushes_per_group * options_.changes_per_push > 1;
    }

    Result<void> perform(std::size_t step) override {
        Prng prng(options_.seed * 1'000 + step);
        if (step == 0) return hub_->add_scope(kScopes[0], "party");
        if (prng.chance(options_.reopen_per_mille)) {
            close();
            return open(vfs_);
        }
        const store::ScopeRow* row = hub_->scope(kScopes[0]);
        if (prng.chance(options_.compact_per_mille) && row->cursor.position.value() > 4) {
            return hub_->compact(kScopes[0], Position{row->cursor.position.value() / 2});
        }
        return push_group(prng);
    }

    Result<std::uint64_t> fingerprint() override {
        return fingerprint_of(hub_->store(), {}, "guest");
    }
    Result<void> verify() override { return check_store(hub_->store(), false); }

private:
    [[nodiscard]] Now now() const {
        return {Instant{clock_ms_}, WallTime{1'700'000'000'000 + clock_ms_}};
    }

    Result<void> push_group(Prng& prng) {
        ++clock_ms_;
        // All of a group see the same records, so that they disagree now and then.
        const ScopeId scope = kScopes[static_cast<std::size_t>(prng.below(kScopes.size()))];
        std::vector<merge::RecordState> records;
        WEDSYNC_TRY(
            hub_->store().visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
                if (merge::status_of(state) == merge::RecordStatus::kAlive)
                    records.push_back(state);
                return true;
            }));
        for (std::size_t i = 0; i < options_.pushes_per_group; ++i)
            push_one(scope, records, prng);
        WEDSYNC_TRY(hub_->handle_flush(now()));
        while (hub_->poll_action().has_value()) {
        }
        return {};
    }

    void push_one(ScopeId scope, const std::vector<merge::RecordState>& records, Prng& prng) {
        const std::uint64_t device = prng.below(kDevices);
        const Incarnation lane{device + 1, 1};
        const std::string name = "device " + std::to_string(device);
        message::Push push;
        push.scope = scope;
        push.lanes = {{lane, {"person " + std::to_string(device), name, "staff", 1}}};
        for (std::size_t i = 0; i < options_.changes_per_push; ++i) {
            const Dot dot{lane, ++counters_[{scope, device}]};
            const bool is_edit = !records.empty() && prng.chance(600);
            const merge::RecordState* record = is_edit ? &prng.pick(records) : nullptr;
            Change change = guest_change(dot, record, options_.has_texts, prng);
            if (prng.chance(60)) {
                std::get<operation::Put>(change.operations.back()).value = std::string(kForbidden);
            }
            push.changes.push_back(std::move(change));
        }
        if (prng.chance(100)) push.withdrawn = {{lane, ++counters_[{scope, device}]}};
        const hub::PeerId peer{++peer_last_};
        hub_->handle_connected(peer, now());
        message::Hello hello;
        hello.device = name;
        hub_->handle_frame(peer, now(), codec::encode_frame(hello));
        hub_->handle_frame(peer, now(), codec::encode_frame(push));
        hub_->handle_disconnected(peer);
    }

    HubStoryOptions options_;
    std::string vfs_;
    std::unique_ptr<hub::Hub> hub_;
    std::map<std::pair<ScopeId, std::uint64_t>, std::uint64_t> counters_;
    std::uint64_t peer_last_ = 0;
    std::uint64_t clock_ms_ = 1;
};

}  // namespace

std::unique_ptr<Story> make_hub_story(const HubStoryOptions& options) {
    return std::make_unique<HubStory>(options);
}

}  // namespace wedsync::sim
