#pragma once

#include <vector>

#include "importers/calendar.hpp"
#include "importers/contacts.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

/// A calendar as timeline items, with the vendors that it names.
[[nodiscard]] Plan plan_of(const std::vector<importers::CalendarItem>& items);

/// An address book as contacts.
[[nodiscard]] Plan plan_of(const std::vector<importers::ImportedContact>& contacts);

}  // namespace wedsync::loaders
