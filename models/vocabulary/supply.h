#pragma once
#include "sim/base/archive.h"
#include "sim/engine/signal.h"
#include <array>
#include <cstdint>
#include <string>

namespace dcsim {

/// Every flow at the site's bus, all non-negative, as means over an interval. In: import, solar, wind, generator,
/// discharge. Out: it, cooling, loss, charge, exported, curtailed. `unserved` is load that nobody fed.
enum class Flow : std::uint8_t {
    it,
    cooling,
    loss,
    solar,
    wind,
    generator,
    import,
    exported,
    charge,
    discharge,
    curtailed,
    unserved,
    count
};
using Flows = std::array<Power, static_cast<std::size_t>(Flow::count)>;
constexpr Power& at(Flows& f, Flow i)
{
    return f[static_cast<std::size_t>(i)];
}
constexpr Power at(const Flows& f, Flow i)
{
    return f[static_cast<std::size_t>(i)];
}

/// A rule, not a number: chosen at the start of an interval, applied to the load that then appears.
struct DispatchRule {
    enum class Follow : std::uint8_t {
        surplus,     ///< charge with the surplus of on-site generation, discharge into the deficit
        charge,      ///< charge with `value` at most (surplus first, then grid if allowed)
        grid_target, ///< hold the import at `value`
        hold         ///< leave the battery alone
    } follow{Follow::surplus};
    Power value{};
    bool charge_from_grid{false};
};

struct SupplyView {
    Time now;
    double state_of_charge{0}; ///< 0..1 of nominal energy
    const Forecast<Intensity>& carbon;
    const Forecast<Price>& price;
};

/// Chooses what the storage does in the coming interval; sees forecasts, never the truth.
class Dispatch {
public:
    virtual ~Dispatch() = default;
    virtual DispatchRule choose(const SupplyView&) = 0;
    virtual void state(Archive&) = 0;
};

/// One way of counting carbon or money. Told every interval, in order.
class Ledger {
public:
    virtual ~Ledger() = default;
    virtual void book(Interval, const Flows&) = 0;
    virtual void state(Archive&) = 0;
};

} // namespace dcsim
