#include "analysis/results/atomic_file.h"
#include "analysis/results/results_file.h"
#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/hdf5_walk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>
#include <fstream>

using namespace dcsim;

namespace {

const Registries& registries()
{
    static const Registries all = built_in();
    return all;
}

/// Three policies, four replications of two days on a small site.
std::string scenario(const std::string& rest = {})
{
    return R"(
[scenario]
duration = "2 d"
replications = 4
[climate]
kind = "constant"
[cluster]
nodes = 2
accelerators = 4
power = { kind = "linear", idle = "400 W", full = "2000 W" }
[facility]
kind = "constant-pue"
pue = 1.2
wue = "1 L/kWh"
[supply.grid]
kind = "constant"
intensity = "400 g/kWh"
price = { kind = "fixed", price = "0.1 EUR/kWh" }
[workload.w]
arrivals = { kind = "poisson", rate = "30 /d" }
gpus = 2
duration = "2 h"
[policy.plain]
baseline = true
[policy.skip.scheduling]
kind = "skip"
[policy.solar.supply.solar]
peak = "3 kW"
)" + rest;
}

/// A study of one scenario text and what it needs to live.
struct Study {
    explicit Study(const std::string& text) : file{parse_scenario(text, "study.toml", registries())} {}

    StudyOutcome run(StudyOptions options = {}) { return run_study(plan, options); }
    std::string bytes(const StudyOutcome& outcome) const
    {
        const TemporaryFolder folder;
        write_results(folder.path(), assemble(plan, outcome));
        return file_bytes(folder / "results.h5");
    }

    ScenarioFile file;
    Inputs inputs;
    StudyPlan plan{file, inputs};
};

std::vector<std::byte> saved(RunRecord record)
{
    Archive archive;
    record.state(archive);
    return archive.bytes();
}

/// First cells of the table "Attributes of the root group".
std::vector<std::string> specified_attributes()
{
    const std::string document = file_bytes("docs/results-format.md");
    const auto from = document.find("## Attributes of the root group");
    const std::string section = document.substr(from, document.find("\n## ", from) - from);
    std::vector<std::string> names;
    for (auto at = section.find("\n| `"); at != std::string::npos; at = section.find("\n| `", at + 1))
        names.push_back(section.substr(at + 4, section.find('`', at + 4) - at - 4));
    return names;
}

std::size_t present(const StudyOutcome& outcome)
{
    return static_cast<std::size_t>(
        std::count_if(outcome.runs.begin(), outcome.runs.end(), [](const auto& r) { return r.has_value(); }));
}

} // namespace

TEST_CASE("runs go replication by replication, so that an interrupted study holds complete pairs", "[study]")
{
    const Study study{scenario()};
    const auto runs = study.plan.runs();
    REQUIRE(runs.size() == 12);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        CHECK(runs[i].policy == i % 3);
        CHECK(runs[i].replication == i / 3);
    }
}

TEST_CASE("the number of threads does not change a byte of the results", "[study][invariant]")
{
    Study study{scenario()};
    const std::string one = study.bytes(study.run({.threads = 1}));
    for (const int threads : {2, 5}) {
        const bool same = study.bytes(study.run({.threads = threads})) == one;
        CHECK(same);
    }
}

TEST_CASE("a replication alone equals the same one in a batch", "[study][invariant]")
{
    std::string single = scenario();
    single.replace(single.find("replications = 4"), 16, "replications = 1");
    const StudyOutcome batch = Study{scenario()}.run();
    const StudyOutcome alone = Study{single}.run();
    REQUIRE(alone.runs.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const bool same = saved(*alone.runs[i]) == saved(*batch.runs[i]);
        CHECK(same);
    }
}

