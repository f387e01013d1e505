#pragma once
#include "models/vocabulary/demand.h"
#include <optional>
#include <string>

namespace dcsim {

/// Work that a technique costs once, before it pays: retraining, search, calibration.
struct OneOff {
    Demand demand;        ///< of one iteration; an empty footprint leaves open where it runs
    double iterations{0}; ///< in all
    double of_work{0};    ///< further ones, as a part of the iterations of the work itself; a service has none
};

/// A change of what work asks for. Pure; stores no saving: what it brings follows from demand and hardware.
class Technique {
public:
    virtual ~Technique() = default;
    virtual void apply(Demand&) const = 0;
    virtual std::optional<OneOff> one_off(const Demand& /*before*/) const { return std::nullopt; }
    /// Why it cannot change this work: "finds no cache of keys and values".
    virtual std::optional<std::string> refusal(const Demand& /*before*/) const { return std::nullopt; }
    /// What is known of the accuracy, with its source; "not modelled" where nothing is.
    virtual std::string accuracy() const { return "not modelled"; }
};

} // namespace dcsim
