#include "models/compute/node_hardware.h"
#include "models/compute/accelerator_power.h"
#include "models/compute/collectives.h"
#include "models/compute/kernel_time.h"
#include "models/compute/timeline.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

/// One iteration of one accelerator: how long it does what, and at what power.
struct Course {
    ByCause<Seconds> time{};
    ByCause<Power> power{};

    Seconds length() const { return Timeline{time}.sum(); }
    Energy energy() const
    {
        Energy sum{};
        for (std::size_t i = 0; i < time.size(); ++i) sum += power[i] * time[i];
        return sum;
    }
};

struct Achieved {
    double compute{0}, model{0}, memory{0};
};

bool serves(const Demand& d)
{
    return std::any_of(d.kernels.begin(), d.kernels.end(),
                       [](const Kernels& k) { return k.stage == Stage::prefill || k.stage == Stage::decode; });
}

/// Of the time that FLOPs take at the peak of their own precision; of two zeros in four weights, those that are done.
Achieved achieved(const AcceleratorParams& p, const Demand& d, double n, Seconds iteration)
{
    if (iteration <= Seconds{}) return {};
    Seconds at_peak{}, of_model{};
    Bytes bytes{};
    for (const Kernels& k : d.kernels) {
        bytes += moved(p, k);
        if (k.flops <= Flops{}) continue;
        const Seconds t = k.flops / (n * peak(p, k.precision, k.sparsity));
        at_peak += t;
        of_model += (1 - k.repeated) * t;
    }
    return {at_peak / iteration, of_model / iteration, bytes / (n * p.bandwidth * iteration)};
}

class NodeHardware final : public Hardware {
public:
    explicit NodeHardware(const NodeHardwareParams& p) : p_{p}
    {
        require(p.accelerators > 0, "hardware of accelerators has some");
    }

    Pace pace(const Demand& d, const Allocation& gang, const Operating& run) const override
    {
        const double clock = std::max(run.clock, p_.accelerator.clock_law.least);
        const Course course = capped(d, gang, run.cap, free(d, gang, clock));
        Pace pace = ledgers(d, gang, course);
        const Achieved reached = achieved(p_.accelerator, d, gang.accelerators, pace.iteration);
        pace.flops_utilisation = reached.compute;
        pace.model_flops_utilisation = reached.model;
        pace.bandwidth_utilisation = reached.memory;
        const bool restricted = run.clock < 1 || run.cap;
        if (restricted && pace.iteration > Seconds{}) pace.clock = free(d, gang, 1).length() / pace.iteration;
        return pace;
    }

    std::vector<Sending> sendings(const Demand& d, const Allocation& gang) const override
    {
        std::vector<Sending> all;
        if (!gang.shape.network) return all;
        for (const Message& m : d.messages) {
            const Operation o = operation(p_.accelerator, m, gang);
            const Seconds alone = m.count * o.carried;
            if (alone > Seconds{}) all.push_back({o.exchange, o.share * alone, alone});
        }
        return all;
    }

    std::optional<std::string> refusal(const Demand& d) const override
    {
        for (const Kernels& k : d.kernels)
            if (k.flops > Flops{} && !runs_as(p_.accelerator, k.precision))
                return fmt::format("has no {} units", name(k.precision));
        const Bytes needed = held(d).total(), there = p_.accelerator.memory;
        if (needed <= there) return std::nullopt;
        return fmt::format("needs {:.1f} GB on each accelerator, which has {:g} GB", needed.si() / 1e9,
                           there.si() / 1e9);
    }

    Footprint held(const Demand& d) const override
    {
        Footprint f = d.footprint;
        if (!skips_zeros(p_.accelerator)) f.weights += f.zeros;
        return f;
    }
    Bytes memory_per_accelerator() const override { return p_.accelerator.memory; }
    std::uint32_t accelerators_per_node() const override { return p_.accelerators; }
    std::uint32_t cores_per_node() const override { return p_.host.cores; }
    Power accelerator_idle() const override { return p_.accelerator.idle; }
    Power idle_share() const override { return p_.accelerator.idle + p_.host.idle / p_.accelerators; }
    double bytes_per_second_stored() const override { return p_.host.stored.si(); }

private:
    Seconds stall(const Demand& d, const Allocation& gang, const ByCause<Seconds>& time) const
    {
        return std::max(Seconds{}, input_time(p_, d, gang) - Timeline{time}.sum());
    }

    /// Without a cap.
    Course free(const Demand& d, const Allocation& gang, double clock) const
    {
        Course c{timeline(p_.accelerator, d, gang, clock).time, training_power(p_.accelerator, clock)};
        at(c.time, Cause::data) = stall(d, gang, c.time);
        if (!serves(d)) return c;
        const Achieved reached = achieved(p_.accelerator, d, gang.accelerators, c.length());
        c.power.fill(serving_power(p_.accelerator, reached.compute / clock, reached.memory, clock));
        return c;
    }

    /// The cap acts on what runs between two waits for input, in the mean over the iteration, as it was measured.
    Course capped(const Demand& d, const Allocation& gang, std::optional<Power> cap, Course c) const
    {
        Course running = c;
        at(running.time, Cause::data) = {};
        const Seconds busy = running.length();
        if (!cap || busy <= Seconds{}) return c;
        const Power uncapped = running.energy() / busy;
        const double speed = speed_under_cap(p_.accelerator, *cap, uncapped);
        if (speed >= 1) return c;
        const Power held = std::max(*cap, p_.accelerator.cap_law.least), idle = p_.accelerator.idle;
        const double less = (held - idle) / (uncapped - idle);
        for (Power& w : c.power) w = idle + less * (w - idle);
        for (Seconds& t : running.time) t = t / speed;
        c.time = running.time;
        at(c.time, Cause::data) = stall(d, gang, c.time);
        return c;
    }

    /// Both ledgers of the same energy: that of the gang with its share of servers.
    Pace ledgers(const Demand& d, const Allocation& gang, const Course& c) const
    {
        Pace pace;
        pace.time = c.time;
        pace.iteration = c.length();
        const double n = gang.accelerators;
        const Power idle = p_.accelerator.idle;
        Energy dynamic{};
        for (std::size_t i = 0; i < c.time.size(); ++i) {
            const Energy above = n * (c.power[i] - idle) * c.time[i];
            dynamic += above;
            pace.energy[i] = (1 + p_.host.slope) * above + n * idle_share() * c.time[i];
        }
        const Energy cores = p_.host.core * d.core_time;
        at(pace.energy, Cause::data) += cores;
        at(pace.by_device, Device::accelerator_dynamic) = dynamic;
        at(pace.by_device, Device::accelerator_idle) = n * idle * pace.iteration;
        at(pace.by_device, Device::cores) = cores;
        at(pace.by_device, Device::host) = p_.host.slope * dynamic + n * (idle_share() - idle) * pace.iteration;
        if (pace.iteration > Seconds{}) pace.above_idle = ((1 + p_.host.slope) * dynamic + cores) / pace.iteration;
        return pace;
    }

    NodeHardwareParams p_;
};

} // namespace

std::unique_ptr<Hardware> make_hardware(const NodeHardwareParams& p)
{
    return std::make_unique<NodeHardware>(p);
}

} // namespace dcsim
