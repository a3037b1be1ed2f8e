#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "modules/kit/module.hpp"
#include "modules/kit/record_index.hpp"

namespace wedsync::modules {

/// Where a hub works on what devices hand to its reference endpoints: its own replica, and the one
/// scope that these items are of.
struct Counter {
    Place place;
    ScopeId scope;
    const RecordIndex& index;
    /// Writes into the replica, under a key that belongs to the item: done once, however often the
    /// item comes. The draft's scope is set here. What is written is on the hub's disk before the
    /// item is answered.
    std::function<Result<replica::Committed>(Draft)> commit;

    /// As index.find(), in this scope.
    [[nodiscard]] Result<std::vector<Row>> find(std::string_view collection,
                                                const std::vector<std::string_view>& fields,
                                                const std::vector<Value>& values,
                                                const std::vector<std::string_view>& wanted,
                                                std::size_t most = ~std::size_t{0}) const {
        return index.find(place.replica, {scope, collection, fields, values}, wanted, most);
    }
};

/// One thing that a device did while nobody could hear it.
struct Item {
    /// Given on the device; at most kItemIdBytesMax.
    std::string id;
    /// What the item is about, in the reference shape of its type.
    codec::JsonNode data;
};
inline constexpr std::size_t kItemIdBytesMax = 128;

/// Somebody is to be invited by mail, once what the item wrote is safe.
struct InviteByMail {
    std::string id;
    /// In its normal form. Never goes into a record.
    std::string address;
    std::string actor;
    std::string about;
    std::string language;
    std::int64_t invited_at_ms = 0;
    std::optional<std::int64_t> expires_at_ms;
    bool has_consent = false;
};

/// What an item came to.
struct Outcome {
    enum class Status : std::uint8_t { kProcessed, kDuplicate, kRefused };
    Status status = Status::kProcessed;
    /// For programs, where it was not simply processed: "no_invitation".
    std::string code = {};
    /// For people: what happened and what to do.
    std::string detail = {};
    std::optional<InviteByMail> invite = std::nullopt;
};
[[nodiscard]] Outcome refused(std::string code, std::string detail);
[[nodiscard]] Outcome duplicate(std::string code, std::string detail);

/// A module's part of a hub's reference endpoints: what becomes of the items of one type.
struct Processor {
    /// As a queue item names it: "viral_action".
    std::string_view type;
    /// 0 to 9, of items that say none.
    std::uint8_t priority = 0;
    /// The member of the data that says when it happened.
    std::string_view happened;
    /// A member that only this type's data has: items without a type are told by it.
    std::string_view told_by;
    /// Collections that it may write: who hands it items has to be allowed to write them.
    std::vector<std::string_view> writes;
    std::vector<LookUp> look_ups;
    /// What is wrong with the data is told by its JsonNode, as in a Module: then nothing is
    /// written. An error that is no fault of the item (kFull, kStore) ends the whole batch.
    Result<Outcome> (*process)(const Counter& counter, const Item& item);
    /// What else is to be told of these items, in their order, now that all of a batch is written.
    /// Null: nothing.
    Result<std::vector<boost::json::object>> (*settle)(const Counter& counter,
                                                       const std::vector<Item>& items);
};

/// A moment: milliseconds since 1970, or its text in UTC ("2026-05-01T10:00:00Z", at most
/// milliseconds). Fails for another one, and for one that no calendar has.
[[nodiscard]] std::int64_t moment_of(const codec::JsonNode& node);
[[nodiscard]] std::optional<std::int64_t> moment_in_text(std::string_view text);
/// A text of 1 to `most` bytes without control characters, on one line.
[[nodiscard]] std::string line_of(const codec::JsonNode& node, std::size_t most);
/// The same of a member; empty where there is none.
[[nodiscard]] std::string optional_line(const codec::JsonNode& node, std::string_view member,
                                        std::size_t most);
/// The names that records have: suppliers, people, campaigns.
inline constexpr std::size_t kNameBytesMax = 200;
/// An object as its JSON text; fails for one of more than `most` bytes. Empty where there is none.
[[nodiscard]] std::string object_text(const codec::JsonNode& node, std::string_view member,
                                      std::size_t most);
inline constexpr std::size_t kMetadataBytesMax = 4'096;

}  // namespace wedsync::modules
