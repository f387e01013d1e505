#pragma once
#include "models/vocabulary/hardware.h"
#include <algorithm>
#include <cmath>

namespace dcsim::testing {

/// A roofline that closes by hand: classes bound by arithmetic or memory, collectives by bandwidth alone.
struct PlainHardware final : Hardware {
    double peak{1e15};      ///< FLOP/s of one accelerator
    double bandwidth{3e12}; ///< B/s
    double link{4e11};      ///< B/s
    Bytes memory{80e9};
    Power idle{70}, most{700}, host{100}; ///< of one accelerator; of the host's share of it
    double cores{16};                     ///< of one accelerator

    std::vector<Sending> sendings(const Demand&, const Allocation&) const override { return {}; }
    Pace pace(const Demand& d, const Allocation& a, const Operating&) const override
    {
        Pace p;
        double flops = 0, bytes = 0;
        for (const Kernels& k : d.kernels) {
            const double compute = k.flops.si() / (a.accelerators * peak);
            const double reads = k.bytes().si() / (a.accelerators * bandwidth);
            dcsim::at(p.time, compute > reads ? Cause::compute : Cause::memory) += Seconds{std::max(compute, reads)};
            flops += k.flops.si();
            bytes += k.bytes().si();
        }
        for (const Message& m : d.messages)
            dcsim::at(p.time, Cause::communication) +=
                Seconds{m.count * 2 * (m.ranks - 1) / m.ranks * m.bytes.si() / link};
        dcsim::at(p.time, Cause::overhead) += d.serial_host;
        const auto sum = [&] {
            Seconds s{};
            for (const Seconds t : p.time) s += t;
            return s;
        };
        const Seconds prepared{a.cores > 0 ? d.core_time.si() / a.cores : 0};
        dcsim::at(p.time, Cause::data) += std::max(Seconds{}, prepared - sum());
        p.iteration = sum();
        p.flops_utilisation = flops / (a.accelerators * peak * p.iteration.si());
        p.bandwidth_utilisation = bytes / (a.accelerators * bandwidth * p.iteration.si());
        account(p, a.accelerators);
        return p;
    }
    std::optional<std::string> refusal(const Demand& d) const override
    {
        if (d.footprint.total() <= memory) return std::nullopt;
        return "needs more memory than there is";
    }
    Bytes memory_per_accelerator() const override { return memory; }
    std::uint32_t accelerators_per_node() const override { return 8; }
    std::uint32_t cores_per_node() const override { return static_cast<std::uint32_t>(8 * cores); }
    Power accelerator_idle() const override { return idle; }
    Power idle_share() const override { return idle + host; }
    double bytes_per_second_stored() const override { return 2e9; }

private:
    /// The law of serving, energy charged to causes in proportion to time.
    void account(Pace& p, std::uint32_t n) const
    {
        const double load = 0.145 + 0.42 * p.bandwidth_utilisation + 1.55 * std::sqrt(p.flops_utilisation);
        p.above_idle = n * (most - idle) * std::min(1.0, load);
        const Power total = p.above_idle + n * idle_share();
        for (std::size_t i = 0; i < p.time.size(); ++i) p.energy[i] = total * p.time[i];
        dcsim::at(p.by_device, Device::accelerator_dynamic) = p.above_idle * p.iteration;
        dcsim::at(p.by_device, Device::accelerator_idle) = n * idle * p.iteration;
        dcsim::at(p.by_device, Device::host) = n * host * p.iteration;
    }
};

} // namespace dcsim::testing
