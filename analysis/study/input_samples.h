#pragma once
#include "analysis/study/design.h"
#include "models/compute/provenance.h"
#include "models/world/scenario_file.h"

namespace dcsim {

/// A number of the catalogue that the scenario rests on, and how far it is known.
struct UncertainNumber {
    MarkedNumber number;
    double spread{0};                      ///< standard error over the value
    Tree value;                            ///< as the catalogue has it
    std::optional<double> least{}, most{}; ///< that the key allows

    std::string path() const { return "catalog." + number.kind + '.' + number.row + '.' + number.path; }
};

/// Those with a spread, which policies and workloads of the scenario use and do not give themselves. Whole numbers
/// (layers, devices) and sizes of memory are facts and not among them.
std::vector<UncertainNumber> uncertain_numbers(const ScenarioFile& file);

/// An axis "inputs" of samples + 1 levels: at level 0 all numbers are as the catalogue has them, at others they are
/// drawn with their spread. Numbers between 0 and 1 are shares and have a beta law of the value as mean; all others a
/// lognormal law of the value as median, cut off where the key allows no more. The numbers of one table of a row, which
/// one measurement or data sheet gave, are high or low together; tables are independent.
DesignAxis input_axis(const std::vector<UncertainNumber>& numbers, std::uint32_t samples, std::uint64_t seed);

/// What was drawn: a line for each number with kind, row, key, mark, spread, and its value in every sample.
std::string inputs_csv(const std::vector<UncertainNumber>& numbers, const DesignAxis& axis);

} // namespace dcsim
