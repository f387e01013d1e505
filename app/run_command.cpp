#include "analysis/study/results_ahead.h"
#include "analysis/study/study.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "app/replications_remark.h"
#include "app/report.h"
#include "app/study_output.h"
#include "app/words.h"
#include <csignal>
#include <fmt/core.h>
#include <omp.h>
#include <optional>

namespace dcsim {

namespace {

std::filesystem::path results_folder(const RunOptions& options, const ScenarioFile& file)
{
    if (options.out) return *options.out;
    return std::filesystem::path{file.policies.front().scenario.output.dir} / file.name;
}

int exit_code_of(const StudyOutcome& outcome, const InterruptGuard& interrupt)
{
    if (interrupt.signal() == SIGTERM) return exit_terminated;
    if (interrupt.signal() != 0) return exit_interrupted;
    return status_of(outcome) == StudyStatus::check_failed ? exit_check_failed : exit_good;
}

} // namespace

int run_command(const RunOptions& options, const Registries& registries)
{
    const ScenarioFile file = load_scenario(options.scenario.file, options.scenario.sets, registries);
    if (const std::string remark = replications_remark(file); !remark.empty())
        fmt::print(stderr, "{}\n", wrapped("dcsim:", remark, 2));
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    const std::filesystem::path folder = results_folder(options, file);

    Shards shards{folder / "shards"};
    const WallClock clock = WallClock::started(options.threads > 0 ? options.threads : omp_get_max_threads());
    const InterruptGuard interrupt;
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows beyond the shell's limit is an error to report, not a death
    std::optional<SpareThread> spare;
    if (leave_threads_to_spare(plan.runs().size(), clock.threads)) spare.emplace();
    ResultsAhead ahead{plan, spare ? &*spare : nullptr};
    Progress progress{options.quiet};
    const StudyOutcome outcome = run_study(plan, {.threads = clock.threads,
                                                  .spare_thread = spare ? &*spare : nullptr,
                                                  .shards = &shards,
                                                  .fresh = options.fresh,
                                                  .progress = [&](const StudyProgress& p) { progress.show(p); },
                                                  .stop = &interrupt.requested()});
    progress.done();

    const ResultSet results = assemble(plan, outcome);
    write_study(folder, plan, results, clock, shards.ignored(), ahead.take());
    fmt::print("{}", options.json ? json_report(plan, results) : table_report(plan, results, folder));
    return exit_code_of(outcome, interrupt);
}

} // namespace dcsim
