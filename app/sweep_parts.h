#pragma once
#include "analysis/study/plan.h"
#include <cstddef>
#include <vector>

namespace dcsim {

/// Numbers by which runs are dealt out: run number n goes to part n modulo the number of parts. Where precision decides
/// how many runs there are, a part is made of whole points; else equal runs have one number, so that long and short
/// ones are spread.
std::vector<std::size_t> part_numbers(const StudyPlan& plan, const std::vector<RunIndex>& runs);

/// So many parts as `parts`, or a few more, up to `most`, that deal these numbers as evenly as `parts` could: what one
/// part has left undone would all fall to one part again if there were as many.
std::size_t even_parts(const std::vector<std::size_t>& numbers, std::size_t parts, std::size_t most);

} // namespace dcsim
