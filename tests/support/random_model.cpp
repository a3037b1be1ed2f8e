#include "tests/support/random_model.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/merge/undo.hpp"

namespace wedsync::test {
namespace {

constexpr std::uint64_t kStartMs = 1'780'000'000'000;

template <class T>
void sort_once(std::vector<T>& items) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

RandomModel::RandomModel(std::uint64_t seed) : prng_(seed), wall_ms_(kStartMs) {
    const std::uint64_t count = prng_.between(1, 5);
    for (std::uint64_t i = 0; i < count; ++i)
        lanes_.push_back(incarnation());
}

std::string RandomModel::text(std::size_t size_max) {
    static const std::vector<std::string> kPieces = {"a",  "table", " ",  "Zoë", "é",
                                                     "喜", "🥂",  "\n", "0",   "guest"};
    std::string text;
    while (true) {
        const std::string& piece = prng_.pick(kPieces);
        if (text.size() + piece.size() > size_max || prng_.chance(120)) return text;
        text += piece;
    }
}

Value RandomModel::value() {
    switch (prng_.below(12)) {
        case 0:
            return std::monostate{};
        case 1:
            return prng_.chance(500);
        case 2:
            return static_cast<std::int64_t>(prng_.next());
        case 3:
            return static_cast<std::int64_t>(prng_.below(300)) - 50;
        case 4:
            return prng_.chance(500) ? make_real(0.5 + static_cast<double>(prng_.below(1000)))
                                     : Value{Real{(prng_.next() & 0xBFFF'FFFF'FFFF'FFFFULL) | 1U}};
        case 5:
            return text(300);
        case 6: {
            Bytes bytes(static_cast<std::size_t>(prng_.below(40)));
            for (auto& byte : bytes)
                byte = static_cast<std::uint8_t>(prng_.next());
            return bytes;
        }
        case 7:
            return Link{ScopeId{prng_.next() >> prng_.below(64)}, record(), text(20)};
        case 8: {
            BlobReference blob;
            for (auto& byte : blob.sha256)
                byte = static_cast<std::uint8_t>(prng_.next());
            blob.size = prng_.next() >> prng_.below(64);
            return blob;
        }
        case 9:
            return static_cast<std::int64_t>(prng_.below(112));
        default:
            return text(24);
    }
}

Incarnation RandomModel::incarnation() {
    return {prng_.next(), prng_.next()};
}

Dot RandomModel::dot() {
    const Incarnation lane = prng_.pick(lanes_);
    const std::uint64_t counter = counters_[lane];
    if (prng_.chance(20)) return {lane, kCounterMax};
    return {lane, prng_.between(1, counter + 3)};
}

RecordId RandomModel::record() {
    if (!records_.empty() && prng_.chance(900)) return prng_.pick(records_);
    return {dot(), static_cast<std::uint32_t>(prng_.chance(700) ? 0 : prng_.below(1000))};
}

HybridTime RandomModel::time() {
    if (prng_.chance(10)) return HybridTime{prng_.next()};
    wall_ms_ += prng_.chance(50) ? prng_.below(10'000'000) : prng_.below(3'000);
    if (prng_.chance(50)) wall_ms_ -= prng_.below(100'000);
    const auto logical = prng_.chance(100) ? prng_.below(65'536) : 0;
    return make_hybrid_time(wall_ms_, static_cast<std::uint16_t>(logical));
}

FieldId RandomModel::field() {
    if (prng_.chance(30)) {
        return {static_cast<std::uint16_t>(prng_.next()), static_cast<std::uint16_t>(prng_.next())};
    }
    return {static_cast<std::uint16_t>(prng_.between(1, 3)),
            static_cast<std::uint16_t>(prng_.below(20))};
}

std::string RandomModel::sub() {
    if (prng_.chance(700)) return {};
    if (prng_.chance(400)) return merge::counter_sub(prng_.pick(lanes_));
    return prng_.chance(50) ? std::string(kSubBytesMax, '\xFF') : text(12);
}

RecordId RandomModel::record_for(const Dot& self, std::uint32_t& next_own) {
    if (records_.empty() || prng_.chance(250)) {
        return {self, prng_.chance(900) ? next_own++ : static_cast<std::uint32_t>(prng_.below(9))};
    }
    const RecordId known = prng_.pick(records_);
    const bool is_future =
        known.dot.incarnation == self.incarnation && known.dot.counter > self.counter;
    return is_future ? RecordId{self, next_own++} : known;
}

Value RandomModel::value_for(const Dot& self) {
    if (!prng_.chance(80)) return value();
    std::uint32_t own = 0;
    return Reference{record_for(self, own)};
}

std::vector<Dot> RandomModel::covers(const CellKey& key, const Dot& self) {
    std::vector<Dot> covers;
    if (prng_.chance(100)) return covers;
    const auto last = last_writes_.find(key);
    if (last != last_writes_.end() && prng_.chance(850)) covers.push_back(last->second);
    if (covers.empty() && prng_.chance(500)) covers.push_back(key.record.dot);
    while (prng_.chance(150))
        covers.push_back(dot());
    std::erase_if(covers, [&](const Dot& dot) {
        return dot.incarnation == self.incarnation && dot.counter >= self.counter;
    });
    sort_once(covers);
    return covers;
}

operation::Kill RandomModel::kill(const RecordId& record, const Dot& self) {
    operation::Kill kill{record, {}};
    std::set<std::pair<FieldId, std::string>> cells;
    for (std::uint64_t i = prng_.between(1, 6); i > 0; --i) {
        CellKey key{record, field(), sub()};
        std::vector<Dot> covered = covers(key, self);
        if (covered.empty()) covered = {record.dot};
        if (!cells.emplace(key.field, key.sub).second) continue;
        kill.cells.push_back({key.field, std::move(key.sub), std::move(covered)});
    }
    return kill;
}

Change RandomModel::change() {
    Change change;
    const Incarnation lane = prng_.pick(lanes_);
    counters_[lane] += prng_.chance(950) ? 1 : prng_.between(2, 50);
    change.dot = {lane, counters_[lane]};
    change.time = time();
    std::set<CellKey> keys;
    std::set<RecordId> touched;
    std::uint32_t next_own = 0;
    const std::uint64_t count = prng_.chance(800) ? 1 : prng_.between(1, 12);
    for (std::uint64_t i = 0; i < count; ++i) {
        if (prng_.chance(20)) {
            change.operations.emplace_back(
                operation::Unknown{static_cast<std::uint8_t>(prng_.next()),
                                   Bytes(static_cast<std::size_t>(prng_.below(9)), 0x5A)});
            continue;
        }
        const RecordId record = record_for(change.dot, next_own);
        if (record.dot != change.dot && prng_.chance(40) && touched.insert(record).second) {
            operation::Kill killed = kill(record, change.dot);
            const bool is_clash = std::any_of(
                keys.begin(), keys.end(), [&](const CellKey& key) { return key.record == record; });
            if (!is_clash) {
                for (const auto& cell : killed.cells)
                    keys.insert({record, cell.field, cell.sub});
                change.operations.emplace_back(std::move(killed));
            }
            continue;
        }
        CellKey key{record, field(), sub()};
        if (!keys.insert(key).second) continue;
        std::vector<Dot> covered = covers(key, change.dot);
        if (!covered.empty() && prng_.chance(60)) {
            change.operations.emplace_back(operation::Drop{std::move(key), std::move(covered)});
            continue;
        }
        last_writes_[key] = change.dot;
        if (records_.size() < 200) records_.push_back(record);
        change.operations.emplace_back(
            operation::Put{std::move(key), value_for(change.dot), std::move(covered)});
    }
    if (change.operations.empty()) {
        change.operations.emplace_back(
            operation::Put{{{change.dot, 0}, {1, kLifeField}, {}}, {}, {}});
    }
    if (prng_.chance(80)) {
        change.note.kind = static_cast<NoteKind>(prng_.below(5));
        change.note.rank = change.note.kind == NoteKind::kAutoDecides
                               ? static_cast<std::uint8_t>(prng_.between(1, 255))
                               : std::uint8_t{0};
        if (prng_.chance(800)) change.note.dot = dot();
    }
    if (prng_.chance(50)) change.group = prng_.next() >> prng_.below(64);
    return change;
}

std::vector<Change> RandomModel::changes(std::size_t count) {
    std::vector<Change> changes;
    for (std::size_t i = 0; i < count; ++i)
        changes.push_back(change());
    return changes;
}

Entry RandomModel::entry() {
    if (!prng_.chance(100)) return entry::Accepted{change()};
    switch (prng_.below(3)) {
        case 0:
            return entry::Refused{dot(), static_cast<RefusalReason>(prng_.between(1, 7))};
        case 1:
            return entry::Echo{dot()};
        default:
            return entry::Known{};
    }
}

std::vector<Entry> RandomModel::entries(std::size_t count) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back(entry());
    return entries;
}

merge::Sibling RandomModel::sibling() {
    const auto rank = prng_.chance(100) ? prng_.between(1, 255) : 0;
    Value held = prng_.chance(80) ? Value{Reference{record()}} : value();
    return {dot(), time(), std::move(held), static_cast<std::uint8_t>(rank)};
}

merge::RecordState RandomModel::state() {
    merge::RecordState state{record(), {}};
    const merge::Sibling creator{state.id.dot, time(), {}, 0};
    std::set<std::pair<FieldId, std::string>> keys;
    const std::uint64_t count = prng_.chance(50) ? prng_.below(200) : prng_.below(12);
    const auto collection = static_cast<std::uint16_t>(prng_.between(1, 3));
    if (prng_.chance(800)) keys.insert({FieldId{collection, kLifeField}, {}});
    for (std::uint64_t i = 0; i < count; ++i) {
        FieldId named = field();
        if (prng_.chance(950)) named.collection = collection;
        keys.emplace(named, sub());
    }
    for (const auto& [named, element] : keys) {
        merge::Cell cell{named, element, {}};
        std::map<Dot, merge::Sibling> siblings;
        if (prng_.chance(500)) {
            merge::Sibling first = creator;
            if (named.field != kLifeField) first.value = value();
            siblings.emplace(first.dot, std::move(first));
        }
        while (siblings.empty() || prng_.chance(150)) {
            merge::Sibling one = sibling();
            siblings.emplace(one.dot, std::move(one));
        }
        for (auto& [dot, one] : siblings)
            cell.siblings.push_back(std::move(one));
        state.cells.push_back(std::move(cell));
    }
    return state;
}

std::vector<merge::Displaced> RandomModel::displaced(const Change& change) {
    std::vector<merge::Displaced> displaced;
    for (const Operation& operation : change.operations) {
        if (const auto* put = std::get_if<operation::Put>(&operation)) {
            if (prng_.chance(700)) displaced.push_back({put->key, sibling()});
        } else if (const auto* kill = std::get_if<operation::Kill>(&operation)) {
            for (const auto& cell : kill->cells) {
                displaced.push_back({{kill->record, cell.field, cell.sub}, sibling()});
            }
        }
    }
    if (prng_.chance(50)) displaced.push_back({{record(), field(), sub()}, sibling()});
    return displaced;
}

DotSet RandomModel::dot_set() {
    DotSet set;
    for (std::uint64_t i = prng_.below(8); i > 0; --i) {
        const std::uint64_t first = prng_.chance(500) ? 1 : prng_.between(1, 5'000);
        const std::uint64_t last =
            std::min(kCounterMax, first + (prng_.next() >> prng_.between(31, 63)));
        set.add(DotRange{prng_.chance(700) ? prng_.pick(lanes_) : incarnation(), first, last});
    }
    return set;
}

std::vector<LaneInfo> RandomModel::lane_infos() {
    std::vector<LaneInfo> infos;
    for (const Incarnation& lane : lanes_) {
        if (prng_.chance(400)) continue;
        infos.push_back(
            {lane, {text(20), text(20), "planner", static_cast<std::uint32_t>(prng_.below(5000))}});
    }
    return infos;
}

}  // namespace wedsync::test
