#pragma once
#include "models/reliability/lifetimes.h"
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// What fails. The nodes that it is part of are down until it is repaired; parts of the network are part of none.
enum class FailureUnit : std::uint8_t { accelerator, node, rack, cluster, network_switch, cable, port };
/// Whether the unit takes no nodes down by itself, but the network away that joins them.
bool is_of_network(FailureUnit unit);

/// One way in which units fail, each independently of all others.
struct FailureParams {
    std::string name; ///< keys its random streams
    FailureUnit unit{FailureUnit::node};
    std::uint32_t rack_nodes{8}; ///< consecutive nodes of one rack, where racks fail
    Maker<Lifetime> every{};     ///< of one unit, from one repair to the next failure
    Maker<Lifetime> repair{};
    bool as_new{false};                          ///< all units start at age 0, not in the middle of their lives
    std::optional<std::filesystem::path> file{}; ///< failures as they came, instead of the two laws
};

struct ReliabilityParams {
    std::vector<FailureParams> failures;
    std::optional<std::uint32_t> crews; ///< each repairs one unit at a time; absent: nobody waits for one
};

void fields(Fields& f, ReliabilityParams& p, const LifetimeRows& rows);

} // namespace dcsim
