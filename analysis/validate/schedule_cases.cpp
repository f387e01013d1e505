#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include <algorithm>
#include <fmt/core.h>
#include <optional>

/// Schedules worked out by hand. At one instant ends come first, then submissions, then one scheduling pass.
namespace dcsim {

namespace {

struct Span2 {
    int start, end;
};

struct Schedule {
    std::string policy; ///< as the scenario names it
    std::vector<Span2> jobs;
    double makespan, mean_wait, utilisation;
    std::optional<double> bounded_slowdown{};
};

struct JobSet {
    std::string id, csv; ///< rows of submit,duration,accelerators,estimate
    std::uint32_t accelerators;
    std::vector<Schedule> schedules;
};

const std::string columns = "columns = { estimate = \"estimate\", nodes = \"nodes\", walltime = \"walltime\" }\n";
const std::string header = "submit,duration,accelerators,estimate,nodes,walltime\n";

JobSet s1()
{
    const std::vector<Span2> backfilled{{0, 100}, {100, 150}, {20, 100}, {150, 250}, {150, 210}, {150, 450}};
    const double waited = 70, used = 1740.0 / (8 * 450);
    return {"S1",
            "0,100,4,,,\n10,50,8,,,\n20,80,4,,,\n30,100,2,120,,\n40,60,2,,,\n50,300,1,,,\n",
            8,
            {{"fcfs",
              {{0, 100}, {100, 150}, {150, 230}, {150, 250}, {150, 210}, {210, 510}},
              510,
              610.0 / 6,
              1740.0 / (8 * 510),
              2.165278},
             {"easy", backfilled, 450, waited, used, 1.861111},
             {"conservative", backfilled, 450, waited, used},
             {"skip", backfilled, 450, waited, used}}};
}

JobSet s2()
{
    constexpr double work = 2220;
    return {
        "S2",
        "0,50,12,,,\n0,100,8,,,\n10,20,2,,,\n10,60,8,,,\n30,50,4,,,\n30,50,2,,,\n",
        16,
        {{"fcfs", {{0, 50}, {50, 150}, {50, 70}, {70, 130}, {130, 180}, {130, 180}}, 180, 350.0 / 6, work / (16 * 180)},
         {"easy", {{0, 50}, {50, 150}, {10, 30}, {80, 140}, {30, 80}, {140, 190}}, 190, 230.0 / 6, work / (16 * 190)},
         {"conservative",
          {{0, 50}, {50, 150}, {10, 30}, {50, 110}, {110, 160}, {110, 160}},
          160,
          250.0 / 6,
          work / (16 * 160)},
         {"skip", {{0, 50}, {50, 150}, {10, 30}, {100, 160}, {30, 80}, {50, 100}}, 160, 160.0 / 6, work / (16 * 160)}}};
}

JobSet s3()
{
    const std::vector<Span2> backfilled{{0, 100}, {100, 110}, {110, 310}, {3, 93}};
    constexpr double work = 1260;
    return {"S3",
            "0,100,6,,,\n1,10,8,,,\n2,200,2,,,\n3,90,2,,,\n",
            8,
            {{"fcfs", {{0, 100}, {100, 110}, {110, 310}, {110, 200}}, 310, 78.5, work / (8 * 310), 3.907222},
             {"easy", backfilled, 310, 51.75, work / (8 * 310), 3.61},
             {"conservative", backfilled, 310, 51.75, work / (8 * 310)},
             {"skip", {{0, 100}, {202, 212}, {2, 202}, {100, 190}}, 212, 74.5, work / (8 * 212)}}};
}

/// Under EASY a job that leaves the head its reservation may still delay those behind the head.
JobSet s6()
{
    const std::vector<Span2> in_order{{0, 100}, {100, 200}, {200, 250}, {250, 500}};
    constexpr double work = 2100;
    return {"S6",
            "0,100,6,,,\n1,100,6,,,\n2,50,8,,,\n3,250,2,,,\n",
            8,
            {{"fcfs", in_order, 500, 136, work / (8 * 500)},
             {"conservative", in_order, 500, 136, work / (8 * 500)},
             {"easy", {{0, 100}, {100, 200}, {253, 303}, {3, 253}}, 303, 87.5, work / (8 * 303)}}};
}

TrialResult run(const std::string& csv, PlainSite site, const std::string& further = {})
{
    Trial trial{scenario_text(site) + csv_workload("/jobs.csv", columns + further)};
    trial.provide("/jobs.csv", header + csv);
    return trial.run();
}

double jobs_in_place(const TrialResult& result, const std::vector<Span2>& expected)
{
    int right = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const JobRecord& job = result.job(i + 1);
        const auto at = [](int s) { return first_tick_at_or_after(Time{}, Seconds{static_cast<double>(s)}); };
        right += job.start == at(expected[i].start) && job.end == at(expected[i].end) ? 1 : 0;
    }
    return right;
}

std::vector<ValidationRow> rows_of(const JobSet& set, const Schedule& s)
{
    const TrialResult result = run(set.csv, {.accelerators = set.accelerators, .scheduler = s.policy});
    const std::string id = set.id + '.' + s.policy + '.', what = set.id + ' ' + s.policy + ' ';
    const double held = result.metric("accelerator_hours") * 3600, makespan = result.metric("makespan_s");
    std::vector<ValidationRow> rows{
        identical(id + "jobs", what + "jobs in place", static_cast<double>(s.jobs.size()),
                  jobs_in_place(result, s.jobs)),
        exact(id + "makespan", what + "makespan, s", s.makespan, makespan),
        exact(id + "wait", what + "mean wait, s", s.mean_wait, result.metric("wait_mean_s")),
        exact(id + "used", what + "utilisation", s.utilisation, held / (set.accelerators * makespan)),
    };
    if (s.bounded_slowdown)
        rows.push_back(within(id + "slowdown", what + "bounded slowdown", *s.bounded_slowdown,
                              result.metric("bounded_slowdown_mean"), 1e-6));
    return rows;
}

ValidationCase set_case(JobSet (*make)())
{
    const JobSet set = make();
    return {set.id,
            "schedule of a gang set under every policy",
            "worked out by hand",
            'C',
            "jobs",
            [set](const ValidationContext&) {
                std::vector<ValidationRow> rows;
                for (const Schedule& s : set.schedules)
                    for (ValidationRow& row : rows_of(set, s)) rows.push_back(std::move(row));
                return rows;
            }};
}

std::vector<ValidationRow> distinct_nodes(const ValidationContext&)
{
    const std::string csv = "0,100,3,,1,\n0,100,3,,1,\n0,50,2,,1,\n0,30,2,,2,\n";
    std::vector<ValidationRow> rows;
    for (const char* policy : {"fcfs", "easy", "conservative"}) {
        const TrialResult result = run(csv, {.nodes = 2, .accelerators = 4, .scheduler = policy});
        const auto start = [&](std::uint64_t job) { return seconds(*result.job(job).start).si(); };
        const std::string id = std::string{"G1."} + policy, what = std::string{policy} + ": start of the ";
        rows.push_back(identical(id + ".C", what + "gang without room on one node, s", 100, start(3)));
        rows.push_back(
            identical(id + ".D", what + "gang over two nodes, s", policy == std::string{"fcfs"} ? 100 : 0, start(4)));
    }
    return rows;
}

std::vector<ValidationRow> longest_first(const ValidationContext&)
{
    std::string csv;
    for (const int length : {5, 5, 4, 4, 3, 3, 3}) csv += fmt::format("0,{},1,,,\n", length);
    return {identical("G2", "longest first on three machines, makespan in s", 11,
                      run(csv, {.nodes = 3, .accelerators = 1}).metric("makespan_s"))};
}

/// A delay draws nothing above idle, a computation all that its accelerator can; both end alike.
std::vector<ValidationRow> wall_times(const ValidationContext&)
{
    std::string csv;
    std::vector<Span2> expected;
    for (int walltime = 1; walltime <= 20; ++walltime) {
        csv += fmt::format("0,10,1,,,{}\n", walltime);
        expected.push_back({0, std::min(walltime, 10)});
    }
    csv += "0,10,1,,,\n10,10,1,,,\n";
    expected.insert(expected.end(), {{0, 10}, {10, 20}});
    std::vector<ValidationRow> rows;
    for (const auto& [family, utilisation] : {std::pair{"delay", "0.0"}, std::pair{"compute", "1.0"}}) {
        const TrialResult result = run(csv, {.nodes = 8, .accelerators = 8, .idle_w = 0, .full_w = 800},
                                       fmt::format("utilisation = {}\n", utilisation));
        const std::string id = std::string{"C2."} + family + '.', what = std::string{family} + ": ";
        const double held = result.metric("accelerator_hours") * 3600;
        rows.push_back(
            identical(id + "jobs", what + "jobs that start and end as they must", 22, jobs_in_place(result, expected)));
        rows.push_back(identical(id + "completed", what + "jobs completed", 13, result.metric("jobs_completed")));
        rows.push_back(identical(id + "killed", what + "jobs killed", 9, result.metric("jobs_killed")));
        rows.push_back(exact(id + "held", what + "occupied time, s", 175, held));
        rows.push_back(identical(id + "makespan", what + "makespan, s", 20, result.metric("makespan_s")));
        rows.push_back(exact(id + "energy", what + "energy of jobs at 100 W each, J", std::stod(utilisation) * 17500,
                             result.metric("energy_jobs_kwh") * 3.6e6));
    }
    return rows;
}

/// 800 and 1200 accelerator seconds on 8 accelerators, the second job from 20 s on: halves from then until the first
/// ends. Each of the two changes of size costs `rest`, the second of them after the other job's end.
std::vector<ValidationRow> halves(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const int rest : {0, 6}) {
        const double first = 20 + rest + 640.0 / 4;                         // 640 are left at 20 s
        const double second = first + rest + (1200 - 4 * (first - 20)) / 8; // it had 4 since 20 s
        const TrialResult result =
            run("0,100,8,,,\n20,150,8,,,\n",
                {.accelerators = 8, .scheduler = "elastic", .scheduling = "interval = \"0 s\"\n"},
                fmt::format("elasticity = {{ kind = \"elastic\", min = 0.25, resize_time = \"{} s\" }}\n", rest));
        const auto end = [&](std::uint64_t job) { return seconds(*result.job(job).end).si(); };
        const std::string id = fmt::format("S4.{}.", rest), what = fmt::format("{} s at rest after a change: ", rest);
        rows.push_back(within(id + "first", what + "end of the job that shrinks, s", first, end(1), 1e-8));
        rows.push_back(within(id + "second", what + "end of the job that grows, s", second, end(2), 1e-8));
    }
    return rows;
}

