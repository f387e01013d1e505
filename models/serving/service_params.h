#pragma once
#include "models/serving/fluid_service.h"
#include "models/serving/service_context.h"

namespace dcsim {

/// What a workload of kind `service` says besides its arrivals.
struct ServiceParams {
    Maker<ServiceModel, const ServiceContext&> model;
    Maker<Autoscaler> autoscaler;
    Objective objective;
    RequestSettings requests;
    double arrivals_cv2{1};
};

/// Reads `serve`, `slo`, `autoscale`, `dispersion`, `patience` and `arrivals_cv` from the workload's table.
void service_fields(Fields& f, ServiceParams& p, const ServiceRegistry& models, const Registry<Autoscaler>& scalers);

} // namespace dcsim
