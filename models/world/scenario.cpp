#include "models/world/scenario.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr Span longest{std::int64_t{40} * 366 * 86400 * 1'000'000'000}; // int64 nanoseconds hold 292 years

void header(Fields& f, Scenario& s)
{
    WindowParams& w = s.window;
    f.optional("title", s.title, "shown above the table");
    f.optional("start", w.start, "first instant, with its offset, which daily rhythms of work keep for the whole run");
    f.required("duration", w.duration, "work arrives for this long", {.most = longest, .above = Span{}});
    f.optional("warmup", w.warmup, "the first part of the duration, simulated and not counted",
               {.least = Span{}, .most = longest});
    f.optional("drain", w.drain, "the clock runs on for this long, so that delayed work ends",
               {.least = Span{}, .most = longest});
    f.word("end", w.until_drained, {{"fixed", false}, {"drained", true}},
           "when the clock stops: after the drain, or with the last job if that is earlier");
    f.optional("replications", s.replications, "independent repetitions of every policy",
               {.least = 1, .most = 100'000});
    f.optional("seed", s.seed, "seed of all random numbers; replication k of every policy gets the same draws");
    if (w.warmup >= w.duration) f.problem("warmup", "must be shorter than duration (nothing would be counted)");
    constexpr Span beyond{std::int64_t{31} * 86400 * 1'000'000'000}; // what forecasts and calendars look past the end
    if (w.start.unix_ns > std::numeric_limits<std::int64_t>::max() - (w.end() + beyond - Time{}).ns)
        f.problem("start",
                  "is too late for so long a run: clocks end in April 2262 (allowed: an end a month before it)");
}

void output(Fields& f, OutputParams& p)
{
    using Traces = OutputParams::Traces;
    f.optional("dir", p.dir, "results go to a folder of the scenario's name in here");
    f.word("traces", p.traces, {{"none", Traces::none}, {"first", Traces::first}, {"all", Traces::all}},
           "which replications keep their series");
    f.word("jobs", p.jobs, {{"none", Traces::none}, {"first", Traces::first}, {"all", Traces::all}},
           "which replications keep one row per job");
    f.optional("sample_every", p.sample_every, "length of the bins of the series",
               {.least = Span{1'000'000'000}, .most = Span{std::int64_t{31} * 86400 * 1'000'000'000}});
}

void control(Fields& f, ServiceWorkload& p)
{
    constexpr int percent_step = 5; // the table of a service is made for each clock
    bool chooses = false;
    f.word(
        "kind", chooses, {{"fixed", false}, {"best", true}},
        "one clock and cap, or for every interval that of several which draws least and keeps the objective of `slo`; "
        "the fastest where none does, or while requests wait for capacity");
    if (!chooses || f.describing()) fields(f, p.points.front());
    if (chooses || f.describing()) read_points(f, p.points, percent_step);
    const Objective& slo = p.service.objective;
    if (chooses && !f.describing() && !slo.first && !slo.between)
        f.problem("kind", "needs an objective that must hold (write slo = { ttft = \"500 ms\" })");
}

void service(Fields& f, ServiceWorkload& p, const Registries& rows)
{
    f.shorthand("arrivals", "poisson", "rate");
    f.one_of("arrivals", rows.arrivals, p.arrivals, "how often requests come", "poisson");
    service_fields(f, p.service, rows.services, rows.autoscalers);
    f.optional("interval", p.interval, "requests come evenly and replicas stay over this long",
               {.least = Span{1'000'000'000}, .most = Span{std::int64_t{86'400} * 1'000'000'000}});
    f.table("control", "how accelerators are run while they serve", [&](Fields& t) { control(t, p); });
}

} // namespace

WorkloadRows workload_rows(WorkloadScenario& w, const Registries& registries)
{
    WorkloadRows rows = registries.workloads();
    rows.push_back({"service", "requests answered by replicas that the scheduler grants", [&](Fields& f) {
                        service(f, w.service.emplace(), registries);
                        return Maker<JobStream, const WorkloadContext&>{};
                    }});
    return rows;
}

namespace {

/// Why techniques change nothing of what a service asks for; none if they change any of it.
class RefusedTechniques {
public:
    explicit RefusedTechniques(const WorkloadScenario& w) : techniques_{w.techniques, {}} {}
    void apply(Demand& d)
    {
        const auto why = techniques_.refusal(d);
        accepted_ = accepted_ || !why;
        if (!why_) why_ = why;
        techniques_.apply(d);
    }
    std::optional<std::string> why() const { return accepted_ ? std::nullopt : why_; }

private:
    Techniques techniques_;
    bool accepted_{false};
    std::optional<std::string> why_;
};

/// Reports a replica that does not fit, and techniques that change nothing.
void check_service(Fields& f, const WorkloadScenario& w, const PoolParams& pool)
{
    const ServiceParams& p = w.service->service;
    const std::unique_ptr<Hardware> nodes = hardware(pool);
    if (!p.model || !nodes) return;
    RefusedTechniques techniques{w};
    const auto change = [&techniques](Demand& d) { techniques.apply(d); };
    Inputs inputs;
    const std::unique_ptr<ServiceModel> model = p.model({*nodes, change, w.name, p.objective, p.arrivals_cv2, &inputs});
    const std::uint64_t held = std::uint64_t{pool.cluster.nodes} * pool.cluster.node.accelerators;
    if (const auto why = model->refusal())
        f.problem("replica", "cannot run on the cluster's nodes: it " + *why);
    else if (model->accelerators_per_replica() > held)
        f.problem("replica", "needs " + std::to_string(model->accelerators_per_replica()) +
                                 " accelerators, the cluster has " + std::to_string(held) +
                                 " (spread it over fewer by the keys of serve, or add nodes)");
    else if (!w.techniques.empty()) {
        model->at(Frequency{1e-3}, 1, w.service->points.front()); // lets the model ask for what it does
        if (const auto refused = techniques.why()) f.problem("techniques", "are refused: " + *refused);
    }
}

/// Of a node, or of the first gang of 1, 2, 4, ... accelerators that can do it: techniques ask what is done, not by how
/// many.
Work some_work(const WorkModel& model, const PoolParams& pool)
{
    constexpr std::uint32_t most = 1U << 20U;
    Work work = model.on(pool.cluster.node.accelerators);
    for (std::uint32_t n = 1; work.refusal && n < most; n *= 2) work = model.on(n);
    return work;
}

/// Why techniques cannot change the work.
std::optional<std::string> refused_techniques(const WorkloadScenario& w, const PoolParams& pool)
{
    const std::unique_ptr<WorkModel> model = w.jobs.work->model();
    const Techniques techniques{w.techniques, {.model = model->model(), .of_jobs = true}};
    const Work work = some_work(*model, pool);
    for (const Way& way : work.ways)
        for (const Stretch& stretch : way.stretches)
            if (const auto why = techniques.refusal(stretch.demand)) return why;
    return std::nullopt;
}

/// What cannot be: work without accelerators, techniques without work, a replica that does not fit.
void check(Fields& f, const WorkloadScenario& w, const PoolParams& pool)
{
    if (f.describing()) return;
    const bool demands = w.jobs.work || w.service;
    if (demands && !pool.accelerator && pool.host_power)
        return f.problem("kind", "needs accelerators that say how fast they are (set cluster.accelerator, or choose a "
                                 "node of the catalogue)");
    if (!demands && !w.techniques.empty())
        return f.problem("techniques", "change work, and these jobs only have a duration (give them work = { ... })");
    if (w.service) check_service(f, w, pool);
    if (w.jobs.work && w.jobs.work->model && !w.techniques.empty())
        if (const auto why = refused_techniques(w, pool)) f.problem("techniques", "are refused: " + *why);
}

void check_all(Fields& f, const WorkloadScenario& w, const SiteParams& site)
{
    if (w.service && w.routing.pools.size() > 1)
        return f.problem("pools", "have no meaning for a service, whose replicas stay in one pool (write pool = ...)");
    for (const std::size_t pool : w.routing.pools) check(f, w, site.pools[pool]);
}

void checkpoint(Fields& f, WorkloadScenario& w, const Registries& registries)
{
    if (w.service && !f.describing()) {
        if (f.has("checkpoint")) f.problem("checkpoint", "has no meaning for a service, whose requests are not saved");
        return;
    }
    f.shorthand("checkpoint", "fixed", "interval");
    f.one_of("checkpoint", registries.checkpoints, w.checkpoint,
             "when jobs save their state: after a failure they go on from their last save, after `flexibility.restart`",
             "none");
    if (f.describing() || !w.checkpoint || w.jobs.work) return;
    const std::unique_ptr<CheckpointRule> rule = w.checkpoint();
    if (rule && !rule->write())
        f.problem("checkpoint", "does not say how long a save takes (set checkpoint.write; only for jobs with work it "
                                "follows from their state)");
}

std::optional<std::size_t> named_pool(Fields& f, std::string_view key, const std::string& name, const SiteParams& site)
{
    const auto found = std::ranges::find(site.pools, name, &PoolParams::name);
    if (found != site.pools.end()) return static_cast<std::size_t>(found - site.pools.begin());
    std::vector<std::string> known;
    for (const PoolParams& p : site.pools) known.push_back(p.name);
    f.problem(key, "names no pool (" + suggestion(name, known) + ")");
    return std::nullopt;
}

/// The pools that a workload may run on, by their names; whether there are any.
bool read_routing(Fields& f, Routing& routing, const SiteParams& site)
{
    std::string one{main_pool};
    std::vector<std::string> several;
    f.optional("pool", one, "the nodes that it runs on: the NAME of a [pool.NAME], or main for those of [cluster]");
    f.optional(
        "pools", several,
        "instead of one pool several, to one of which each job goes when it is submitted; all jobs of a file with a "
        "column `after` go to the first");
    f.word(
        "route", routing.by, {{"earliest-end", Routing::By::earliest_end}, {"least-energy", Routing::By::least_energy}},
        "to which of the pools that can run it: where it is believed to end first, if what waits and runs there went "
        "on without gaps, or where it alone takes the least energy; the first of equals");
    if (one != main_pool && !several.empty()) f.problem("pools", "does not go with pool (name them all in pools)");
    if (routing.by != Routing::By::earliest_end && several.size() < 2 && !f.describing())
        f.problem("route", "has nothing to choose from (name several pools in pools)");
    std::vector<std::size_t> pools;
    for (const std::string& name : several.empty() ? std::vector{one} : several)
        if (const auto pool = named_pool(f, several.empty() ? "pool" : "pools", name, site)) {
            if (std::ranges::find(pools, *pool) != pools.end()) f.problem("pools", "names " + name + " twice");
            pools.push_back(*pool);
        }
    if (pools.empty()) return false;
    routing.pools = std::move(pools);
    return true;
}

void workloads(Fields& f, Scenario& s)
{
    f.each("workload", "a named source of work", [&](const std::string& name, Fields& t) {
        WorkloadScenario w{.name = name};
        const bool placed = read_routing(t, w.routing, s.site);
        fields(t, w.jobs, workload_rows(w, *s.registries));
        techniques_field(t, s.registries->techniques, w.techniques);
        checkpoint(t, w, *s.registries);
        if (placed) check_all(t, w, s.site);
        s.workloads.push_back(std::move(w));
    });
}

} // namespace

DemandChange change(const WorkloadScenario& w)
{
    if (w.techniques.empty()) return {};
    const std::unique_ptr<WorkModel> model = w.jobs.work ? w.jobs.work->model() : nullptr;
    return
        [techniques = Techniques{w.techniques, {model ? model->model() : nullptr}}](Demand& d) { techniques.apply(d); };
}

void fields(Fields& f, Scenario& s)
{
    f.table("scenario", "what is simulated, from when to when", [&](Fields& t) { header(t, s); });
    fields(f, s.site, s.registries->site);
    workloads(f, s);
    f.table("output", "what is kept", [&](Fields& t) { output(t, s.output); });
    f.table("study", "how the runs of a study are planned", [&](Fields& t) {
        const auto read = [&](Fields& p) { fields(p, s.precision.emplace()); };
        t.optional_table("precision", "add replications until results are so precise, instead of so many", read);
        if (t.describing()) s.precision.reset();
        const auto said = [&](Fields& p) { fields(p, s.claim.emplace()); };
        t.optional_table("claim", "what is said of a policy; the report says for which workloads it holds", said);
        if (t.describing()) s.claim.reset();
        t.optional("warmup_check", s.warmup_check,
                   "series (it_power, ...) in which MSER-5 looks whether some of what is counted is still warm-up");
    });
    if (s.workloads.empty() && !f.describing())
        f.problem("workload", "is missing (write at least one [workload.NAME])");
    s.currency = f.currency();
}

std::string currency_of(const Scenario& scenario, Inputs& inputs)
{
    const std::string energy = scenario.site.supply.price()->currency(inputs);
    if (scenario.currency.empty() || energy == scenario.currency) return energy;
    if (energy != any_currency)
        throw IoError{"the file of supply.grid.price is in " + energy + ", but the scenario states prices in " +
                      scenario.currency + " (a scenario has one currency)"};
    return scenario.currency;
}

} // namespace dcsim
