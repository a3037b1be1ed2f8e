#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "modules/marketing/credit.hpp"
#include "modules/marketing/engagement.hpp"
#include "modules/marketing/markov.hpp"

namespace wedsync::marketing {

/// Which campaign what conversion is owed to, by every model at once, kept up to date as
/// engagements come in, in whatever order. What arrives late counts where it happened: the journeys
/// of its person are made anew. The result is a function of the set of engagements alone, to the
/// bit, so a device and a hub that have the same ones say the same.
///
/// It begins with what is there: added first, then counted, each person at once, by count_next().
/// From then on an engagement costs what its person did since the conversion before it, whatever
/// the others did.
class Attribution {
public:
    /// False: it is there already, and nothing changed. Not looked for where the person is not
    /// counted yet: requires then that it is not there.
    bool add(Engagement engagement);
    /// False: it is not there.
    bool remove(const Engagement& engagement);
    /// Counts one of the people who are not counted yet, and says whom; null: all are, and those
    /// who come from now on are with the first that they do.
    [[nodiscard]] const std::string* count_next();
    [[nodiscard]] bool is_counted(const std::string& user) const;

    /// What a person did, as it happened.
    [[nodiscard]] const std::vector<Engagement>& of(const std::string& user) const;
    struct Person {
        std::vector<Engagement> happened;
        bool is_counted = false;
        friend bool operator==(const Person&, const Person&) = default;
    };
    using People = std::map<std::string, Person>;
    /// Everybody who did anything.
    [[nodiscard]] const People& people() const { return people_; }
    /// In millionths of a conversion. kDataDriven is worked out when asked for.
    [[nodiscard]] Credits credits(Model model) const;
    [[nodiscard]] std::int64_t conversions() const { return conversions_; }
    /// Conversions that no campaign led to.
    [[nodiscard]] std::int64_t unattributed() const { return unattributed_; }

    friend bool operator==(const Attribution&, const Attribution&) = default;

private:
    /// The engagements from behind the last conversion before `at` to the first one from there on:
    /// whatever happens at `at` changes their journeys and no others.
    struct Stretch {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    [[nodiscard]] static Stretch stretch_around(const std::vector<Engagement>& happened,
                                                std::size_t at);
    void count(std::span<const Engagement> happened, std::int64_t times);

    People people_;
    /// Whom count_next() has not come to.
    std::vector<std::string> uncounted_;
    bool is_any_counted_ = false;
    bool are_all_counted_ = false;
    /// Of the models before kDataDriven.
    std::array<Credits, kModels - 1> credits_;
    Paths paths_;
    std::int64_t conversions_ = 0;
    std::int64_t unattributed_ = 0;
};

}  // namespace wedsync::marketing
