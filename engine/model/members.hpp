#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync {

/// The largest number of a collection, a field or a rule.
inline constexpr std::int64_t kNumberMax = 4'095;

[[nodiscard]] Error invalid(std::string what);
[[nodiscard]] std::string quoted(std::string_view name);
[[nodiscard]] std::string_view view_of(boost::json::string_view text);

/// The members of one JSON object, which outlives this; `place` says in errors where it stands.
class Members {
public:
    Members(const boost::json::object& object, std::string place)
        : object_(&object), place_(std::move(place)) {}

    [[nodiscard]] static Result<Members> of(const boost::json::value& value, std::string place);

    /// Refuses what the format does not know: a misspelt member would be a silent default.
    [[nodiscard]] Result<void> check_known(const std::vector<std::string_view>& known) const;

    [[nodiscard]] Result<std::optional<std::string>> text(std::string_view key) const;
    [[nodiscard]] Result<std::string> name(std::string_view key) const;
    [[nodiscard]] Result<std::int64_t> integer(std::string_view key, std::int64_t last,
                                               std::optional<std::int64_t> otherwise) const;
    [[nodiscard]] Result<bool> boolean(std::string_view key, bool otherwise) const;
    /// Null where the member is missing.
    [[nodiscard]] Result<const boost::json::array*> array(std::string_view key) const;
    /// Null where the member is missing.
    [[nodiscard]] Result<const boost::json::object*> object(std::string_view key) const;
    /// The texts of an array, 1 to `count_max` of them; none where the member is missing.
    [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view key,
                                                         std::size_t count_max) const;
    [[nodiscard]] bool has(std::string_view key) const {
        return object_->if_contains({key.data(), key.size()}) != nullptr;
    }

    [[nodiscard]] Error error(const std::string& what) const {
        return invalid(place_ + ": " + what);
    }
    void extend_place(const std::string& part) { place_ += " " + part; }
    [[nodiscard]] const std::string& place() const { return place_; }

private:
    const boost::json::object* object_;
    std::string place_;
};

}  // namespace wedsync
