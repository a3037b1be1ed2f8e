#include "tests/decider/decider_run.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "hub/core/decider.hpp"
#include "hub/core/likely_choice.hpp"
#include "tests/support/eager_model.hpp"

namespace wedsync::hub {
namespace {

constexpr std::uint16_t kThings = 1;
constexpr std::uint16_t kFields = 8;
constexpr std::uint64_t kPerRound = 900;
constexpr std::uint64_t kStartMs = 1'700'000'000'000;
constexpr ScopeId kScope{1};
constexpr Epoch kEpoch{1};
const Incarnation kAnna{0xa, 1};
const Incarnation kBen{0xb, 1};
const Incarnation kCleo{0xc, 1};

/// Field 1 is free and asked about; of the others every second one is protected. All of them say
/// that a machine may settle them, which the parser would refuse for the protected ones.
Schema make_schema() {
    constexpr std::array kKinds{std::pair{FieldKind::kRegister, ValueType::kText},
                                std::pair{FieldKind::kText, ValueType::kText},
                                std::pair{FieldKind::kRegister, ValueType::kInteger}};
    CollectionSchema things;
    things.number = kThings;
    things.name = "things";
    things.title = "f1";
    for (std::uint16_t i = 1; i <= kFields; ++i) {
        FieldSchema field;
        field.id = {kThings, i};
        field.name = "f" + std::to_string(i);
        std::tie(field.kind, field.type) = kKinds[(i - 1U) / 2 % kKinds.size()];
        field.is_protected = i % 2 == 0;
        field.decides = Decides::kApply;
        things.fields.push_back(std::move(field));
    }
    Schema schema;
    schema.name = "run";
    schema.version = 1;
    schema.collections = {std::move(things)};
    return schema;
}

class Run {
public:
    Run(std::uint64_t seed, std::string path)
        : prng_(seed), path_(std::move(path)), resolver_(support::eager_resolver()) {}

    DeciderRun play(std::uint64_t disagreements) {
        while (run_.problem.empty() && run_.in_protected + run_.in_free < disagreements) {
            const Result<void> played = play_round();
            if (!played.ok()) run_.problem = played.error().detail;
        }
        remove_store();
        return std::move(run_);
    }

private:
    void remove_store() const {
        for (const char* ending : {"", "-wal", "-shm"})
            std::remove((path_ + ending).c_str());
    }

    /// A scope of its own: disagreements that nobody settles do not pile up.
    Result<void> play_round() {
        remove_store();
        store::Options options;
        options.path = path_;
        options.durability = store::Durability::kNormal;
        store_ = WEDSYNC_TRY(store::Store::open(options));
        scopes_.clear();
        heard_.clear();
        counters_ = {};
        for (std::uint64_t i = 0; i < kPerRound; ++i)
            WEDSYNC_TRY(disagree(i));
        WEDSYNC_TRY(commit());
        for (const RecordId& record : records_)
            WEDSYNC_TRY(decide_exactly(record));
        WEDSYNC_TRY(commit());
        WEDSYNC_TRY(answer());
        WEDSYNC_TRY(commit());
        WEDSYNC_TRY(choose_all());
        WEDSYNC_TRY(commit());
        records_.clear();
        return {};
    }

    Uncommitted& scope() {
        const auto known = scopes_.find(kScope);
        return open_scope(group_, kScope, kEpoch,
                          known == scopes_.end() ? nullptr : &known->second);
    }

    Result<Dot> write(const Incarnation& lane, std::vector<Operation> operations, Note note = {}) {
        Change change;
        change.dot = {lane, ++counters_[lane]};
        change.time = make_hybrid_time(kStartMs + ++written_, 0);
        change.operations = std::move(operations);
        change.note = note;
        WEDSYNC_TRY(load_touched(scope(), *store_, change));
        scope().lanes[lane] = {"person " + std::to_string(lane.high), "tablet", "staff", 0};
        accept(scope(), change);
        return change.dot;
    }

    Value value_of(std::uint16_t field) {
        static constexpr std::array kTexts{"one two three", "One two three.", "one  two three",
                                           "one two four",  "ONE two three",  "five"};
        if (schema_.find({kThings, field})->type == ValueType::kInteger) {
            return static_cast<std::int64_t>(prng_.below(3));
        }
        return std::string(kTexts[static_cast<std::size_t>(prng_.below(kTexts.size()))]);
    }

