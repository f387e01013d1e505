#include "models/compute/host_power_laws.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

struct IdleAndFull {
    Power idle, full;
};

void fields(Fields& f, IdleAndFull& p)
{
    f.required("idle", p.idle, "power without load", {.least = Power{}});
    f.required("full", p.full, "power at full load", {.least = Power{}});
    if (p.full < p.idle) f.problem("full", "is less than the idle power (full load must not draw less than no load)");
}

void require_fraction(double load)
{
    require(load >= 0 && load <= 1, "the load of a node is a fraction of its capacity");
}

/// P = idle + (full - idle) f(load) with f(0) = 0 and f(1) = 1; the laws common to cloud simulators
/// [CloudSim power models].
template <double shape(double)> class Law final : public HostPower {
public:
    explicit Law(const IdleAndFull& p) : p_{p} {}
    Power at(double load) const override
    {
        require_fraction(load);
        return p_.idle + (p_.full - p_.idle) * shape(load);
    }

private:
    IdleAndFull p_;
};

double linear(double u)
{
    return u;
}
double square_root(double u)
{
    return std::sqrt(u);
}
double square(double u)
{
    return u * u;
}
double cubic(double u)
{
    return u * u * u;
}

struct Table {
    std::vector<Power> points; ///< at equal steps of the load from 0 to 1
};

void fields(Fields& f, Table& p)
{
    f.required("points", p.points, "power at equal steps of the load from 0 to 1; eleven as SPECpower reports them",
               {.least = Power{}});
    if (p.points.size() < 2) f.problem("points", "has fewer than two points (the first is idle, the last full load)");
}

/// Linear between measured points.
class Measured final : public HostPower {
public:
    explicit Measured(const Table& p) : points_{p.points} {}
    Power at(double load) const override
    {
        require_fraction(load);
        const double position = load * static_cast<double>(points_.size() - 1);
        const auto i = std::min(static_cast<std::size_t>(position), points_.size() - 2);
        return points_[i] + (points_[i + 1] - points_[i]) * (position - static_cast<double>(i));
    }

private:
    std::vector<Power> points_;
};

} // namespace

Registry<HostPower> host_power_laws()
{
    return {
        row<HostPower, Law<linear>, IdleAndFull>("linear", "rises in proportion to the load"),
        row<HostPower, Law<square_root>, IdleAndFull>("square-root", "rises steeply at low load"),
        row<HostPower, Law<square>, IdleAndFull>("square", "rises with the square of the load"),
        row<HostPower, Law<cubic>, IdleAndFull>("cubic", "rises with the cube of the load"),
        row<HostPower, Measured, Table>("table", "measured points, linear between them"),
    };
}

} // namespace dcsim
