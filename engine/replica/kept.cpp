#include "engine/replica/kept.hpp"

#include <charconv>
#include <optional>
#include <system_error>

namespace wedsync::replica {
namespace {

/// Meta values: who opened the store last, and at which sequence; and for each person the edits
/// made before that.
constexpr std::string_view kOpenedBy = "replica.opened_by";
constexpr std::string_view kOpenedAt = "replica.opened_at";
constexpr std::string_view kEdits = "replica.edits.";

}  // namespace

Result<std::uint64_t> load_number(store::Store& store, std::string_view name) {
    const std::optional<Bytes> kept = WEDSYNC_TRY(store.load_meta(name));
    if (!kept) return std::uint64_t{0};
    const std::string_view text = as_text(*kept);
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size()) {
        return Error{ErrorCode::kCorrupt, "a kept number is not a number"};
    }
    return number;
}

std::pair<std::string, Bytes> kept_number(std::string name, std::uint64_t number) {
    const std::string text = std::to_string(number);
    return {std::move(name), Bytes(text.begin(), text.end())};
}

Result<Experience> load_experience(store::Store& store, const std::string& person) {
    const std::uint64_t sequence = store.last_sequence();
    const std::string name = std::string(kEdits) + person;
    Experience experience;
    experience.edits = WEDSYNC_TRY(load_number(store, name));
    const std::optional<Bytes> before = WEDSYNC_TRY(store.load_meta(kOpenedBy));
    const std::string last = before ? std::string(as_text(*before)) : std::string();
    const std::uint64_t opened_at = WEDSYNC_TRY(load_number(store, kOpenedAt));
    const std::string last_name = std::string(kEdits) + last;
    const std::uint64_t last_edits = WEDSYNC_TRY(load_number(store, last_name));
    const std::uint64_t total = last_edits + (sequence - opened_at);
    if (last == person) {
        experience.edits = total;
    } else {
        experience.meta.push_back(kept_number(last_name, total));
    }
    experience.meta.push_back(kept_number(name, experience.edits));
    experience.meta.push_back(kept_number(std::string(kOpenedAt), sequence));
    experience.meta.emplace_back(kOpenedBy, Bytes(person.begin(), person.end()));
    return experience;
}

}  // namespace wedsync::replica
