#pragma once
#include "analysis/validate/validate.h"

namespace dcsim {

struct ValidationCounts {
    std::size_t pass{0}, fail{0}, skip{0};
};
ValidationCounts counts_of(const std::vector<CaseReport>& reports);

/// Nothing failed, and where `strict` nothing was skipped.
bool passes(const ValidationCounts& counts, bool strict);

/// What stands in the last line beside the counts.
struct ValidationRun {
    const ValidationContext& context;
    int threads{1};
    double seconds{0}; ///< on the wall
};

/// One line per row and a last line with the counts. Equal runs print equal text, the time apart.
std::string validation_table(const std::vector<CaseReport>& reports, const ValidationRun& run);
/// The same with citation, mark and boundary.
std::string validation_json(const std::vector<CaseReport>& reports, const ValidationRun& run);
/// The cases without their results.
std::string validation_list(const std::vector<ValidationCase>& cases);

} // namespace dcsim
