#include "app/sweep_parts.h"
#include <algorithm>
#include <limits>
#include <map>
#include <string>

namespace dcsim {

std::vector<std::size_t> part_numbers(const StudyPlan& plan, const std::vector<RunIndex>& runs)
{
    std::vector<std::size_t> all;
    std::map<std::string, std::size_t> numbers;
    for (const RunIndex& run : runs)
        all.push_back(plan.precision() ? run.point
                                       : numbers.try_emplace(plan.fingerprint(run), numbers.size()).first->second);
    return all;
}

std::size_t even_parts(const std::vector<std::size_t>& numbers, std::size_t parts, std::size_t most)
{
    const std::size_t even = (numbers.size() + parts - 1) / parts;
    std::size_t best = parts, fewest = std::numeric_limits<std::size_t>::max();
    for (std::size_t count = parts; count <= std::max(parts, most) && count < 2 * parts + 2 && fewest > even; ++count) {
        std::vector<std::size_t> size(count, 0);
        for (const std::size_t number : numbers) ++size[number % count];
        const std::size_t fullest = *std::ranges::max_element(size);
        if (fullest < fewest) fewest = fullest, best = count;
    }
    return best;
}

} // namespace dcsim
