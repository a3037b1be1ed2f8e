#include "importers/contacts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/model/value.hpp"
#include "importers/content_lines.hpp"
#include "importers/couples.hpp"
#include "importers/fold.hpp"
#include "importers/guest_words.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

/// Of no use to a person who reads: how the card was made.
constexpr std::array<std::string_view, 5> kSilent{"VERSION", "PRODID", "REV", "SORT-STRING", "FN"};
constexpr std::size_t kUnknownMax = 100;

/// An address or number, the smaller rank the more it is preferred.
struct Ranked {
    std::string text;
    unsigned rank = 0;
};

unsigned rank_of(const ContentLine& line) {
    if (line.has_parameter("TYPE", "pref")) return 0;
    const std::string preference(line.parameter("PREF"));
    return preference.empty() ? 200 : parse_integer<unsigned>(preference).value_or(200);
}

class CardReader {
public:
    CardReader(std::size_t line, ContactList& list, std::set<std::string>& unknown)
        : list_(list), unknown_(unknown) {
        contact_.line = line;
    }

    void take(const ContentLine& line) {
        if (line.is_cut) return note_unknown(line.name + " (too long)");
        const std::string text(trimmed(unescaped(line.value)));
        if (text.empty()) return;
        if (line.name == "FN") {
            keep(contact_.full_name, text);
        } else if (line.name == "N") {
            take_name(line.value);
        } else if (line.name == "ORG") {
            take_company(line.value);
        } else if (line.name == "TITLE" || line.name == "ROLE") {
            keep(contact_.role, text);
        } else if (line.name == "EMAIL") {
            if (!is_email(text)) return error("EMAIL", "not an e-mail address", false);
            emails_.push_back({text, rank_of(line)});
        } else if (line.name == "TEL") {
            take_phone(line, text);
        } else if (line.name == "NOTE") {
            contact_.notes += (contact_.notes.empty() ? "" : "\n") + text;
        } else if (line.name == "CATEGORIES") {
            take_tags(line.value);
        } else if (line.name == "UID") {
            keep(contact_.import_key, text);
        } else if (line.name == "KIND" || line.name == "X-ADDRESSBOOKSERVER-KIND") {
            is_group_ = folded(text) == "group";
        } else if (std::find(kSilent.begin(), kSilent.end(), line.name) == kSilent.end()) {
            note_unknown(line.name);
        }
    }

    void finish() {
        if (is_group_) return error("KIND", "a group, not a person", true);
        add_preferred("e-mail", emails_, contact_.email);
        add_preferred("phone", phones_, contact_.phone);
        if (contact_.full_name.empty()) {
            contact_.full_name = joined(contact_.first_name, contact_.last_name);
        }
        if (contact_.full_name.empty()) contact_.full_name = contact_.company;
        if (contact_.full_name.empty()) contact_.full_name = contact_.email;
        if (contact_.full_name.empty()) return error("FN", "a card without a name", true);
        list_.contacts.push_back(std::move(contact_));
    }

private:
    static void keep(std::string& field, const std::string& text) {
        if (field.empty()) field = text;
    }

    /// Family; given; further; before; after.
    void take_name(std::string_view value) {
        const std::vector<std::string> parts = split_escaped(value, ';');
        const auto part = [&](std::size_t at) {
            return at < parts.size() ? std::string(trimmed(unescaped(parts[at]))) : std::string();
        };
        keep(contact_.last_name, part(0));
        keep(contact_.first_name, joined(part(1), part(2)));
    }

    /// The organisation, then its departments.
    void take_company(std::string_view value) {
        std::string company;
        for (const std::string& part : split_escaped(value, ';')) {
            const std::string name(trimmed(unescaped(part)));
            if (!name.empty()) company += (company.empty() ? "" : ", ") + name;
        }
        keep(contact_.company, company);
    }

    /// As text, or as a URI: "tel:+1-418-656-9254;ext=102".
    void take_phone(const ContentLine& line, const std::string& text) {
        if (line.has_parameter("TYPE", "fax")) return note_unknown("TEL (fax)");
        const bool is_uri = folded(text.substr(0, 4)) == "tel" && text.substr(3, 1) == ":";
        phones_.push_back({is_uri ? text.substr(4) : text, rank_of(line)});
    }

