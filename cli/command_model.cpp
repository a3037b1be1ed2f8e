// model: trains the resolver's model, judges it, and shows why it suggests what it does.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/suggest/artefact.hpp"
#include "engine/suggest/resolver.hpp"
#include "ml/train.hpp"

namespace wedsync::cli {
namespace {

constexpr const char* kDataAdvice =
    "A data set is one JSON object per line, plain or .gz; docs/model.md has its members.";

struct Options {
    std::string data;
    std::string model;
    std::string output;
    std::string mode = "session";
    std::vector<std::string> without;
    std::int64_t id = 0;
    bool with_automatic = false;
};

std::vector<ml::Row> read_rows(const Options& options) {
    const std::string bytes = read_file(options.data);
    std::vector<ml::Row> rows =
        take_input(ml::parse_dataset(as_bytes(bytes)), options.data, kDataAdvice);
    std::erase_if(rows, [&](const ml::Row& row) {
        const auto& names = options.without;
        return std::find(names.begin(), names.end(), row.repository) != names.end();
    });
    return rows;
}

ml::Mode mode_of(const std::string& name) {
    for (const ml::Mode mode : ml::kModes) {
        if (name == ml::name_of(mode)) return mode;
    }
    return ml::Mode::kSession;
}

/// The model asked for, or the one that ships with this program.
suggest::Model read_model(const Options& options) {
    if (options.model.empty()) {
        return take(suggest::decode_model(as_bytes(resolver_artefact())));
    }
    const std::string bytes = read_file(options.model);
    return take_input(suggest::decode_model(as_bytes(bytes)), options.model,
                      "`wedsync model train --output FILE` writes one.");
}

std::string fixed(double number, int digits) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, number);
    return text.data();
}

// ---- figures, for programs and for people ----

constexpr std::array<const char*, suggest::kPrecisionTargets.size()> kTargetNames{"0.90", "0.95",
                                                                                  "0.99"};

boost::json::object json_of(const std::map<std::string, ml::GroupFigures>& groups) {
    boost::json::object object;
    for (const auto& [name, group] : groups) {
        object[name] = boost::json::object{
            {"rows", group.rows}, {"accuracy", group.accuracy}, {"log_loss", group.log_loss}};
    }
    return object;
}

boost::json::object json_of(const ml::Figures& figures, ml::Mode mode) {
    boost::json::object at;
    for (std::size_t i = 0; i < figures.at.size(); ++i) {
        at[kTargetNames[i]] = boost::json::object{{"threshold", figures.at[i].threshold},
                                                  {"coverage", figures.at[i].coverage},
                                                  {"precision", figures.at[i].precision}};
    }
    return {{"mode", ml::name_of(mode)},
            {"rows", figures.rows},
            {"merges", figures.merges},
            {"accuracy", figures.accuracy},
            {"accuracy_merge_weighted", figures.accuracy_merge_weighted},
            {"log_loss", figures.log_loss},
            {"log_loss_merge_weighted", figures.log_loss_merge_weighted},
            {"ece", figures.ece},
            {"top2", figures.top2},
            {"accuracy_first", figures.accuracy_first},
            {"accuracy_later", figures.accuracy_later},
            {"by_type", json_of(figures.by_type)},
            {"by_repository", json_of(figures.by_repository)},
            {"at", std::move(at)}};
}

void say_groups(const Context& context, const char* title,
                const std::map<std::string, ml::GroupFigures>& groups) {
    Table table({{title, Align::kLeft, Style::kPlain},
                 {"rows", Align::kRight, Style::kPlain},
                 {"right", Align::kRight, Style::kPlain}});
    for (const auto& [name, group] : groups) {
        table.add_row({name, std::to_string(group.rows), fixed(100 * group.accuracy, 1) + " %"});
    }
    context.say(table.text(context.terminal) + "\n");
}

