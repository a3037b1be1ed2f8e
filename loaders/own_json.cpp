// {"wedsync_export": 1, "schema": ..., "schema_version": ..., "scope": NAME, "collections":
//  {COLLECTION: [{"id": KEY, "fields": {FIELD: VALUE}}]}}; docs/import.md has the values.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "engine/json/strict_json.hpp"
#include "loaders/export.hpp"
#include "loaders/own_files.hpp"
#include "loaders/value_text.hpp"

namespace wedsync::loaders {
namespace {

namespace bj = boost::json;

const bj::value* member(const bj::object& object, std::string_view name) {
    return object.if_contains({name.data(), name.size()});
}

std::string text_of_member(const bj::object& object, std::string_view name) {
    const bj::value* value = member(object, name);
    const bj::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

class JsonReader {
public:
    JsonReader(OwnFile& file, const Schema& schema) : file_(file), schema_(schema) {}

    Result<void> read(const bj::object& collections) {
        for (const bj::key_value_pair& pair : collections) {
            const std::string name(pair.key().data(), pair.key().size());
            const bj::array* records = pair.value().if_array();
            if (records == nullptr) return Error{ErrorCode::kCorrupt, name + ": not a list"};
            if (schema_.find(name) == nullptr) {
                file_.unknown_columns.push_back(name);
                continue;
            }
            for (std::size_t i = 0; i < records->size(); ++i)
                WEDSYNC_TRY(note(name, i, (*records)[i]));
        }
        for (std::size_t i = 0; i < found_.size(); ++i)
            plan(i);
        return {};
    }

private:
    enum class Stage : std::uint8_t { kOpen, kBusy, kDone };

    struct Found {
        const CollectionSchema* collection = nullptr;
        std::string key;
        const bj::object* fields = nullptr;
        Stage stage = Stage::kOpen;
        std::size_t place = 0;
    };

    Result<void> note(const std::string& name, std::size_t at, const bj::value& value) {
        const std::string where = name + ", record " + std::to_string(at + 1) + ": ";
        const bj::object* record = value.if_object();
        if (record == nullptr) return Error{ErrorCode::kCorrupt, where + "not an object"};
        const bj::value* fields = member(*record, "fields");
        Found found;
        found.collection = schema_.find(name);
        found.key = text_of_member(*record, "id");
        found.fields = fields == nullptr ? nullptr : fields->if_object();
        if (found.key.empty()) return Error{ErrorCode::kCorrupt, where + "no id"};
        if (found.fields == nullptr) return Error{ErrorCode::kCorrupt, where + "no fields"};
        if (!by_key_.try_emplace({name, found.key}, found_.size()).second) {
            return Error{ErrorCode::kCorrupt, where + "the id of another one"};
        }
        found_.push_back(found);
        return {};
    }

    /// What a record refers to has its place in the plan before it. The depth is bounded, so that
    /// a file cannot exhaust the stack.
    void plan(std::size_t index, std::size_t depth = 0) {
        Found& found = found_[index];
        if (found.stage != Stage::kOpen) return;
        found.stage = Stage::kBusy;
        WantedRecord wanted;
        wanted.collection = found.collection->name;
        wanted.keys = {{std::string(kImportKey)}};
        wanted.reach = KeyReach::kGlobal;
        wanted.line = index + 1;
        wanted.fields.emplace_back(kImportKey, Value{found.key});
        for (const bj::key_value_pair& pair : *found.fields) {
            const std::string name(pair.key().data(), pair.key().size());
            const FieldSchema* field = found.collection->find(name);
            if (field == nullptr) {
                tell(index, name, "this schema has no such field");
                continue;
            }
            std::optional<WantedValue> value = field->type == ValueType::kReference
                                                   ? reference(index, *field, pair.value(), depth)
                                                   : plain(index, *field, pair.value());
            if (value) wanted.fields.emplace_back(name, std::move(*value));
        }
        found_[index].stage = Stage::kDone;
        found_[index].place = file_.plan.size();
        file_.plan.push_back(std::move(wanted));
    }

    std::nullopt_t tell(std::size_t index, const std::string& field, const std::string& what) {
        file_.errors.push_back(
            {index + 1, found_[index].collection->name + "." + field, what, false});
        return std::nullopt;
    }

    std::optional<WantedValue> reference(std::size_t index, const FieldSchema& field,
                                         const bj::value& value, std::size_t depth) {
        constexpr std::size_t kDepthMax = 64;
        const bj::object* object = value.if_object();
        const std::string key = object == nullptr ? std::string() : text_of_member(*object, "id");
        const auto target = by_key_.find({field.target, key});
        if (key.empty() || target == by_key_.end()) {
            return tell(index, field.name, "refers to a record that is not in the file");
        }
        if (depth < kDepthMax) plan(target->second, depth + 1);
        if (found_[target->second].stage != Stage::kDone) {
            return tell(index, field.name, "refers to itself in a circle");
        }
        return PlannedRecord{found_[target->second].place};
    }

    std::optional<WantedValue> plain(std::size_t index, const FieldSchema& field,
                                     const bj::value& value) {
        std::optional<WantedValue> read = read_plain(field, value);
        if (!read) return tell(index, field.name, "not a value of this field");
        return read;
    }

    static std::optional<WantedValue> read_plain(const FieldSchema& field, const bj::value& value) {
        if (const bj::array* array = value.if_array()) {
            Elements elements;
            for (const bj::value& element : *array) {
                const bj::string* text = element.if_string();
                if (text == nullptr) return std::nullopt;
                elements.emplace_back(text->data(), text->size());
            }
            if (field.kind != FieldKind::kSet) return std::nullopt;
            return elements;
        }
        if (field.kind == FieldKind::kSet) return std::nullopt;
        if (const bj::string* text = value.if_string()) {
            const std::optional<Value> plain = value_of({text->data(), text->size()}, field);
            return plain ? std::optional<WantedValue>(*plain) : std::nullopt;
        }
        if (const bool* flag = value.if_bool()) {
            if (field.type != ValueType::kBoolean) return std::nullopt;
            return Value{*flag};
        }
        if (const std::int64_t* number = value.if_int64()) {
            if (field.type == ValueType::kInteger) return Value{*number};
            if (field.type == ValueType::kReal) return Value{*number};
            return std::nullopt;
        }
        if (const double* number = value.if_double()) {
            if (field.type != ValueType::kReal) return std::nullopt;
            return make_real(*number);
        }
        const bj::object* object = value.if_object();
        return object == nullptr ? std::nullopt : read_object(*object);
    }

    /// {"bytes": HEX}, or {"sha256": HEX, "size": N}: a file, whose bytes travel apart.
    static std::optional<WantedValue> read_object(const bj::object& object) {
        const std::string hex = text_of_member(object, "bytes");
        if (const std::optional<Bytes> bytes = hex_bytes(hex); bytes && !hex.empty()) {
            return Value{*bytes};
        }
        const std::optional<Bytes> sha = hex_bytes(text_of_member(object, "sha256"));
        const bj::value* size = member(object, "size");
        const std::int64_t* count = size == nullptr ? nullptr : size->if_int64();
        BlobReference blob;
        if (!sha || sha->size() != blob.sha256.size() || count == nullptr || *count < 0) {
            return std::nullopt;
        }
        std::copy(sha->begin(), sha->end(), blob.sha256.begin());
        blob.size = static_cast<std::uint64_t>(*count);
        return Value{blob};
    }

    OwnFile& file_;
    const Schema& schema_;
    std::vector<Found> found_;
    std::map<std::pair<std::string, std::string>, std::size_t> by_key_;
};

}  // namespace

Result<OwnFile> parse_own_json(std::string_view bytes, const Schema& schema) {
    json::JsonLimits limits;
    limits.bytes_max = std::size_t{256} * 1024 * 1024;
    const bj::value document = WEDSYNC_TRY(json::parse_json(bytes, limits));
    const bj::object* object = document.if_object();
    const bj::value* mark = object == nullptr ? nullptr : member(*object, kJsonMark);
    if (mark == nullptr) return Error{ErrorCode::kCorrupt, "no export of this program"};
    const std::int64_t* format = mark->if_int64();
    if (format == nullptr || *format != 1) {
        return Error{ErrorCode::kInvalid, "written by a newer program: this one reads format 1"};
    }
    const bj::value* collections = member(*object, "collections");
    if (collections == nullptr || !collections->is_object()) {
        return Error{ErrorCode::kCorrupt, "no collections"};
    }
    OwnFile file;
    file.scope = text_of_member(*object, "scope");
    WEDSYNC_TRY(JsonReader(file, schema).read(collections->get_object()));
    return file;
}

}  // namespace wedsync::loaders
