#pragma once

#include <memory>

#include "CLI/App.hpp"
#include "cli/context.hpp"
#include "cli/hub_settings.hpp"

namespace wedsync::cli {

// One function per command: it declares the subcommand, its options and examples, and hands the
// work to on_run(). main() calls each of them, in the order of `wedsync --help`.
void add_init(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_query(CLI::App& app, Context& context);
void add_get(CLI::App& app, Context& context);
void add_add(CLI::App& app, Context& context);
void add_set(CLI::App& app, Context& context);
void add_delete(CLI::App& app, Context& context);
void add_erase(CLI::App& app, Context& context);
void add_watch(CLI::App& app, Context& context);
void add_conflicts(CLI::App& app, Context& context);
void add_decide(CLI::App& app, Context& context);
void add_decisions(CLI::App& app, Context& context);
void add_switch(CLI::App& app, Context& context);
void add_health(CLI::App& app, Context& context);
void add_milestones(CLI::App& app, Context& context);
void add_campaign(CLI::App& app, Context& context);
void add_analytics(CLI::App& app, Context& context);
void add_form(CLI::App& app, Context& context);
void add_invite(CLI::App& app, Context& context);
void add_problems(CLI::App& app, Context& context);
void add_repair(CLI::App& app, Context& context);
void add_undo(CLI::App& app, Context& context);
void add_history(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_scopes(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_join(CLI::App& app, Context& context);
void add_sync(CLI::App& app, Context& context);
void add_outbox(CLI::App& app, Context& context);
void add_claims(CLI::App& app, Context& context);
void add_activity(CLI::App& app, Context& context);
void add_devices(CLI::App& app, Context& context);
void add_support(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_man(CLI::App& app, Context& context);
void add_hub(CLI::App& app, Context& context);
void add_bench(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_replay(CLI::App& app, Context& context);
void add_model(CLI::App& app, Context& context);

// Those of the group `hub` that have a file of their own.
void add_hub_people(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub);
void add_hub_backup(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub);
void add_hub_mail(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub);
void add_hub_ca(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub);

}  // namespace wedsync::cli
