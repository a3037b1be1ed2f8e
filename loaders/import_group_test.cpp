// Lists that come again, edited or not, and whole imports that are taken back.
#include "loaders/import_group.hpp"

#include <string_view>

#include "importers/guests.hpp"
#include "loaders/load.hpp"
#include "tests/support/file_replica.hpp"

namespace wedsync::loaders {
namespace {

class ImportTest : public test::FileReplicaTest {
protected:
    void SetUp() override {
        FileReplicaTest::SetUp();
        ASSERT_TRUE(replica_->add_scope(scope_, "One").ok());
    }

    /// Imports a list as the command does; the tally of the guests.
    Tally import(std::string_view csv) {
        Result<importers::GuestList> list = importers::parse_guests(csv);
        EXPECT_TRUE(list.ok());
        plan_ = plan_of(list.value().guests);
        LoadOptions options;
        options.when_ambiguous = WhenAmbiguous::kLeaveOut;
        options.when_impossible = WhenImpossible::kLeaveOut;
        options.import = make_import_id(prng_.next());
        Result<Loaded> loaded = load(*replica_, kNow, scope_, plan_, options);
        EXPECT_TRUE(loaded.ok()) << loaded.error().detail;
        loaded_ = std::move(loaded).value();
        return loaded_.tallies["guests"];
    }

    ImportUndone undo_newest() {
        Result<std::vector<ImportSeen>> imports = find_imports(*replica_);
        EXPECT_TRUE(imports.ok());
        Result<ImportUndone> undone = undo_import(*replica_, kNow, imports.value().back());
        EXPECT_TRUE(undone.ok()) << undone.error().detail;
        return std::move(undone).value();
    }

    [[nodiscard]] std::string guest(const std::string& name, const char* field) {
        return read(scope_, "guests", name, field);
    }
    void set_by_hand(const std::string& name, const char* field, const std::string& value) {
        set(scope_, find(scope_, "guests", name).id, field, Value{value});
    }

