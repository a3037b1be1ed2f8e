#include "engine/model/members.hpp"

#include <algorithm>

namespace wedsync {
namespace {

namespace bj = boost::json;

constexpr std::size_t kNameBytesMax = 63;

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > kNameBytesMax || name.front() < 'a' || name.front() > 'z') {
        return false;
    }
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

Error invalid(std::string what) {
    return Error{ErrorCode::kInvalid, std::move(what)};
}

std::string quoted(std::string_view name) {
    return "\"" + std::string(name) + "\"";
}

std::string_view view_of(bj::string_view text) {
    return {text.data(), text.size()};
}

Result<Members> Members::of(const bj::value& value, std::string place) {
    const bj::object* object = value.if_object();
    if (object == nullptr) return invalid(place + ": not an object");
    return Members(*object, std::move(place));
}

Result<void> Members::check_known(const std::vector<std::string_view>& known) const {
    for (const bj::key_value_pair& member : *object_) {
        const std::string_view key = view_of(member.key());
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            return error("unknown member " + quoted(key));
        }
    }
    return {};
}

Result<std::optional<std::string>> Members::text(std::string_view key) const {
    const bj::value* value = object_->if_contains({key.data(), key.size()});
    if (value == nullptr) return std::optional<std::string>{};
    if (!value->is_string()) return error(quoted(key) + " is not a text");
    return std::optional<std::string>{view_of(value->get_string())};
}

Result<std::string> Members::name(std::string_view key) const {
    const std::optional<std::string> found = WEDSYNC_TRY(text(key));
    if (!found.has_value()) return error(quoted(key) + " is missing");
    if (!is_name(*found)) {
        return error(quoted(key) + " is not a name: a-z first, then a-z, 0-9 and _, 63 at most");
    }
    return *found;
}

Result<std::int64_t> Members::integer(std::string_view key, std::int64_t last,
                                      std::optional<std::int64_t> otherwise) const {
    const bj::value* value = object_->if_contains({key.data(), key.size()});
    if (value == nullptr && otherwise.has_value()) return *otherwise;
    if (value == nullptr) return error(quoted(key) + " is missing");
    const std::int64_t first = otherwise.has_value() ? 0 : 1;
    if (!value->is_int64() || value->get_int64() < first || value->get_int64() > last) {
        return error(quoted(key) + " is not a whole number from " + std::to_string(first) + " to " +
                     std::to_string(last));
    }
    return value->get_int64();
}

Result<bool> Members::boolean(std::string_view key, bool otherwise) const {
    const bj::value* value = object_->if_contains({key.data(), key.size()});
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) return error(quoted(key) + " is neither true nor false");
    return value->get_bool();
}

Result<const bj::array*> Members::array(std::string_view key) const {
    const bj::value* value = object_->if_contains({key.data(), key.size()});
    if (value == nullptr) return static_cast<const bj::array*>(nullptr);
    if (!value->is_array()) return error(quoted(key) + " is not an array");
    return &value->get_array();
}

Result<const bj::object*> Members::object(std::string_view key) const {
    const bj::value* value = object_->if_contains({key.data(), key.size()});
    if (value == nullptr) return static_cast<const bj::object*>(nullptr);
    if (!value->is_object()) return error(quoted(key) + " is not an object");
    return &value->get_object();
}

Result<std::vector<std::string>> Members::texts(std::string_view key, std::size_t count_max) const {
    std::vector<std::string> texts;
    const bj::array* items = WEDSYNC_TRY(array(key));
    if (items == nullptr) return texts;
    if (items->empty() || items->size() > count_max) {
        return error(quoted(key) + " has none, or more than " + std::to_string(count_max));
    }
    for (const bj::value& item : *items) {
        if (!item.is_string()) return error(quoted(key) + " holds something that is no text");
        texts.emplace_back(view_of(item.get_string()));
    }
    return texts;
}

}  // namespace wedsync
