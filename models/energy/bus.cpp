#include "models/energy/bus.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

constexpr double balance_tolerance = 1e-12; // a dozen additions of doubles stay far below

constexpr std::array names{"it",     "cooling",  "loss",   "solar",     "wind",      "generator",
                           "import", "exported", "charge", "discharge", "curtailed", "unserved"};
static_assert(names.size() == static_cast<std::size_t>(Flow::count));

Power inward(const Flows& f)
{
    return at(f, Flow::import) + at(f, Flow::solar) + at(f, Flow::wind) + at(f, Flow::generator) +
           at(f, Flow::discharge) + at(f, Flow::unserved);
}

Power outward(const Flows& f)
{
    return at(f, Flow::it) + at(f, Flow::cooling) + at(f, Flow::loss) + at(f, Flow::charge) + at(f, Flow::exported) +
           at(f, Flow::curtailed);
}

std::string listed(Interval interval, const Flows& flows)
{
    std::string text =
        fmt::format("the site's bus does not balance from {} to {} ns:", interval.from.ns, interval.to.ns);
    for (std::size_t i = 0; i < flows.size(); ++i) text += fmt::format(" {} {} W,", names[i], flows[i].si());
    return text + fmt::format(" in - out {} W", imbalance(flows).si());
}

} // namespace

Power imbalance(const Flows& flows)
{
    return inward(flows) - outward(flows);
}

void EnergyBus::book(Interval interval, const Flows& flows)
{
    const double in = inward(flows).si(), out = outward(flows).si();
    const bool balanced = std::abs(in - out) <= balance_tolerance * std::max(in, out);
    const bool positive = std::all_of(flows.begin(), flows.end(), [](Power p) { return p >= Power{}; });
    if (!balanced || !positive) [[unlikely]]
        throw LogicError{listed(interval, flows)};
    for (Ledger* ledger : ledgers_) ledger->book(interval, flows);
}

void EnergyBus::state(Archive& archive)
{
    for (Ledger* ledger : ledgers_) ledger->state(archive);
}

} // namespace dcsim
