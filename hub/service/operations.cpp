#include "hub/service/operations.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/backup_manifest.hpp"
#include "hub/service/metrics.hpp"
#include "hub/service/waiting_bytes.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kViolationsListedMax = 1'000;

/// What is counted since the service started.
void add_counters(const OperationsView& view, Metrics& metrics) {
    constexpr double kMicro = 1e-6;
    const Counters& counters = view.shell.hub().counters();
    const Shell::Figures& figures = view.shell.figures();
    const auto count = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        metrics.counter("wedsync_hub_" + std::string(name), help, value);
    };
    count("changes_accepted_total", "Changes that devices pushed and the hub took",
          counters.accepted);
    count("changes_refused_total", "Changes that the hub refused", counters.refused);
    count("changes_forked_total", "Two contents under one name: a cloned device", counters.forked);
    count("devices_in_two_places_total",
          "Connections that went on beside a newer one of the same device: a copied device",
          figures.twins);
    count("decided_total", "Disagreements that the hub settled by exact rules", counters.decided);
    count("chosen_total", "Disagreements that the hub settled by what people would likely choose",
          counters.chosen);
    count("sessions_broken_total", "Connections ended for a broken message",
          counters.sessions_broken);
    count("commits_failed_total", "Commits that the disk did not take", counters.commits_failed);
    count("claims_granted_total", "Claims that became somebody's", counters.claims_granted);
    count("claims_taken_over_total", "Claims taken over by somebody else",
          counters.claims_taken_over);
    count("claims_refused_total", "Claims of who may not write there, or of too much",
          counters.claims_refused);
    count("frames_in_total", "Messages from devices", figures.frames_in);
    count("frames_out_total", "Messages to devices", figures.frames_out);
    count("bytes_in_total", "Bytes of messages from devices", figures.bytes_in);
    count("bytes_out_total", "Bytes of messages to devices", figures.bytes_out);
    count("flushes_total", "Groups of changes looked at", figures.flushes);
    metrics.head("wedsync_hub_flush_seconds_total", "Time spent in commits", "counter");
    metrics.labelled("wedsync_hub_flush_seconds_total", "what", "all",
                     static_cast<double>(figures.flush_us) * kMicro);
    metrics.gauge("wedsync_hub_flush_seconds_max", "The longest commit",
                  static_cast<double>(figures.flush_us_max) * kMicro);
}

void add_media(const OperationsView& view, Metrics& metrics) {
    const MediaFigures& figures = view.media.figures();
    const MediaStore& store = view.media.store();
    metrics.gauge("wedsync_hub_media_bytes", "Bytes of pictures, unfinished ones too, in blocks",
                  static_cast<double>(store.bytes()));
    metrics.gauge("wedsync_hub_media_pictures", "Pictures that are whole",
                  static_cast<double>(store.finished_count()));
    metrics.gauge("wedsync_hub_media_unfinished", "Pictures that devices have sent a part of",
                  static_cast<double>(store.unfinished_count()));
    metrics.counter("wedsync_hub_media_uploads_total", "Pictures that became whole",
                    figures.finished);
    metrics.counter("wedsync_hub_media_pieces_total", "Pieces of pictures taken", figures.pieces);
    metrics.counter("wedsync_hub_media_bytes_in_total", "Bytes of these", figures.bytes_in);
    metrics.counter("wedsync_hub_media_refused_total", "Pictures and pieces refused",
                    figures.refused);
    metrics.counter("wedsync_hub_media_served_total", "Pictures given to devices", figures.served);
    const OrphanSweep::Figures& orphans = view.orphans.figures();
    metrics.gauge("wedsync_hub_media_orphans",
                  "Pictures that no record refers to, by the last look",
                  static_cast<double>(orphans.orphans));
    metrics.counter("wedsync_hub_media_orphan_looks_total", "Looks for such pictures",
                    orphans.looks);
    metrics.counter("wedsync_hub_media_orphans_removed_total",
                    "Such pictures that were removed after media.keep_orphans_days",
                    orphans.removed);
    metrics.counter("wedsync_hub_media_orphan_bytes_removed_total", "Bytes of these",
                    orphans.removed_bytes);
}

