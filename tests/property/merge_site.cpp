#include "tests/property/merge_site.hpp"

#include <set>
#include <utility>

#include "engine/merge/conflict.hpp"

namespace wedsync::property {
namespace {

DotSet dots_of(const ReferenceMerge& reference) {
    DotSet have;
    for (const auto& [dot, change] : reference.accepted())
        have.add(dot);
    return have;
}

}  // namespace

void Rules::apply(merge::RecordState& state, const Change& change,
                  std::vector<merge::Displaced>* displaced) const {
    merge::apply(state, change, displaced);
}

merge::RecordState Rules::join(const merge::RecordState& left, const DotSet& left_have,
                               const merge::RecordState& right, const DotSet& right_have) const {
    return merge::join(left, left_have, right, right_have);
}

merge::FieldReading Rules::read(const merge::RecordState& state, const FieldSchema& field) const {
    return merge::read_field(state, field);
}

bool Rules::is_known(const DotSet& have, const Dot& dot) const {
    return have.contains(dot);
}

void Site::accept(const Change& change, std::vector<merge::Displaced>* displaced) {
    if (rules_->is_known(have_, change.dot)) return;
    have_.add(change.dot);
    for (const RecordId& record : touched_records(change)) {
        merge::RecordState state = this->state(record);
        rules_->apply(state, change, displaced);
        if (state.empty()) {
            records_.erase(record);
        } else {
            records_[record] = std::move(state);
        }
    }
}

void Site::join(const Site& other) {
    std::set<RecordId> ids;
    for (const auto& [record, state] : records_)
        ids.insert(record);
    for (const auto& [record, state] : other.records_)
        ids.insert(record);
    for (const RecordId& record : ids) {
        merge::RecordState joined =
            rules_->join(state(record), have_, other.state(record), other.have_);
        if (joined.empty()) {
            records_.erase(record);
        } else {
            records_[record] = std::move(joined);
        }
    }
    have_.unite(other.have_);
}

bool Site::has_all(const std::vector<Dot>& dots) const {
    for (const Dot& dot : dots) {
        if (!have_.contains(dot)) return false;
    }
    return true;
}

merge::RecordState Site::state(const RecordId& record) const {
    const auto at = records_.find(record);
    return at == records_.end() ? merge::RecordState{record, {}} : at->second;
}

std::uint64_t Site::checksum() const {
    std::uint64_t sum = 0;
    for (const auto& [record, state] : records_)
        sum += merge::checksum(state);
    return sum;
}

std::uint64_t checksum_of(const DotSet& have) {
    std::uint64_t sum = 0;
    for (const DotRange& range : have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            sum += merge::checksum(Dot{range.incarnation, counter});
        }
    }
    return sum;
}

std::optional<std::string> difference(const Site& site, const ReferenceMerge& reference,
                                      const Schema& schema) {
    if (site.have() != dots_of(reference)) return "have differs";
    const auto expected = reference.states();
    if (site.records() != expected) return "siblings differ";
    std::uint64_t sum = 0;
    for (const auto& [record, state] : expected) {
        for (const merge::Cell& cell : state.cells) {
            const CellKey key{record, cell.field, cell.sub};
            for (const auto& sibling : cell.siblings)
                sum += merge::checksum(key, sibling);
        }
        for (const FieldSchema& field : schema.collections.front().fields) {
            if (site.rules().read(site.state(record), field) != read(state, field)) {
                return "reading of " + field.name + " differs";
            }
        }
        if (merge::conflicts_of(site.state(record), schema) !=
            property::conflicts_of(state, schema)) {
            return "conflicts differ";
        }
    }
    if (site.checksum() != sum) return "checksum differs";
    return std::nullopt;
}

std::string to_string(const Dot& dot) {
    return std::to_string(dot.incarnation.high) + "." + std::to_string(dot.incarnation.low) + ":" +
           std::to_string(dot.counter);
}

}  // namespace wedsync::property