TEST_CASE("finished runs are taken from the shards, and none when everything is asked for anew", "[study]")
{
    const TemporaryFolder folder;
    Shards shards{folder / "shards"};
    Study study{scenario()};
    const StudyOutcome first = study.run({.shards = &shards});
    CHECK(first.progress.reused == 0);
    const StudyOutcome second = study.run({.shards = &shards});
    CHECK(second.progress.reused == 12);
    CHECK(second.complete());
    const bool same = study.bytes(first) == study.bytes(second);
    CHECK(same);
    CHECK(study.run({.shards = &shards, .fresh = true}).progress.reused == 0);

    Study more{scenario("[policy.more.supply.solar]\npeak = '5 kW'\n")};
    CHECK(more.run({.shards = &shards}).progress.reused == 12);
    Study other_seed{scenario("[policy.plain.scenario]\ntitle = 'another title'\n")};
    CHECK(other_seed.plan.fingerprint({0, 1, 0}) == study.plan.fingerprint({0, 1, 0}));
}

TEST_CASE("policies that are equal, renamed or swapped take each other's shards under their own names", "[study]")
{
    const std::string small = "[policy.small.supply.solar]\npeak = '5 kW'\n";
    const std::string large = "[policy.large.supply.solar]\npeak = '9 kW'\n";
    const std::vector<std::string> versions{
        small + large,
        small + large + "[policy.same.supply.solar]\npeak = '9 kW'\n[policy.idle]\n", // as another, as the baseline
        small + "[policy.huge.supply.solar]\npeak = '9 kW'\n",                        // renamed
        "[policy.large.supply.solar]\npeak = '5 kW'\n[policy.small.supply.solar]\npeak = '9 kW'\n", // swapped
    };
    for (const int threads : {1, 2}) {
        const TemporaryFolder folder;
        Shards shards{folder / "shards"};
        for (const std::string& policies : versions) {
            Study study{scenario(policies)};
            const StudyOutcome outcome = study.run({.threads = threads, .shards = &shards});
            CHECK(status_of(outcome) == StudyStatus::complete);
            const bool same = study.bytes(outcome) == study.bytes(Study{scenario(policies)}.run());
            CHECK(same);
        }
    }
}

TEST_CASE("a fingerprint follows the contents of input files, whatever their name", "[study]")
{
    const TemporaryFolder folder;
    const auto fingerprint = [&](const std::string& jobs) {
        std::ofstream{folder / "jobs.csv"} << "submit,duration,accelerators\n" << jobs;
        const Study study{
            scenario("[workload.replay]\nkind = 'csv'\nfile = '" + (folder / "jobs.csv").string() + "'\n")};
        return study.plan.fingerprint({0, 0, 0});
    };
    const std::string before = fingerprint("0,60,1\n");
    CHECK(fingerprint("0,60,1\n") == before);
    CHECK(fingerprint("0,61,1\n") != before);
}

TEST_CASE("a study that is stopped keeps what is finished, and continues to the same bytes", "[study][invariant]")
{
    const TemporaryFolder folder;
    Shards shards{folder / "shards"};
    Study study{scenario()};
    std::atomic<bool> stop{false};
    const StudyOutcome stopped = study.run({.threads = 2,
                                            .shards = &shards,
                                            .progress = [&](const StudyProgress& p) { stop = p.finished >= 5; },
                                            .stop = &stop});
    CHECK_FALSE(stopped.complete());
    CHECK(present(stopped) >= 5);
    CHECK(present(stopped) < 12);
    CHECK(present(stopped) == stopped.progress.finished);
    CHECK(status_of(stopped) == StudyStatus::partial);
    const ResultSet partial = assemble(study.plan, stopped);
    CHECK(partial.runs.size() == present(stopped));
    CHECK(std::get<std::string>(partial.findings.back().second) == "partial");
    CHECK_NOTHROW(study.bytes(stopped));

    const StudyOutcome completed = study.run({.shards = &shards});
    CHECK(completed.progress.reused == present(stopped));
    const bool same = study.bytes(completed) == study.bytes(Study{scenario()}.run());
    CHECK(same);
}

TEST_CASE("an exception in one run is rethrown when all threads have ended", "[study]")
{
    const TemporaryFolder folder;
    write_file(folder / "jobs.csv", "submit,duration,accelerators\n0,oops,1\n");
    Study study{scenario("[workload.replay]\nkind = 'csv'\nfile = '" + (folder / "jobs.csv").string() + "'\n")};
    for (const int threads : {1, 3}) CHECK_THROWS_WITH(study.run({.threads = threads}), Catch::Contains("oops"));
}

