#include "models/workload/job_file.h"
#include "sim/base/calendar.h"
#include "tests/models/workload/read_workload.h"
#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// A file that lives as long as the test.
class ScratchFile {
public:
    explicit ScratchFile(const std::string& text)
        : path_{std::filesystem::temp_directory_path() /
                ("dcsim-jobs-" + std::to_string(getpid()) + "-" + std::to_string(made++) + ".csv")}
    {
        std::ofstream{path_} << text;
    }
    ~ScratchFile() { std::filesystem::remove(path_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    static inline int made = 0;
    std::filesystem::path path_;
};

constexpr Time one_hour_in{3600 * std::int64_t{1'000'000'000}};

RunContext run_context(Inputs& inputs)
{
    RunContext run;
    run.start_unix_ns = *parse_timestamp("2025-06-01T00:00:00+02:00");
    run.end = one_hour_in;
    run.inputs = &inputs;
    return run;
}

std::string error_of(const std::string& text)
{
    const ScratchFile file{text};
    Inputs inputs;
    try {
        survey_job_file({.file = file.path()}, run_context(inputs), one_hour_in);
    } catch (const IoError& e) {
        return e.what();
    }
    return "no error";
}

/// Jobs that wait for others.
JobFileParams in_order(const ScratchFile& file)
{
    JobFileParams params{.file = file.path()};
    params.id = "id";
    params.after = "after";
    return params;
}

} // namespace

TEST_CASE("a job file gives its rows in order, with times in seconds or as stamps", "[workload]")
{
    const ScratchFile file{"when,run_s,gpus,mem,limit\n"
                           "10.5,600,8,1000,\n"
                           "2025-06-01T00:01:00+02:00,1.5,0.25,,7200\n"
                           "2025-05-31T22:02:00Z,60,2,,\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    const auto params = parsed<WorkloadParams>(
        "kind = 'csv'\nfile = '" + file.path().string() +
        "'\ncolumns = { submit = 'when', duration = 'run_s', accelerators = 'gpus', memory_bytes = 'mem', walltime = "
        "'limit' }\nutilisation = 0.75\nestimate_factor = 2.0\n");
    const auto all = all_jobs(*make_stream("replay", {1}, params, run, one_hour_in));
    REQUIRE(all.size() == 3);
    CHECK(all[0].submit == Time{10'500'000'000});
    CHECK(all[0].request.milli_accelerators == 8000);
    CHECK(all[0].request.memory_bytes == 1000);
    CHECK(all[0].nominal_duration() == Span{600'000'000'000});
    CHECK(all[0].estimate == Span{1'200'000'000'000});
    CHECK_FALSE(all[0].walltime);
    CHECK(all[1].submit == Time{60'000'000'000});
    CHECK(all[1].request.milli_accelerators == 250);
    CHECK(all[1].walltime == Span{7'200'000'000'000});
    CHECK(all[1].segments.front().load.utilisation == 0.75);
    CHECK(all[2].submit == Time{120'000'000'000});
    CHECK(all[2].number == 3);
}

TEST_CASE("rows that are no jobs of this run are dropped and counted by cause", "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators\n-5,10,1\n0,10,1\n1,0,1\n2,,1\n3,10,0\n3,-10,1\n4,10,2\n"
                           "3600,10,1\n"};
    Inputs inputs;
    const JobFileCounts counts = survey_job_file({.file = file.path()}, run_context(inputs), one_hour_in);
    CHECK(counts.read == 8);
    CHECK(counts.negative_duration == 1);
    CHECK(counts.delivered == 2);
    CHECK(counts.before_start == 1);
    CHECK(counts.no_duration == 2);
    CHECK(counts.no_accelerators == 1);
    CHECK(counts.after_arrivals == 1);
}

TEST_CASE("rows without accelerators are jobs on their cores where that is asked for", "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators,cpus\n0,10,1,4\n1,10,0,16\n2,10,,8\n3,10,0,0\n4,10,-1,8\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    const std::string text = "kind = 'csv'\nfile = '" + file.path().string() + "'\n";
    const auto params = parsed<WorkloadParams>(text + "columns = { cores = 'cpus' }\ncpu_jobs = true\n");
    const auto all = all_jobs(*make_stream("replay", {1}, params, run, one_hour_in));
    REQUIRE(all.size() == 3);
    CHECK(all[0].request.milli_accelerators == 1000);
    CHECK((all[1].request.milli_accelerators == 0 && all[1].request.cores == 16));
    CHECK((all[2].request.milli_accelerators == 0 && all[2].request.cores == 8));
    CHECK(problems_of<WorkloadParams>(text + "cpu_jobs = true\n").size() == 1);
}

TEST_CASE("the stream of a job file says which rows it left out", "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators\n-5,10,1\n0,10,1\n1,0,1\n2,,1\n3,10,0\n4,10,2\n3600,10,1\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    const JobTraits traits;
    const std::string name = "replay";
    const auto stream = make_job_file({.file = file.path()}, {name, WorkloadId{0}, run, one_hour_in, traits});
    while (stream->next_submit()) stream->take();
    CHECK_THAT(stream->remark(), Catch::EndsWith("5 of 7 rows are no jobs of the run (1 before the start, 1 after the "
                                                 "last arrivals, 2 without a duration, 1 without accelerators)"));
}

TEST_CASE("a job file of nothing but jobs has no remark", "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators\n0,10,1\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    const JobTraits traits;
    const std::string name = "replay";
    const auto stream = make_job_file({.file = file.path()}, {name, WorkloadId{0}, run, one_hour_in, traits});
    while (stream->next_submit()) stream->take();
    CHECK(stream->remark().empty());
}

TEST_CASE("a job submitted centuries away from the run is dropped like any other outside it", "[workload]")
{
    const ScratchFile file{
        "submit,duration,accelerators\n1700-01-01T00:00:00Z,10,1\n0,10,1\n2261-01-01T00:00:00Z,10,1\n"};
    Inputs inputs;
    RunContext run = run_context(inputs);
    const JobFileCounts now = survey_job_file({.file = file.path()}, run, one_hour_in);
    CHECK(now.before_start == 1);
    CHECK(now.delivered == 1);
    CHECK(now.after_arrivals == 1);
}

TEST_CASE("mistakes in a job file point at the cell", "[workload]")
{
    const std::string head = "submit,duration,accelerators\n1,2,3\n";
    CHECK(error_of(head).find("no error") == 0);
    CHECK(error_of(head + "soon,2,3\n").find(".csv:3:1: ") != std::string::npos);
    CHECK(error_of(head + "2,1e40,3\n").find(".csv:3:3: ") != std::string::npos);
    CHECK(error_of(head + "2,2,many\n").find(".csv:3:5: ") != std::string::npos);
    CHECK(error_of(head + "0.5,2,3\n").find(".csv:3:1: ") != std::string::npos);
    CHECK(error_of(head + "0.5,2,3\n").find("earlier than the row above") != std::string::npos);
    CHECK(error_of("submit,length,accelerators\n").find("duration") != std::string::npos);
}

TEST_CASE("a job file's stream saved and restored equals the whole", "[workload][invariant]")
{
    const ScratchFile file{"submit,duration,accelerators\n1,10,1\n2,0,1\n3,10,2\n4,10,3\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    const JobTraits traits;
    const std::string name = "replay";
    const WorkloadContext context{name, {0}, run, one_hour_in, traits};
    const auto first = make_job_file({.file = file.path()}, context);
    first->take();
    Archive saved;
    first->state(saved);
    Archive restored{saved.bytes()};
    const auto second = make_job_file({.file = file.path()}, context);
    second->state(restored);
    CHECK(second->next_submit() == first->next_submit());
    CHECK(second->take().number == 3);
    CHECK(second->take().number == 4);
    CHECK_FALSE(second->next_submit());
}

TEST_CASE("job tables in the layouts of Helios and PAI are read without naming columns", "[workload]")
{
    const ScratchFile helios{"job_id,gpu_num,cpu_num,node_num,state,submit_time,duration\n"
                             "a,8,32,1,COMPLETED,2025-06-01 00:10:00,60\n"};
    const ScratchFile pai{"arrival_time,length,cpus\n30.0,120,3\n"};
    const auto first_job = [](const std::filesystem::path& file, const std::string& format) {
        Inputs inputs;
        const RunContext run = [&] {
            RunContext local = run_context(inputs);
            local.offset_minutes = 120;
            return local;
        }();
        const auto params =
            parsed<WorkloadParams>("kind = 'csv'\nfile = '" + file.string() + "'\nformat = '" + format + "'");
        return make_stream("jobs", {0}, params, run, one_hour_in)->take();
    };
    const JobSpec on_helios = first_job(helios.path(), "philly"), on_pai = first_job(pai.path(), "pai");
    CHECK(on_helios.submit == Time{600'000'000'000});
    CHECK(on_helios.request.milli_accelerators == 8000);
    CHECK(on_helios.request.cores == 32);
    CHECK(on_helios.request.nodes == 1);
    CHECK(seconds(on_helios.nominal_duration()).si() == Approx(60));
    CHECK(on_pai.submit == Time{30'000'000'000});
    CHECK(on_pai.request.milli_accelerators == 3000);
    CHECK(seconds(on_pai.nominal_duration()).si() == Approx(120));
}

TEST_CASE("a job file names the jobs above that a job waits for", "[workload]")
{
    const ScratchFile file{"id,submit,duration,accelerators,after\n"
                           "a,0,60,1,\nb,0,,1,\nc,5,60,1,a;b\nd,6,60,1,c a\n"};
    Inputs inputs;
    const auto jobs = make_job_file(in_order(file), {"jobs", {}, run_context(inputs), one_hour_in, {}});
    CHECK(jobs->take().predecessors().empty());
    const JobSpec third = jobs->take();
    CHECK(third.in_workflow);
    CHECK(*third.after == std::vector<std::uint64_t>{1});
    CHECK(*jobs->take().after == std::vector<std::uint64_t>{1, 3});
}

TEST_CASE("rows that are no jobs pass on whom they wait for", "[workload]")
{
    const ScratchFile file{"id,submit,duration,accelerators,after\n"
                           "r,-5,60,1,gone\na,0,60,1,\nz,0,60,1,r\nb,0,0,1,a;z\nc,0,60,0,b;a\nd,0,60,1,c;a\n"
                           "e,0,60,1,d;b\n"};
    Inputs inputs;
    const auto jobs = make_job_file(in_order(file), {"jobs", {}, run_context(inputs), one_hour_in, {}});
    CHECK(jobs->take().predecessors().empty());
    CHECK(jobs->take().predecessors().empty());
    CHECK(*jobs->take().after == std::vector<std::uint64_t>{2, 3});
    CHECK(*jobs->take().after == std::vector<std::uint64_t>{2, 3, 6});
    CHECK_FALSE(jobs->next_submit());
}

TEST_CASE("a job that waits for one that no row above names is an error that points there", "[workload]")
{
    const std::string below = GENERATE("x", "b");
    const ScratchFile file{"id,submit,duration,accelerators,after\na,0,60,1,\nb,0,60,1," + below + "\n"};
    Inputs inputs;
    CHECK_THROWS_WITH(survey_job_file(in_order(file), run_context(inputs), one_hour_in),
                      Catch::Contains(":3:10: 'after'") && Catch::Contains("no row above"));
}

TEST_CASE("a utilisation file says what jobs do, in their order", "[workload]")
{
    const ScratchFile file{"id,submit,accelerators\na,-5,2\nb,0,4\n"};
    Inputs inputs;
    JobFileParams params{.file = file.path()};
    params.id = "id";
    const ScratchFile use{"job,duration,utilisation\na,10,1\nb,30,0.25\nb,0,1\nb,60.5,0.75\n"};
    params.utilisation = use.path();
    const auto jobs = make_job_file(params, {"jobs", {}, run_context(inputs), one_hour_in, {}});
    const JobSpec job = jobs->take();
    REQUIRE(job.segments.size() == 2);
    CHECK(job.segments[0].amount == Span{30'000'000'000});
    CHECK(job.segments[0].load.utilisation == 0.25);
    CHECK(job.segments[1].amount == Span{60'500'000'000});
    CHECK(job.nominal_duration() == Span{90'500'000'000});

    const ScratchFile other{"job,duration,utilisation\nb,10,1\n"}, fewer{"job,duration,utilisation\na,10,1\n"};
    params.utilisation = other.path();
    CHECK_THROWS_WITH(survey_job_file(params, run_context(inputs), one_hour_in),
                      Catch::Contains("job 'a' is expected"));
    params.utilisation = fewer.path();
    CHECK_THROWS_WITH(survey_job_file(params, run_context(inputs), one_hour_in),
                      Catch::Contains("ends before job 'b'"));
}

TEST_CASE("two jobs of one name are an error where others may wait for them", "[workload]")
{
    const ScratchFile file{"id,submit,duration,accelerators,after\na,0,60,1,\na,0,60,1,\n"};
    Inputs inputs;
    JobFileParams params{.file = file.path()};
    params.id = "id";
    params.after = "after";
    CHECK_THROWS_WITH(survey_job_file(params, run_context(inputs), one_hour_in),
                      Catch::Contains(":3:1: 'id'") && Catch::Contains("a row above too"));
    const ScratchFile blank{"id,submit,duration,accelerators,after\n,0,60,1,\n,0,60,1,\n"};
    params.file = blank.path();
    CHECK_THROWS_WITH(survey_job_file(params, run_context(inputs), one_hour_in),
                      Catch::Contains(":3:1: 'id'") && Catch::Contains("is empty, as in a row above"));
}

TEST_CASE("a wall time is refused where the scheduler chooses the length of jobs, and a blank one is none",
          "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators,limit\n0,60,1,\n1,60,1,30\n"};
    Inputs inputs;
    const RunContext run = run_context(inputs);
    JobFileParams params{.file = file.path()};
    params.walltime = "limit";
    JobTraits traits;
    const std::string name = "jobs";
    CHECK(all_jobs(*make_job_file(params, {name, WorkloadId{0}, run, one_hour_in, traits})).size() == 2);
    traits.elasticity.choice = SizeChoice::moldable;
    const auto sized = make_job_file(params, {name, WorkloadId{0}, run, one_hour_in, traits});
    CHECK_FALSE(sized->take().walltime);
    CHECK_THROWS_WITH(sized->take(), Catch::Contains(":3:8: 'limit'") && Catch::Contains("elasticity"));
}

TEST_CASE("a number that is out of range is told with the range", "[workload]")
{
    const ScratchFile file{"submit,duration,accelerators,limit\n0,60,1,-3\n"};
    Inputs inputs;
    JobFileParams params{.file = file.path()};
    params.walltime = "limit";
    CHECK_THROWS_WITH(survey_job_file(params, run_context(inputs), one_hour_in),
                      Catch::Contains(":2:8: 'limit'") && Catch::Contains("0 to 9e+09"));
}
