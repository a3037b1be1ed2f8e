#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/guests.hpp"

namespace wedsync::importers {

/// Somebody out of an address book. What it does not say is empty.
struct ImportedContact {
    std::string import_key;  ///< The UID.
    std::string full_name;   ///< Never empty.
    std::string first_name;
    std::string last_name;
    std::string company;
    std::string role;
    std::string email;
    std::string phone;
    /// The note, then further addresses and numbers, a line each.
    std::string notes;
    std::vector<std::string> tags;
    std::size_t line = 0;

    friend bool operator==(const ImportedContact&, const ImportedContact&) = default;
};

struct ContactList {
    std::vector<ImportedContact> contacts;
    /// By line.
    std::vector<RowError> errors;
    /// Properties that have no place here (photos, addresses), each once.
    std::vector<std::string> unknown_properties;
};

inline constexpr std::size_t kContactsMax = 50'000;

/// Reads the cards of a vCard file: 3.0 and 4.0 (RFC 6350), and what 2.1 has besides. Cards of
/// groups are left out. Fails with kCorrupt where there is no card at all, or kTooLarge.
[[nodiscard]] Result<ContactList> parse_contacts(std::string_view bytes);

/// The same people as guests.
[[nodiscard]] std::vector<ImportedGuest> guests_of(const std::vector<ImportedContact>& contacts);

}  // namespace wedsync::importers