/// What is so at this moment.
void add_gauges(const OperationsView& view, Metrics& metrics) {
    metrics.gauge("wedsync_hub_connections", "Connections of devices, let in or not",
                  static_cast<double>(view.shell.connection_count()));
    metrics.gauge("wedsync_hub_devices_connected", "Connections that were let in",
                  static_cast<double>(view.shell.admitted_count()));
    metrics.gauge("wedsync_hub_http_streams", "Of these over plain HTTP",
                  static_cast<double>(view.streams.count()));
    const WaitingBytes& waiting = *view.shell.waiting();
    metrics.gauge("wedsync_hub_waiting_bytes", "Bytes of messages that wait for their readers",
                  static_cast<double>(waiting.now));
    metrics.gauge("wedsync_hub_waiting_bytes_max", "The most of them at any moment",
                  static_cast<double>(waiting.max));
    metrics.gauge("wedsync_hub_waiting_bytes_of_one_max", "The most for one connection",
                  static_cast<double>(waiting.of_one_max));
    metrics.gauge("wedsync_hub_claims_held", "Leases and areas that are somebody's now",
                  static_cast<double>(view.shell.hub().claims_held()));
    metrics.gauge("wedsync_hub_ready", "1: changes are taken",
                  view.shell.is_taking_changes() ? 1 : 0);
    const auto of_scopes = [&](const char* name, const char* help, const auto& position_of) {
        metrics.head(name, help, "gauge");
        for (const RegisteredScope& scope : view.registry.scopes) {
            const store::ScopeRow* row = view.shell.hub().scope(scope.id);
            if (row == nullptr) continue;
            metrics.labelled(name, "scope", std::to_string(scope.id.value()),
                             static_cast<double>(position_of(*row).value()));
        }
    };
    of_scopes("wedsync_hub_scope_position", "The head of a scope's log",
              [](const store::ScopeRow& row) { return row.cursor.position; });
    of_scopes("wedsync_hub_scope_log_start", "What is kept of a scope's log is after this",
              [](const store::ScopeRow& row) { return row.log_start; });
}

std::string metrics_of(const OperationsView& view) {
    Metrics metrics;
    add_counters(view, metrics);
    add_gauges(view, metrics);
    add_media(view, metrics);
    view.post.add_metrics(metrics, os::read_clock());
    return metrics.text();
}

/// Of the rules across records: how many violations, by rule; null as long as records are read.
boost::json::value violations_by_rule(const OperationsView& view) {
    const auto found = view.shell.hub().violations();
    if (!found.ok() || !found.value().has_value()) return nullptr;
    std::map<std::uint16_t, std::uint64_t> counts;
    for (const rules::Violation& violation : *found.value())
        ++counts[violation.rule];
    boost::json::object by_rule;
    for (const Rule& rule : view.shell.hub().schema().rules) {
        const auto count = counts.find(rule.number);
        if (count != counts.end()) by_rule[rule.name] = count->second;
    }
    return by_rule;
}

boost::json::value json_of_key(const rules::RecordKey& key) {
    return boost::json::object{{"scope", codec::json_of(key.scope.value())},
                               {"record", codec::json_of(key.record)}};
}

/// The violations themselves, without what the records say: ids only.
boost::json::value list_violations(const OperationsView& view) {
    const auto found = view.shell.hub().violations();
    if (!found.ok() || !found.value().has_value()) return nullptr;
    const std::vector<Rule>& rules = view.shell.hub().schema().rules;
    boost::json::array list;
    for (const rules::Violation& violation : *found.value()) {
        if (list.size() >= kViolationsListedMax) break;
        const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& candidate) {
            return candidate.number == violation.rule;
        });
        boost::json::array records;
        for (const rules::Violation::Part& part : violation.parts)
            records.push_back(json_of_key(part.key));
        list.push_back(
            boost::json::object{{"violation", codec::format_hex64(rules::id_of(violation))},
                                {"rule", rule == rules.end() ? "" : rule->name},
                                {"records", std::move(records)}});
    }
    return boost::json::object{{"count", found.value()->size()}, {"violations", std::move(list)}};
}

boost::json::object status_of(const OperationsView& view) {
    boost::json::array scopes;
    for (const RegisteredScope& scope : view.registry.scopes) {
        const store::ScopeRow* row = view.shell.hub().scope(scope.id);
        if (row != nullptr) scopes.push_back(to_json(sums_of(*row)));
    }
    const Instant now = os::read_clock().monotonic;
    return {{"hub", view.registry.hub_name},
            {"uptime_s", (now.value() - view.started.value()) / 1'000},
            {"ready", view.shell.is_taking_changes() && !view.is_stopping},
            {"connections", view.shell.connection_count()},
            {"devices_connected", view.shell.admitted_count()},
            {"devices_registered", view.registry.devices.size()},
            {"changes_accepted", view.shell.hub().counters().accepted},
            {"changes_refused", view.shell.hub().counters().refused},
            {"violations", violations_by_rule(view)},
            {"scopes", std::move(scopes)}};
}

}  // namespace

HttpResponse answer_operations(const HttpRequest& request, const OperationsView& view) {
    if (request.method != "GET") {
        HttpResponse response = problem(405, "method_not_allowed", "this address takes GET");
        response.headers.emplace_back("Allow", "GET");
        return response;
    }
    if (request.path == "/healthz") return {200, "text/plain", "alive\n"};
    if (request.path == "/readyz") {
        const bool is_ready = !view.is_stopping && view.shell.is_taking_changes();
        if (is_ready) return {200, "text/plain", "ready\n"};
        return {503, "text/plain", view.is_stopping ? "stopping\n" : "the disk takes no changes\n"};
    }
    if (request.path == "/metrics") return {200, "text/plain; version=0.0.4", metrics_of(view)};
    if (request.path == "/statusz") {
        return {200, "application/json", json::write_json(status_of(view)) + "\n"};
    }
    if (request.path == "/violationsz") {
        return {200, "application/json", json::write_json(list_violations(view)) + "\n"};
    }
    return problem(404, "not_found",
                   "there are /healthz, /readyz, /metrics, /statusz and /violationsz");
}

}  // namespace wedsync::hub
