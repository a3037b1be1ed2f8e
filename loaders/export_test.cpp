// What is exported, read into an empty store and exported again is the same file.
#include "loaders/export.hpp"

#include "importers/calendar.hpp"
#include "importers/guests.hpp"
#include "importers/venue.hpp"
#include "loaders/load.hpp"
#include "loaders/own_files.hpp"
#include "loaders/plan_lists.hpp"
#include "loaders/value_text.hpp"
#include "tests/support/file_replica.hpp"

namespace wedsync::loaders {
namespace {

class ExportTest : public test::FileReplicaTest {
protected:
    void load_venue_day() {
        const importers::Venue venue = importers::make_venue(7, {1, 60, 8});
        const auto loaded = load_venue(*replica_, kNow, venue);
        ASSERT_TRUE(loaded.ok());
        scope_ = loaded.value()[0].loaded.scope;
        name_ = loaded.value()[0].name;
    }
    void add_scope() {
        scope_ = scope_id_of("One");
        name_ = "One";
        ASSERT_TRUE(replica_->add_scope(scope_, name_).ok());
    }

    void forget_everything() {
        replica_.reset();
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open("bob");
        ASSERT_TRUE(replica_->add_scope(scope_, name_).ok());
    }

    Loaded take_in(const Plan& plan) {
        LoadOptions options;
        options.when_ambiguous = WhenAmbiguous::kLeaveOut;
        options.when_impossible = WhenImpossible::kLeaveOut;
        options.import = make_import_id(prng_.next());
        Result<Loaded> loaded = load(*replica_, kNow, scope_, plan, options);
        EXPECT_TRUE(loaded.ok()) << loaded.error().detail;
        for (const Row& row : loaded.value().rows)
            EXPECT_EQ(row.problem, "");
        return std::move(loaded).value();
    }

    std::string table() { return bytes(export_table(*replica_, scope_, "guests")); }
    std::string json() { return bytes(export_json(*replica_, scope_)); }
    std::string calendar() { return bytes(export_calendar(*replica_, scope_)); }

    static std::string bytes(Result<Exported> exported) {
        EXPECT_TRUE(exported.ok()) << exported.error().detail;
        return exported.ok() ? std::move(exported).value().bytes : std::string();
    }

    Plan plan_of_table(const std::string& text) {
        auto file = parse_own_table(text, replica_->schema());
        EXPECT_TRUE(file.ok()) << file.error().detail;
        EXPECT_TRUE(file.value().errors.empty()) << file.value().errors[0].what;
        return file.value().plan;
    }
    Plan plan_of_json(const std::string& text) {
        auto file = parse_own_json(text, replica_->schema());
        EXPECT_TRUE(file.ok()) << file.error().detail;
        EXPECT_TRUE(file.value().errors.empty()) << file.value().errors[0].what;
        return file.value().plan;
    }