void say_figures(const Context& context, const ml::Figures& figures, ml::Mode mode) {
    context.say(std::string(ml::name_of(mode)) + ": " + std::to_string(figures.rows) +
                " disagreements in " + std::to_string(figures.merges) + " merges\n");
    context.say("  right: " + fixed(100 * figures.accuracy, 1) +
                " % (each merge counted once: " + fixed(100 * figures.accuracy_merge_weighted, 1) +
                " %); among the two likeliest: " + fixed(100 * figures.top2, 1) + " %\n");
    context.say("  log-loss " + fixed(figures.log_loss, 3) + ", calibration error " +
                fixed(figures.ece, 3) + "; first of a merge " +
                fixed(100 * figures.accuracy_first, 1) + " %, later ones " +
                fixed(100 * figures.accuracy_later, 1) + " %\n");
    for (std::size_t i = 0; i < figures.at.size(); ++i) {
        const ml::Selective& at = figures.at[i];
        context.say(std::string("  for precision ") + kTargetNames[i] + ": ");
        if (at.threshold > 1) {
            context.say("no threshold in training\n");
            continue;
        }
        context.say("from confidence " + fixed(at.threshold, 3) + ", " +
                    fixed(100 * at.coverage, 1) + " % of them, precision " +
                    fixed(at.precision, 3) + "\n");
    }
}

// ---- train ----

ExitCode train(const Context& context, const Options& options) {
    if (!ml::can_grow()) {
        throw Failure(ExitCode::kProblem, "this program was built without libxgboost",
                      "Install it (Debian: apt-get install libxgboost-dev) and build again; only "
                      "training needs it.");
    }
    check_output_path(options.output, {options.data}, context.data);
    const std::vector<ml::Row> rows = read_rows(options);
    Progress progress("training", context.shows_progress());
    const ml::Trained trained = take_input(
        ml::train(rows, {}, [&](std::size_t done, std::size_t all) { progress.update(done, all); }),
        options.data);
    write_output_file(options.output, std::string(as_text(trained.artefact)), "the model",
                      "Training itself went through.");
    boost::json::object out_of_fold;
    for (std::size_t i = 0; i < ml::kModes.size(); ++i) {
        out_of_fold[ml::name_of(ml::kModes[i])] = json_of(trained.figures[i], ml::kModes[i]);
        if (!context.is_json) say_figures(context, trained.figures[i], ml::kModes[i]);
    }
    if (context.is_json) {
        context.print({{"output", options.output},
                       {"bytes", trained.artefact.size()},
                       {"out_of_fold", std::move(out_of_fold)}});
    }
    context.say("wrote " + options.output + " (" + std::to_string(trained.artefact.size()) +
                " bytes). The figures are of repositories left out of training in turn.\n");
    return ExitCode::kOk;
}

// ---- eval ----

double percentile(std::vector<double> times, double share) {
    if (times.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(at), times.end());
    return times[at];
}

struct Evaluated {
    std::vector<ml::Prediction> predictions;
    std::vector<double> times_us;
};

/// Whole suggestions, as a device makes them: features, trees, reasons. A merge counts as possible
/// everywhere: the data set does not say where one was.
Evaluated suggest_all(const suggest::Model& model, const std::vector<ml::Example>& examples,
                      const std::vector<ml::Row>& rows, ml::Mode mode) {
    using Clock = std::chrono::steady_clock;
    const suggest::Resolver resolver{Result<suggest::Model>(model)};
    suggest::Candidates candidates;
    candidates.can_merge = true;
    Evaluated evaluated;
    for (const ml::Example& example : examples) {
        const suggest::ConflictFacts facts = ml::facts_in(example.facts, mode);
        // The best of three: what the machine did meanwhile is not the suggestion's.
        double best_us = 0;
        suggest::Suggestion suggestion;
        for (int time = 0; time < 3; ++time) {
            const Clock::time_point start = Clock::now();
            suggestion = resolver.suggest(facts, candidates, nullptr, {});
            const std::chrono::duration<double, std::micro> took = Clock::now() - start;
            if (time == 0 || took.count() < best_us) best_us = took.count();
        }
        evaluated.times_us.push_back(best_us);
        evaluated.predictions.push_back({&example, &rows[example.row], suggestion.probabilities});
    }
    return evaluated;
}

