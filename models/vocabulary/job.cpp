#include "models/vocabulary/job.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

Span sum(const Segments& segments)
{
    Span all;
    for (const Segment& s : segments) all = all + s.amount;
    return all;
}

Segment part(Segment segment, double fraction)
{
    segment.amount =
        fraction == 1 ? segment.amount : std::max(Span{1}, nearest_span(fraction * seconds(segment.amount)));
    return segment;
}

} // namespace

void cut(Segments& segments, double fraction)
{
    require(fraction > 0 && fraction <= 1, "a job ends after a part of its duration");
    if (fraction == 1) return;
    Span left = std::max(Span{1}, nearest_span(fraction * seconds(sum(segments))));
    std::size_t kept = 0;
    for (; kept < segments.size() && left > Span{}; ++kept) {
        segments[kept].amount = std::min(segments[kept].amount, left);
        left = left - segments[kept].amount;
    }
    segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(kept), segments.end());
}

Segments carry_over(const Segments& whole, const Segments& left, const Segments& elsewhere)
{
    require(!left.empty() && left.size() <= whole.size(), "what is left of a job is the end of it");
    const std::size_t gone = whole.size() - left.size();
    Segments carried;
    if (whole.size() == elsewhere.size()) {
        for (std::size_t i = gone; i < whole.size(); ++i)
            carried.push_back(part(elsewhere[i], seconds(left[i - gone].amount) / seconds(whole[i].amount)));
        return carried;
    }
    Span skipped = nearest_span((1 - seconds(sum(left)) / seconds(sum(whole))) * seconds(sum(elsewhere)));
    for (const Segment& s : elsewhere) {
        const Span here = std::min(skipped, s.amount);
        skipped = skipped - here;
        if (here == s.amount) continue;
        carried.push_back(s);
        carried.back().amount = s.amount - here;
    }
    if (carried.empty()) carried.push_back({elsewhere.back().rate, Span{1}, elsewhere.back().load});
    return carried;
}

} // namespace dcsim
