#include "importers/guests.hpp"

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

GuestList parsed(std::string_view text) {
    Result<GuestList> list = parse_guests(text);
    EXPECT_TRUE(list.ok()) << list.error().detail;
    return std::move(list).value();
}

using Texts = std::vector<std::string>;

TEST(GuestsTest, KnowsColumnsByManyNames) {
    const GuestList list = parsed(
        "First Name,LAST_NAME,Email Address,Mobile,Group,RSVP Status,Table Number,Seat,Meal Choice,"
        "Dietary restrictions,Allergies,Tags,Notes,Shoe size\n"
        "Zoë,Ångström,zoe@example.org,+1 555 0100,Ångström,Accepted,7,3,Fish,\"vegan; halal\",nuts,"
        "family,likes jazz,38\n");
    ASSERT_EQ(list.guests.size(), 1U);
    const ImportedGuest& guest = list.guests.front();
    EXPECT_EQ(guest.full_name, "Zoë Ångström");
    EXPECT_EQ(guest.email, "zoe@example.org");
    EXPECT_EQ(guest.phone, "+1 555 0100");
    EXPECT_EQ(guest.party, "Ångström");
    EXPECT_EQ(guest.rsvp, "accepted");
    EXPECT_EQ(guest.table, "7");
    EXPECT_EQ(guest.seat, "3");
    EXPECT_EQ(guest.meal, "Fish");
    EXPECT_EQ(guest.diets, (Texts{"vegan", "halal"}));
    EXPECT_EQ(guest.allergies, "nuts");
    EXPECT_EQ(guest.tags, (Texts{"family"}));
    EXPECT_EQ(guest.notes, "likes jazz");
    EXPECT_EQ(guest.line, 2U);
    EXPECT_EQ(list.unknown_columns, (Texts{"Shoe size"}));
    EXPECT_TRUE(list.errors.empty());
}

TEST(GuestsTest, TurnsNamesRound) {
    const GuestList list = parsed("name\nAnna Maria Bell\n\"Doe, Jane\"\nCher\n");
    EXPECT_EQ(list.guests[0].first_name, "Anna Maria");
    EXPECT_EQ(list.guests[0].last_name, "Bell");
    EXPECT_EQ(list.guests[1].full_name, "Jane Doe");
    EXPECT_EQ(list.guests[2].first_name, "Cher");
    EXPECT_EQ(list.guests[2].last_name, "");
}

TEST(GuestsTest, TakesFurtherGuestsOfARow) {
    const GuestList list = parsed(
        "Name,Plus One,Additional Guest 1,Additional Guest 2,Table\n"
        "Ann Lee,Bo Lee,Cy Lee,,4\nDee Fox,2,,,\nEve Gray,yes,,,\nFay Hill,no,,,\n");
    ASSERT_EQ(list.guests.size(), 6U);
    EXPECT_EQ(list.guests[1].full_name, "Bo Lee");
    EXPECT_EQ(list.guests[2].full_name, "Cy Lee");
    EXPECT_EQ(list.guests[2].party, "Ann Lee");
    EXPECT_EQ(list.guests[2].table, "4");
    EXPECT_EQ(list.guests[3].plus_ones, 2U);
    EXPECT_EQ(list.guests[4].plus_ones, 1U);
    EXPECT_EQ(list.guests[5].plus_ones, 0U);
}

TEST(GuestsTest, UnderstandsAnswers) {
    const GuestList list = parsed(
        "name,rsvp / Ceremony\na,Accepted (2 of 3)\nb,Declined\nc,No reply\nd,Not attending\n"
        "e,Maybe\nf,Yes\ng,no\nh,\ni,Not sent\n");
    Texts answers;
    for (const ImportedGuest& guest : list.guests)
        answers.push_back(guest.rsvp);
    EXPECT_EQ(answers, (Texts{"accepted", "declined", "invited", "declined", "tentative",
                              "accepted", "declined", "invited", "invited"}));
}

TEST(GuestsTest, ReportsRowsInError) {
    const GuestList list = parsed(
        "name;email;rsvp;plus ones allowed\nAnn;ann@;perhaps;many\n;x@example.org;;\nBo;;;;;z");
    ASSERT_EQ(list.guests.size(), 2U);
    EXPECT_EQ(list.guests[0].email, "");
    EXPECT_EQ(list.guests[0].rsvp, "invited");
    EXPECT_EQ(list.errors,
              (std::vector<RowError>{{2, "email", "not an e-mail address", false},
                                     {2, "rsvp", "an answer that is not understood", false},
                                     {2, "plus ones allowed", "not a number", false},
                                     {3, "name", "a row without a name", true},
                                     {4, "6", "a cell beyond the last column", false}}));
}

