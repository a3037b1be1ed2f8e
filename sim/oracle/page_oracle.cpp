#include "sim/oracle/page_oracle.hpp"

#include <string>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::sim {
namespace {

bool agrees(const Entry& sent, const Ledger::Place& place, const Ledger::Scope& scope) {
    return std::visit(
        Overloaded{[&](const entry::Accepted& accepted) {
                       const auto known = scope.changes.find(accepted.change.dot);
                       return !place.refused.has_value() && accepted.change.dot == place.dot &&
                              known != scope.changes.end() &&
                              is_left_of(accepted.change, known->second, scope.erased);
                   },
                   [&](const entry::Refused& refused) {
                       return place.refused == refused.reason && refused.dot == place.dot;
                   },
                   [&](const entry::Echo& echo) {
                       return !place.refused.has_value() && echo.dot == place.dot;
                   },
                   [](const entry::Known&) { return true; }},
        sent);
}

/// A thinned page names every dot of its positions, and holds what changes of them wrote.
void check_thinned(const message::Page& page, const Ledger::Scope& scope, const std::string& where,
                   Findings& findings) {
    message::Thinned expected;
    for (std::uint64_t position = page.from.value(); position < page.to.value();) {
        const auto place = scope.log.find(++position);
        if (place == scope.log.end()) return;
        (place->second.refused ? expected.refused : expected.have).add(place->second.dot);
    }
    for (const DotRange& range : expected.have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter)
            expected.refused.remove({range.incarnation, counter});
    }
    if (expected != *page.thinned) {
        findings.add(Promise::kSnapshot, where + "its dots are not those of the log");
    }
    for (const Entry& entry : page.entries) {
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted != nullptr && expected.have.contains(accepted->change.dot)) continue;
        findings.add(Promise::kSnapshot, where + "it holds what is not in the log");
    }
}

void check_page(std::size_t device, const message::Page& page, const Ledger& ledger,
                Findings& findings) {
    const std::string where = "page for device " + std::to_string(device) + ", scope " +
                              std::to_string(page.scope.value()) + ": ";
    const bool is_whole = page.to.value() - page.from.value() == page.entries.size();
    if ((!is_whole && !page.thinned) || page.head < page.to) {
        findings.add(Promise::kSnapshot, where + "its positions do not fit its entries");
        return;
    }
    const Ledger::Scope* scope = ledger.scope(page.scope);
    if (scope == nullptr) return;
    if (page.head.value() > scope->read_to) {
        findings.add(Promise::kSnapshot, where + "its head is not committed");
    }
    if (page.thinned) return check_thinned(page, *scope, where, findings);
    std::uint64_t position = page.from.value();
    for (const Entry& entry : page.entries) {
        const auto place = scope->log.find(++position);
        // What a restored hub had before is not in the ledger by position.
        if (place == scope->log.end() || agrees(entry, place->second, *scope)) continue;
        findings.add(Promise::kSnapshot,
                     where + "position " + std::to_string(position) + " is not the log's");
    }
}

}  // namespace

void check_sent(std::size_t device, const Message& message, Ledger& ledger, Findings& findings) {
    if (const auto* page = std::get_if<message::Page>(&message)) {
        check_page(device, *page, ledger, findings);
    }
    if (const auto* result = std::get_if<message::PushResult>(&message)) {
        for (const message::Verdict& verdict : result->verdicts) {
            if (verdict.kind == message::Verdict::Kind::kAccepted)
                ledger.acknowledged(result->scope, verdict.dot);
        }
    }
}

}  // namespace wedsync::sim
