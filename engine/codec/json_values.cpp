#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/model/value.hpp"

namespace wedsync::codec {
namespace {

namespace bj = boost::json;

constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();

bj::value tagged(const char* kind, bj::value content) {
    bj::object object;
    object[kind] = std::move(content);
    return bj::value(std::move(object));
}

bj::value json_of_link(const Link& link) {
    bj::object content;
    content["scope"] = json_of(link.scope.value());
    content["record"] = json_of(link.record);
    content["label"] = json_of_text(link.label);
    return tagged("link", bj::value(std::move(content)));
}

bj::value json_of_blob(const BlobReference& blob) {
    bj::object content;
    content["sha256"] = json_of_text(format_hex(blob.sha256));
    content["size"] = json_of(blob.size);
    return tagged("blob", bj::value(std::move(content)));
}

Value read_real(const JsonNode& node) {
    if (const double* real = node.value().if_double()) return make_real(*real);
    // A program that knows one kind of number writes 2.0 as 2.
    if (const std::int64_t* whole = node.value().if_int64()) {
        return make_real(static_cast<double>(*whole));
    }
    node.fail("a number is wanted here");
    return std::monostate{};
}

Value read_link(const JsonNode& node) {
    node.expect_object({"scope", "record", "label"});
    Link link;
    link.scope = ScopeId{node.member("scope").number()};
    link.record = node.member("record").record();
    link.label = node.member("label").text();
    return link;
}

Value read_blob(const JsonNode& node) {
    node.expect_object({"sha256", "size"});
    BlobReference blob;
    const JsonNode sha256 = node.member("sha256");
    const std::optional<Bytes> bytes = parse_hex(sha256.text());
    if (bytes && bytes->size() == blob.sha256.size()) {
        std::copy(bytes->begin(), bytes->end(), blob.sha256.begin());
    } else {
        sha256.fail("64 lower-case hexadecimal digits are wanted here");
    }
    blob.size = node.member("size").number();
    return blob;
}

Value read_large_integer(const JsonNode& node) {
    if (!node.value().is_string()) node.fail("an integer up to 2^53 has to stand as a number");
    return node.integer();
}

Value read_tagged(const JsonNode& node) {
    node.expect_object({"integer", "real", "bytes", "record", "link", "blob"});
    if (node.value().get_object().size() != 1) {
        node.fail("an object with one member is wanted here");
        return std::monostate{};
    }
    if (const auto integer = node.find("integer")) return read_large_integer(*integer);
    if (const auto real = node.find("real")) return read_real(*real);
    if (const auto bytes = node.find("bytes")) return bytes->base64();
    if (const auto record = node.find("record")) return Reference{record->record()};
    if (const auto link = node.find("link")) return read_link(*link);
    return read_blob(node.member("blob"));
}

}  // namespace

bj::value json_of(const Value& value) {
    return std::visit(
        Overloaded{
            [](std::monostate) { return bj::value(nullptr); },
            [](bool flag) { return bj::value(flag); },
            [](std::int64_t number) {
                bj::value content = json_of(number);
                return content.is_string() ? tagged("integer", std::move(content)) : content;
            },
            [](Real real) { return tagged("real", bj::value(to_double(real))); },
            [](const std::string& text) { return bj::value(json_of_text(text)); },
            [](const Bytes& bytes) {
                return tagged("bytes", bj::value(json_of_text(format_base64(bytes))));
            },
            [](const Reference& reference) { return tagged("record", json_of(reference.record)); },
            [](const Link& link) { return json_of_link(link); },
            [](const BlobReference& blob) { return json_of_blob(blob); }},
        value);
}

Value read_value(const JsonNode& node) {
    const bj::value& value = node.value();
    if (value.is_null()) return std::monostate{};
    if (value.is_bool()) return value.get_bool();
    if (value.is_int64()) return value.get_int64();
    if (value.is_string()) return std::string(node.text());
    if (value.is_object()) return read_tagged(node);
    node.fail(value.is_double() ? "a number with a point has to stand as {\"real\": ...}"
                                : "a value is wanted here");
    return std::monostate{};
}

bj::value json_of(const Dot& dot) {
    return bj::value(json_of_text(format_dot(dot)));
}
bj::value json_of(const RecordId& record) {
    return bj::value(json_of_text(format_record(record)));
}
bj::value json_of(Epoch epoch) {
    return bj::value(json_of_text(format_hex64(epoch.value())));
}

bj::array json_of(std::span<const Dot> dots) {
    bj::array array;
    for (const Dot& dot : dots)
        array.push_back(json_of(dot));
    return array;
}

std::vector<Dot> read_dots(const JsonNode& node, std::size_t most) {
    const std::size_t count = node.count(most);
    std::vector<Dot> dots;
    dots.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        dots.push_back(node.item(i).dot());
    return dots;
}

bj::array json_of(const DotSet& set) {
    bj::array array;
    for (const DotRange& range : set.ranges()) {
        bj::object object;
        object["lane"] = json_of_text(format_incarnation(range.incarnation));
        object["first"] = json_of(range.first);
        object["last"] = json_of(range.last);
        array.push_back(bj::value(std::move(object)));
    }
    return array;
}

DotSet read_dot_set(const JsonNode& node) {
    DotSet set;
    std::vector<DotRange> ranges;
    const std::size_t count = node.count(kAnyCount);
    ranges.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = node.item(i);
        item.expect_object({"lane", "first", "last"});
        DotRange range;
        range.incarnation = item.member("lane").incarnation();
        range.first = item.member("first").number(kCounterMax);
        range.last = item.member("last").number(kCounterMax);
        if (range.first == 0 || range.last < range.first) item.fail("not an interval");
        if (!item.ok()) break;
        ranges.push_back(range);
        set.add(range);
    }
    if (node.ok() && set.ranges() != ranges) {
        node.fail("the intervals have to be in order and must not touch");
    }
    return set;
}

bj::array json_of(std::span<const LaneInfo> lanes) {
    bj::array array;
    for (const LaneInfo& lane : lanes) {
        bj::object object;
        object["lane"] = json_of_text(format_incarnation(lane.incarnation));
        object["person"] = json_of_text(lane.author.person);
        object["device"] = json_of_text(lane.author.device);
        object["role"] = json_of_text(lane.author.role);
        object["experience"] = json_of(std::uint64_t{lane.author.experience});
        array.push_back(bj::value(std::move(object)));
    }
    return array;
}

std::vector<LaneInfo> read_lane_infos(const JsonNode& node) {
    std::vector<LaneInfo> lanes;
    const std::size_t count = node.count(kAnyCount);
    lanes.reserve(count);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode item = node.item(i);
        item.expect_object({"lane", "person", "device", "role", "experience"});
        LaneInfo& lane = lanes.emplace_back();
        lane.incarnation = item.member("lane").incarnation();
        lane.author.person = item.member("person").text();
        lane.author.device = item.member("device").text();
        lane.author.role = item.member("role").text();
        lane.author.experience = item.member("experience").number_u32();
    }
    return lanes;
}

}  // namespace wedsync::codec
