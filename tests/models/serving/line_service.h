#pragma once
#include "models/vocabulary/service.h"

namespace dcsim::testing {

/// Replicas of a given capacity that meet the objective up to a given share of it.
class LineService final : public ServiceModel {
public:
    LineService(Frequency each, double good_until) : each_{each}, good_until_{good_until} {}
    ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating&) const override
    {
        ServicePoint p;
        p.capacity = replicas * each_;
        p.served = offered < p.capacity ? offered : p.capacity;
        p.within_slo = offered <= good_until_ * p.capacity ? 1 : 0;
        p.first = {second, second, second, second};
        p.whole = p.first;
        p.busy = p.served / p.capacity;
        p.idle = 50 * watt;
        p.above_idle = 100 * p.busy * watt;
        at_cause(p);
        p.items_per_second = 2 * p.served.si();
        return p;
    }
    std::uint32_t accelerators_per_replica() const override { return 1; }
    std::string item() const override { return "answer"; }
    Objective objective() const override { return {.first = 3 * second, .between = {}, .attained = 0.9}; }
    std::optional<std::string> refusal() const override { return std::nullopt; }

private:
    static void at_cause(ServicePoint& p)
    {
        dcsim::at(p.cause, Cause::compute) = p.above_idle / (p.above_idle + p.idle);
        dcsim::at(p.cause, Cause::overhead) = 1 - dcsim::at(p.cause, Cause::compute);
    }
    Frequency each_;
    double good_until_;
};

} // namespace dcsim::testing
