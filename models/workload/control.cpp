#include "models/workload/work_model.h"

namespace dcsim {

namespace {

constexpr Range<double> clock_range{.least = 0.1, .most = 1.0};

/// From the lowest clock on, in equal steps of percents.
std::vector<double> all_clocks(int step)
{
    std::vector<double> clocks;
    for (int percent = 30; percent <= 100; percent += step) clocks.push_back(percent / 100.0);
    return clocks;
}

void best(Fields& f, Control& control)
{
    read_points(f, control.points, 1);
    f.optional("energy_weight", control.energy_weight,
               "1 = least energy, 0 = least time, between them the sum of energy and highest power times time",
               {.least = 0.0, .most = 1.0});
    f.optional("slowdown", control.slowdown, "at most, over the fastest way, as a fraction", {.least = 0.0});
}

} // namespace

void fields(Fields& f, Operating& point)
{
    f.optional("clock", point.clock, "of the accelerators, over their highest", clock_range);
    f.optional("power_cap", point.cap, "limit on the power of one accelerator", {.above = Power{}});
}

void read_points(Fields& f, std::vector<Operating>& points, int percent_step)
{
    std::vector<double> clocks;
    std::vector<Power> caps;
    f.optional("clocks", clocks,
               percent_step == 1 ? "to choose from, over the highest; without clocks and caps, each hundredth from 0.3"
                                 : "to choose from, over the highest; without clocks and caps, each twentieth from 0.3",
               clock_range);
    f.optional("power_caps", caps, "to choose from, of one accelerator", {.above = Power{}});
    if (clocks.empty()) clocks = caps.empty() ? all_clocks(percent_step) : std::vector<double>{1.0};
    points.clear();
    for (const double clock : clocks) {
        if (caps.empty()) points.push_back({clock, {}});
        for (const Power cap : caps) points.push_back({clock, cap});
    }
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