    void take_tags(std::string_view value) {
        for (const std::string& part : split_escaped(value, ',')) {
            std::string tag(trimmed(unescaped(part)));
            if (tag.size() > kSubBytesMax) {
                error("CATEGORIES", "more than 256 bytes for one of a list", false);
            } else if (!tag.empty() && std::find(contact_.tags.begin(), contact_.tags.end(), tag) ==
                                           contact_.tags.end()) {
                contact_.tags.push_back(std::move(tag));
            }
        }
    }

    /// The preferred one has a field; the others are not lost.
    void add_preferred(const std::string& what, std::vector<Ranked>& all, std::string& field) {
        std::stable_sort(all.begin(), all.end(), [](const Ranked& left, const Ranked& right) {
            return left.rank < right.rank;
        });
        for (const Ranked& one : all) {
            if (field.empty()) {
                field = one.text;
            } else if (one.text != field) {
                contact_.notes += (contact_.notes.empty() ? "" : "\n") + what + ": " + one.text;
            }
        }
    }

    void note_unknown(const std::string& name) {
        if (unknown_.size() < kUnknownMax) unknown_.insert(name);
    }
    void error(const char* property, const std::string& what, bool is_row_lost) {
        list_.errors.push_back({contact_.line, property, what, is_row_lost});
    }

    ContactList& list_;
    std::set<std::string>& unknown_;
    ImportedContact contact_;
    std::vector<Ranked> emails_;
    std::vector<Ranked> phones_;
    bool is_group_ = false;
};

/// Two cards of one UID would be one contact: the later one is left out.
void drop_equal_keys(ContactList& list) {
    std::map<std::string, std::size_t> lines;
    std::erase_if(list.contacts, [&](const ImportedContact& contact) {
        if (contact.import_key.empty()) return false;
        const auto [at, is_new] = lines.try_emplace(contact.import_key, contact.line);
        if (is_new) return false;
        list.errors.push_back({contact.line, "UID",
                               "the UID of line " + std::to_string(at->second) + " again", true});
        return true;
    });
}

Error at_line(std::size_t line, ErrorCode code, const std::string& what) {
    return {code, "line " + std::to_string(line) + ": " + what};
}

}  // namespace

Result<ContactList> parse_contacts(std::string_view bytes) {
    const ContentLines content = WEDSYNC_TRY(parse_content_lines(bytes));
    ContactList list;
    list.errors = content.errors;
    std::set<std::string> unknown;
    std::optional<CardReader> card;
    std::size_t begin_line = 0;
    bool has_card = false;
    for (const ContentLine& line : content.lines) {
        const bool is_of_card = folded(line.value) == "vcard";
        if (line.name == "BEGIN" && is_of_card) {
            if (card) {
                return at_line(line.line, ErrorCode::kCorrupt, "a card inside a card");
            }
            if (list.contacts.size() >= kContactsMax) {
                return at_line(line.line, ErrorCode::kTooLarge, "more than 50,000 cards");
            }
            card.emplace(line.line, list, unknown);
            begin_line = line.line;
            has_card = true;
        } else if (line.name == "END" && is_of_card) {
            if (!card) {
                return at_line(line.line, ErrorCode::kCorrupt, "an END without its BEGIN");
            }
            card->finish();
            card.reset();
        } else if (card) {
            card->take(line);
        }
    }
    if (card) {
        return at_line(begin_line, ErrorCode::kCorrupt,
                       "a BEGIN without its END: is the file cut off?");
    }
    if (!has_card) return at_line(1, ErrorCode::kCorrupt, "no card (BEGIN:VCARD)");
    drop_equal_keys(list);
    list.unknown_properties.assign(unknown.begin(), unknown.end());
    std::stable_sort(
        list.errors.begin(), list.errors.end(),
        [](const RowError& left, const RowError& right) { return left.line < right.line; });
    return list;
}

std::vector<ImportedGuest> guests_of(const std::vector<ImportedContact>& contacts) {
    std::vector<ImportedGuest> guests;
    for (const ImportedContact& contact : contacts) {
        ImportedGuest guest;
        const GuestName name =
            complete_name({contact.full_name, contact.first_name, contact.last_name});
        guest.import_key = contact.import_key;
        guest.full_name = name.full;
        guest.first_name = name.first;
        guest.last_name = name.last;
        guest.email = contact.email;
        guest.phone = contact.phone;
        guest.notes = contact.notes;
        guest.tags = contact.tags;
        guest.line = contact.line;
        guests.push_back(std::move(guest));
    }
    return guests;
}

}  // namespace wedsync::importers
