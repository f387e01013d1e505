#pragma once
#include "models/vocabulary/demand.h"
#include <optional>
#include <string>

namespace dcsim {

/// Work that a technique costs once, before it pays: retraining, search, calibration.
struct OneOff {
    Demand demand;
    double iterations{0};
};

/// A change of what work asks for. Pure; stores no saving: what it brings follows from demand and hardware.
class Technique {
public:
    virtual ~Technique() = default;
    virtual void apply(Demand&) const = 0;
    virtual std::optional<OneOff> one_off(const Demand& /*before*/) const { return std::nullopt; }
    /// What is known of the accuracy, with its source; "not modelled" where nothing is.
    virtual std::string accuracy() const { return "not modelled"; }
};

} // namespace dcsim
