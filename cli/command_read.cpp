// query and get.
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/query.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/merge/conflict.hpp"

namespace wedsync::cli {
namespace {

void print_rows(const Context& context, Records& records, const Query& query,
                const std::vector<Located>& rows) {
    const std::vector<const FieldSchema*> fields = query.columns(rows);
    const bool has_scopes = records.replica().scopes().size() > 1;
    std::vector<Column> columns{{"id", Align::kLeft, Style::kDim}};
    for (const FieldSchema* field : fields) {
        const bool is_number =
            field->type == ValueType::kInteger || field->type == ValueType::kReal;
        columns.push_back({field->name, is_number ? Align::kRight : Align::kLeft, Style::kPlain});
    }
    if (has_scopes) columns.push_back({"scope", Align::kLeft, Style::kDim});
    Table table(columns);
    for (const Located& row : rows) {
        std::vector<std::string> cells{Records::short_id_of(row)};
        for (const FieldSchema* field : fields) {
            cells.push_back(records.shown(row.scope, merge::read_field(row.state, *field), *field));
        }
        if (has_scopes) cells.push_back(records.scope_name(row.scope));
        table.add_row(std::move(cells));
    }
    if (!table.empty()) context.say(table.text(context.terminal));
    context.say(std::to_string(rows.size()) + " " + query.collection().name + "\n");
}

ExitCode query(const Context& context, const QueryOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    Query query(records, options);
    const std::vector<Located> rows = query.run();
    if (context.is_json) {
        boost::json::array items;
        for (const Located& row : rows)
            items.emplace_back(records.json(row));
        const std::size_t count = items.size();
        context.print(
            {{"collection", options.collection}, {"count", count}, {"records", std::move(items)}});
        return ExitCode::kOk;
    }
    print_rows(context, records, query, rows);
    return ExitCode::kOk;
}

ExitCode get(const Context& context, const std::string& id) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const Located located = records.find(id);
    if (context.is_json) {
        context.print(records.json(located));
        return ExitCode::kOk;
    }
    const CollectionSchema* collection = records.collection_of(located.state);
    context.say(styled(context.terminal, Style::kBold, printable(records.title_of(located))) +
                "\n");
    Table table({{"field", Align::kLeft, Style::kCyan}, {"value", Align::kLeft, Style::kPlain}});
    table.add_row({"id", Records::id_of(located)});
    table.add_row({"scope", records.scope_name(located.scope)});
    table.add_row({"collection", collection == nullptr ? "?" : collection->name});
    if (merge::status_of(located.state) == merge::RecordStatus::kContested) {
        table.add_row({"status", "edited by one and deleted by another: wants a decision"});
    }
    if (collection != nullptr) {
        for (const FieldSchema& field : collection->fields) {
            const merge::FieldReading reading = merge::read_field(located.state, field);
            if (reading.status == merge::FieldStatus::kAbsent) continue;
            const bool is_open = reading.status == merge::FieldStatus::kDisagreement;
            table.add_row({field.name, records.shown(located.scope, reading, field) +
                                           (is_open ? "  (people disagree)" : "")});
        }
    }
    context.say(table.text(context.terminal));
    return ExitCode::kOk;
}

}  // namespace

void add_query(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("query", "List records, filtered and sorted");
    auto options = std::make_shared<QueryOptions>();
    add_query_options(*command, *options);
    command->footer(examples({"query guests --where rsvp=accepted --sort full_name",
                              "query guests --search \"garcia vegan\" --limit 5",
                              "query tables --where capacity>8 --scope \"38C3: Saal 1\" --json"}));
    on_run(*command, context, [&context, options] { return query(context, *options); });
}

void add_get(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("get", "Show one record");
    auto id = std::make_shared<std::string>();
    command->add_option("RECORD", *id, "Its id, or a beginning of it")->required();
    command->footer(examples({"get 74606d88b3", "get 74606d88b3 --json"}));
    on_run(*command, context, [&context, id] { return get(context, *id); });
}

}  // namespace wedsync::cli
