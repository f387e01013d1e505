#include "app/app.h"
#include "analysis/study/program.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "sim/base/errors.h"
#include "sim/config/render.h"
#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ostream.h>

namespace dcsim {

namespace {

/// Everything that the command line can say; CLI11 writes into it.
struct CommandLine {
    RunOptions run;
    ScenarioOptions check;
    ValidateOptions validate;
    std::string kind, metric;
    std::string seed, replications;

    void add_shortcuts(std::vector<std::string>& sets) const
    {
        if (!seed.empty()) sets.push_back("scenario.seed=" + seed);
        if (!replications.empty()) sets.push_back("scenario.replications=" + replications);
    }
};

void declare_scenario(CLI::App& command, ScenarioOptions& options, CommandLine& line)
{
    command.add_option("scenario", options.file, "scenario file (TOML)")->required();
    command.add_option("--set", options.sets, "set one value: path=value, e.g. cluster.nodes=32")->take_all();
    command.add_option("--seed", line.seed, "seed of all random numbers");
    command.add_option("--replications", line.replications, "independent repetitions of every policy");
}

void declare_run(CLI::App& program, CommandLine& line)
{
    CLI::App* run = program.add_subcommand("run", "run a scenario (the word may be left out)");
    declare_scenario(*run, line.run.scenario, line);
    run->add_option("-o,--out", line.run.out, "folder for the results");
    run->add_option("-j,--threads", line.run.threads, "runs at one time (0 = as many as there are processors)")
        ->check(CLI::NonNegativeNumber);
    run->add_flag("-q,--quiet", line.run.quiet, "no progress");
    run->add_flag("--json", line.run.json, "print the summary as JSON instead of the table");
    run->add_flag("--fresh", line.run.fresh, "run everything anew, even what is finished");
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

void declare(CLI::App& program, CommandLine& line)
{
    program.set_version_flag("--version", "dcsim " + program_version());
    program.require_subcommand(1);
    declare_run(program, line);
    declare_scenario(*program.add_subcommand("check", "read a scenario and print every value with its origin"),
                     line.check, line);
    declare_validate(program, line.validate);
    program.add_subcommand("list", "what can be chosen by name")->add_option("kind", line.kind, "one kind of choice");
    program.add_subcommand("explain", "what a metric means")->add_option("metric", line.metric, "name of the metric");
    program.add_subcommand("schema", "JSON Schema of scenario files, for editors");
    program.add_subcommand("reference", "every key of the scenario language, as Markdown");
}

int dispatch(const CLI::App& program, CommandLine& line, const Registries& registries)
{
    const std::string name = program.get_subcommands().front()->get_name();
    line.add_shortcuts(name == "run" ? line.run.scenario.sets : line.check.sets);
    if (name == "run") return run_command(line.run, registries);
    if (name == "check") return check_command(line.check, registries);
    if (name == "validate") return validate_command(line.validate);
    if (name == "list") return list_command(line.kind, registries);
    if (name == "explain") return explain_command(line.metric);
    if (name == "schema") return schema_command(registries);
    return reference_command(registries);
}

/// `dcsim scenario.toml` means `dcsim run scenario.toml`.
std::vector<std::string> arguments(int argc, const char* const* argv)
{
    std::vector<std::string> all(argv + 1, argv + argc);
    const auto scenario = [](const std::string& a) { return a.size() > 5 && a.ends_with(".toml"); };
    if (!all.empty() && scenario(all.front())) all.insert(all.begin(), "run");
    std::reverse(all.begin(), all.end()); // as CLI11 takes them
    return all;
}

int parse_and_run(int argc, const char* const* argv, const Registries& registries)
{
    CLI::App program{"dcsim: a simulator of data centers that run AI", "dcsim"};
    CommandLine line;
    declare(program, line);
    try {
        program.parse(arguments(argc, argv));
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? exit_good : exit_bad_scenario;
    }
    try {
        return dispatch(program, line, registries);
    } catch (const ConfigError& error) {
        std::vector<std::string> sets = line.run.scenario.sets;
        if (sets.empty()) sets = line.check.sets;
        fmt::print(stderr, "{}\n", render(error.problems(), sets));
        return exit_bad_scenario;
    }
}

} // namespace

int app(int argc, const char* const* argv, const Registries& registries)
{
    try {
        return parse_and_run(argc, argv, registries);
    } catch (const IoError& error) {
        fmt::print(stderr, "dcsim: {}\n", error.what());
        return exit_bad_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "dcsim: this should not happen: {}\n", error.what());
        return exit_our_fault;
    }
}

} // namespace dcsim