ExitCode evaluate(const Context& context, const Options& options) {
    const std::vector<ml::Row> rows = read_rows(options);
    const std::vector<ml::Example> examples = ml::make_examples(rows, options.with_automatic);
    if (examples.empty()) {
        throw Failure(ExitCode::kBadInput, options.data + ": no disagreement that a person settled",
                      "--with-automatic counts those that a program settled as well.");
    }
    const suggest::Model model = read_model(options);
    const ml::Mode mode = mode_of(options.mode);
    const Evaluated evaluated = suggest_all(model, examples, rows, mode);
    const ml::Figures figures = ml::figures_of(
        evaluated.predictions, model.shown_thresholds(static_cast<suggest::Knowledge>(mode)));
    const ml::Baselines baselines = ml::baselines_of(examples, rows);
    const double p50 = percentile(evaluated.times_us, 0.5);
    const double p99 = percentile(evaluated.times_us, 0.99);
    if (context.is_json) {
        boost::json::object json = json_of(figures, mode);
        json["baselines"] = boost::json::object{{"client", baselines.client},
                                                {"server", baselines.server},
                                                {"lww", baselines.lww},
                                                {"rules", baselines.rules},
                                                {"shipped_rules", baselines.shipped_rules}};
        json["suggest_p50_us"] = p50;
        json["suggest_p99_us"] = p99;
        context.print(json);
        return ExitCode::kOk;
    }
    say_figures(context, figures, mode);
    context.say("  without a model: client " + fixed(100 * baselines.client, 1) + " %, server " +
                fixed(100 * baselines.server, 1) + " %, last writer wins " +
                fixed(100 * baselines.lww, 1) + " %, reference rules " +
                fixed(100 * baselines.rules, 1) + " %, shipped rules " +
                fixed(100 * baselines.shipped_rules, 1) + " %\n");
    context.say("  a suggestion takes " + fixed(p50, 0) + " us (half of them), " + fixed(p99, 0) +
                " us (99 %)\n\n");
    say_groups(context, "type of the value", figures.by_type);
    say_groups(context, "repository", figures.by_repository);
    return ExitCode::kOk;
}

// ---- explain ----

boost::json::object json_of(const suggest::Suggestion& suggestion) {
    boost::json::array reasons;
    for (const suggest::ShownReason& reason : suggestion.reasons) {
        reasons.push_back({{"reason", suggest::name_of(reason.reason)},
                           {"weight", reason.weight},
                           {"sentence", reason.sentence}});
    }
    boost::json::array alternatives;
    for (const suggest::Alternative& alternative : suggestion.alternatives) {
        alternatives.push_back({{"action", suggest::name_of(alternative.action)},
                                {"probability", alternative.probability}});
    }
    return {{"action", suggest::name_of(suggestion.action)},
            {"confidence", suggestion.confidence},
            {"reasons", std::move(reasons)},
            {"alternatives", std::move(alternatives)},
            {"source", suggestion.source == suggest::Source::kModel ? "model" : "rules"}};
}

std::string shown(const suggest::FactValue& value) {
    return value.kind == suggest::ValueKind::kAbsent ? "(nothing)" : printable(value.text);
}

