#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"

/// Workflows of tasks on a host of two cores that draws 100 W idle and 200 W with both at full clock. Tasks take a core
/// for 10 minutes at half clock, a quarter of the host's capacity.
namespace dcsim {

namespace {

constexpr double joules_per_kwh = 3.6e6;

/// Zero, then two side by side, then the last.
const std::string diamond = "0,0,600,1,\n1,0,600,1,0\n2,0,600,1,0\n3,0,600,1,1 2\n";

TrialResult run(const std::string& tasks)
{
    Trial trial{
        scenario_text(
            {.duration = "1 h", .drain = "1 h", .end = "drained", .accelerators = 2, .idle_w = 100, .full_w = 200}) +
        csv_workload("/tasks.csv", "utilisation = 0.5\ncolumns = { id = \"id\", after = \"after\" }")};
    trial.provide("/tasks.csv", "id,submit,duration,accelerators,after\n" + tasks);
    return trial.run();
}

struct WorkflowCase {
    std::string id, what, tasks;
    double makespan_s, energy_j;
};

std::vector<ValidationRow> workflows(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const WorkflowCase& c : {
             WorkflowCase{"w1", "a diamond", diamond, 1800, 240'000},
             WorkflowCase{"w2", "a diamond with a short side", "0,0,600,1,\n1,0,600,1,0\n2,0,300,1,0\n3,0,600,1,1 2\n",
                          1800, 232'500},
             WorkflowCase{"w3", "a diamond and a task of 40 min", diamond + "4,0,2400,1,\n", 2400, 360'000},
             WorkflowCase{"w4", "a diamond and a task of 15 min", diamond + "4,0,900,1,\n", 2100, 292'500},
         }) {
        const TrialResult result = run(c.tasks);
        rows.push_back(
            exact("C1." + c.id + ".makespan", c.what + ": makespan, s", c.makespan_s, result.metric("makespan_s")));
        rows.push_back(exact("C1." + c.id + ".energy", c.what + ": energy, J", c.energy_j,
                             result.metric("energy_it_kwh") * joules_per_kwh));
    }
    return rows;
}

std::vector<ValidationRow> lost_branch(const ValidationContext&)
{
    const TrialResult result = run("0,0,600,10,\n1,0,600,1,0\n2,0,600,1,0\n3,0,600,1,1 2\n4,0,600,1,\n");
    return {identical("C1.w5.completed", "jobs completed", 1, result.metric("jobs_completed")),
            identical("C1.w5.rejected", "jobs rejected", 1, result.metric("jobs_rejected")),
            identical("C1.w5.cancelled", "jobs cancelled", 3, result.metric("jobs_cancelled")),
            exact("C1.w5.makespan", "makespan, s", 600, result.metric("makespan_s")),
            exact("C1.w5.energy", "energy, J", 75'000, result.metric("energy_it_kwh") * joules_per_kwh)};
}

/// One task whose use of a core of its own changes: 300 s at full clock, 300 s at rest, 600 s at half.
std::vector<ValidationRow> profile(const ValidationContext&)
{
    Trial trial{
        scenario_text(
            {.duration = "1 h", .drain = "1 h", .end = "drained", .accelerators = 1, .idle_w = 100, .full_w = 200}) +
        csv_workload("/tasks.csv", "utilisation_file = \"/use.csv\"\ncolumns = { id = \"id\" }")};
    trial.provide("/tasks.csv", "id,submit,accelerators\na,0,1\n");
    trial.provide("/use.csv", "job,duration,utilisation\na,300,1\na,300,0\na,600,0.5\n");
    const TrialResult result = trial.run();
    return {exact("C1.profile.makespan", "a task of three stretches: makespan, s", 1200, result.metric("makespan_s")),
            exact("C1.profile.energy", "the same: energy, J", 300 * 200 + 300 * 100 + 600 * 150,
                  result.metric("energy_it_kwh") * joules_per_kwh)};
}

} // namespace

std::vector<ValidationCase> workflow_cases()
{
    return {
        {"C1.w", "workflows on the cores of one host", "OpenDC's own scenarios, answers by hand", 'V', "it", workflows},
        {"C1.w5", "a workflow whose first task never fits", "OpenDC's own scenarios, answers by hand", 'V', "it",
         lost_branch},
        {"C1.p", "a task whose utilisation changes", "worked out by hand", 'C', "it", profile},
    };
}

} // namespace dcsim
