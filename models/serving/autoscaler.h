#pragma once
#include "models/vocabulary/service.h"
#include "sim/base/archive.h"
#include "sim/config/fields.h"

namespace dcsim {

/// What an autoscaler sees: the rate that came over its last period, never the rate to come.
struct ServiceLoad {
    Time now{};
    Frequency offered{};
    std::uint32_t replicas{0}; ///< asked for so far, those that still start included
    Operating run{};
};

/// Decides how many replicas a service asks for. Whether and when it gets them is the scheduler's business.
class Autoscaler {
public:
    virtual ~Autoscaler() = default;
    virtual std::uint32_t at_start() const = 0;
    virtual std::uint32_t wanted(const ServiceModel& model, const ServiceLoad& load) = 0;
    virtual Seconds period() const { return minute; } ///< between decisions
    virtual void state(Archive&) {}
};

Registry<Autoscaler> autoscalers();

} // namespace dcsim
