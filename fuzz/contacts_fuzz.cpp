// Any bytes as an address book: refused with a message, or people with names, whose texts are
// UTF-8.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/value.hpp"
#include "importers/contacts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto list = wedsync::importers::parse_contacts(wedsync::as_text({data, size}));
    if (!list.ok()) {
        WEDSYNC_ASSERT(!list.error().detail.empty());
        return 0;
    }
    for (const wedsync::importers::ImportedContact& contact : list.value().contacts) {
        WEDSYNC_ASSERT(!contact.full_name.empty() && wedsync::is_utf8(contact.full_name));
        WEDSYNC_ASSERT(wedsync::is_utf8(contact.notes) && wedsync::is_utf8(contact.phone));
        WEDSYNC_ASSERT(contact.line >= 1 && contact.line <= size + 1);
    }
    const auto guests = wedsync::importers::guests_of(list.value().contacts);
    WEDSYNC_ASSERT(guests.size() == list.value().contacts.size());
    return 0;
}
