// conflict_store FILE edited|deleted: a store with one guest whose meal two people wrote at the
// same time, or whom one deleted meanwhile.
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/prng.hpp"
#include "engine/replica/replica.hpp"
#include "schemas/schemas.hpp"

namespace wedsync {
namespace {

constexpr ScopeId kScope{1};
constexpr Incarnation kOther{0xb0b, 1};
constexpr Now kNow{Instant{1}, WallTime{1'800'000'000'000}};
const RecordId kGuest{{kOther, 1}, 0};

Change by_other(std::uint64_t counter, std::vector<Operation> operations) {
    return {{kOther, counter},
            make_hybrid_time(1'800'000'000'000 - 10 + counter, 0),
            std::move(operations),
            {},
            0};
}

Result<void> receive(replica::Replica& replica, Position position, Change change) {
    message::Page page;
    page.scope = kScope;
    page.epoch = Epoch{5};
    page.from = Position{position.value() - 1};
    page.to = position;
    page.head = position;
    page.lanes.push_back({kOther, {"bob", "phone", "", 0}});
    page.entries.emplace_back(entry::Accepted{std::move(change)});
    return replica.apply_page(kNow, page);
}

Result<void> make(const std::string& path, bool is_deleted) {
    Prng prng(1);
    replica::Replica::Options options;
    options.store.path = path;
    options.schema = WEDSYNC_TRY(parse_schema(venue_schema_json()));
    options.author = {"alice", "tablet", "", 0};
    options.random = [&] { return prng.next(); };
    const auto replica = WEDSYNC_TRY(replica::Replica::open(std::move(options)));
    const CollectionSchema& guests = *replica->schema().find("guests");
    const FieldId name = guests.find("full_name")->id;
    const FieldId meal = guests.find("meal")->id;
    WEDSYNC_TRY(replica->add_scope(kScope, "The wedding"));
    WEDSYNC_TRY(replica->move_cursor(kScope, {Epoch{5}, Position{0}}));
    const FieldId life{guests.number, kLifeField};
    WEDSYNC_TRY(
        receive(*replica, Position{1},
                by_other(1, {operation::Put{{kGuest, life, {}}, true, {}},
                             operation::Put{{kGuest, name, {}}, std::string("Ana García"), {}},
                             operation::Put{{kGuest, meal, {}}, std::string("fish"), {}}})));
    Draft draft;
    draft.scope = kScope;
    if (is_deleted) {
        draft.edits.emplace_back(edit::Delete{kGuest});
    } else {
        draft.set(kGuest, "meal", std::string("beef"));
    }
    const auto committed = WEDSYNC_TRY(replica->commit(kNow, draft));
    static_cast<void>(committed);
    // Bob had not seen what Alice did.
    return receive(
        *replica, Position{2},
        by_other(2, {operation::Put{{kGuest, meal, {}}, std::string("vegan"), {Dot{kOther, 1}}}}));
}

}  // namespace
}  // namespace wedsync

int main(int argument_count, char** arguments) {
    if (argument_count != 3) return 2;
    const auto made = wedsync::make(arguments[1], std::string_view(arguments[2]) == "deleted");
    if (made.ok()) return 0;
    std::fprintf(stderr, "conflict_store: %s\n", made.error().detail.c_str());
    return 1;
}
