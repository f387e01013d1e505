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
    Law(const IdleAndFull& p, const NodeAccelerators&) : p_{p} {}
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
    Measured(const Table& p, const NodeAccelerators&) : points_{p.points} {}
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

struct ServerParams {
    Power host;           ///< processors, memory, fans and network of an idle server
    double host_slope{0}; ///< of the host's power over the power of the accelerators above idle
};

void fields(Fields& f, ServerParams& p)
{
    f.required("host", p.host, "power of the server without its accelerators, idle", {.least = Power{}});
    f.optional("host_slope", p.host_slope, "growth of the host's power per power of the accelerators above idle",
               {.least = 0.0, .most = 1.0});
}

/// P = sum of accelerators + host + slope (sum of accelerators - their idle power); accelerators in proportion to load.
class Server final : public HostPower {
public:
    Server(const ServerParams& p, const NodeAccelerators& a)
        : slope_{p.host_slope},
          idle_{a.count * a.idle + p.host},
          range_{(1 + p.host_slope) * a.count * (a.most - a.idle)}
    {
    }
    Power at(double load) const override
    {
        require_fraction(load);
        return idle_ + range_ * load;
    }
    double host_slope() const override { return slope_; }
    bool needs_accelerators() const override { return true; }

private:
    double slope_;
    Power idle_, range_;
};

template <class Model, class Params> Row<HostPower, NodeAccelerators> law(std::string name, std::string summary)
{
    return row<HostPower, Model, Params, NodeAccelerators>(std::move(name), std::move(summary));
}

} // namespace

Registry<HostPower, NodeAccelerators> host_power_laws()
{
    return {
        law<Server, ServerParams>("server", "host and accelerators of the catalogue, in proportion to the load"),
        law<Law<linear>, IdleAndFull>("linear", "rises in proportion to the load"),
        law<Law<square_root>, IdleAndFull>("square-root", "rises steeply at low load"),
        law<Law<square>, IdleAndFull>("square", "rises with the square of the load"),
        law<Law<cubic>, IdleAndFull>("cubic", "rises with the cube of the load"),
        law<Measured, Table>("table", "measured points, linear between them"),
    };
}

} // namespace dcsim
