#include "analysis/results/results_file.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/hdf5_walk.h"
#include "tests/analysis/results/sample_results.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <sstream>

using namespace dcsim;

namespace {

using Cells = std::vector<std::string>;

std::string trimmed(const std::string& text)
{
    const auto from = text.find_first_not_of(" `");
    return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" `") - from + 1);
}

Cells split(const std::string& text, char separator)
{
    Cells parts;
    std::istringstream stream{text};
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(trimmed(part));
    return parts;
}

/// Rows of all tables of the document whose first heading is `heading`.
std::vector<Cells> rows_of_tables(const std::string& document, const std::string& heading)
{
    std::vector<Cells> rows;
    std::istringstream lines{document};
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| "))
            inside = inside && line.starts_with("|---");
        else if (line.starts_with("| " + heading + " "))
            inside = true;
        else if (inside)
            rows.push_back(split(line.substr(1), '|'));
    }
    return rows;
}

struct Rule {
    std::string path, types;
    Cells dimensions; ///< "[axes,]" left out
    bool optional;    ///< there only if values were swept

    bool matches(const FoundDataset& found) const
    {
        const std::regex names{R"(\{[a-z]+\})"};
        if (!std::regex_match(found.path, std::regex{std::regex_replace(path, names, "[a-z0-9_]+")})) return false;
        return !of_sweep() || (found.dimensions.size() == 1 && is_swept(found.dimensions.front()) &&
                               (dimensions.front() == path.substr(path.rfind('/') + 1)) ==
                                   found.path.ends_with('/' + found.dimensions.front()));
    }

private:
    bool of_sweep() const { return dimensions == Cells{"{axis}"}; }
    static bool is_swept(const std::string& dimension)
    {
        return std::set<std::string>{"cluster_cap", "size"}.contains(dimension); // of swept_results()
    }
};

std::vector<Rule> rules()
{
    std::vector<Rule> all;
    for (const Cells& row : rows_of_tables(file_bytes("docs/results-format.md"), "dataset")) {
        std::string dimensions = row.at(2);
        if (dimensions.starts_with("[axes,]")) dimensions.erase(0, 7);
        all.push_back({row.at(0), row.at(1), split(dimensions, ','),
                       row.at(4).find("only if values were swept") != std::string::npos});
    }
    return all;
}

/// The rule of a dataset: the one that names it, else the one with a placeholder.
const Rule* rule_for(const FoundDataset& found, const std::vector<Rule>& all)
{
    const Rule* general = nullptr;
    for (const Rule& rule : all) {
        if (rule.path == found.path) return &rule;
        if (rule.matches(found)) general = &rule;
    }
    return general;
}

std::vector<FoundDataset> written(const ResultSet& results)
{
    const TemporaryFolder folder;
    write_results(folder.path(), results);
    return datasets(open_file(folder / "results.h5"));
}

} // namespace

TEST_CASE("every dataset of a results file is specified with its type and dimensions", "[results][golden]")
{
    const std::vector<Rule> all = rules();
    REQUIRE(all.size() > 20);
    for (const FoundDataset& found : written(sample_results())) {
        INFO(found.path);
        const Rule* rule = rule_for(found, all);
        REQUIRE(rule);
        CHECK(std::regex_search(rule->types, std::regex{"\\b" + found.type + "\\b"}));
        CHECK(found.dimensions == rule->dimensions);
    }
}

TEST_CASE("every dataset that is specified is in a results file, swept points only where there are some",
          "[results][golden]")
{
    const auto plain_file = written(sample_results()), swept_file = written(swept_results());
    for (const Rule& rule : rules()) {
        INFO(rule.path);
        const auto matches = [&](const FoundDataset& found) { return rule.matches(found); };
        CHECK(std::any_of(swept_file.begin(), swept_file.end(), matches));
        CHECK(std::any_of(plain_file.begin(), plain_file.end(), matches) != rule.optional);
    }
    for (const FoundDataset& found : swept_file)
        if (found.path == "/pue" || found.path == "/series/it_power" || found.path == "/checks/passed") {
            CHECK(found.dimensions.at(0) == "cluster_cap");
            CHECK(found.dimensions.at(1) == "size");
        }
}

TEST_CASE("HDF5 finds variables and scales attached to each other, as the specification of scales has it",
          "[results][golden]")
{
    for (const ResultSet& results : {sample_results(), swept_results()}) {
        const TemporaryFolder folder;
        write_results(folder.path(), results);
        const Hdf5Handle file = open_file(folder / "results.h5");
        std::size_t axes = 0, references = 0;
        for (const FoundDataset& found : datasets(file)) {
            INFO(found.path);
            const Hdf5Handle dataset{H5Dopen2(file, found.path.c_str(), H5P_DEFAULT), H5Dclose, "dataset"};
            if (H5DSis_scale(dataset) > 0) {
                references += references_to_variables(dataset);
                continue;
            }
            CHECK(attached_axes(dataset) == found.dimensions.size());
            axes += found.dimensions.size();
        }
        CHECK(axes > 30);
        CHECK(references == axes);
    }
}

TEST_CASE("the root group has the attributes that are specified, in their order", "[results][golden]")
{
    const TemporaryFolder folder;
    write_results(folder.path(), sample_results());
    const Hdf5Handle file = open_file(folder / "results.h5");
    Cells specified;
    for (const Cells& row : rows_of_tables(file_bytes("docs/results-format.md"), "attribute"))
        specified.push_back(row.at(0));
    CHECK(attribute_names(file) == specified);
    CHECK(read_text_attribute(file, "format") == "dcsim-results");
    CHECK(
        file_bytes("docs/results-format.md").find("version **" + read_text_attribute(file, "format_version") + "**") !=
        std::string::npos);
}

TEST_CASE("the attributes of datasets are all specified, and every one with values says what it is",
          "[results][golden]")
{
    std::set<std::string> specified{"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"};
    for (const Cells& row : rows_of_tables(file_bytes("docs/results-format.md"), "datasets"))
        for (const std::string& name : split(row.at(1), ',')) specified.insert(name);
    for (const FoundDataset& found : written(sample_results())) {
        INFO(found.path);
        for (const std::string& name : found.attributes) CHECK(specified.count(name) == 1);
        const auto& names = found.attributes;
        const bool dimension_alone = found.path == "/jobs/job" || found.path == "/series/bnds";
        CHECK((dimension_alone || std::count(names.begin(), names.end(), "long_name") == 1));
    }
}