ExitCode explain(const Context& context, const Options& options) {
    const std::vector<ml::Row> rows = read_rows(options);
    const std::vector<ml::Example> examples = ml::make_examples(rows, true);
    const auto found = std::find_if(
        examples.begin(), examples.end(),
        [&](const ml::Example& example) { return rows[example.row].id == options.id; });
    if (found == examples.end()) {
        throw Failure(ExitCode::kNotFound,
                      options.data + ": no disagreement with the id " + std::to_string(options.id),
                      "The member \"id\" of a line is meant.");
    }
    const suggest::Resolver resolver{Result<suggest::Model>(read_model(options))};
    const suggest::ConflictFacts facts = ml::facts_in(found->facts, mode_of(options.mode));
    suggest::Candidates candidates;
    candidates.can_merge = found->look.has_merge;
    const suggest::Suggestion suggestion = resolver.suggest(facts, candidates, nullptr, {});
    if (context.is_json) {
        boost::json::object json = json_of(suggestion);
        json["id"] = options.id;
        json["mode"] = options.mode;
        context.print(json);
        return ExitCode::kOk;
    }
    context.say("field " + printable(facts.field) + " of " + printable(facts.collection) +
                "\n  before:      " + shown(facts.base) + "\n  this device: " +
                shown(facts.client.value) + "\n  other side:  " + shown(facts.server.value) + "\n");
    context.say(std::string("suggested: ") + suggest::name_of(suggestion.action) + ", confidence " +
                fixed(100 * suggestion.confidence, 0) + " %\n");
    for (const suggest::ShownReason& reason : suggestion.reasons) {
        context.say("  because " + printable(reason.sentence) + "\n");
    }
    for (const suggest::Alternative& alternative : suggestion.alternatives) {
        context.say(std::string("or: ") + suggest::name_of(alternative.action) + ", " +
                    fixed(100 * alternative.probability, 0) + " %\n");
    }
    return ExitCode::kOk;
}

void add_data(CLI::App& command, const std::shared_ptr<Options>& options) {
    command.add_option("--data", options->data, "The data set: JSON lines, plain or .gz")
        ->required()
        ->type_name("FILE");
}

void add_model_and_mode(CLI::App& command, const std::shared_ptr<Options>& options) {
    command.add_option("--model", options->model, "Another model than the one inside the program")
        ->type_name("FILE");
    command
        .add_option("--mode", options->mode,
                    "What is known: only the disagreement (cold), earlier answers too (history), "
                    "answers of the same merge too (session)")
        ->check(CLI::IsMember({"cold", "history", "session"}));
}

void add_without(CLI::App& command, const std::shared_ptr<Options>& options) {
    command.add_option("--without", options->without, "Leave out a repository; may be repeated")
        ->type_name("NAME");
}

}  // namespace

void add_model(CLI::App& app, Context& context) {
    CLI::App* group = app.add_subcommand(
        "model", "Trains and judges the model that suggests how to settle disagreements");
    group->require_subcommand(1);
    const auto options = std::make_shared<Options>();

    CLI::App* training =
        group->add_subcommand("train", "Trains a model from settled disagreements");
    add_data(*training, options);
    add_without(*training, options);
    training->add_option("-o,--output", options->output, "The model's file")
        ->required()
        ->type_name("FILE");
    training->footer(examples({"model train --data train.jsonl.gz --output resolver.bin"}));
    on_run(*training, context, [&context, options] { return train(context, *options); });

    CLI::App* judging = group->add_subcommand("eval", "Says how often a model is right");
    add_data(*judging, options);
    add_model_and_mode(*judging, options);
    add_without(*judging, options);
    judging->add_flag("--with-automatic", options->with_automatic,
                      "Count what a program settled as well");
    judging->footer(examples({"model eval --data test.jsonl.gz --mode cold",
                              "model eval --data test.jsonl.gz --without PokeAPI/pokeapi --json",
                              "model eval --data test.jsonl.gz --model resolver.bin"}));
    on_run(*judging, context, [&context, options] { return evaluate(context, *options); });

    CLI::App* explaining = group->add_subcommand(
        "explain", "Shows a suggestion for one disagreement, and its reasons");
    add_data(*explaining, options);
    add_model_and_mode(*explaining, options);
    explaining->add_option("--id", options->id, "Its id in the data set")->required();
    explaining->footer(
        examples({"model explain --data test.jsonl.gz --id 3703",
                  "model explain --data test.jsonl.gz --id 3703 --mode cold --json"}));
    on_run(*explaining, context, [&context, options] { return explain(context, *options); });
}

}  // namespace wedsync::cli
