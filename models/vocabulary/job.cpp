#include "models/vocabulary/job.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

void cut(Segments& segments, double fraction)
{
    require(fraction > 0 && fraction <= 1, "a job ends after a part of its duration");
    if (fraction == 1) return;
    Span whole;
    for (const Segment& s : segments) whole = whole + s.amount;
    Span left = std::max(Span{1}, nearest_span(fraction * seconds(whole)));
    std::size_t kept = 0;
    for (; kept < segments.size() && left > Span{}; ++kept) {
        segments[kept].amount = std::min(segments[kept].amount, left);
        left = left - segments[kept].amount;
    }
    segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(kept), segments.end());
}

} // namespace dcsim
