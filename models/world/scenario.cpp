#include "models/world/scenario.h"

namespace dcsim {

namespace {

constexpr Span longest{std::int64_t{40} * 366 * 86400 * 1'000'000'000}; // int64 nanoseconds hold 292 years

void header(Fields& f, Scenario& s)
{
    WindowParams& w = s.window;
    f.optional("title", s.title, "shown above the table");
    f.optional("start", w.start, "first instant, with its offset");
    f.required("duration", w.duration, "work arrives for this long", {.most = longest, .above = Span{}});
    f.optional("warmup", w.warmup, "simulated, not counted", {.least = Span{}, .most = longest});
    f.optional("drain", w.drain, "the clock runs on for this long, so that delayed work ends",
               {.least = Span{}, .most = longest});
    f.word("end", w.until_drained, {{"fixed", false}, {"drained", true}},
           "when the clock stops: after the drain, or with the last job if that is earlier");
    f.optional("replications", s.replications, "independent repetitions of every policy",
               {.least = 1, .most = 100'000});
    f.optional("seed", s.seed, "seed of all random numbers; replication k of every policy gets the same draws");
    if (w.warmup >= w.duration) f.problem("warmup", "must be shorter than duration (nothing would be counted)");
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

void workloads(Fields& f, Scenario& s)
{
    const WorkloadRows rows = s.registries->workloads();
    f.each("workload", "a named source of work", [&](const std::string& name, Fields& t) {
        WorkloadParams params;
        fields(t, params, rows);
        s.workloads.emplace_back(name, std::move(params));
    });
}

} // namespace

void fields(Fields& f, Scenario& s)
{
    f.table("scenario", "what is simulated, from when to when", [&](Fields& t) { header(t, s); });
    fields(f, s.site, s.registries->site);
    workloads(f, s);
    f.table("output", "what is kept", [&](Fields& t) { output(t, s.output); });
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
