#pragma once
#include "analysis/validate/row.h"
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace dcsim {

/// A data set that the user has not got here; the case is skipped.
class MissingData : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What a case may know.
struct ValidationContext {
    bool quick{false};
    std::uint64_t seed{1};
    std::filesystem::path data{}; ///< folder of the user's data sets; may be empty

    /// 20 replications of 1e6, or 5 of 1e5.
    std::uint32_t replications() const { return quick ? 5 : 20; }
    double departures() const { return quick ? 1e5 : 1e6; }
    /// A file of `data`; throws MissingData that names it.
    std::filesystem::path file(const std::filesystem::path& name) const;
};

/// Something that the program must get right, with where its answer comes from.
struct ValidationCase {
    std::string id, what, citation;
    char mark;            ///< C computed from a formula, V read in the source, P inputs quoted from memory
    std::string boundary; ///< of the numbers: it, facility, grid, jobs, ...; "-" where there is none
    std::function<std::vector<ValidationRow>(const ValidationContext&)> run;
};

/// A case and what came of it.
struct CaseReport {
    const ValidationCase* subject;
    std::vector<ValidationRow> rows;
};

/// Every case that comes with the program, in the order of the table.
std::vector<ValidationCase> validation_cases();

/// The cases that one of the comma-separated patterns names (`Q*,K1`; empty = all), in their own order. Throws
/// ConfigError for a pattern that names none.
std::vector<ValidationCase> selected(std::vector<ValidationCase> cases, const std::string& patterns);

/// Runs the cases one after the other; those that replicate use all threads. A case that throws is one failed row with
/// the message, one that lacks its data one skipped row.
std::vector<CaseReport> validate(const std::vector<ValidationCase>& cases, const ValidationContext& context);

/// The value of `of(k)` for k = 0..n-1, computed on all threads; the first exception is rethrown.
std::vector<std::vector<double>> replicate(std::uint32_t n,
                                           const std::function<std::vector<double>(std::uint32_t)>& of);

} // namespace dcsim
