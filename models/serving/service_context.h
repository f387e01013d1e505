#pragma once
#include "models/vocabulary/lengths.h"
#include "models/vocabulary/run_context.h"
#include "models/vocabulary/service.h"
#include "sim/config/fields.h"
#include <functional>

namespace dcsim {

/// What a service is made for.
struct ServiceContext {
    const Hardware& hardware;                ///< outlives the service
    std::function<void(Demand&)> techniques; ///< changes what is asked of hardware; may be empty
    std::string name;                        ///< of the workload
    Objective objective;
    double arrivals_cv2{1};  ///< squared coefficient of variation of the times between requests
    Inputs* inputs{nullptr}; ///< of laws of lengths that are files
};

using ServiceRegistry = Registry<ServiceModel, const ServiceContext&>;

/// What can be served. `lengths` are the laws that prompts and answers can follow.
ServiceRegistry service_models(const Registry<Lengths, Inputs*>& lengths);

} // namespace dcsim
