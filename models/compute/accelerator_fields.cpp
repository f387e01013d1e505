#include "models/compute/accelerator.h"
#include <algorithm>

namespace dcsim {

namespace {

void peaks(Fields& f, ByPrecision<FlopRate>& p)
{
    for (std::size_t i = 0; i < p.size(); ++i)
        f.optional(name(static_cast<Precision>(i)), p[i], "dense peak of matrix arithmetic; 0 = has no units for it",
                   {.least = FlopRate{}});
}

void size_table(Fields& f, SizeTable& p, std::string_view sizes, std::string_view fractions, std::string_view meaning)
{
    f.optional(sizes, p.sizes, std::string{meaning} + " of one launch on one accelerator, rising", {.least = 1.0});
    f.optional(fractions, p.fractions, "fraction of the peak that kernels of each size reach",
               {.least = 0.01, .most = 1.0});
    if (p.sizes.size() != p.fractions.size()) f.problem(fractions, "has not as many values as " + std::string{sizes});
    if (!std::is_sorted(p.sizes.begin(), p.sizes.end())) f.problem(sizes, "does not rise");
}

void achievable(Fields& f, Achievable& p)
{
    const RangeOf<double> fraction{.least = 0.01, .most = 1.0};
    f.optional("compute", p.compute, "fraction of peak arithmetic, where launches are not counted", fraction);
    f.optional("memory", p.memory, "fraction of memory bandwidth, where launches are not counted", fraction);
    f.optional("launched_compute", p.launched_compute, "fraction of peak arithmetic of a large kernel", fraction);
    f.optional("launched_memory", p.launched_memory, "fraction of memory bandwidth of a large kernel", fraction);
    f.optional("sharpness", p.sharpness, "how well a kernel's arithmetic and memory overlap; high = fully",
               {.least = 1.0, .most = 100.0});
    f.optional("start", p.start, "of each launch", {.least = Seconds{}});
    size_table(f, p.compute_by_size, "compute_sizes", "compute_fractions", "FLOPs");
    size_table(f, p.memory_by_size, "memory_sizes", "memory_fractions", "bytes");
}

void link(Fields& f, Link& p)
{
    f.optional("start", p.start, "latency of a collective", {.least = Seconds{}});
    f.optional("hop", p.hop, "latency of each of its steps", {.least = Seconds{}});
    f.required("bandwidth", p.bandwidth, "achieved, of one accelerator in one direction", {.least = Bandwidth{1}});
}

void training_power(Fields& f, TrainingPower& p)
{
    const RangeOf<double> fraction{.least = 0.0, .most = 1.0};
    f.optional("compute", p.compute, "in kernels bound by arithmetic", fraction);
    f.optional("memory", p.memory, "in kernels bound by memory", fraction);
    f.optional("communication", p.communication, "waiting in a collective", fraction);
    f.optional("data", p.data, "waiting for input", fraction);
}

void serving_power(Fields& f, ServingPower& p)
{
    f.optional("least", p.least, "of any pass", {.least = 0.0, .most = 1.0});
    f.optional("memory", p.memory, "per fraction of memory bandwidth", {.least = 0.0});
    f.optional("compute", p.compute, "per square root of the fraction of peak arithmetic", {.least = 0.0});
}

void clock_law(Fields& f, ClockLaw& p)
{
    f.optional("fixed", p.fixed, "power that the clock does not change; at least the idle power", {.least = Power{}});
    f.optional("exponent", p.exponent, "of the rest over the clock, above the knee", {.least = 1.0, .most = 4.0});
    f.optional("knee", p.knee, "clock below which the voltage falls no further, over the highest",
               {.least = 0.0, .most = 1.0});
    f.optional("least", p.least, "lowest clock over the highest: it runs no slower, whatever is asked of it",
               {.least = 0.01, .most = 1.0});
}

void cap_law(Fields& f, CapLaw& p)
{
    f.optional("floor", p.floor, "power at which the law's speed ends", {.least = Power{}});
    f.optional("least", p.least, "lowest cap that the accelerator accepts", {.least = Power{}});
    f.optional("exponent", p.exponent, "speed falls with this root of the power above the floor",
               {.least = 1.0, .most = 20.0});
    f.optional("measured", p.measured, "fitted on this accelerator; otherwise its savings are not promised");
    if (p.least < p.floor) f.problem("least", "is below the floor (the law has no speed there)");
}

void powers(Fields& f, AcceleratorParams& p)
{
    f.required("idle", p.idle, "power without a context of the driver", {.least = Power{}});
    f.required("max", p.most, "power of a busy accelerator", {.least = Power{}});
    if (p.most < p.idle) f.problem("max", "is less than idle (a busy accelerator must not draw less)");
    f.table("training_power", "fractions of the range from idle to max",
            [&](Fields& t) { training_power(t, p.training); });
    f.table("serving_power", "fractions of the range from idle to max, at most 1",
            [&](Fields& t) { serving_power(t, p.serving); });
    f.table("clock_law", "power over the clock", [&](Fields& t) { clock_law(t, p.clock_law); });
    f.table("cap_law", "speed under a cap of power", [&](Fields& t) { cap_law(t, p.cap_law); });
}

} // namespace

void fields(Fields& f, AcceleratorParams& p)
{
    f.preset("preset", "accelerator", "accelerator of the catalogue; any of its values can be set beside it");
    f.table("peak", "dense peaks by format", [&](Fields& t) { peaks(t, p.peak); });
    f.optional("two_of_four", p.two_of_four, "peak with two zeros in each four weights, over the dense one",
               {.least = 1.0, .most = 4.0});
    f.required("memory", p.memory, "device memory", {.least = Bytes{1}});
    f.required("bandwidth", p.bandwidth, "peak of device memory", {.least = Bandwidth{1}});
    f.optional("clock", p.clock, "highest clock", {.least = Frequency{}});
    f.optional("embodied", p.embodied, "carbon of making it", {.least = Carbon{}});
    powers(f, p);
    f.table("achievable", "what kernels reach of the peaks", [&](Fields& t) { achievable(t, p.achievable); });
    f.table("scale_up", "links inside a server", [&](Fields& t) { link(t, p.scale_up); });
    f.table("network", "links between servers", [&](Fields& t) { link(t, p.network); });
}

} // namespace dcsim
