#include "app/app.h"
#include "analysis/study/program.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "sim/base/errors.h"
#include "sim/base/time_zone.h"
#include "sim/config/render.h"
#include "sim/config/suggest.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fmt/core.h>
#include <fmt/ostream.h>
#include <system_error>

namespace dcsim {

namespace {

/// Everything that the command line can say; CLI11 writes into it.
struct CommandLine {
    RunOptions run;
    SweepOptions sweep;
    FolderOptions folder;
    std::string shard;
    CheckOptions check;
    ValidateOptions validate;
    ExplainOptions explain;
    ImportOptions import;
    std::string kind, metric;
    std::string seed, replications;

    ScenarioOptions& scenario(const std::string& command)
    {
        if (command == "run") return run.scenario;
        if (command == "sweep") return sweep.scenario;
        return command == "explain" ? explain.scenario : check.scenario;
    }
};

/// Options that stand for a value of the scenario.
struct Shortcut {
    const char *option, *path;
    std::string CommandLine::*value;
};
const Shortcut shortcuts[]{{"--seed", "scenario.seed=", &CommandLine::seed},
                           {"--replications", "scenario.replications=", &CommandLine::replications}};

void add_shortcuts(const CommandLine& line, std::vector<std::string>& sets)
{
    for (const Shortcut& s : shortcuts)
        if (const std::string& value = line.*s.value; !value.empty()) sets.push_back(s.path + value);
}

/// What is wrong with the value of such an option is its problem, not that of a `--set` which nobody wrote: it is told
/// as it was given, since no line of a file shows it. Their values are the last of `sets`.
std::vector<Problem> told_by_option(std::vector<Problem> problems, const CommandLine& line, std::size_t sets)
{
    std::vector<std::string> given;
    for (const Shortcut& s : shortcuts)
        if (const std::string& value = line.*s.value; !value.empty()) given.push_back(s.option + (' ' + value));
    const std::size_t others = sets - std::min(sets, given.size());
    for (Problem& problem : problems) {
        const auto number = static_cast<std::size_t>(std::max(problem.origin.line, 0));
        if (problem.origin.file == "--set" && number > others && number <= sets)
            problem.origin = {given[number - 1 - others], 0, 0};
    }
    return problems;
}

constexpr const char* examples = R"(Examples:
  dcsim scenarios/renewables.toml                 run, print the table, write out/renewables/
  dcsim my.toml --set cluster.nodes=32 -o out/32  the same with one value changed
  dcsim check my.toml                             every value and where it comes from
  dcsim list climate                              what a scenario can choose
  dcsim explain pue                               what a metric means
  dcsim explain workload chat my.toml             where a workload's time and energy go
)";

/// Not the empty text, as of a shell's variable that is not set.
std::string names_something(const std::string& text)
{
    return text.empty() ? "is empty (name a file or folder)" : "";
}

std::string counts_something(const std::string& text)
{
    return text.empty() ? "is empty (write a whole number)" : "";
}

void declare_scenario(CLI::App& command, ScenarioOptions& options, CommandLine& line)
{
    command.add_option("scenario", options.file, "scenario file (TOML)")->required()->type_name("FILE");
    command.add_option("--set", options.sets, "change one value, e.g. cluster.nodes=32; may come again")
        ->allow_extra_args(false)
        ->type_name("PATH=VALUE");
    command.add_option("--seed", line.seed, "seed of all random numbers (scenario.seed)")
        ->check(counts_something)
        ->type_name("NUMBER");
    command.add_option("--replications", line.replications, "independent repetitions of every policy")
        ->check(counts_something)
        ->type_name("NUMBER");
}

void declare_run(CLI::App& program, CommandLine& line)
{
    constexpr int most_threads = 4096;
    CLI::App* run = program.add_subcommand("run", "run all policies of a scenario (the word run may be left out)");
    declare_scenario(*run, line.run.scenario, line);
    run->add_option("-o,--out", line.run.out, "folder for the results (default: out/NAME OF THE FILE)")
        ->check(names_something)
        ->type_name("FOLDER");
    run->add_option("-j,--threads", line.run.threads, "threads; few runs share them (default 0: one per processor)")
        ->check(CLI::Range(0, most_threads).description(""))
        ->type_name("NUMBER");
    run->add_flag("-q,--quiet", line.run.quiet, "no progress");
    run->add_flag("--json", line.run.json, "print the summary as JSON instead of the table");
    run->add_flag("--fresh", line.run.fresh, "run everything anew, even what is finished");
}

void declare_slurm(CLI::App& sweep, SlurmOptions& o)
{
    sweep.add_flag("--slurm", o.use, "as an array of tasks on a cluster that Slurm runs, merged when they have ended");
    sweep.add_option("--partition", o.partition, "of Slurm")->type_name("NAME");
    sweep.add_option("--time", o.time, "limit of each task and of the merge, as Slurm writes it")->type_name("TIME");
    sweep.add_option("--account", o.account, "of Slurm")->type_name("NAME");
    sweep.add_option("--tasks", o.tasks, "at most so many (default: so many that each takes some minutes)")
        ->check(CLI::PositiveNumber)
        ->type_name("NUMBER");
    sweep.add_option("--run-seconds", o.run_seconds, "how long a run takes (default: one is run here and measured)")
        ->check(CLI::PositiveNumber)
        ->type_name("SECONDS");
}

void declare_sweep(CLI::App& program, CommandLine& line)
{
    SweepOptions& o = line.sweep;
    CLI::App* sweep = program.add_subcommand("sweep", "run every point of [sweep], as much as is not done yet");
    declare_scenario(*sweep, o.scenario, line);
    sweep->add_option("-o,--out", o.out, "folder of the sweep (default: out/NAME OF THE FILE-sweep)")
        ->check(names_something)
        ->type_name("FOLDER");
    sweep->add_option("-j,--threads", o.threads, "threads; few runs share them (default 0: one per processor)")
        ->check(CLI::Range(0, 4096).description(""))
        ->type_name("NUMBER");
    sweep->add_flag("-q,--quiet", o.quiet, "no progress");
    sweep->add_flag("--fresh", o.fresh, "run everything anew, even what is finished");
    sweep->add_flag("--keep-going", o.keep_going, "never give up; else no run is started after five have failed");
    sweep->add_option("--retries", o.retries, "times that a failed run is tried again (default 1)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("NUMBER");
    sweep
        ->add_option("--inputs", o.inputs,
                     "also with so many samples of the catalogue's numbers, drawn by their spread")
        ->check(CLI::Range(2, 100'000).description(""))
        ->type_name("NUMBER");
    sweep->add_option("--shard", line.shard, "only part I of N, from 0, without merging: for other batch systems")
        ->type_name("I/N");
    sweep->add_option("--plan", o.plan, "with --shard: stop if the plan has another digest by now, as the folder's")
        ->type_name("DIGEST");
    sweep->add_flag("--dry-run", o.dry_run, "print the points, or the scripts for Slurm, and stop");
    declare_slurm(*sweep, o.slurm);
}

void declare_folders(CLI::App& program, FolderOptions& o)
{
    CLI::App* merge = program.add_subcommand("merge", "make one results.h5 of the finished runs of a sweep");
    merge->add_option("folder", o.folder, "of the sweep")->required()->type_name("FOLDER");
    CLI::App* status = program.add_subcommand("status", "what of a sweep is done, running, failed and why");
    status->add_option("folder", o.folder, "of the sweep")->required()->type_name("FOLDER");
    status->add_flag("--json", o.json, "print JSON");
}

void declare_check(CLI::App& program, CommandLine& line)
{
    CLI::App* check = program.add_subcommand("check", "read a scenario and print every value with its origin");
    declare_scenario(*check, line.check.scenario, line);
    check->add_flag_callback(
        "--full", [&line] { line.check.length = CheckOptions::Length::full; }, "print long values whole");
}

void declare_validate(CLI::App& program, ValidateOptions& options)
{
    CLI::App* validate = program.add_subcommand("validate", "hold the program to closed forms and published figures");
    validate->add_option("--only", options.only, "cases by pattern, separated by commas: Q*,K1");
    validate->add_flag("--quick", options.quick, "5 replications of 1e5 jobs instead of 20 of 1e6");
    validate->add_option("--seed", options.seed, "seed of all random numbers");
    validate->add_option("--data", options.data, "folder of the data sets that some cases need");
    validate->add_flag("--strict", options.strict, "fail as well if a case is skipped");
    validate->add_flag("--json", options.json, "print JSON, with citation, mark and boundary of every row");
    validate->add_flag("--list", options.list, "print the cases without running them");
}

void declare_explain(CLI::App& program, CommandLine& line)
{
    CLI::App* explain =
        program.add_subcommand("explain", "what the metrics mean, or where a workload's time and energy go");
    explain->add_option("metric", line.metric, "as in the overview: pue, wait_p95_s, ...")->type_name("METRIC");
    CLI::App* workload = explain->add_subcommand("workload", "where a workload's time and energy go, and why");
    workload->footer("");
    ExplainOptions& o = line.explain;
    workload->add_option("name", o.workload, "of the scenario, or, without a file, of the catalogue")
        ->required()
        ->type_name("NAME");
    workload->add_option("scenario", o.scenario.file, "scenario file (TOML)")->type_name("FILE");
    workload->add_option("--policy", o.policy, "under which policy (default: the baseline)")->type_name("POLICY");
    workload->add_option("--node", o.node, "on which node of the catalogue, without a file (default: 8xh100)")
        ->type_name("NODE");
    workload->add_option("--set", o.scenario.sets, "change one value of the scenario; may come again")
        ->allow_extra_args(false)
        ->type_name("PATH=VALUE");
}

void declare_import(CLI::App& program, ImportOptions& o)
{
    CLI::App* import = program.add_subcommand("import", "turn a trace of another format into the jobs of a workload");
    import->require_subcommand(1);
    const auto format = [&](const char* name, const char* what) {
        CLI::App* command = import->add_subcommand(name, what);
        command->footer("");
        command->callback([&o, name] { o.format = name; });
        command->add_option("file", o.file, "the trace; .gz is read as well")->required()->type_name("FILE");
        command->add_option("-o,--out", o.out, "CSV file of the jobs (default: jobs.csv)")
            ->check(names_something)
            ->type_name("FILE");
        return command;
    };
    format("swf", "Standard Workload Format, a processor as an accelerator");
    CLI::App* sacct = format("sacct", "accounting of Slurm, columns as below");
    sacct->footer("Columns: sacct -aPX --format=JobID,Submit,ElapsedRaw,TimelimitRaw,NNodes,AllocTRES,State\n"
                  "Times say their offset by themselves under SLURM_TIME_FORMAT=%FT%T%z.");
    sacct->add_option("--resource", o.resource, "what counts as an accelerator (default: gres/gpu)")->type_name("TRES");
    CLI::Option* zone = sacct->add_option("--time-zone", o.time_zone, "of the times, as Europe/Berlin (default: UTC)");
    zone->type_name("ZONE")->check([](const std::string& name) {
        return is_time_zone(name) ? "" : name + " is not in the time zone database (as Europe/Berlin)";
    });
    sacct->add_option("--utc-offset", o.offset_minutes, "of the times, in minutes, where their zone is none")
        ->type_name("MINUTES")
        ->excludes(zone);
    CLI::App* opendc = format("opendc", "tasks and fragments of OpenDC as CSV, a core as an accelerator");
    opendc->add_option("fragments", o.fragments, "CSV of the fragments")->required()->type_name("FRAGMENTS");
    opendc->add_option("--core-mhz", o.core_mhz, "clock of the cores that they ran on")
        ->required()
        ->check([](const std::string& text) {
            double mhz = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mhz);
            const bool good = error == std::errc{} && end == text.data() + text.size() && std::isfinite(mhz) && mhz > 0;
            return good ? "" : text + " is no clock (a number of MHz above 0)";
        })
        ->type_name("MHZ");
}

void declare(CLI::App& program, CommandLine& line)
{
    program.set_version_flag("--version", "dcsim " + program_version(), "print the version and stop");
    program.set_help_flag("-h,--help", "print this help and stop");
    program.require_subcommand(1);
    program.footer(examples);
    program.get_formatter()->column_width(32);
    declare_run(program, line);
    declare_sweep(program, line);
    declare_folders(program, line.folder);
    declare_check(program, line);
    declare_validate(program, line.validate);
    program.add_subcommand("list", "what can be chosen by name, of all kinds or one")
        ->add_option("kind", line.kind, "as in the overview: scheduling, climate, catalog.node, ...")
        ->type_name("KIND");
    declare_explain(program, line);
    declare_import(program, line.import);
    program.add_subcommand("schema", "print a JSON Schema of scenario files, for editors");
    program.add_subcommand("reference", "print every key of the scenario language, as Markdown");
    for (CLI::App* command : program.get_subcommands({})) command->footer("");
}

/// A first word that is no command, no option and no scenario file: most likely a command misspelt.
void check_first_word(const CLI::App& program, const std::vector<std::string>& words)
{
    if (!words.empty() && words.front().starts_with('-')) return;
    std::vector<std::string> commands;
    for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(command->get_name());
    if (words.empty())
        throw ConfigError{
            {{{},
              "dcsim",
              "needs a scenario file or a command (known: " + joined_list(commands) + "; dcsim --help says more)"}}};
    if (std::find(commands.begin(), commands.end(), words.front()) != commands.end()) return;
    throw ConfigError{{{{},
                        words.front(),
                        "is neither a command nor a scenario file, whose name ends in .toml (" +
                            suggestion(words.front(), commands) + ")"}}};
}

/// "2/8" as part 2 of 8, counted from 0.
std::optional<SweepShard> shard_of(const std::string& text)
{
    if (text.empty()) return std::nullopt;
    SweepShard shard;
    const char *const begin = text.data(), *const end = begin + text.size();
    const auto [slash, first_error] = std::from_chars(begin, end, shard.index);
    if (first_error == std::errc{} && slash != end && *slash == '/') {
        const auto [last, second_error] = std::from_chars(slash + 1, end, shard.count);
        if (second_error == std::errc{} && last == end && shard.index < shard.count) return shard;
    }
    throw ConfigError{{{{}, "--shard", "is " + text + " (write I/N, a part from 0 to N - 1 of N parts)"}}};
}

int dispatch(const CLI::App& program, CommandLine& line, const Registries& registries)
{
    const std::string name = program.get_subcommands().front()->get_name();
    add_shortcuts(line, line.scenario(name).sets);
    if (name == "run") return run_command(line.run, registries);
    if (name == "sweep") return sweep_command(line.sweep, registries);
    if (name == "merge") return merge_command(line.folder);
    if (name == "status") return status_command(line.folder);
    if (name == "check") return check_command(line.check, registries);
    if (name == "validate") return validate_command(line.validate);
    if (name == "list") return list_command(line.kind, registries);
    if (name == "explain" && program.get_subcommand(name)->got_subcommand("workload"))
        return explain_workload_command(line.explain, registries);
    if (name == "explain") return explain_command(line.metric);
    if (name == "import") return import_command(line.import);
    if (name == "schema") return schema_command(registries);
    return reference_command(registries);
}

/// `dcsim scenario.toml` means `dcsim run scenario.toml`.
std::vector<std::string> arguments(int argc, const char* const* argv)
{
    std::vector<std::string> all(argv + 1, argv + argc);
    const auto scenario = [](const std::string& a) { return a.size() > 5 && a.ends_with(".toml"); };
    if (!all.empty() && scenario(all.front())) all.insert(all.begin(), "run");
    return all;
}

int parse_and_run(int argc, const char* const* argv, const Registries& registries)
{
    CLI::App program{"dcsim: a simulator of data centers that run AI", "dcsim"};
    CommandLine line;
    declare(program, line);
    try {
        std::vector<std::string> words = arguments(argc, argv);
        check_first_word(program, words);
        std::reverse(words.begin(), words.end()); // as CLI11 takes them
        program.parse(words);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? exit_good : exit_bad_scenario;
    } catch (const ConfigError& error) {
        fmt::print(stderr, "{}", render(error.problems()));
        return exit_bad_scenario;
    }
    try {
        line.sweep.shard = shard_of(line.shard);
        return dispatch(program, line, registries);
    } catch (const ConfigError& error) {
        const auto& sets = line.scenario(program.get_subcommands().front()->get_name()).sets;
        fmt::print(stderr, "{}", render(told_by_option(error.problems(), line, sets.size()), sets));
        return exit_bad_scenario;
    }
}

} // namespace

int app(int argc, const char* const* argv, const Registries& registries)
{
    try {
        const int code = parse_and_run(argc, argv, registries);
        if (std::fflush(stdout) != 0) throw IoError{fmt::format("standard output: {}", std::strerror(errno))};
        return code;
    } catch (const IoError& error) {
        fmt::print(stderr, "dcsim: {}\n", error.what());
        return exit_bad_input;
    } catch (const std::system_error& error) { // a long text is written, and fails, before the end
        fmt::print(stderr, "dcsim: {}\n", error.what());
        return exit_bad_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "dcsim: this should not happen: {}\n", error.what());
        return exit_our_fault;
    }
}

} // namespace dcsim
