#include "modules/forms/tally.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::forms {
namespace {

const std::string kOld = R"({"title": "T", "questions": [
    {"key": "cake", "kind": "choice", "label": "Cake", "choices": [
        {"value": "nut", "label": "Nut"}, {"value": "plum", "label": "Plum"}]},
    {"key": "again", "kind": "yes_no", "label": "Again?", "when": [{"question": "cake", "is": "nut"}]}]})";
const std::string kNew = R"({"title": "T", "questions": [
    {"key": "cake", "kind": "choice", "label": "Which cake?", "choices": [
        {"value": "nut", "label": "Hazelnut"}, {"value": "lemon", "label": "Lemon"}]}]})";

Submission filled(const std::string& body, const char* status, const char* answers) {
    Submission made;
    made.form = "tasting";
    made.status = status;
    made.answers = answers;
    made.body = body;
    return made;
}

TEST(TallyTest, CountsEachFormByWhatItAskedThen) {
    KeptForm form;
    form.name = "tasting";
    form.body = kNew;
    const std::vector<Tally> counts =
        tally({filled(kNew, "submitted", R"({"cake": "lemon"})"),
               filled(kNew, "reviewed", R"({"cake": "nut"})"),
               filled(kOld, "submitted", R"({"cake": "plum", "again": true})"),
               filled(kOld, "submitted", R"({"cake": "nut", "again": false})"),
               filled(kOld, "draft", R"({"cake": "nut"})"), filled("{", "submitted", "{}"),
               filled(kNew, "submitted", R"({"cake": "mud"})")},
              {form});
    ASSERT_EQ(counts.size(), 2U);
    EXPECT_EQ(counts[0].label.in("en"), "Which cake?");
    ASSERT_EQ(counts[0].choices.size(), 3U);
    const auto count = [&](std::size_t tally, std::size_t at) {
        return counts[tally].choices[at].value + " " +
               std::to_string(counts[tally].choices[at].count);
    };
    EXPECT_EQ(count(0, 0), "nut 2");
    EXPECT_EQ(counts[0].choices[0].label.in("en"), "Hazelnut");
    EXPECT_EQ(count(0, 1), "lemon 1");
    EXPECT_EQ(count(0, 2), "plum 1");
    // What was not asked, because of an earlier answer, does not count.
    EXPECT_EQ(count(1, 0), "yes 0");
    EXPECT_EQ(count(1, 1), "no 1");
    EXPECT_EQ(counts[1].answered, 1U);
}

}  // namespace
}  // namespace wedsync::forms
