#pragma once
#include "models/serving/service_context.h"

namespace dcsim {

Row<ServiceModel, const ServiceContext&> llm_row(const Registry<Lengths, Inputs*>& laws);
/// Networks that answer batches of items: `image`, `recommendation`, `vision`, `speech`.
ServiceRegistry network_rows();

void precision_field(Fields& f, Precision& p);

} // namespace dcsim
