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
/// An engagement costs what its person did since the conversion before it, whatever the others did.
class Attribution {
public:
    /// False: one with this id is there already, and nothing changed.
    bool add(const Engagement& engagement);
    /// False: there is none with this id.
    bool remove(const std::string& user, const std::string& id);

    /// What a person did, as it happened; null for somebody who did nothing.
    [[nodiscard]] const std::vector<Engagement>* find(const std::string& user) const;
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

    std::map<std::string, std::vector<Engagement>> by_user_;
    /// Of the models before kDataDriven.
    std::array<Credits, kModels - 1> credits_;
    Paths paths_;
    std::int64_t conversions_ = 0;
    std::int64_t unattributed_ = 0;
};

}  // namespace wedsync::marketing
