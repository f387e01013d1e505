#include "models/scheduling/registry.h"
#include "models/scheduling/deferral.h"
#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

template <class I> Row<I> plain(std::string name, std::string summary, std::unique_ptr<I> (*make)())
{
    return {std::move(name), std::move(summary), [make](Fields&) -> Maker<I> { return make; }};
}

template <class Params>
Row<Deferral> deferral(std::string name, std::string summary, std::unique_ptr<Deferral> (*make)(const Params&))
{
    return {std::move(name), std::move(summary), [make](Fields& f) -> Maker<Deferral> {
                Params params;
                fields(f, params);
                return [make, params] { return make(params); };
            }};
}

Maker<Scheduler> read_conservative(Fields& f)
{
    std::optional<std::uint32_t> depth;
    f.optional("depth", depth,
               "only so many waiting jobs have a reservation, and the others may be delayed by them; absent = all",
               {.least = 1});
    return [depth] { return depth ? conservative_within(*depth) : conservative(); };
}

} // namespace

Registry<Scheduler> schedulers()
{
    return {
        plain("fcfs", "first come, first served: nobody overtakes", fcfs),
        plain("skip", "the first that fits, in order of submission; large jobs may starve", skip),
        plain("easy", "backfill that never delays the head of the queue", easy),
        {"conservative", "backfill that never delays anybody's reservation", read_conservative},
    };
}

Registry<Deferral> deferrals()
{
    return {
        plain("none", "start as soon as there is room", no_deferral),
        deferral("lowest-window", "delay flexible jobs to the cheapest window of their expected length", lowest_window),
        deferral("lowest-slot", "delay flexible jobs to the cheapest forecast interval", lowest_slot),
    };
}

} // namespace dcsim