std::string told(const GuestList& list) {
    std::string lines;
    for (const ImportedGuest& guest : list.guests) {
        lines += guest.full_name + "/" + guest.party + "/" + guest.table + "/" + guest.rsvp + "/" +
                 guest.meal + "/" + guest.email + "/" + guest.import_key;
        if (guest.plus_ones != 0) lines += " +" + std::to_string(guest.plus_ones);
        lines += "\n";
    }
    return lines;
}

TEST(GuestsTest, ReadsHouseholdsWithAPartner) {
    EXPECT_EQ(
        told(parsed("Title,First Name,Last Name,Partner Title,Partner First Name,Partner Last "
                    "Name,Email\nMs,Ann,Lee,Mr,Bo,Ek,a@x.org\n,Cy,Orr,,,,\n")),
        "Ann Lee/Ann Lee//invited//a@x.org/\nBo Ek/Ann Lee//invited///\nCy Orr///invited///\n");
    EXPECT_EQ(told(parsed("First Name,Last Name,Companion|First Name,Companion|Last Name,"
                          "Companion_2|First Name\nAnn,Lee,Bo,Ek,Cy\n")),
              "Ann Lee/Ann Lee//invited///\nBo Ek/Ann Lee//invited///\nCy/Ann Lee//invited///\n");
    EXPECT_EQ(
        told(parsed("Bidder Number,Guest First Name,Guest Last Name,Guest 2 First Name,Guest 2 "
                    "Last Name,Guest 1 and 2 Full Names\n7,Jo,Doe,Jane,Doe,Jo & Jane Doe\n"
                    "8,,,,,\"Roe, Al and Bea\"\n")),
        "Jo Doe/Jo Doe//invited///7\nJane Doe/Jo Doe//invited///7#2\n"
        "Al Roe/Roe, Al and Bea//invited///8\nBea Roe/Roe, Al and Bea//invited///8#2\n");
    EXPECT_EQ(told(parsed("Name,Party,RSVP\nRoss,Ross household (3),Accepted (2 of 3)\n"
                          "Lee,Lee (4),No reply\nOrr,Orr (2),Declined\n")),
              "Ross/Ross household//accepted/// +1\nLee/Lee//invited/// +3\n"
              "Orr/Orr//declined///\n");
}

TEST(GuestsTest, SplitsCouples) {
    EXPECT_EQ(told(parsed("Name,Email,Table,RSVP\nAnna & Ben Smith,a@x.org,4,yes\n")),
              "Anna Smith/Anna & Ben Smith/4/accepted//a@x.org/\n"
              "Ben Smith/Anna & Ben Smith/4/accepted///\n");
    EXPECT_EQ(
        told(parsed("First Name,Last Name\nAnna and Ben,Smith\n")),
        "Anna Smith/Anna and Ben Smith//invited///\nBen Smith/Anna and Ben Smith//invited///\n");
    const GuestList list = parsed("name\nAnn Lee and family\nBo Ek + Guest\n");
    EXPECT_EQ(told(list), "Ann Lee///invited///\nBo Ek///invited/// +1\n");
    ASSERT_EQ(list.errors.size(), 1U);
    EXPECT_FALSE(list.errors[0].is_row_lost);
}

TEST(GuestsTest, FindsColumnsNamedAfterEvents) {
    constexpr std::string_view kList =
        "First Name,Last Name,Welcome Drinks,Meal Choice,Wedding Day,Meal Choice,Favourite song\n"
        "Ann,Lee,Attending,Soup,Declined,Fish,Yes\nBo,Ek,No Response,,Attending,Beef,Halo\n"
        "Cy,Orr,Attending,Soup,,,Jolene\n";
    EXPECT_EQ(told(parsed(kList)),
              "Ann Lee///accepted/Soup//\nBo Ek///invited///\nCy Orr///accepted/Soup//\n");
    Result<GuestList> day = parse_guests(kList, "Wedding Day of Ann");
    ASSERT_TRUE(day.ok());
    EXPECT_EQ(told(day.value()), "Ann Lee///declined/Fish//\nBo Ek///accepted/Beef//\n");
    EXPECT_EQ(day.value().not_invited, 1U);
    EXPECT_EQ(day.value().event, "Wedding Day");
    EXPECT_EQ(day.value().unknown_columns,
              (Texts{"Welcome Drinks", "Meal Choice", "Favourite song"}));
}

