#pragma once
#include "models/vocabulary/demand.h"
#include "sim/base/archive.h"
#include "sim/base/units.h"
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace dcsim {

/// What the energy of a gang is charged to, where its demand says so.
struct Charges {
    ByCause<float> cause{};   ///< shares of the energy, the idle share of the nodes included; all 0 = not known
    ByDevice<float> device{}; ///< likewise
    float working{0};         ///< accelerator time held over that energy, s/J; 0 at rest
    float arithmetic{0};      ///< accelerator time at peak that the model's FLOPs take, over that energy, s/J
    friend bool operator==(const Charges&, const Charges&) = default;
};

/// What a gang draws while it runs, and what its energy is charged to.
struct Load {
    double utilisation{0}; ///< of the held accelerators, 0..1: feeds the power law of the node
    Power above_idle{};    ///< drawn by the whole gang besides, where its demand says what it draws

    const Charges& charges() const
    {
        static constexpr Charges none{};
        return shared ? shared->charges : none;
    }
    void charge(const Charges& to) { shared = new Shared{to}; }
    friend bool operator==(const Load& a, const Load& b)
    {
        return a.utilisation == b.utilisation && a.above_idle == b.above_idle &&
               (a.shared == b.shared || a.charges() == b.charges());
    }
    void state(Archive& archive)
    {
        Charges copy = charges();
        archive("utilisation", utilisation)("above idle", above_idle)("charges", copy);
        if (!archive.restoring()) return;
        shared = nullptr;
        if (copy != Charges{}) charge(copy);
    }

    /// Jobs of given duration have none, and gangs that do the same alike have the same: kept once, it leaves loads
    /// short.
    struct Shared : boost::intrusive_ref_counter<Shared> {
        explicit Shared(const Charges& c) : charges{c} {}
        Charges charges;
    };
    boost::intrusive_ptr<const Shared> shared{}; ///< null: no charges
};

} // namespace dcsim