    ScopeId scope_ = scope_id_of("One");
    Plan plan_;
    Loaded loaded_;
};

constexpr Tally tally(std::size_t created, std::size_t changed, std::size_t unchanged,
                      std::size_t left_out = 0, std::size_t kept = 0) {
    return {created, changed, unchanged, left_out, kept};
}

TEST_F(ImportTest, TheSameListAgainChangesNothing) {
    constexpr std::string_view kList =
        "id,name,party,table,seat,diet\n1,Ana Ek,Ek,Rose,1,vegan\n2,Bo "
        "Ek,Ek,Rose,2,\n,Cy,,,,\n,Cy,,,,\n";
    EXPECT_EQ(import(kList), tally(4, 0, 0));
    EXPECT_EQ(import(kList), tally(0, 0, 4));
    EXPECT_EQ(loaded_.commits, 0U);
}

TEST_F(ImportTest, OfAnEditedListOnlyTheEditedCellsAreWritten) {
    import("name,party,phone,diet\nAna Ek,Ek,1,vegan\nBo Ek,Ek,2,\n");
    EXPECT_EQ(import("name,party,phone,diet\nAna Ek,Ek,7,halal\nBo Ek,Ek,2,\n"), tally(0, 1, 1));
    EXPECT_EQ(guest("Ana Ek", "phone"), "7");
    EXPECT_EQ(guest("Ana Ek", "diets"), "halal");
    ASSERT_EQ(loaded_.rows[0].differences.size(), 2U);
    EXPECT_EQ(loaded_.rows[0].differences[0].here, "1");
    EXPECT_EQ(loaded_.rows[0].differences[0].planned, "7");
}

TEST_F(ImportTest, WhatAPersonWroteStays) {
    import("name,phone,diet\nAna Ek,1,vegan\n");
    open("bob");
    set_by_hand("Ana Ek", "phone", "5");
    EXPECT_EQ(import("name,phone,rsvp\nAna Ek,7,yes\n"), tally(0, 1, 0, 0, 1));
    EXPECT_EQ(guest("Ana Ek", "phone"), "5");
    EXPECT_EQ(guest("Ana Ek", "rsvp"), "accepted");
    // A list without answers does not take the answer back.
    EXPECT_EQ(import("name\nAna Ek\n"), tally(0, 0, 1));
    EXPECT_EQ(guest("Ana Ek", "rsvp"), "accepted");
}

TEST_F(ImportTest, AnIdFindsAGuestUnderAnotherName) {
    import("id,name,email\n7,Ana Ek,a@x.org\n");
    EXPECT_EQ(import("id,name,email\n7,Ana Orr,a@x.org\n"), tally(0, 1, 0));
    EXPECT_EQ(guest("Ana Orr", "email"), "a@x.org");
    // Another list that counts from 1, too.
    EXPECT_EQ(import("id,name,email\n7,Zoe Lee,z@x.org\n"), tally(0, 0, 0, 1));
    EXPECT_NE(loaded_.rows[0].problem.find("Ana Orr"), std::string::npos);
}

TEST_F(ImportTest, NobodyGuessesBetweenTwoOfOneName) {
    import("name,party,phone\nJo Doe,Doe,1\nJo Doe,Doe,2\n");
    EXPECT_EQ(import("name,party,phone\nJo Doe,Doe,1\nJo Doe,Doe,3\n"), tally(0, 1, 1));
    EXPECT_EQ(import("name,party,phone\nJo Doe,Doe,8\nJo Doe,Doe,9\n"), tally(0, 0, 0, 2));
    EXPECT_NE(loaded_.rows[0].problem.find("more than one"), std::string::npos);
    EXPECT_EQ(count(scope_, "guests"), 2U);
}

TEST_F(ImportTest, ANamesakeIsNoted) {
    import("name,party\nJo Doe,Doe\nAl Ek,Ek\n");
    EXPECT_EQ(import("name,party\nJo Doe,Moved\nAl Ek,Ek\nAl Ek,Other\n"), tally(2, 0, 1));
    EXPECT_NE(loaded_.rows[0].problem.find("one of this name is here"), std::string::npos);
    EXPECT_EQ(loaded_.rows[2].problem, "");  // The file has the other one, too.
}

TEST_F(ImportTest, ManyOfOneNameTakeNoForever) {
    std::string list = "name,phone\n";
    for (int i = 0; i < 5'000; ++i)
        list += "Guest," + std::to_string(i) + "\n";
    EXPECT_EQ(import(list), tally(5'000, 0, 0));
    EXPECT_EQ(import(list), tally(0, 0, 5'000));
    std::string other = "name,phone\n";
    for (int i = 5'000; i < 10'000; ++i)
        other += "Guest," + std::to_string(i) + "\n";
    EXPECT_EQ(import(other), tally(0, 0, 0, 5'000));
}

TEST_F(ImportTest, ATableOfTwoIsLeftOutOfTheGuest) {
    for (const char* number : {"7", "8"}) {
        Draft draft;
        draft.scope = scope_;
        const NewRecord record = draft.create("tables");
        draft.set(record, "label", std::string("Rose"));
        draft.set(record, "zone", std::string(number));
        ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    }
    EXPECT_EQ(import("name,table\nAna,Rose\n"), tally(1, 0, 0));
    EXPECT_EQ(loaded_.tallies["tables"].left_out + loaded_.tallies["tables"].unchanged, 1U);
}

TEST_F(ImportTest, WhatCannotBeIsLeftOutAndTheRestComesIn) {
    const std::string list = "name,notes,allergies,meal,phone,email\nAna,short,,,,\nBo," +
                             std::string(16'000, 'x') + "," + std::string(16'000, 'y') + "," +
                             std::string(16'000, 'z') + "," + std::string(16'000, '1') + "," +
                             std::string(3'000, 'e') + "@x\n";
    EXPECT_EQ(import(list), tally(1, 0, 0, 1));
    EXPECT_NE(loaded_.rows[1].problem.find("64 kB"), std::string::npos);
}

TEST_F(ImportTest, UndoTakesAWholeImportBack) {
    import("name,party,phone\nAna Ek,Ek,1\n");
    std::string list = "name,party,phone,table\nAna Ek,Ek,2,Rose\n";
    for (int i = 0; i < 300; ++i)
        list += "Guest " + std::to_string(i) + ",Many,,Rose\n";
    EXPECT_EQ(import(list), tally(300, 1, 0));
    EXPECT_GT(loaded_.commits, 2U);
    const ImportUndone undone = undo_newest();
    EXPECT_EQ(undone.records_deleted, 301U);  // The table, too.
    EXPECT_EQ(undone.changes_taken_back, 1U);
    EXPECT_TRUE(undone.kept.empty());
    EXPECT_EQ(count(scope_, "guests"), 1U);
    EXPECT_EQ(guest("Ana Ek", "phone"), "1");
    const auto imports = find_imports(*replica_);
    ASSERT_EQ(imports.value().size(), 2U);
    EXPECT_FALSE(imports.value()[0].is_taken_back);
    EXPECT_TRUE(imports.value()[1].is_taken_back);
    EXPECT_EQ(imports.value()[1].records_created, 301U);
    EXPECT_EQ(imports.value()[0].author.person, "alice");
    // And again: nothing is left. The list can come in anew.
    EXPECT_EQ(undo_newest().records_deleted, 0U);
    EXPECT_EQ(import(list), tally(300, 1, 0));
}

TEST_F(ImportTest, UndoLeavesWhatSomebodyWroteSince) {
    import("name,party,phone\nAna Ek,Ek,1\nBo Ek,Ek,1\n");
    import("name,party,phone,table\nAna Ek,Ek,2,\nBo Ek,Ek,2,\nCy,,,Rose\nDi,,,Rose\nEd,,,Iris\n");
    open("bob");
    set_by_hand("Ana Ek", "phone", "9");
    set_by_hand("Cy", "meal", "fish");
    const ImportUndone undone = undo_newest();
    EXPECT_EQ(guest("Ana Ek", "phone"), "9");
    EXPECT_EQ(guest("Bo Ek", "phone"), "1");
    EXPECT_EQ(guest("Cy", "meal"), "fish");
    EXPECT_EQ(guest("Di", "party"), "(none)");
    EXPECT_EQ(read(scope_, "tables", "Rose", "label"), "Rose");
    EXPECT_EQ(read(scope_, "tables", "Iris", "label"), "(none)");
    EXPECT_EQ(undone.records_deleted, 3U);  // Di, Ed and Iris.
    ASSERT_EQ(undone.kept.size(), 3U);      // Ana's phone, Cy, Rose.
    EXPECT_EQ(undone.kept[0].reason, "written since by bob");
    EXPECT_EQ(undone.kept[1].reason, "meal was written since by bob");
    EXPECT_EQ(undone.kept[2].reason, "a record that stays refers to it");
}

TEST_F(ImportTest, OtherGroupsAreNoImports) {
    const ImportId id = make_import_id(0);
    EXPECT_EQ(import_of(group_of(id)), id);
    EXPECT_EQ(to_text(id), "000000000001");
    EXPECT_FALSE(import_of(undo_group_of(id)));
    EXPECT_FALSE(import_of(0));
    EXPECT_FALSE(import_of(17));
}

}  // namespace
}  // namespace wedsync::loaders
