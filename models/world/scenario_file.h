#pragma once
#include "models/world/scenario.h"
#include "sim/config/document.h"
#include "sim/config/visit.h"
#include <filesystem>
#include <string>
#include <vector>

namespace dcsim {

/// One policy of a scenario file, read and checked.
struct PolicyScenario {
    std::string name;
    bool is_baseline{false};
    Scenario scenario;
    Resolved resolved; ///< every key with its value and origin
};

/// A scenario file, read and checked for every policy.
struct ScenarioFile {
    std::string name; ///< of the file, without folder and ending
    Document document;
    std::vector<PolicyScenario> policies; ///< in the order of the file

    std::size_t baseline() const;
};

/// Reads the file with every policy. Throws ConfigError with all problems at once, among them files that it names and
/// that cannot be read, and IoError if the file itself cannot be read. `registries` outlive the result.
ScenarioFile load_scenario(const std::filesystem::path& file, const std::vector<std::string>& sets,
                           const Registries& registries);

/// The same from a text; `file` names it in messages. Files that it names are not looked for.
ScenarioFile parse_scenario(std::string_view text, const std::string& file, const Registries& registries);

/// The same file at one point of a sweep. Throws ConfigError with the problems of that point.
ScenarioFile at_point(const ScenarioFile& file, const std::vector<Assignment>& point);

/// The same without what `resolved` holds, which takes most of the time of reading.
ScenarioFile parameters_at_point(const ScenarioFile& file, const std::vector<Assignment>& point);

/// ISO code of all money of a study. Throws IoError as for one scenario, and ConfigError if its policies differ.
std::string currency_of(const ScenarioFile& file, Inputs& inputs);

/// One scenario file that reads back to the same study, with every value written out and no include.
std::string resolved_toml(const ScenarioFile& file);

} // namespace dcsim
