#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

using Pressure = Quantity<Dim{.energy = 1, .volume = -1}>;
inline const Range<Pressure> pump_range{.least = Pressure{0}, .most = Pressure{1e6}};

/// How the machines of a plant follow from the IT power they serve.
struct Sizing {
    double heat_per_it{1.12}; ///< conversion losses in the rooms, fans, and a margin
    double office{0.004};     ///< offices and lighting, always on

    Power heat(const PlantSize& size) const
    {
        require(size.design_it > Power{}, "a plant is built for some IT power");
        return heat_per_it * size.design_it;
    }
};

inline void fields(Fields& f, Sizing& s)
{
    f.optional("heat_per_it", s.heat_per_it, "rated heat of the plant over the design IT power",
               {.least = 0.5, .most = 3.0});
    f.optional("office", s.office, "offices and lighting, fraction of the design IT power",
               {.least = 0.0, .most = 0.1});
}

} // namespace dcsim
