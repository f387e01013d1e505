#pragma once
#include "analysis/compare/comparison.h"
#include <string>

namespace dcsim {

/// A number as a table shows it: short title, a unit in which the numbers are short.
struct Shown {
    const char* metric;
    const char* title;
    std::string unit;
    double scale; ///< shown = scale x value in the unit of the metrics table
    int decimals;
    bool share{false}; ///< a share: its relative change would be read as a difference of shares
};

std::string absolute_cell(const Comparison& c, const Shown& s);
std::string difference_cell(const Comparison& c, const Shown& s); ///< with its interval, if there is one
/// Empty for shares and where nothing changed; "unresolved" where the interval spans zero.
std::string relative_cell(const Comparison& c, const Shown& s);

} // namespace dcsim