TEST(GuestsTest, ReadsAMatrixOfCeremonies) {
    constexpr std::string_view kList =
        "fullName,email,mehndi,sangeet,reception\nAnn Lee,,2,0,3\nBo Ek,,-1,1,1\nCy Orr,,1,1,0\n";
    Result<GuestList> list = parse_guests(kList, "Reception");
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(told(list.value()), "Ann Lee///invited/// +2\nBo Ek///invited///\n");
    EXPECT_EQ(list.value().not_invited, 1U);
    EXPECT_EQ(parsed(kList).errors.size(), 1U);  // "mehndi" without a limit.
}

TEST(GuestsTest, FindsTablesInTagsAndBetweenRows) {
    EXPECT_EQ(told(parsed("\xEF\xBB\xBF"
                          "first name,last name,tags,rsvp / reception\n"
                          "Ann,Lee,\"family, Table 5\",Accept\n")),
              "Ann Lee//Table 5/accepted///\n");
    EXPECT_EQ(
        told(parsed("Guest\nTable 1\nAnn Lee\nBo Ek\nTable 2\nCy Orr\n")),
        "Ann Lee//Table 1/invited///\nBo Ek//Table 1/invited///\nCy Orr//Table 2/invited///\n");
}

TEST(GuestsTest, LooksAtCellsWhereHeadersDoNotHelp) {
    const GuestList list = parsed(
        "Name,Kontakt 1,Kontakt 2,Wo\nAnn Lee,a@x.org,+49 170 5550100,Tisch 3\n"
        "Bo Ek,b@x.org,'+49 170 5550101,Tisch 4\n");
    EXPECT_EQ(list.guests[1].email, "b@x.org");
    EXPECT_EQ(list.guests[1].phone, "+49 170 5550101");
    EXPECT_EQ(list.guests[1].table, "Tisch 4");
    EXPECT_TRUE(list.unknown_columns.empty());
}

TEST(GuestsTest, KnowsHeadersInOtherLanguages) {
    EXPECT_EQ(told(parsed("VORNAME;Nachname;E-Mail-Adresse;Tischnummer;Zusage;Menüwahl\n"
                          "Jörg;Weiß;j@x.org;7;Zugesagt;Fisch\n")),
              "Jörg Weiß//7/accepted/Fisch/j@x.org/\n");
    EXPECT_EQ(told(parsed("Prénom\tNom de famille\tRéponse\nAna\tRoux\tNon\n")),
              "Ana Roux///declined///\n");
    EXPECT_EQ(told(parsed("Nombre|Apellidos|Asistencia\nAna|Gil|Sí, claro\n")),
              "Ana Gil///accepted///\n");
}

TEST(GuestsTest, ListsRowsThatCannotBeReadAndTakesTheRest) {
    const GuestList list = parsed("id,name\n1,Ann Lee\n2,\"Bo\" Ek\n1,Cy Orr\n3,Di Fox\n");
    EXPECT_EQ(told(list), "Ann Lee///invited///1\nDi Fox///invited///3\n");
    EXPECT_EQ(list.errors,
              (std::vector<RowError>{{3, "column 2", "text after a closing quote", true},
                                     {4, "id", "the id of line 2 again", true}}));
}

TEST(GuestsTest, RefusesWhatIsNoGuestList) {
    EXPECT_EQ(parse_guests("t_ms,down_kbps\n0,1\n").error().detail,
              "line 1: no column of names (name, first name, last name)");
    EXPECT_FALSE(parse_guests("").ok());
    EXPECT_FALSE(parse_guests("name\n\"Ann").ok());
    EXPECT_TRUE(parsed("name\n").guests.empty());
}

TEST(GuestsTest, KeepsTheLimits) {
    std::string many = "name\n";
    for (std::size_t i = 0; i <= kGuestsMax; ++i)
        many += "a\n";
    EXPECT_EQ(parse_guests(many).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(parse_guests("name\n" + std::string(20'000, 'x')).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::importers
