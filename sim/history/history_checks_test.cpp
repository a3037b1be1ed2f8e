// The checkers on histories whose anomalies are known from the literature: Adya's phenomena, and
// the examples by which Elle is tested.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "sim/history/causal_check.hpp"
#include "sim/history/history.hpp"
#include "sim/history/list_append_check.hpp"

namespace wedsync::sim {
namespace {

/// A history in short: a transaction a word, of appends ("ax1") and reads ("rx12", all of x), "!"
/// in front of one that failed, "?" of one that may have, and "p:" of one that process p made.
History short_history(const std::string& text) {
    History history;
    std::string word;
    const auto close = [&] {
        if (word.empty()) return;
        Transaction& transaction = history.transactions.emplace_back();
        std::size_t at = 0;
        transaction.process = "p" + std::to_string(history.transactions.size());
        if (word.size() > 1 && word[1] == ':') {
            transaction.process = word.substr(0, 1);
            at = 2;
        }
        if (word[at] == '!') transaction.outcome = TransactionOutcome::kAborted;
        if (word[at] == '?') transaction.outcome = TransactionOutcome::kUnknown;
        if (word[at] == '!' || word[at] == '?') ++at;
        transaction.begun = 2 * history.transactions.size();
        transaction.ended = transaction.begun + 1;
        for (; at < word.size(); ++at) {
            if (word[at] == 'a' || word[at] == 'r') {
                transaction.operations.push_back(
                    {word[at] == 'r', word.substr(at + 1, 1), {}, false});
                ++at;
            } else {
                transaction.operations.back().elements.push_back(word[at] - '0');
            }
        }
        word.clear();
    };
    for (const char c : text + " ") {
        if (c == ' ') {
            close();
        } else {
            word.push_back(c);
        }
    }
    return history;
}

std::string judge(const std::string& text, KnownOrder order = KnownOrder::kNone) {
    return to_text(check_lists(short_history(text), order));
}

TEST(ListCheckTest, FindsNothingInASerialHistory) {
    EXPECT_EQ(judge("ax1 rx1ay1 ax2 rx12ry1"), "");
    EXPECT_EQ(judge("az1ax1ay1 rx1ay2 ry12az3 rz13"), "");
    EXPECT_EQ(judge("rxax1ax2 rx12"), "");
    EXPECT_EQ(judge(""), "");
}

TEST(ListCheckTest, FindsCyclesOfWrites) {
    EXPECT_EQ(judge("ax1ay1 ax2ay2 rx12ry21"), "G0");
    EXPECT_EQ(judge("ax1ay1 ax2ay2 ax3ay3 rx12 ry2"), "G0 G-single");
}

TEST(ListCheckTest, FindsWhatReadsMayNotSee) {
    EXPECT_EQ(judge("!ax1 rx1"), "G1a");
    EXPECT_EQ(judge("ax1ax2 rx1"), "G1b G-single");
    EXPECT_EQ(judge("ax1ry1 ax2ay1 rx12ry1"), "G1c");
    EXPECT_EQ(judge("ax1 rx12"), "G1a") << "nobody wrote 2";
    EXPECT_EQ(judge("?ax1 rx1"), "") << "it may have happened, and it did";
}

TEST(ListCheckTest, FindsBrokenOrders) {
    EXPECT_EQ(judge("ax1 ax2 ax3 rx13 rx123"), "incompatible-order");
    EXPECT_EQ(judge("ax1 ax2 rx121"), "duplicate-elements G0 G-single")
        << "1 comes before 2 and after it";
    EXPECT_EQ(judge("ax1rx"), "internal");
    EXPECT_EQ(judge("rx1ax1"), "internal") << "it reads what it writes later";
    EXPECT_EQ(judge("ax1 rx1ax2rx1"), "internal");
}

TEST(ListCheckTest, FindsCyclesWithAntiDependencies) {
    EXPECT_EQ(judge("ax1ay1 ax2ry rx12"), "G-single");
    EXPECT_EQ(judge("ax1ay1 rx1ry"), "G-single") << "half of a transaction was seen";
    EXPECT_EQ(judge("ax1at1 rx1ry ay1az2 rz2rt"), "G-nonadjacent");
    EXPECT_EQ(judge("ax1ry ay1rx"), "G2-item");
    EXPECT_EQ(judge("rx5ay1 ryaz2 rzat3 rt3au4 ruax5"), "") << "no way leads back";
    EXPECT_EQ(judge("ax0 rx0ax1 rx0ax2"), "lost-update G2-item");
}

TEST(ListCheckTest, KnowsSessionsAndRealTime) {
    const std::string stale = "ax1 a:ax2 a:rx1 rx12";
    EXPECT_EQ(judge(stale), "");
    EXPECT_EQ(judge(stale, KnownOrder::kSession), "G-single");
    const std::string late = "ax1 ax2 rx1 rx12";
    EXPECT_EQ(judge(late, KnownOrder::kSession), "");
    EXPECT_EQ(judge(late, KnownOrder::kRealTime), "G-single");
}

std::size_t broken_reads(const std::string& text) {
    return check_causality(short_history(text)).size();
}

TEST(CausalCheckTest, AllowsWhatIsConcurrent) {
    EXPECT_EQ(broken_reads("a:ax1 b:ax2 a:rx1 b:rx2 a:rx12 b:rx21"), 0U);
}

TEST(CausalCheckTest, FindsEachBrokenPromise) {
    EXPECT_EQ(broken_reads("a:ax1 a:rx"), 1U) << "an own write";
    EXPECT_EQ(broken_reads("a:ax1 b:rx1 b:rx"), 1U) << "seen and unseen";
    EXPECT_EQ(broken_reads("a:ax1 b:rx1 b:ay2 c:rxry2"), 1U) << "an effect before its cause";
    EXPECT_EQ(broken_reads("a:ax1ay2 b:rx1ry"), 1U) << "half of a transaction";
    EXPECT_EQ(broken_reads("a:!ax1 b:rx1"), 1U) << "what was refused";
}

TEST(HistoryTest, PairsWhatBeganWithWhatEnded) {
    const Result<History> history = parse_history(
        "{:type :invoke :process 1 :value [[:append 9 1] [:r 8 nil]]}\n"
        "{:type :info :process :nemesis :value \"n1\"}\n"
        "{:type :invoke :process 2 :value [[:append 9 2]]}\n"
        "{:type :ok :process 1 :value [[:append 9 1] [:r 8 [3 4]]]}\n"
        "{:type :info :process 2 :value [[:append 9 2]]}\n");
    ASSERT_TRUE(history.ok());
    ASSERT_EQ(history.value().transactions.size(), 2U);
    const Transaction& first = history.value().transactions[0];
    EXPECT_EQ(first.outcome, TransactionOutcome::kCommitted);
    EXPECT_EQ(first.begun, 0U);
    EXPECT_EQ(first.ended, 3U);
    EXPECT_EQ(first.operations[1].elements, (std::vector<Element>{3, 4}));
    EXPECT_EQ(history.value().transactions[1].outcome, TransactionOutcome::kUnknown);
    EXPECT_FALSE(history.value().transactions[1].ended.has_value());
    EXPECT_FALSE(parse_history("{:value [[:append 1 2]]}").ok());
}

}  // namespace
}  // namespace wedsync::sim
