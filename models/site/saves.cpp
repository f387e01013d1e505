#include "models/site/saves.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

std::int64_t saves_within(Span work, Span every)
{
    require(every > Span{}, "saves are some time apart");
    return work > Span{} ? (work.ns - 1) / every.ns : 0;
}

Segments with_saves(const Segments& work, std::size_t first, const Saving& saving)
{
    require(saving.every > Span{}, "saves are some time apart");
    Segments all(work.begin(), work.begin() + static_cast<std::ptrdiff_t>(first));
    Span until_save = saving.every;
    for (std::size_t i = first; i < work.size(); ++i) {
        Segment rest = work[i];
        while (rest.amount > until_save) {
            Segment piece = rest;
            piece.amount = until_save;
            piece.part = Segment::Part::goes_on;
            rest.amount = rest.amount - until_save;
            all.push_back(piece);
            all.push_back({Segment::Rate::fixed, saving.write, saving.load, Segment::Part::save});
            until_save = saving.every;
        }
        all.push_back(rest);
        until_save = until_save - rest.amount;
        if (until_save > Span{}) continue;
        until_save = saving.every;
        if (i + 1 < work.size()) all.push_back({Segment::Rate::fixed, saving.write, saving.load, Segment::Part::save});
    }
    return all;
}

Segments without_saves(const Segments& segments)
{
    Segments work;
    for (const Segment& s : segments) {
        if (s.part == Segment::Part::save) continue;
        if (!work.empty() && work.back().part == Segment::Part::goes_on) {
            const Span before = work.back().amount;
            work.back() = s;
            work.back().amount = before + s.amount;
        } else
            work.push_back(s);
    }
    return work;
}

} // namespace dcsim
