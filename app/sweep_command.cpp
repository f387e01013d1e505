#include "analysis/results/atomic_file.h"
#include "analysis/study/input_samples.h"
#include "analysis/study/merged_study.h"
#include "analysis/study/study_course.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "app/replications_remark.h"
#include "app/slurm_sweep.h"
#include "app/study_output.h"
#include "app/sweep_parts.h"
#include "app/sweep_report.h"
#include "app/words.h"
#include <csignal>
#include <fmt/core.h>
#include <omp.h>

namespace dcsim {

namespace {

constexpr std::size_t failures_before_giving_up = 5;

std::filesystem::path sweep_folder(const SweepOptions& options, const ScenarioFile& file)
{
    if (options.out) return *options.out;
    return std::filesystem::path{file.policies.front().scenario.output.dir} / (file.name + "-sweep");
}

bool is_swept(const Design& design, const std::string& path)
{
    return std::ranges::any_of(
        design.axes(), [&](const DesignAxis& axis) { return std::ranges::find(axis.paths, path) != axis.paths.end(); });
}

/// The axis of samples that --inputs asks for, and what was drawn.
struct SampledInputs {
    std::optional<DesignAxis> axis;
    std::string csv;
};

SampledInputs sampled_inputs(const SweepOptions& options, const ScenarioFile& file, const Design& design)
{
    if (options.inputs == 0) return {};
    std::vector<UncertainNumber> numbers = uncertain_numbers(file);
    std::erase_if(numbers, [&](const UncertainNumber& n) { return is_swept(design, n.path()); });
    if (numbers.empty())
        throw ConfigError{
            {{{}, "--inputs", "finds no number of the catalogue in this scenario whose spread is known"}}};
    DesignAxis axis = input_axis(numbers, options.inputs, file.policies[file.baseline()].scenario.seed);
    std::string csv = inputs_csv(numbers, axis);
    return {std::move(axis), std::move(csv)};
}

/// What `[sweep]` says, or one point where only inputs are sampled.
Design swept_design(const SweepOptions& options, const ScenarioFile& file)
{
    const Tree& sweep = file.document.sweep();
    if (options.inputs > 0 && sweep.table()->empty()) return {};
    return design_of(sweep, file.policies[file.baseline()].scenario.seed);
}

/// What a sweep listens for: notes in its folder, and how many replications are needed.
class SweepListener : public RunListener {
public:
    SweepListener(StudyNotes& notes, StudyCourse& course) : notes_{notes}, course_{course} {}
    void started(const RunIndex& run) override { notes_.started(run); }
    void finished(const RunIndex& run, const RunRecord& record) override
    {
        notes_.finished(run, record);
        course_.enter(run, record);
    }
    void failed(const RunFailure& failure) override { notes_.failed(failure); }
    void dropped(const RunIndex& run) override { notes_.dropped(run); }

private:
    StudyNotes& notes_;
    StudyCourse& course_;
};

std::vector<RunIndex> part_of(const std::vector<RunIndex>& runs, const StudyPlan& plan,
                              const std::optional<SweepShard>& shard)
{
    if (!shard) return runs;
    std::vector<RunIndex> mine;
    const std::vector<std::size_t> numbers = part_numbers(plan, runs);
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (numbers[i] % shard->count == shard->index) mine.push_back(runs[i]);
    return mine;
}

struct Swept {
    StudyProgress progress;
    std::size_t failures{0};
    std::string first_failure;
};

Swept run_all(const SweepOptions& options, const StudyPlan& plan, const StudyFolder& folder,
              const InterruptGuard& interrupt)
{
    Shards shards{folder.shards()};
    StudyNotes notes{folder, plan};
    StudyCourse course{plan};
    SweepListener listener{notes, course};
    Progress screen{options.quiet};
    Swept swept;
    StudyOptions how{.threads = options.threads,
                     .shards = &shards,
                     .fresh = options.fresh,
                     .progress = {},
                     .stop = &interrupt.requested(),
                     .listener = &listener,
                     .attempts = 1 + options.retries,
                     .most_failures = failures_before_giving_up};
    if (options.keep_going) how.most_failures.reset();
    how.progress = [&](const StudyProgress& p) {
        screen.show(swept.progress + p);
        notes.alive();
    };
    for (auto runs = course.next(); !runs.empty() && !interrupt.requested(); runs = course.next()) {
        runs = part_of(runs, plan, options.shard);
        if (runs.empty()) break;
        swept.progress = swept.progress + run_some(plan, runs, how);
        if (!options.keep_going && notes.failures() >= failures_before_giving_up) break;
    }
    screen.done();
    swept.failures = notes.failures();
    swept.first_failure = notes.first_failure();
    return swept;
}

int exit_code_of(const Swept& swept, const InterruptGuard& interrupt, StudyStatus status)
{
    if (interrupt.signal() == SIGTERM) return exit_terminated;
    if (interrupt.signal() != 0) return exit_interrupted;
    if (swept.failures > 0) return exit_bad_input;
    return status == StudyStatus::check_failed ? exit_check_failed : exit_good;
}

void tell_failures(const Swept& swept, const std::filesystem::path& folder)
{
    if (swept.failures == 0) return;
    const std::string more =
        fmt::format("{} {} failed; the first: {}. `dcsim status {}` tells all; the next sweep tries "
                    "them again.",
                    swept.failures, swept.failures == 1 ? "run" : "runs", swept.first_failure, folder.string());
    fmt::print(stderr, "{}\n", wrapped("dcsim:", more, 2));
}

std::string plan_text(const StudyPlan& plan, const std::filesystem::path& folder)
{
    std::set<std::string> different;
    const auto runs = plan.runs();
    for (const RunIndex& run : runs) different.insert(plan.fingerprint(run));
    const std::string probes =
        plan.probes().empty() ? "" : fmt::format(", {} probes of one key each", plan.probes().size());
    std::string text = fmt::format("{} points x {} policies x {}{} replications{}: {} runs, {} of them different\n",
                                   plan.points(), plan.policies(), plan.precision() ? "at least " : "",
                                   plan.replications_first(), probes, runs.size(), different.size());
    for (std::size_t point = 0; point < plan.points() + plan.probes().size(); ++point)
        text += fmt::format("  {}\n", plan.label(point));
    return text + fmt::format("They would go to {}\n", folder.string());
}

} // namespace

int sweep_command(const SweepOptions& options, const Registries& registries)
{
    const ScenarioFile file = load_scenario(options.scenario.file, options.scenario.sets, registries);
    if (const std::string remark = replications_remark(file); !remark.empty())
        fmt::print(stderr, "{}\n", wrapped("dcsim:", remark, 2));
    Inputs inputs;
    Design design = swept_design(options, file);
    const SampledInputs sampled = sampled_inputs(options, file, design);
    if (sampled.axis) design.put_first(*sampled.axis);
    const StudyPlan plan{file, inputs, std::move(design), options.threads};
    const StudyFolder folder{sweep_folder(options, file)};
    if (options.dry_run && !options.slurm.use) {
        fmt::print("{}", plan_text(plan, folder.path()));
        return exit_good;
    }
    const WallClock clock = WallClock::started(options.threads > 0 ? options.threads : omp_get_max_threads());
    const InterruptGuard interrupt;
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows beyond the shell's limit is an error to report, not a death
    if (options.slurm.use && options.fresh)
        throw ConfigError{
            {{{},
              "--fresh",
              "cannot go with --slurm (a task that is started again would start anew; name another folder)"}}};
    if (options.slurm.use) return sweep_on_slurm(options, plan, folder, interrupt);

    if (!options.plan.empty() && options.plan != plan_digest(plan))
        throw ConfigError{
            {{{},
              "--plan",
              "is not what the scenario says now: it, a file that it names or the program has changed since "
              "this part was handed out (start the sweep again)"}}};
    folder.write(study_file(plan));
    if (!sampled.csv.empty()) write_file(folder.path() / "inputs.csv", sampled.csv);
    const Swept swept = run_all(options, plan, folder, interrupt);
    tell_failures(swept, folder.path());
    if (options.shard) return exit_code_of(swept, interrupt, StudyStatus::complete);
    const MergedStudy study{folder, study_file(plan)};
    write_merged(folder.path(), study, clock);
    fmt::print("{}", sweep_report(study, folder.path()));
    return exit_code_of(swept, interrupt, study.status());
}

} // namespace dcsim
