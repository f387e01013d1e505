#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/design.h"
#include "models/world/scenario_file.h"
#include "sim/config/stored_value.h"
#include <optional>

namespace dcsim {

/// The values of a design in the units of results files, which are known when the scenario has been read at its points.
class SweptValues {
public:
    explicit SweptValues(const Design& design);

    /// Takes from a point the values of those axes along which it is the first to have them. Threads may enter
    /// different points at once.
    void enter(std::size_t point, const ScenarioFile& at);

    /// Values of a list that the scenario reads as one above them, as "60 min" after "1 h". When all points were
    /// entered.
    std::vector<Problem> repeated() const;
    /// Names of zipped axes that a results file has for something else.
    std::vector<Problem> problems() const;

    /// The axes as results show them. Each key is named by the last two words of its path, or as many as tell it from
    /// other keys and from what else is in a results file: "policy.solar.supply.solar.peak" becomes "solar_peak".
    /// Values are numbers if all are, else text.
    std::vector<SweptAxis> axes() const;

private:
    using Levels = std::vector<std::optional<StoredValue>>; ///< none: no number
    SweptKey key_of(std::size_t axis, std::size_t key, std::string name) const;
    void add_repeated(const DesignAxis& axis, const std::vector<std::string>& read, std::vector<Problem>& all) const;

    const Design* design_;
    std::vector<std::vector<Levels>> values_;    ///< by axis and key
    std::vector<std::vector<std::string>> read_; ///< by axis and level, of lists of one key; empty: not known
};

} // namespace dcsim
