#include "models/scheduling/registry.h"
#include "models/scheduling/deferral.h"
#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

template <class I> Row<I> plain(std::string name, std::string summary, std::unique_ptr<I> (*make)())
{
    return {std::move(name), std::move(summary), [make](Fields&) -> Maker<I> { return make; }};
}

/// A row whose parameters are read before it is made.
template <class I, class Params>
Row<I> with(std::string name, std::string summary, std::unique_ptr<I> (*make)(const Params&))
{
    return {std::move(name), std::move(summary), [make](Fields& f) -> Maker<I> {
                Params params;
                fields(f, params);
                return [make, params] { return make(params); };
            }};
}

Maker<Scheduler> read_conservative(Fields& f)
{
    std::optional<std::uint32_t> depth;
    f.optional(
        "depth", depth,
        "only so many waiting jobs have a reservation; others start where they delay none of these; absent = all",
        {.least = 1});
    return [depth] { return depth ? conservative_within(*depth) : conservative(); };
}

Maker<Scheduler> read_easy(Fields& f)
{
    BackfillOrder order{BackfillOrder::submission};
    f.word("order", order,
           {{"submission", BackfillOrder::submission},
            {"shortest", BackfillOrder::shortest},
            {"priority", BackfillOrder::priority}},
           "in which order jobs behind the head of the queue are tried");
    return [order] { return easy_in(order); };
}

} // namespace

Registry<Scheduler> schedulers()
{
    return {
        plain("fcfs", "first come, first served: nobody overtakes", fcfs),
        plain("skip", "the first that fits, in order of submission; large jobs may starve", skip),
        {"easy", "backfill that never delays the head of the queue", read_easy},
        {"conservative", "backfill that never delays anybody's reservation", read_conservative},
        with("sjf", "the shortest expected job first", sjf),
        with("priority", "a queue for every priority of a workload, the highest first", priority),
        with("fair-share", "the workload that has used least of its share first", fair_share),
        with("edf", "the earliest deadline first", edf),
        with("elastic", "resizes elastic jobs: accelerators go where they add the most speed", elastic),
        with("energy-aware", "the first that fits, on the number of accelerators that takes the least energy",
             energy_aware),
        with("power-capped", "starts jobs only under a cap of the predicted IT power", power_capped),
    };
}

Registry<Deferral> deferrals()
{
    return {
        plain("none", "start as soon as there is room", no_deferral),
        with("lowest-window", "delay flexible jobs to the cheapest window of their expected length", lowest_window),
        with("lowest-slot", "delay flexible jobs to the cheapest forecast interval", lowest_slot),
    };
}

} // namespace dcsim
