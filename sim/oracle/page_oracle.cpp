#include "sim/oracle/page_oracle.hpp"

#include <string>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/codec/frame.hpp"

namespace wedsync::sim {
namespace {

bool agrees(const Entry& sent, const Ledger::Place& place, const Ledger::Scope& scope) {
    return std::visit(
        Overloaded{[&](const entry::Accepted& accepted) {
                       const auto known = scope.changes.find(accepted.change.dot);
                       return !place.refused.has_value() && accepted.change.dot == place.dot &&
                              known != scope.changes.end() && known->second == accepted.change;
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

void check_page(std::size_t device, const message::Page& page, const Ledger& ledger,
                Findings& findings) {
    const std::string where = "page for device " + std::to_string(device) + ", scope " +
                              std::to_string(page.scope.value()) + ": ";
    if (page.to.value() - page.from.value() != page.entries.size() || page.head < page.to) {
        findings.add(Promise::kSnapshot, where + "its positions do not fit its entries");
        return;
    }
    const Ledger::Scope* scope = ledger.scope(page.scope);
    if (scope == nullptr) return;
    if (page.head.value() > scope->read_to) {
        findings.add(Promise::kSnapshot, where + "its head is not committed");
    }
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

void check_sent(std::size_t device, BytesView frame, Ledger& ledger, Findings& findings) {
    const Result<Message> message = codec::decode_frame(frame);
    if (!message.ok()) {
        findings.add(Promise::kSnapshot, "the hub sent what does not decode");
        return;
    }
    if (const auto* page = std::get_if<message::Page>(&message.value())) {
        check_page(device, *page, ledger, findings);
    }
    if (const auto* result = std::get_if<message::PushResult>(&message.value())) {
        for (const message::Verdict& verdict : result->verdicts) {
            if (verdict.kind == message::Verdict::Kind::kAccepted)
                ledger.acknowledged(result->scope, verdict.dot);
        }
    }
}

}  // namespace wedsync::sim
