#pragma once
#include "models/serving/fluid_service.h"
#include "sim/base/ids.h"
#include <string>

namespace dcsim {

/// What became of the requests of one service inside the counting window.
struct ServiceAccount {
    WorkloadId workload;
    FluidService::Totals requests;
    double waiting{0}; ///< at the end
    double replica_seconds{0};
    LatencySketch first, between, whole;
    std::string item; ///< what it makes: "output token"
};

} // namespace dcsim
