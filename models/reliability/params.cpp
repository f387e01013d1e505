#include "models/reliability/params.h"
#include <algorithm>

namespace dcsim {

namespace {

void fields(Fields& f, FailureParams& p, const LifetimeRows& rows)
{
    f.word("unit", p.unit,
           {{"accelerator", FailureUnit::accelerator},
            {"node", FailureUnit::node},
            {"rack", FailureUnit::rack},
            {"cluster", FailureUnit::cluster},
            {"switch", FailureUnit::network_switch},
            {"cable", FailureUnit::cable},
            {"port", FailureUnit::port}},
           "what fails; all nodes that it is part of are down until it is repaired. A switch, a cable between two "
           "switches, or a port of a node with its cable takes its part of the network away, and nodes down that it "
           "cuts off");
    if (p.unit == FailureUnit::rack || f.describing())
        f.optional("rack_nodes", p.rack_nodes, "consecutive nodes that fail together", {.least = 1U});
    f.optional("file", p.file,
               "failures as they came, instead of laws: CSV with the columns time and repair in seconds, and unit, a "
               "number from 0; in order of time");
    const auto has_law = [&](std::string_view key) { return !p.file || f.has(key) || f.describing(); };
    if (has_law("every"))
        read_lifetime(f, "every", rows, p.every, "time of one unit from its repair to its next failure");
    if (has_law("repair")) read_lifetime(f, "repair", rows, p.repair, "time that a crew takes to repair it");
    if (has_law("age"))
        f.word("age", p.as_new, {{"used", false}, {"new", true}},
               "at the start: units in the middle of their lives, so that failures come at their mean rate from the "
               "first second on, or all new");
    if (!p.file || f.describing()) return;
    for (const char* key : {"every", "repair", "age"})
        if (f.has(key)) f.problem(key, "has no meaning beside a file, which tells what failed when");
}

} // namespace

bool is_of_network(FailureUnit unit)
{
    return unit == FailureUnit::network_switch || unit == FailureUnit::cable || unit == FailureUnit::port;
}

void fields(Fields& f, ReliabilityParams& p, const LifetimeRows& rows)
{
    f.optional("crews", p.crews,
               "each repairs one unit at a time, in order of failure; absent = one for every unit. Failures of a file "
               "state their own repairs, and keep no crew",
               {.least = 1U});
    f.each("failures", "one way in which units fail, independently of each other",
           [&](const std::string& name, Fields& t) {
               FailureParams one{.name = name};
               fields(t, one, rows);
               p.failures.push_back(std::move(one));
           });
    const bool recorded =
        std::ranges::all_of(p.failures, [](const FailureParams& one) { return one.file.has_value(); });
    if (!f.describing() && f.has("crews") && !p.failures.empty() && recorded)
        f.problem("crews", "has nothing to repair (failures of a file state their own repairs)");
}

} // namespace dcsim