/// On 1, 2, 4, 8, 16 accelerators Amdahl's speed-up at 5 % is 1, 1.905, 3.478, 5.926, 9.143: each further one adds
/// 0.905, 0.787, 0.612, 0.402.
std::vector<ValidationRow> amdahl(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const auto& [gain, size] : {std::pair{0.8, 2}, {0.7, 4}, {0.5, 8}, {0.0, 16}}) {
        const TrialResult result =
            run("0,1000,1,,,\n",
                {.accelerators = 16, .scheduler = "elastic", .scheduling = fmt::format("least_gain = {:.1f}\n", gain)},
                "elasticity = { kind = \"moldable\", max = 16.0, serial_fraction = 0.05 }\n");
        rows.push_back(within(fmt::format("S5.{}", size),
                              fmt::format("time of 1000 s at a least gain of {:.1f}, s", gain),
                              1000 * (0.05 + 0.95 / size), seconds(*result.job(1).end).si(), 1e-8));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> schedule_cases()
{
    return {
        set_case(s1),
        set_case(s2),
        set_case(s3),
        set_case(s6),
        {"S4", "two elastic jobs share a cluster", "worked out by hand", 'C', "jobs", halves},
        {"S5", "the size of a job that scales by Amdahl's law", "Amdahl, AFIPS Spring Joint Computer Conference (1967)",
         'C', "jobs", amdahl},
        {"G1", "a gang needs distinct nodes", "worked out by hand", 'C', "jobs", distinct_nodes},
        {"G2", "longest-first list schedule", "Graham, SIAM J. Appl. Math. 17 (1969): 4/3 - 1/(3m)", 'C', "jobs",
         longest_first},
        {"C2", "wall times from 1 to 20 s for jobs of 10 s", "Batsim's own test set; answers by hand", 'C', "jobs",
         wall_times},
    };
}

} // namespace dcsim