TEST_CASE("an input file that is not there is told before the first run", "[study]")
{
    CHECK_THROWS_WITH(Study{scenario("[workload.replay]\nkind = 'csv'\nfile = '/nowhere/jobs.csv'\n")},
                      Catch::Contains("/nowhere/jobs.csv"));
}

TEST_CASE("the attributes of a real results file are those of its specification, in their order", "[study][golden]")
{
    Study study{scenario()};
    const TemporaryFolder folder;
    write_results(folder.path(), assemble(study.plan, study.run()));
    const Hdf5Handle file = open_file(folder / "results.h5");
    CHECK(attribute_names(file) == specified_attributes());
    CHECK(read_text_attribute(file, "baseline") == "plain");
    CHECK(read_text_attribute(file, "currency") == "EUR");
    CHECK(read_text_attribute(file, "status") == "complete");
}

TEST_CASE("money is in the currency of the price file, in every file and series", "[study]")
{
    const TemporaryFolder folder;
    std::ofstream file{folder / "price.csv"};
    file << "Datetime (UTC),Price (CHF/MWh)\n2024-12-31 00:00:00,60\n";
    for (int d = 1; d < 9; ++d) file << "2025-01-0" << d << " 00:00:00,60\n";
    file.close();
    std::string text = scenario();
    const std::string fixed = "{ kind = \"fixed\", price = \"0.1 EUR/kWh\" }";
    text.replace(text.find(fixed), fixed.size(),
                 "{ kind = \"csv\", file = \"" + (folder / "price.csv").string() + "\" }");
    Study study{text};
    const ResultSet results = assemble(study.plan, study.run());
    CHECK(study.plan.currency() == "CHF");
    CHECK(std::ranges::find(results.metrics, "cost_energy", &MetricInfo::name)->unit == "CHF");
    const auto& series = results.runs.front().sites.front().series;
    const auto price =
        std::ranges::find(series, "electricity_price", [](const PackedSeries& s) { return s.info.name; });
    REQUIRE(price != series.end());
    CHECK(price->info.unit == "CHF kW-1 h-1");
    const auto is_currency = [](const auto& attribute) { return attribute.first == "currency"; };
    CHECK(std::get<std::string>(std::ranges::find_if(results.attributes, is_currency)->second) == "CHF");
}

TEST_CASE("progress never falls and ends at all of it", "[study]")
{
    Study study{scenario()};
    double last = 0;
    bool falls = false;
    StudyProgress latest;
    study.run({.threads = 2, .progress = [&](const StudyProgress& p) {
                   falls = falls || p.fraction < last - 1e-12;
                   last = p.fraction;
                   latest = p;
               }});
    CHECK_FALSE(falls);
    CHECK(latest.fraction == Approx(1));
    CHECK(latest.finished == 12);
    CHECK(latest.events > 0);
}

TEST_CASE("values of a sweep that are read as one are refused, where they come to bear", "[study]")
{
    const auto problems = [](const std::string& sweep) {
        const ScenarioFile file = parse_scenario(scenario(sweep), "study.toml", registries());
        Inputs inputs;
        try {
            const StudyPlan plan{file, inputs, design_of(file.document.sweep(), 1), 1};
            return std::string{};
        } catch (const ConfigError& error) {
            return error.problems().front().key + ' ' + error.problems().front().text;
        }
    };
    CHECK(problems("[sweep]\nworkload.w.duration = ['1 h', '2 h', '60 min']\n") ==
          "sweep.workload.w.duration has \"60 min\", which is \"1 h\" again (leave one out)");
    CHECK(problems("[sweep]\n'policy.solar.supply.solar.peak' = ['3 kW', '0.003 MW']\n")
              .ends_with(" again (leave one out)"));
    CHECK(problems("[sweep]\nfacility.pue = [1.2, 1.3]\n").empty());
    CHECK(problems("[policy.plain.facility]\npue = 1.5\n[sweep]\nfacility.pue = [1.2, 1.3]\n").empty());
}
