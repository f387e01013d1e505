#include "models/workload/work_model.h"

namespace dcsim {

namespace {

constexpr Range<double> clock_range{.least = 0.1, .most = 1.0};

/// Each hundredth of the clock from the lowest on.
std::vector<double> all_clocks()
{
    std::vector<double> clocks;
    for (int percent = 30; percent <= 100; ++percent) clocks.push_back(percent / 100.0);
    return clocks;
}

void best(Fields& f, Control& control)
{
    std::vector<double> clocks;
    std::vector<Power> caps;
    f.optional("clocks", clocks, "to choose from, over the highest; without clocks and caps, each hundredth from 0.3",
               clock_range);
    f.optional("power_caps", caps, "to choose from, of one accelerator", {.above = Power{}});
    f.optional("energy_weight", control.energy_weight,
               "1 = least energy, 0 = least time, between them the sum of energy and highest power times time",
               {.least = 0.0, .most = 1.0});
    f.optional("slowdown", control.slowdown, "at most, over the fastest way, as a fraction", {.least = 0.0});
    if (clocks.empty()) clocks = caps.empty() ? all_clocks() : std::vector<double>{1.0};
    control.points.clear();
    for (const double clock : clocks) {
        if (caps.empty()) control.points.push_back({clock, {}});
        for (const Power cap : caps) control.points.push_back({clock, cap});
    }
}

} // namespace

void fields(Fields& f, Operating& point)
{
    f.optional("clock", point.clock, "of the accelerators, over their highest", clock_range);
    f.optional("power_cap", point.cap, "limit on the power of one accelerator", {.above = Power{}});
}

void fields(Fields& f, Control& control)
{
    bool chooses = false;
    f.word("kind", chooses, {{"fixed", false}, {"best", true}},
           "one clock and cap, or the best of several for each size of job; batch sizes are always chosen so");
    if (!chooses || f.describing()) fields(f, control.points.front());
    if (chooses || f.describing()) best(f, control);
}

} // namespace dcsim
