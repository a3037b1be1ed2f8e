#include "importers/contacts.hpp"

#include "gtest/gtest.h"

#include "importers/content_lines.hpp"

namespace wedsync::importers {
namespace {

ContactList parsed(const std::string& text) {
    Result<ContactList> list = parse_contacts(text);
    EXPECT_TRUE(list.ok()) << list.error().detail;
    return list.ok() ? std::move(list).value() : ContactList{};
}

TEST(ContactsTest, ReadsACardOfVersion4) {
    const ContactList list = parsed(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:1\r\nFN:Simon Perreault\r\n"
        "N:Perreault;Simon;;;ing. jr,M.Sc.\r\nORG:Viagenie;Flowers\\, fresh\r\nTITLE:Florist\r\n"
        "EMAIL;PREF=2:late@example.org\r\nEMAIL;PREF=1:simon@example.org\r\n"
        "TEL;VALUE=uri;TYPE=\"work,voice\";PREF=1:tel:+1-418-656-9254;ext=102\r\n"
        "TEL;TYPE=fax:99\r\nCATEGORIES:flowers,a\\,b\r\nNOTE:one\\ntwo\r\nPHOTO:data:x\r\nEND:"
        "VCARD\r\n");
    ASSERT_EQ(list.contacts.size(), 1U);
    const ImportedContact& contact = list.contacts.front();
    EXPECT_EQ(contact.import_key, "urn:uuid:1");
    EXPECT_EQ(contact.full_name, "Simon Perreault");
    EXPECT_EQ(contact.last_name, "Perreault");
    EXPECT_EQ(contact.company, "Viagenie, Flowers, fresh");
    EXPECT_EQ(contact.role, "Florist");
    EXPECT_EQ(contact.email, "simon@example.org");
    EXPECT_EQ(contact.phone, "+1-418-656-9254;ext=102");
    EXPECT_EQ(contact.notes, "one\ntwo\ne-mail: late@example.org");
    EXPECT_EQ(contact.tags, (std::vector<std::string>{"flowers", "a,b"}));
    EXPECT_EQ(list.unknown_properties, (std::vector<std::string>{"PHOTO", "TEL (fax)"}));
}

TEST(ContactsTest, ReadsWhatOlderProgramsWrite) {
    const ContactList list = parsed(
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85ngstr=C3=B6m;Zo="
        "\n"
        "=C3=AB\nTEL;CELL;PREF:2\nTEL;HOME:1\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0A=\nb\nEND:"
        "VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nORG:Only a company\nEND:VCARD\n");
    ASSERT_EQ(list.contacts.size(), 2U);
    EXPECT_EQ(list.contacts[0].full_name, "Zoë Ångström");
    EXPECT_EQ(list.contacts[0].phone, "2");
    EXPECT_EQ(list.contacts[0].notes, "a\r\nb\nphone: 1");
    EXPECT_EQ(list.contacts[1].full_name, "Only a company");
}

TEST(ContactsTest, ListsWhatItCannotTake) {
    const ContactList list = parsed(
        "BEGIN:VCARD\r\nEND:VCARD\r\nBEGIN:VCARD\r\nKIND:group\r\nFN:All\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nUID:a\r\nFN:Ann\r\nEMAIL:nothing\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nUID:a\r\nFN:Bo\r\nEND:VCARD\r\n");
    ASSERT_EQ(list.contacts.size(), 1U);
    EXPECT_EQ(list.errors, (std::vector<RowError>{{1, "FN", "a card without a name", true},
                                                  {3, "KIND", "a group, not a person", true},
                                                  {7, "EMAIL", "not an e-mail address", false},
                                                  {12, "UID", "the UID of line 7 again", true}}));
}

TEST(ContactsTest, MakesGuestsOfContacts) {
    const auto guests =
        guests_of(parsed("BEGIN:VCARD\nUID:a\nFN:Ann Lee\nEMAIL:a@x.org\nEND:VCARD\n").contacts);
    ASSERT_EQ(guests.size(), 1U);
    EXPECT_EQ(guests[0].first_name, "Ann");
    EXPECT_EQ(guests[0].import_key, "a");
    EXPECT_FALSE(guests[0].is_rsvp_said);
}

TEST(ContactsTest, RefusesWhatIsNoAddressBook) {
    EXPECT_FALSE(parse_contacts("").ok());
    EXPECT_FALSE(parse_contacts("BEGIN:VCALENDAR\nEND:VCALENDAR\n").ok());
    EXPECT_FALSE(parse_contacts("BEGIN:VCARD\nFN:x\n").ok());
    EXPECT_FALSE(parse_contacts("BEGIN:VCARD\nBEGIN:VCARD\n").ok());
    EXPECT_FALSE(parse_contacts("END:VCARD\n").ok());
}

}  // namespace
}  // namespace wedsync::importers
