#pragma once
#include "models/vocabulary/supply.h"
#include <vector>

namespace dcsim {

/// What a flow carries into the bus, less what the others carry out; zero if the interval balances.
Power imbalance(const Flows& flows);

/// Where all power of a site meets. Every interval must balance before any ledger hears of it.
class EnergyBus {
public:
    /// Ledgers are told in the order in which they were connected; they must outlive the bus.
    void connect(Ledger& ledger) { ledgers_.push_back(&ledger); }

    /// Throws LogicError with the flows if one is negative or they do not balance to 1e-12 of the power that flows.
    void book(Interval interval, const Flows& flows);

    void state(Archive& archive);

private:
    std::vector<Ledger*> ledgers_;
};

} // namespace dcsim
