#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/execution/execution.h"
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr double joules_per_kwh = 3.6e6;

std::vector<ValidationRow> falling_load(const ValidationContext&)
{
    const auto joules_until = [](const char* end) {
        Trial trial{scenario_text({.duration = end, .idle_w = 8, .full_w = 200}) +
                    "[workload.jobs]\narrivals = { kind = \"at-start\" }\ngpus = 1\nduration = \"10 s\"\n"};
        return trial.run().metric("energy_it_kwh") * joules_per_kwh;
    };
    return {exact("E1.until", "200 W that fall to 8 W after 10 s: until then, J", 2000, joules_until("10 s")),
            exact("E1.after", "the same: 10 s later, J", 2080, joules_until("20 s"))};
}

/// A host that works for 30 s at 200 W every 100 s, idles for 10 s at 95 W, sleeps at 8 W and wakes within 20 s.
std::vector<ValidationRow> switched_host(const ValidationContext&)
{
    constexpr int times = 5;
    const auto joules = [](double wake_w) {
        std::string rows = "submit,duration,accelerators\n";
        for (int i = 1; i <= times; ++i) rows += fmt::format("{},30,1\n", 100 * i);
        Trial trial{scenario_text({.duration = "600 s", .idle_w = 95, .full_w = 200}) +
                    fmt::format("[control.sleep]\nafter = \"10 s\"\npower = \"8 W\"\nwake = \"20 s\"\n"
                                "wake_power = \"{} W\"\n",
                                wake_w) +
                    csv_workload("/jobs.csv")};
        trial.provide("/jobs.csv", rows);
        return trial.run().metric("energy_it_kwh") * joules_per_kwh;
    };
    const double before = 10 * 95 + 90 * 8, cycle = 20 * 150 + 30 * 200 + 10 * 95 + 40 * 8;
    return {exact("E6.energy", "a host switched on 5 times, J", before + times * cycle, joules(150)),
            exact("E6.transitions", "what its transitions take above idle, J", times * 20 * (150 - 95),
                  joules(150) - joules(95))};
}

std::vector<ValidationRow> stopped_clock(const ValidationContext&)
{
    const auto at = [](std::int64_t s) { return Time{s * 1'000'000'000}; };
    Trial trial{scenario_text({.idle_w = 100, .full_w = 300}) + csv_workload("/unread.csv")};
    const auto host = trial.file().policies.front().scenario.site.main().host_power({.count = 1});
    ItPower it;
    Execution execution{it, *host, 1, 1000};
    JobSpec spec;
    spec.segments = {Segment{Segment::Rate::with_clock, at(10) - Time{}, {1}}};
    Gang gang;
    gang.runs = {NodeRun{0, 1, 1000, 0, 0}};
    execution.start(Time{}, JobId{0}, std::move(gang), spec);
    execution.limit(at(4), 0);
    const bool ends = execution.next_segment_end() != Time::never();
    const auto joules = [&](std::int64_t s) { return energy_of_e18(execution.energy_e18(at(s), JobId{0})).si(); };
    const double stopped = joules(104) - joules(4);
    execution.limit(at(104), 0.5);
    return {identical("E7.end", "ends foreseen at a clock of 0", 0, ends ? 1 : 0),
            exact("E7.energy", "100 s of 300 W at a clock of 0, J", 30'000, stopped),
            identical("E7.later", "end of the 6 s left, at half clock from 104 s on, s", 116,
                      seconds(execution.next_segment_end() - Time{}).si())};
}

/// Rows of submission and length in s on one host that draws 100 W idle and 200 W with all its cores at full clock.
struct CoreCase {
    std::string id, what;
    std::uint32_t cores;
    std::string at_half_clock, at_full_clock; ///< CSV
    double makespan_s, energy_j;
};

void add_rows(std::vector<ValidationRow>& rows, const CoreCase& c)
{
    const auto workload = [](const char* name, double utilisation) {
        return fmt::format("[workload.{0}]\nkind = \"csv\"\nfile = \"/{0}.csv\"\nutilisation = {1}\n", name,
                           utilisation);
    };
    const std::string header = "submit,duration,accelerators\n";
    Trial trial{scenario_text({.duration = "1 h",
                               .drain = "1 h",
                               .end = "drained",
                               .accelerators = c.cores,
                               .idle_w = 100,
                               .full_w = 200}) +
                workload("half", 0.5) + workload("full", 1)};
    trial.provide("/half.csv", header + c.at_half_clock);
    trial.provide("/full.csv", header + c.at_full_clock);
    const TrialResult result = trial.run();
    rows.push_back(exact(c.id + ".makespan", c.what + ": makespan, s", c.makespan_s, result.metric("makespan_s")));
    rows.push_back(
        exact(c.id + ".energy", c.what + ": energy, J", c.energy_j, result.metric("energy_it_kwh") * joules_per_kwh));
}

std::vector<ValidationRow> cores_of_a_host(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const CoreCase& c : {
             CoreCase{"C1.s1", "a task at half clock", 1, "0,600,1\n", "", 600, 90'000},
             CoreCase{"C1.s2", "another behind it at full clock", 1, "0,600,1\n", "0,300,1\n", 900, 150'000},
             CoreCase{"C1.s3", "two beside each other", 2, "0,600,1\n0,600,1\n", "", 600, 90'000},
             CoreCase{"C1.s4", "another after a pause", 1, "0,600,1\n", "1200,300,1\n", 1500, 210'000},
         })
        add_rows(rows, c);
    return rows;
}

} // namespace

std::vector<ValidationCase> host_cases()
{
    return {
        {"C1", "tasks on the cores of one host", "OpenDC's own scenarios, answers by hand", 'V', "it", cores_of_a_host},
        {"E1", "a host whose load falls", "simgrid issue 171 (the past priced anew)", 'C', "it", falling_load},
        {"E6", "a host that sleeps and is switched on", "cloudsimplus issues 327, 339, 346", 'C', "it", switched_host},
        {"E7", "a clock of zero", "simgrid issues 44 and 26 (NaN, endless loop)", 'C', "it", stopped_clock},
    };
}

} // namespace dcsim
