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
