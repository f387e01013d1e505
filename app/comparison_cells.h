#pragma once
#include "analysis/compare/comparison.h"
#include "app/figures.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A number as a table shows it: short title, the units that it may have.
struct Shown {
    const char* metric;
    const char* title;
    std::vector<ShownUnit> units;  ///< from small to large
    std::optional<int> decimals{}; ///< of absolute values; absent = four digits
    bool share{false};             ///< a share: its relative change would be read as a difference of shares
};

/// A number in the unit that its column has.
struct ShownColumn {
    const Shown& shown;
    ShownUnit unit;
    double largest{0};                ///< of the baseline, or of the first policy that has a number; not in the unit
    std::vector<Comparison> compared; ///< by policy
};

/// In the unit that suits the baseline, or the first policy that has a number where the baseline has none.
ShownColumn shown_column(const Shown& shown, std::vector<Comparison> compared, std::size_t baseline);

std::string absolute_cell(const Comparison& c, const ShownColumn& column);
std::string difference_cell(const Comparison& c, const ShownColumn& column); ///< with its interval, if there is one
/// Empty for shares and where nothing changed; "unresolved" where the interval spans zero. With its n where a number is
/// missing in some of the pairs.
std::string relative_cell(const Comparison& c, const ShownColumn& column);

} // namespace dcsim
