// A body is a list or one item.
//   list: {ITEMS: [item, ...], TIME?: moment, "scope"?: number}
//   item: {"id", "type", "action"?, "data": DATA, "attempts"?, "timestamp"?, "status"?,
//   "priority"?}
//         or DATA
//   one:  {...DATA, "offlineSync": true, "compressionUsed"?, "type"?, "scope"?}
// What is in DATA is read by the processor of its type.
#include "hub/agent/batch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/base/bytes.hpp"
#include "engine/base/hash.hpp"
#include "engine/codec/json_node.hpp"
#include "modules/all/processors.hpp"

namespace wedsync::hub {
namespace {

namespace bj = boost::json;
using codec::JsonFailure;
using codec::JsonNode;

constexpr std::size_t kDepthMax = 10;
constexpr std::size_t kMembersMax = 64;
constexpr std::size_t kWordBytesMax = 64;
constexpr std::uint64_t kPriorityMost = 10;
constexpr std::uint64_t kAttemptsMost = 1'000'000;

void write_hex(std::uint64_t number, std::string& text) {
    for (int shift = 60; shift >= 0; shift -= 4) {
        const auto digit = static_cast<std::size_t>((number >> static_cast<unsigned>(shift)) & 15U);
        text += "0123456789abcdef"[digit];
    }
}

/// The same value with the members of every object in the order of their names.
bj::value sorted(const bj::value& value) {
    if (const bj::object* object = value.if_object()) {
        std::map<std::string, const bj::value*> members;
        for (const bj::key_value_pair& member : *object)
            members.emplace(std::string(member.key().data(), member.key().size()), &member.value());
        bj::object in_order;
        for (const auto& [name, member] : members)
            in_order[name] = sorted(*member);
        return in_order;
    }
    if (const bj::array* array = value.if_array()) {
        bj::array items;
        for (const bj::value& item : *array)
            items.push_back(sorted(item));
        return items;
    }
    return value;
}

bj::string_view view_of(std::string_view text) {
    return {text.data(), text.size()};
}

std::string word_of(const JsonNode& node) {
    return modules::line_of(node, kWordBytesMax);
}

/// The type of an item that says none.
std::string told_type(const OfflineEndpoint& endpoint, const JsonNode& data) {
    if (!endpoint.types.empty() && endpoint.types.size() == 1) {
        return std::string(endpoint.types.front());
    }
    for (const modules::Processor& processor : modules::all_processors()) {
        const bool is_taken =
            endpoint.types.empty() || std::find(endpoint.types.begin(), endpoint.types.end(),
                                                processor.type) != endpoint.types.end();
        if (is_taken && data.find(processor.told_by)) return std::string(processor.type);
    }
    if (!endpoint.types.empty()) return std::string(endpoint.types.front());
    data.fail("which type of item is this? Say so in \"type\"", ErrorCode::kInvalid);
    return {};
}

void check_type(const OfflineEndpoint& endpoint, const std::string& type, const JsonNode& node) {
    const auto& types = endpoint.types;
    const bool is_known = modules::find_processor(type) != nullptr;
    const bool is_taken =
        types.empty() ? is_known : std::find(types.begin(), types.end(), type) != types.end();
    if (!is_taken) node.fail("items of this type are not taken here", ErrorCode::kInvalid);
}

/// What is the same for an item with and without its queue item around it.
void read_data(const JsonNode& data, BatchItem& item) {
    if (!data.is_object()) {
        data.fail("an object is wanted here");
        return;
    }
    item.data = data.value();
    if (const auto id = data.find("id")) item.id = modules::line_of(*id, modules::kItemIdBytesMax);
    const modules::Processor* processor = modules::find_processor(item.type);
    if (processor == nullptr) return;
    item.priority = processor->priority;
    if (const auto happened = data.find(processor->happened))
        item.happened_ms = modules::moment_of(*happened);
}

BatchItem read_queue_item(const OfflineEndpoint& endpoint, const JsonNode& node) {
    node.expect_object(
        {"id", "type", "action", "data", "attempts", "timestamp", "status", "priority"});
    BatchItem item;
    item.name = modules::line_of(node.member("id"), modules::kItemIdBytesMax);
    const JsonNode type = node.member("type");
    item.type = word_of(type);
    check_type(endpoint, item.type, type);
    read_data(node.member("data"), item);
    if (item.id.empty()) item.id = item.name;
    if (const auto action = node.find("action"))
        static_cast<void>(modules::choice_of(*action, {"create", "update"}));
    if (const auto status = node.find("status"))
        static_cast<void>(modules::choice_of(*status, {"pending", "completed"}));
    if (const auto attempts = node.find("attempts"))
        static_cast<void>(attempts->number(kAttemptsMost));
    if (const auto at = node.find("timestamp")) {
        const std::int64_t at_ms = modules::moment_of(*at);
        if (item.happened_ms == 0) item.happened_ms = at_ms;
    }
    if (const auto priority = node.find("priority"))
        item.priority = static_cast<std::uint8_t>(priority->number(kPriorityMost));
    return item;
}

/// What is wrong with the item stays in it.
BatchItem read_item(const OfflineEndpoint& endpoint, const bj::value& value) {
    JsonFailure failure;
    const JsonNode node(value, failure);
    BatchItem item;
    if (node.find("data")) {
        item = read_queue_item(endpoint, node);
    } else {
        item.type = told_type(endpoint, node);
        read_data(node, item);
        item.name = item.id;
    }
    if (failure.where != nullptr) item.problem = codec::error_of(failure, value).detail;
    if (item.id.empty()) item.id = "said:" + digest_of(item.data);
    if (item.name.empty()) item.name = item.id;
    return item;
}

/// Each failure is that of the whole body: there is nothing else in it.
BatchItem read_flat(const OfflineEndpoint& endpoint, const JsonNode& node) {
    if (!node.member("offlineSync").boolean()) {
        node.member("offlineSync").fail("is to be true", ErrorCode::kInvalid);
    }
    if (const auto used = node.find("compressionUsed"))
        static_cast<void>(modules::choice_of(*used, {"low", "medium", "high"}));
    BatchItem item;
    if (const auto type = node.find("type")) {
        item.type = word_of(*type);
        check_type(endpoint, item.type, *type);
    } else {
        item.type = told_type(endpoint, node);
    }
    read_data(node, item);
    if (bj::object* data = item.data.if_object()) {
        for (const char* const around : {"offlineSync", "compressionUsed", "type", "scope"})
            data->erase(around);
    }
    if (item.id.empty()) item.id = "said:" + digest_of(item.data);
    item.name = item.id;
    return item;
}

void check_list(const OfflineEndpoint& endpoint, const JsonNode& node) {
    const bj::object* object = node.value().if_object();
    if (object == nullptr) return node.fail("an object is wanted here");
    for (const bj::key_value_pair& member : *object) {
        const bool is_known = member.key() == view_of(endpoint.items) ||
                              member.key() == view_of(endpoint.time) || member.key() == "scope";
        if (!is_known) {
            node.fail("what is taken here are \"" + std::string(endpoint.items) + "\", \"" +
                      std::string(endpoint.time) +
                      "\" and \"scope\", or one item with \"offlineSync\": true");
        }
    }
    if (const auto time = node.find(endpoint.time)) static_cast<void>(modules::moment_of(*time));
}

void put_in_order(Order order, std::vector<BatchItem>& items) {
    std::stable_sort(items.begin(), items.end(),
                     [&](const BatchItem& left, const BatchItem& right) {
                         if (order == Order::kPriority && left.priority != right.priority) {
                             return left.priority > right.priority;
                         }
                         return left.happened_ms < right.happened_ms;
                     });
}

}  // namespace

const std::vector<OfflineEndpoint>& offline_endpoints() {
    static const std::vector<OfflineEndpoint> kEndpoints = {
        {"/api/viral/offline-sync",
         "offlineActions",
         "syncTimestamp",
         {"viral_action"},
         Order::kPriority},
        {"/api/success/offline-sync",
         "milestones",
         "syncTimestamp",
         {"success_milestone", "health_score_update"},
         Order::kPriority},
        {"/api/marketing/offline-sync",
         "engagements",
         "batchTimestamp",
         {"marketing_engagement"},
         Order::kTime},
        {"/api/forms/offline-sync",
         "items",
         "syncTimestamp",
         {"form_submission"},
         Order::kPriority},
        {"/api/clients/offline-sync",
         "items",
         "syncTimestamp",
         {"client_update"},
         Order::kPriority},
        {"/api/offline/sync", "items", "syncTimestamp", {}, Order::kPriority},
    };
    return kEndpoints;
}

const OfflineEndpoint* find_offline_endpoint(std::string_view path) {
    for (const OfflineEndpoint& endpoint : offline_endpoints()) {
        if (endpoint.path == path) return &endpoint;
    }
    return nullptr;
}

Result<Batch> read_batch(const OfflineEndpoint& endpoint, std::string_view body) {
    json::JsonLimits limits;
    limits.bytes_max = kBatchBytesMax;
    limits.depth_max = kDepthMax;
    limits.members_max = kMembersMax;
    const bj::value document = WEDSYNC_TRY(json::parse_json(body, limits));
    JsonFailure failure;
    const JsonNode node(document, failure);
    Batch batch;
    if (const auto scope = node.find("scope")) batch.scope = ScopeId{scope->number()};
    batch.is_flat = node.find("offlineSync").has_value();
    if (batch.is_flat) {
        batch.items.push_back(read_flat(endpoint, node));
    } else {
        check_list(endpoint, node);
        const JsonNode items = node.member(endpoint.items);
        const std::size_t count = items.count(kBatchItemsMax);
        for (std::size_t i = 0; i < count; ++i)
            batch.items.push_back(read_item(endpoint, items.item(i).value()));
        put_in_order(endpoint.order, batch.items);
    }
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return batch;
}

std::string digest_of_text(std::string_view text) {
    std::string digest;
    write_hex(hash64(as_bytes(text), 1), digest);
    write_hex(hash64(as_bytes(text), 2), digest);
    return digest;
}

std::string digest_of(const bj::value& value) {
    return digest_of_text(json::write_json(sorted(value)));
}

}  // namespace wedsync::hub
