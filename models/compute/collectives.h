#pragma once
#include "models/compute/accelerator.h"
#include "models/vocabulary/hardware.h"

namespace dcsim {

/// Times of collectives over n ranks by latency and bandwidth; `bytes` are those of one rank
/// [Thakur et al. 2005, doi 10.1177/1094342005051521].
Seconds ring_all_reduce(const Link& link, double n, Bytes bytes);
Seconds tree_all_reduce(const Link& link, double n, Bytes bytes);
Seconds ring_half(const Link& link, double n, Bytes bytes); ///< reduce-scatter, or all-gather
Seconds all_to_all(const Link& link, double n, Bytes bytes);
Seconds point_to_point(const Link& link, Bytes bytes);

/// One operation of a message, and what of it passes the network.
struct Operation {
    Seconds time{};              ///< if nobody else uses the network
    Seconds moving{}, carried{}; ///< of that: between servers, as bytes move and as the network alone bounds it
    double share{1};             ///< of the servers' rate that the network leaves
    Exchange exchange{};
};

/// On a gang's placement: inside servers, or the cheapest of ring, tree and hierarchy where groups span several. Where
/// the gang has a shape, links between servers are those that its network leaves.
Operation operation(const AcceleratorParams& p, const Message& m, const Allocation& gang);
/// Its time beside others, who leave the gang `gang.shape.left` of the rate that the network has for it.
Seconds operation_time(const AcceleratorParams& p, const Message& m, const Allocation& gang);

} // namespace dcsim
