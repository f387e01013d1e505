#include "analysis/results/result_set.h"

namespace dcsim {

std::size_t ResultShape::points() const
{
    std::size_t all = 1;
    for (const SweptAxis& axis : axes) all *= axis.levels;
    return all;
}

void SweptKey::state(Archive& archive)
{
    archive("key", name)("path", path)("unit", unit);
    bool text = values.index() == 1;
    archive("text", text);
    if (archive.restoring() && text) values = std::vector<std::string>{};
    std::visit([&](auto& all) { archive("values", all); }, values);
    archive("logarithmic", logarithmic);
}

void SweptAxis::state(Archive& archive)
{
    std::uint64_t count = levels;
    archive("axis", name)("keys", keys)("levels", count);
    levels = count;
}

} // namespace dcsim