    Result<void> disagree(std::uint64_t number) {
        const auto field =
            number == 0 ? std::uint16_t{1} : static_cast<std::uint16_t>(1 + prng_.below(kFields));
        const Dot next{kAnna, counters_[kAnna] + 1};
        const CellKey cell{{next, 0}, {kThings, field}, {}};
        const CellKey life{{next, 0}, {kThings, kLifeField}, {}};
        const Dot base = WEDSYNC_TRY(write(
            kAnna, {operation::Put{life, true, {}}, operation::Put{cell, value_of(field), {}}}));
        // The first one is what is answered: its values differ.
        Value first = value_of(field);
        Value second = value_of(field);
        if (number == 0) std::tie(first, second) = std::pair{std::string("a"), std::string("b")};
        const bool is_open = first != second;
        WEDSYNC_TRY(write(kAnna, {operation::Put{cell, std::move(first), {base}}}));
        WEDSYNC_TRY(write(kBen, {operation::Put{cell, std::move(second), {base}}}));
        records_.push_back(cell.record);
        if (is_open) ++(field % 2 == 0 ? run_.in_protected : run_.in_free);
        return {};
    }

    Result<void> commit() {
        Group group = std::exchange(group_, {});
        const store::Batch batch = make_batch(group, scopes_);
        WEDSYNC_TRY(store_->commit(batch));
        note_answers(group, scopes_, heard_);
        adopt(group, scopes_);
        return {};
    }

    HybridTime tick() { return make_hybrid_time(kStartMs + ++written_, 0); }

    Result<void> decide_exactly(const RecordId& record) {
        const std::vector<Change> changes =
            WEDSYNC_TRY(decide(scope(), record, schema_, *store_, [this] { return tick(); }));
        run_.exact += changes.size();
        return take(changes);
    }

    Result<void> answer() {
        const merge::RecordState state = WEDSYNC_TRY(store_->load_record(kScope, records_.front()));
        const merge::Cell* cell = state.find({kThings, 1});
        if (cell == nullptr) return Error{ErrorCode::kInvalid, "nothing to answer"};
        const CellKey key{records_.front(), {kThings, 1}, {}};
        WEDSYNC_TRY(write(kCleo, {operation::Put{key, std::string("a"), merge::dots_of(cell)}},
                          {NoteKind::kDecides, 0, {}}));
        return {};
    }

    Result<void> choose_all() {
        for (const auto& [id, heard] : heard_) {
            const Chooser chooser{schema_, resolver_, *store_, scopes_[id].lanes};
            const std::vector<Change> changes = WEDSYNC_TRY(
                choose(scope(), heard, heard.wall_ms, chooser, [this] { return tick(); }));
            run_.likely += changes.size();
            WEDSYNC_TRY(take(changes));
        }
        return {};
    }

    Result<void> take(const std::vector<Change>& changes) {
        for (const Change& change : changes) {
            WEDSYNC_TRY(validate(change));
            for (const Operation& operation : change.operations)
                check(std::get<operation::Put>(operation));
            scope().lanes.try_emplace(change.dot.incarnation, decider_author());
            accept(scope(), change);
        }
        return {};
    }

    void check(const operation::Put& put) {
        const FieldSchema* field = schema_.find(put.key.field);
        if (field == nullptr || field->is_protected) {
            run_.problem = "a machine settled " + (field == nullptr ? "life" : field->name);
        }
        if (put.covers.empty()) run_.problem = "a decision that covers nothing";
        for (const Dot& dot : put.covers) {
            const bool is_human = dot.incarnation == kAnna || dot.incarnation == kBen;
            if (!is_human) run_.problem = "a decision that covers another";
        }
    }

    Prng prng_;
    std::string path_;
    const Schema schema_ = make_schema();
    const suggest::Resolver resolver_;
    std::unique_ptr<store::Store> store_;
    Scopes scopes_;
    Group group_;
    HeardAnswers heard_;
    std::vector<RecordId> records_;
    std::map<Incarnation, std::uint64_t> counters_;
    std::uint64_t written_ = 0;
    DeciderRun run_;
};

}  // namespace

DeciderRun run_decider(std::uint64_t seed, std::uint64_t disagreements, const std::string& folder) {
    return Run(seed, folder + "/decider_run_" + std::to_string(seed) + ".db").play(disagreements);
}

}  // namespace wedsync::hub
