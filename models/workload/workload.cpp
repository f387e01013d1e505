#include "models/workload/workload.h"
#include "models/workload/generated.h"
#include "models/workload/job_file.h"

namespace dcsim {

namespace {

using SourceMaker = Maker<JobStream, const WorkloadContext&>;

void read_columns(Fields& f, JobFileParams& p)
{
    f.optional("submit", p.submit, "seconds since the start, or a time stamp with offset; rows must be sorted by it");
    f.optional("duration", p.duration, "seconds; rows without are dropped and counted");
    f.optional("accelerators", p.accelerators, "accelerators held together; rows without are dropped and counted");
    f.optional("cores", p.cores, "cores in total; an empty name reads no such column");
    f.optional("memory_bytes", p.memory_bytes, "bytes in total; an empty name reads no such column");
    f.optional("nodes", p.nodes, "distinct nodes; an empty name reads no such column");
    f.optional("estimate", p.estimate,
               "the user's estimate in seconds, blank or 0 = none; an empty name reads no such column");
    f.optional("walltime", p.walltime,
               "limit in seconds of all running time, interruptions left out, blank or 0 = none; an empty name reads "
               "no such column");
    f.optional("id", p.id, "name of the job, for `after` and `utilisation_file`");
    f.optional(
        "after", p.after,
        "ids of jobs in rows above that must complete before this one starts, separated by spaces or semicolons; "
        "if one ends otherwise the job is cancelled; rows that are no jobs pass on whom they wait for");
    if (!p.after.empty() && p.id.empty()) f.problem("after", "needs the column of ids too (id = \"id\")");
}

enum class Format : std::uint8_t { own, philly, pai };

JobFileParams columns_of(Format format)
{
    switch (format) {
    case Format::philly: return philly_columns();
    case Format::pai: return pai_columns();
    case Format::own: break;
    }
    return {};
}

class NoJobs final : public JobStream {
public:
    std::optional<Time> next_submit() const override { return std::nullopt; }
    void take(JobSpec&) override { broken("an empty stream has no job", std::source_location::current()); }
    void state(Archive&) override {}
};

SourceMaker read_job_file(Fields& f)
{
    Format format{Format::own};
    f.word(
        "format", format, {{"own", Format::own}, {"philly", Format::philly}, {"pai", Format::pai}},
        "which columns are read unless named otherwise. own: submit, duration, accelerators. philly: submit_time (also "
        "local, without offset), duration, gpu_num, cpu_num, node_num, as job tables of Helios and AcmeTrace. pai: "
        "arrival_time, length, cpus, each CPU taken as an accelerator");
    JobFileParams params = columns_of(format);
    f.required("file", params.file, "CSV with a header; .gz is read as well, large files piece by piece");
    f.table("columns", "names of the columns", [&](Fields& table) { read_columns(table, params); });
    f.optional("cpu_jobs", params.cpu_jobs,
               "rows without accelerators that ask for cores are jobs on cores alone, instead of dropped and counted");
    if (params.cpu_jobs && !f.describing()) {
        if (params.cores.empty()) f.problem("cpu_jobs", "needs numbers of cores (columns = { cores = \"cores\" })");
        if (f.has("elasticity"))
            f.problem("elasticity", "chooses numbers of accelerators, of which cpu_jobs have none");
    }
    f.optional("utilisation_file", params.utilisation,
               "CSV of what jobs do while they run, instead of their duration: columns job (its id), duration (s), "
               "utilisation (0 to 1); the rows of a job stand together, in the order of the jobs");
    if (!params.utilisation.empty() && params.id.empty() && !f.describing())
        f.problem("utilisation_file", "needs ids of jobs (columns = { id = \"id\" })");
    if (f.has("work")) f.problem("work", "has no meaning beside jobs of a file, which have durations");
    return [params](const WorkloadContext& context) { return make_job_file(params, context); };
}

void read_work(Fields& f, std::optional<WorkParams>& work)
{
    if (!f.has("work") && !f.describing()) return;
    WorkParams& p = work.emplace();
    f.one_of("work", work_models(), p.model, "what a job does, instead of how long it takes: hardware decides");
    f.optional("work_cv", p.cv, "coefficient of variation of the amount of work of a job, by a lognormal law",
               {.least = 0.0, .most = 10.0});
    f.optional("pool_cores", p.pool_cores, "cores beside the nodes for each job that does work");
    f.table("control", "how accelerators are run while they work", [&](Fields& t) { fields(t, p.control); });
    if (f.describing()) return;
    for (const char* key : {"duration", "utilisation"})
        if (f.has(key)) f.problem(key, "has no meaning beside work, from which it follows");
}

void read_elasticity(Fields& f, Elasticity& e, bool of_work)
{
    f.word("kind", e.choice,
           {{"rigid", SizeChoice::rigid}, {"moldable", SizeChoice::moldable}, {"elastic", SizeChoice::elastic}},
           "who chooses. rigid: the user; moldable: the scheduler, when the job starts; elastic: the scheduler of that "
           "name also while it runs, others as if it were moldable");
    f.optional("min", e.least, "least size over the one asked for", {.most = 1.0, .above = 0.0});
    f.optional("max", e.most, "largest size over the one asked for", {.least = 1.0, .most = 1e6});
    f.optional("min_gpus", e.least_accelerators, "no fewer accelerators, unless a job asks for fewer", {.least = 1U});
    f.optional("max_gpus", e.most_accelerators, "no more accelerators, unless a job asks for more", {.least = 1U});
    f.word("steps", e.steps, {{"doubling", Elasticity::Steps::doubling}, {"single", Elasticity::Steps::single}},
           "sizes in between. doubling: the size asked for times powers of two; single: any number of accelerators");
    f.optional("serial_fraction", e.serial_fraction,
               "of jobs of given duration: the part of their time on one accelerator that more of them do not shorten "
               "[Amdahl]; work brings its own speed-up",
               {.least = 0.0, .most = 1.0});
    f.optional("resize_time", e.resize,
               "at rest after every change of size: state is saved, moved and loaded; no progress is lost",
               {.least = Span{}});
    if (f.describing() || e.choice == SizeChoice::rigid) return;
    if (!f.has("min") && !f.has("max"))
        f.problem("kind",
                  "leaves no choice of sizes (min = 0.25 allows a quarter of the size asked for, max = 4.0 four "
                  "times it)");
    if (of_work && f.has("serial_fraction"))
        f.problem("serial_fraction", "has no meaning beside work, whose speed-up follows from hardware");
    if (e.choice == SizeChoice::moldable && f.has("resize_time"))
        f.problem("resize_time", "has no effect on moldable jobs, which keep the size they start with");
}

} // namespace

void fields(Fields& f, JobTraits& t)
{
    if (!f.has("work") || f.has("utilisation") || f.describing())
        f.optional("utilisation", t.utilisation,
                   "load of the held accelerators, or of cores held alone, while the job runs, 0 to 1",
                   {.least = 0.0, .most = 1.0});
    f.optional("estimate_factor", t.estimate_factor,
               "run time that users announce over the nominal duration; backfill plans with it",
               {.least = 0.01, .most = 1000.0});
    f.one_of("estimate_error", estimate_errors(), t.estimate_error,
             "how wrong users are besides: a factor drawn for every job of its own", "exact");
    f.optional("kill_at_estimate", t.kill_at_estimate, "the estimate is a wall time: jobs that outrun it are killed");
    f.optional("walltime", t.walltime, "jobs are killed after running this long; absent = never", {.above = Span{}});
    f.optional("priority", t.standing.priority, "higher goes first under schedulers that know priorities",
               {.least = 0, .most = 1'000'000});
    f.optional("share", t.standing.share, "of the cluster under fair-share, over the shares of other workloads",
               {.least = 1e-6, .most = 1e6});
    f.optional(
        "deadline", t.standing.deadline,
        "after the submission, for schedulers that go by it; absent = slack and estimate, or wall time if shorter",
        {.above = Span{}});
    f.optional(
        "exclusive", t.exclusive,
        "jobs share no node: they hold all accelerators, cores and memory of theirs, and leave idle what they do not "
        "ask for; their energy is that of whole nodes");
    const bool of_work = f.has("work");
    f.table("elasticity", "on how many accelerators a job may run instead of the number it asks for",
            [&](Fields& table) { read_elasticity(table, t.elasticity, of_work); });
    if (!f.describing() && t.elasticity.choice != SizeChoice::rigid)
        for (const char* key : {"walltime", "kill_at_estimate"})
            if (f.has(key))
                f.problem(key, "has no meaning where the scheduler chooses the size, and so the length, of jobs");
    if (!f.describing() && t.elasticity.choice != SizeChoice::rigid && t.exclusive)
        f.problem("exclusive", "is not offered for jobs whose size the scheduler chooses");
    f.table("flexibility", "how far jobs may be moved in time", [&](Fields& table) {
        table.optional("slack", t.flexibility.slack, "a job may start this long after its submission at the latest",
                       {.least = Span{0}});
        table.optional("interruptible", t.flexibility.interruptible,
                       "a scheduler may take its accelerators for other jobs; it goes on later from where it was");
        table.optional("restart", t.flexibility.restart,
                       "time at rest after an interruption, before the job goes on from what was kept",
                       {.least = Span{0}});
    });
}

namespace {

/// Hardware paces work by accelerators, and elasticity is a choice among their numbers.
void check_cores_alone(Fields& f, const GeneratedParams& p)
{
    if (f.describing() || !p.sizes || !p.sizes()->none()) return;
    if (p.cores == 0) f.problem("gpus", "is 0, and so are cores: a job holds one of them (write cores = 4)");
    if (f.has("work")) f.problem("work", "runs on accelerators, and gpus is 0 (write duration = \"1 h\")");
    if (f.has("elasticity")) f.problem("elasticity", "chooses numbers of accelerators, and gpus is 0");
}

} // namespace

WorkloadRows workloads(const ArrivalRows& arrival_rows, const SizeRows& size_rows, const DurationRows& duration_rows)
{
    const auto read_generated = [=](Fields& f) -> SourceMaker {
        GeneratedParams p;
        f.shorthand("arrivals", "poisson", "rate");
        f.one_of("arrivals", arrival_rows, p.arrivals, "when jobs are submitted", "poisson");
        read_sizes(f, "gpus", size_rows, p.sizes);
        if (!f.has("work") || f.has("duration") || f.describing()) {
            read_durations(f, "duration", duration_rows, p.durations);
            p.endings = read_endings(f, "endings", p.sizes, p.durations);
        } else {
            p.endings = read_endings_of_work(f, "endings");
        }
        f.optional("cores_per_gpu", p.cores_per_accelerator, "CPU cores per accelerator",
                   {.least = 0.0, .most = 4096.0});
        f.optional("cores", p.cores,
                   "CPU cores of each job besides; with gpus = 0 all that it holds: it draws their core_power, and no "
                   "share of idle nodes",
                   {.least = 0, .most = 1'000'000});
        f.optional("memory_per_gpu", p.memory_per_accelerator, "host memory per accelerator", {.least = Bytes{0}});
        check_cores_alone(f, p);
        return [p](const WorkloadContext& context) { return make_generated(p, context); };
    };
    return {
        {"generated", "jobs drawn from laws of arrival, size and duration", read_generated},
        {"csv", "jobs of a file, one row each", read_job_file},
    };
}

void fields(Fields& f, WorkloadParams& params, const WorkloadRows& rows)
{
    params.preset = f.preset("preset", "workload", "a kind of work from the catalogue");
    f.kind(rows, params.source, "where work comes from", "generated");
    if (!params.source && !f.describing()) return;
    fields(f, params.traits);
    read_work(f, params.work);
}

void fields(Fields& f, WorkloadParams& params)
{
    fields(f, params, workloads(arrivals(), sizes(), durations()));
}

std::unique_ptr<JobStream> make_stream(const std::string& name, WorkloadId id, const WorkloadParams& params,
                                       const RunContext& run, Time arrivals_until,
                                       std::function<void(Demand&)> techniques)
{
    require(static_cast<bool>(params.source), "a workload is read before it is made");
    return params.source(
        {name, id, run, arrivals_until, params.traits, params.work ? &*params.work : nullptr, std::move(techniques)});
}

std::unique_ptr<JobStream> no_jobs()
{
    return std::make_unique<NoJobs>();
}

} // namespace dcsim
