#pragma once

#include <string>
#include <string_view>

#include "engine/base/prng.hpp"

namespace wedsync::importers {

/// A person who does not exist. Given and family name come from one part of the world, the order of
/// a list being given name first.
struct PersonName {
    std::string first;
    std::string last;

    [[nodiscard]] std::string full() const { return first + " " + last; }
};

[[nodiscard]] PersonName make_person(Prng& prng);
/// Another member of the same family.
[[nodiscard]] PersonName make_relative(const PersonName& of, Prng& prng);

/// The name's ASCII letters in lower case, for an e-mail address; the others are left out.
[[nodiscard]] std::string mail_part(std::string_view name);

/// A number out of the range that is kept free for fiction (+1 xxx 555 01xx).
[[nodiscard]] std::string make_phone(Prng& prng);

}  // namespace wedsync::importers
