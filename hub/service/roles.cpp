#include "hub/service/roles.hpp"

#include <utility>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::hub {
namespace {

bool may_write_all(const RoleRules& rules, const Schema& schema, const Operation& operation) {
    const auto* erasing = std::get_if<operation::Put>(&operation);
    if (erasing != nullptr && is_erasure(*erasing)) return rules.writes_everything && rules.manages;
    // What is left of a change that everybody may have made.
    if (is_erased_mark(operation)) return true;
    const bool is_free = rules.writes_everything && (rules.manages || !schema.switches);
    if (is_free) return true;
    const auto may = [&](std::uint16_t number) { return may_write(rules, schema, number); };
    return std::visit(
        Overloaded{[&](const operation::Put& put) { return may(put.key.field.collection); },
                   [&](const operation::Drop& drop) { return may(drop.key.field.collection); },
                   [&](const operation::Kill& kill) {
                       for (const operation::KilledCell& cell : kill.cells) {
                           if (!may(cell.field.collection)) return false;
                       }
                       return true;
                   },
                   // What it would change is not known here.
                   [&](const operation::Unknown&) { return rules.writes_everything; }},
        operation);
}

/// The device whose rights an author has, null if the author may not be.
const RegisteredDevice* writer_of(const Registry& registry, const RegisteredDevice& pushing,
                                  const Author& author) {
    const RegisteredDevice* writer = &pushing;
    if (author.device != pushing.name) {
        // Revoked since or not: nobody else has its changes but from a hub that had taken them, and
        // a hub that is restored wants them back.
        const RegisteredDevice* known = registry.find_device(author.device);
        if (known == nullptr) return &pushing;
        writer = known;
    }
    const bool is_other_person = !writer->person.empty() && author.person != writer->person;
    if (is_other_person || author.role != writer->rights.role) return nullptr;
    return writer;
}

}  // namespace

bool may_write(const RoleRules& rules, const Schema& schema, std::uint16_t collection) {
    const CollectionSchema* found = schema.find(collection);
    if (found != nullptr && rules.writes.contains(found->name)) return true;
    const bool is_switches = schema.switches && schema.switches->field.collection == collection;
    return rules.writes_everything && (rules.manages || !is_switches);
}

Roles default_roles() {
    return {{"coordinator", {true, {}, true}}, {"staff", {true, {}}}, {"viewer", {false, {}}}};
}

std::optional<RefusalReason> judge(const Admittance& admittance, const std::string& device,
                                   const Author& author, ScopeId scope, const Change& change) {
    const RegisteredDevice* pushing = admittance.registry.find_admitted(device);
    if (pushing == nullptr || !pushing->rights.covers(scope)) return RefusalReason::kNotAllowed;
    const RegisteredDevice* writer = writer_of(admittance.registry, *pushing, author);
    if (writer == nullptr || !writer->rights.covers(scope)) return RefusalReason::kNotAllowed;
    const auto rules = admittance.roles.find(writer->rights.role);
    if (rules == admittance.roles.end()) return RefusalReason::kNotAllowed;
    for (const Operation& operation : change.operations) {
        if (!may_write_all(rules->second, admittance.schema, operation)) {
            return RefusalReason::kNotAllowed;
        }
    }
    return std::nullopt;
}

Policy policy_of(const PolicySources& sources) {
    Policy policy;
    policy.admit = [sources](const message::Hello& hello) -> std::optional<std::string> {
        const std::optional<std::string> device = sources.authenticated(hello.token);
        const bool is_it = device && *device == hello.device &&
                           sources.current()->registry.find_admitted(*device) != nullptr;
        if (is_it) return std::nullopt;
        return "this device is not known here, or its session has ended";
    };
    policy.may_read = [sources](const std::string& device, ScopeId scope) {
        const std::shared_ptr<const Admittance> current = sources.current();
        const RegisteredDevice* found = current->registry.find_admitted(device);
        if (found == nullptr || !found->rights.covers(scope)) return false;
        // Nobody makes a scope by following it.
        for (const RegisteredScope& known : current->registry.scopes) {
            if (known.id == scope) return true;
        }
        return false;
    };
    policy.describe = [sources](const std::string& device) -> Author {
        const std::shared_ptr<const Admittance> current = sources.current();
        const RegisteredDevice* found = current->registry.find_admitted(device);
        if (found == nullptr) return {};
        return {found->person, found->name, found->rights.role, 0};
    };
    policy.may_claim = [sources](const std::string& device, ScopeId scope, const Extent& on) {
        const std::shared_ptr<const Admittance> current = sources.current();
        const RegisteredDevice* found = current->registry.find_admitted(device);
        if (found == nullptr || !found->rights.covers(scope)) return false;
        const auto rules = current->roles.find(found->rights.role);
        return rules != current->roles.end() &&
               may_write(rules->second, current->schema, on.collection);
    };
    policy.judge = [current = sources.current](const std::string& device, const Author& author,
                                               ScopeId scope, const Change& change) {
        return judge(*current(), device, author, scope, change);
    };
    return policy;
}

}  // namespace wedsync::hub
