#include "models/serving/request_counts.h"
#include "sim/base/errors.h"
#include "sim/numerics/variates.h"

namespace dcsim {

std::uint64_t draw_requests(Random& random, double mean, double dispersion)
{
    require(mean >= 0 && dispersion >= 1, "counts are at least as spread as Poisson ones");
    if (mean == 0) return 0;
    if (dispersion == 1) return poisson(random, mean);
    const double excess = dispersion - 1;
    return poisson(random, gamma(random, mean / excess, excess));
}

} // namespace dcsim
