#include "engine/store/directory.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/store/keys.hpp"

namespace wedsync::store {
namespace {

void put_big_endian(std::uint64_t value, std::uint8_t* out) {
    for (unsigned i = 0; i < 8; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (56U - 8U * i));
}

std::uint64_t get_big_endian(const std::uint8_t* in) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value = (value << 8U) | in[i];
    return value;
}

}  // namespace

IncarnationBytes to_bytes(const Incarnation& incarnation) {
    IncarnationBytes bytes{};
    put_big_endian(incarnation.high, bytes.data());
    put_big_endian(incarnation.low, bytes.data() + 8);
    return bytes;
}

Result<Incarnation> to_incarnation(BytesView bytes) {
    if (bytes.size() != sizeof(IncarnationBytes)) {
        return Error{ErrorCode::kCorrupt, "a stored incarnation is not 16 bytes long"};
    }
    return Incarnation{get_big_endian(bytes.data()), get_big_endian(bytes.data() + 8)};
}

std::uint32_t ScopeLanes::number_of(const Incarnation& incarnation) {
    const auto known = numbers_.find(incarnation);
    if (known != numbers_.end()) return known->second;
    return directory_.give_number(*this, incarnation);
}

const Incarnation* ScopeLanes::find(std::uint32_t number) const {
    const auto found = lanes_.find(number);
    return found == lanes_.end() ? nullptr : &found->second;
}

std::optional<std::uint32_t> ScopeLanes::known_number_of(const Incarnation& incarnation) const {
    const auto known = numbers_.find(incarnation);
    if (known == numbers_.end()) return std::nullopt;
    return known->second;
}

void ScopeLanes::add(std::uint32_t number, const Incarnation& incarnation) {
    lanes_[number] = incarnation;
    numbers_[incarnation] = number;
}

void ScopeLanes::remove(std::uint32_t number) {
    const auto found = lanes_.find(number);
    WEDSYNC_ASSERT(found != lanes_.end());
    numbers_.erase(found->second);
    lanes_.erase(found);
}

Result<void> Directory::load() {
    if (is_loaded_) return {};
    std::map<ScopeId, std::uint32_t> numbers;
    std::map<std::uint32_t, ScopeId> ids;
    const Lease scopes = WEDSYNC_TRY(statements_.lease(Query::kSelectScopes));
    while (WEDSYNC_TRY(scopes->step())) {
        const auto number = static_cast<std::uint32_t>(scopes->integer(0));
        const ScopeId id{scopes->unsigned_integer(1)};
        numbers[id] = number;
        ids[number] = id;
    }
    const Lease last = WEDSYNC_TRY(statements_.lease(Query::kSelectLastLane));
    const bool has_row = WEDSYNC_TRY(last->step());
    WEDSYNC_ASSERT(has_row);
    lane_number_next_ = static_cast<std::uint32_t>(last->integer(0)) + 1;
    scope_number_next_ = ids.empty() ? 1 : ids.rbegin()->first + 1;
    numbers_ = std::move(numbers);
    ids_ = std::move(ids);
    is_loaded_ = true;
    return {};
}

Result<void> Directory::load_lanes(ScopeLanes& scope) {
    const Lease lanes = WEDSYNC_TRY(statements_.lease(Query::kSelectLanes));
    lanes->bind_integer(1, scope.scope_number());
    while (WEDSYNC_TRY(lanes->step())) {
        const Incarnation incarnation = WEDSYNC_TRY(to_incarnation(lanes->blob(1)));
        scope.add(static_cast<std::uint32_t>(lanes->integer(0)), incarnation);
    }
    return {};
}

Result<ScopeLanes*> Directory::find(ScopeId scope) {
    WEDSYNC_TRY(load());
    const auto number = numbers_.find(scope);
    if (number == numbers_.end()) return nullptr;
    const auto known = scopes_.find(number->second);
    if (known != scopes_.end()) return known->second.get();
    auto lanes = std::make_unique<ScopeLanes>(number->second, *this);
    WEDSYNC_TRY(load_lanes(*lanes));
    return scopes_.emplace(number->second, std::move(lanes)).first->second.get();
}

Result<ScopeLanes*> Directory::find_or_add(ScopeId scope) {
    ScopeLanes* known = WEDSYNC_TRY(find(scope));
    if (known != nullptr) return known;
    const std::uint32_t number = scope_number_next_++;
    numbers_[scope] = number;
    ids_[number] = scope;
    pending_scopes_.push_back(scope);
    return scopes_.emplace(number, std::make_unique<ScopeLanes>(number, *this)).first->second.get();
}

Result<ScopeId> Directory::scope_of(std::uint32_t scope_number) {
    WEDSYNC_TRY(load());
    const auto found = ids_.find(scope_number);
    if (found == ids_.end()) {
        return Error{ErrorCode::kCorrupt, "a row names scope number " +
                                              std::to_string(scope_number) + ", which is unknown"};
    }
    return found->second;
}

std::uint32_t Directory::give_number(ScopeLanes& scope, const Incarnation& incarnation) {
    WEDSYNC_ASSERT(is_loaded_);
    const std::uint32_t number = lane_number_next_++;
    scope.add(number, incarnation);
    pending_lanes_.push_back({&scope, number, incarnation});
    return number;
}

Result<void> Directory::write_pending() {
    for (const ScopeId scope : pending_scopes_) {
        const Lease insert = WEDSYNC_TRY(statements_.lease(Query::kInsertScope));
        insert->bind_integer(1, numbers_[scope]);
        insert->bind_unsigned(2, scope.value());
        WEDSYNC_TRY(insert->run());
    }
    for (const PendingLane& lane : pending_lanes_) {
        if (lane.number > kLaneMax) {
            return Error{ErrorCode::kTooLarge, "the store has too many lanes"};
        }
        const IncarnationBytes bytes = to_bytes(lane.incarnation);
        const Lease insert = WEDSYNC_TRY(statements_.lease(Query::kInsertLane));
        insert->bind_integer(1, lane.number);
        insert->bind_integer(2, lane.scope->scope_number());
        insert->bind_blob(3, bytes);
        WEDSYNC_TRY(insert->run());
    }
    return {};
}

void Directory::keep_pending() {
    pending_scopes_.clear();
    pending_lanes_.clear();
}

void Directory::drop_pending() {
    for (const PendingLane& lane : pending_lanes_) {
        lane.scope->remove(lane.number);
        lane_number_next_ = std::min(lane_number_next_, lane.number);
    }
    for (const ScopeId scope : pending_scopes_) {
        const std::uint32_t number = numbers_[scope];
        scope_number_next_ = std::min(scope_number_next_, number);
        scopes_.erase(number);
        ids_.erase(number);
        numbers_.erase(scope);
    }
    keep_pending();
}

}  // namespace wedsync::store
