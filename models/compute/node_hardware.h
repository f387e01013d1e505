#pragma once
#include "models/compute/accelerator.h"
#include "models/vocabulary/hardware.h"
#include <memory>

namespace dcsim {

/// A server around its accelerators.
struct HostParams {
    Power idle{};    ///< without its accelerators, at rest
    double slope{0}; ///< growth of its power over that of the accelerators above idle
    std::uint32_t cores{128};
    Power core{4.0};       ///< of a busy core, above idle
    Bandwidth stored{2e9}; ///< checkpoints written
    Bandwidth feed{10e9};  ///< input read from storage or network
};

struct NodeHardwareParams {
    AcceleratorParams accelerator;
    std::uint32_t accelerators{8};
    HostParams host;
};

/// Declares what a node has beside its accelerators and the law of its power: cores, storage.
void fields(Fields& f, HostParams& p);

/// Hardware of many equal nodes. Its pace is a pure function.
std::unique_ptr<Hardware> make_hardware(const NodeHardwareParams& p);

} // namespace dcsim