    ScopeId scope_;
    std::string name_;
};

TEST_F(ExportTest, AWholeEventReadsBackEqual) {
    load_venue_day();
    const std::string before = json();
    const std::string guests = table();
    const std::string timeline = calendar();
    const Loaded again = take_in(plan_of_json(before));
    EXPECT_EQ(again.commits, 0U);  // In the store it came from, it changes nothing.
    forget_everything();
    take_in(plan_of_json(before));
    EXPECT_EQ(json(), before);
    EXPECT_EQ(table(), guests);
    EXPECT_EQ(calendar(), timeline);
}

TEST_F(ExportTest, AGuestListReadsBackEqual) {
    load_venue_day();
    const std::string before = table();
    EXPECT_EQ(before.substr(0, 32), "wedsync:guests,full_name,first_n");
    EXPECT_EQ(take_in(plan_of_table(before)).commits, 0U);
    forget_everything();
    take_in(plan_of_table(before));
    EXPECT_EQ(table(), before);
    // The seat of a guest stands at the guest's table.
    const Plan plan = plan_of_table(before);
    EXPECT_EQ(take_in(plan).commits, 0U);
}

TEST_F(ExportTest, ATimelineReadsBackEqual) {
    load_venue_day();
    const std::string before = calendar();
    EXPECT_NE(before.find("X-WEDSYNC-VENDOR:"), std::string::npos);
    forget_everything();
    const auto parsed = importers::parse_calendar(before);
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().errors.empty());
    take_in(plan_of(parsed.value().items));
    EXPECT_EQ(calendar(), before);
}

TEST_F(ExportTest, TextsThatBreakFilesReadBackEqual) {
    add_scope();
    for (const char* text : {"=1+1",
                             "+49 170",
                             "-x",
                             "@cmd",
                             "\tx",
                             "\rx",
                             "'=1",
                             "''",
                             " spaces ",
                             "a\r\nb\nc",
                             "\"q\"",
                             "a;b,c|d",
                             "Anna & Ben Smith",
                             "Doe, Jane",
                             "Table 5",
                             "\\n",
                             "\\",
                             "\x01",
                             "ÅÄÖ 💍",
                             "wedsync:guests",
                             "sep=;",
                             "no",
                             "BEGIN:VCALENDAR"}) {
        Draft draft;
        draft.scope = scope_;
        const NewRecord guest = draft.create("guests");
        draft.set(guest, "full_name", std::string(text));
        draft.set(guest, "notes", std::string(text) + text);
        draft.edits.emplace_back(edit::AddElement{guest, "tags", text});
        draft.edits.emplace_back(edit::AddElement{guest, "tags", "z;\\"});
        draft.edits.emplace_back(edit::Increment{guest, "drinks", 3});
        draft.set(guest, "checked_in", true);
        draft.set(guest, "checked_in_at", std::int64_t{1'812'801'600'123});
        const NewRecord item = draft.create("timeline_items");
        draft.set(item, "title", std::string(text));
        draft.set(item, "room", std::string(text));
        draft.set(item, "starts_at", std::int64_t{1'812'801'600'000});
        draft.edits.emplace_back(edit::AddElement{item, "tags", text});
        const NewRecord place = draft.create("tables");
        draft.set(place, "label", std::string(text));
        draft.set(place, "x", make_real(1.5));
        draft.edits.emplace_back(edit::SetReference{guest, "table", place});
        ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    }
    const std::string whole = json();
    const std::string guests = table();
    const std::string timeline = calendar();
    EXPECT_NE(guests.find(",'=1+1,"), std::string::npos);
    EXPECT_NE(guests.find(",'+49 170,"), std::string::npos);
    forget_everything();
    take_in(plan_of_json(whole));
    EXPECT_EQ(json(), whole);
    forget_everything();
    take_in(plan_of_table(guests));
    EXPECT_EQ(table(), guests);
    forget_everything();
    take_in(plan_of(importers::parse_calendar(timeline).value().items));
    EXPECT_EQ(calendar(), timeline);
}

TEST_F(ExportTest, KeepsTheIdsOfAnImportedList) {
    add_scope();
    const auto list = importers::parse_guests("id,name\n7,Ana Ek\n8,Bo Ek\n");
    take_in(plan_of(list.value().guests));
    EXPECT_EQ(table().substr(0, 60).find("\r\n7,Ana Ek"), table().find("\r\n"));
}

TEST_F(ExportTest, SaysWhatIsLeftOut) {
    add_scope();
    Draft draft;
    draft.scope = scope_;
    const NewRecord item = draft.create("timeline_items");
    draft.set(item, "title", std::string("some time"));
    ASSERT_TRUE(replica_->commit(kNow, draft).ok());
    const auto exported = export_calendar(*replica_, scope_);
    EXPECT_EQ(exported.value().records, 0U);
    EXPECT_EQ(exported.value().left_out,
              (std::vector<std::string>{"1 timeline items without a time or a title"}));
}

TEST_F(ExportTest, RefusesFilesThatAreNotItsOwn) {
    const Schema& schema = replica_->schema();
    EXPECT_FALSE(parse_own_table("name\nAna\n", schema).ok());
    EXPECT_FALSE(parse_own_table("wedsync:giraffes\n1\n", schema).ok());
    EXPECT_FALSE(parse_own_json("{}", schema).ok());
    EXPECT_FALSE(parse_own_json("{\"wedsync_export\": 2, \"collections\": {}}", schema).ok());
    for (const char* collections :
         {"[]", "{\"guests\": 1}", "{\"guests\": [1]}", "{\"guests\": [{}]}",
          "{\"guests\": [{\"id\": \"1\"}]}",
          "{\"guests\": [{\"id\": \"1\", \"fields\": {}}, {\"id\": \"1\", "
          "\"fields\": {}}]}"}) {
        EXPECT_FALSE(parse_own_json(std::string("{\"wedsync_export\": 1, \"collections\": ") +
                                        collections + "}",
                                    schema)
                         .ok())
            << collections;
    }
}

TEST_F(ExportTest, ListsFieldsThatCannotBe) {
    const auto file = parse_own_json(
        "{\"wedsync_export\": 1, \"collections\": {\"guests\": [{\"id\": \"1\", \"fields\": "
        "{\"full_name\": \"Ana\", \"height\": 3, \"plus_ones\": \"many\", \"table\": {\"id\": "
        "\"9\"}, "
        "\"diets\": [1], \"checked_in\": 1}}], \"giraffes\": []}}",
        replica_->schema());
    ASSERT_TRUE(file.ok()) << file.error().detail;
    EXPECT_EQ(file.value().errors.size(), 5U);
    EXPECT_EQ(file.value().plan.size(), 1U);
    EXPECT_EQ(file.value().unknown_columns, (std::vector<std::string>{"giraffes"}));
}

TEST(ValueTextTest, ElementsReadBack) {
    for (const Elements& elements :
         {Elements{}, Elements{"a"}, Elements{"a", "b;c", "d\\", " e ", ";", "\\;"}}) {
        EXPECT_EQ(elements_of(elements_text(elements)), elements);
    }
}

TEST(ValueTextTest, ReadsOnlyWhatItWrites) {
    FieldSchema real;
    real.type = ValueType::kReal;
    for (const char* text : {"", "x", "1.", ".5", "1..2", "nan", "--1", "1e"})
        EXPECT_FALSE(value_of(text, real)) << text;
    EXPECT_EQ(value_of("1.5", real), std::optional<Value>(make_real(1.5)));
    FieldSchema time;
    time.type = ValueType::kTime;
    for (const std::int64_t ms :
         {std::int64_t{0}, std::int64_t{1'812'801'600'123}, std::int64_t{-99'999'999'999'999}}) {
        EXPECT_EQ(value_of(value_text(Value{ms}, time), time), std::optional<Value>(Value{ms}));
    }
}

}  // namespace
}  // namespace wedsync::loaders
