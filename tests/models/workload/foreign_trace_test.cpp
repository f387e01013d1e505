#include "models/workload/foreign_trace.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

std::string swf_line(int number, int submit, int run, int processors, int asked, int status)
{
    return std::to_string(number) + "  " + std::to_string(submit) + " 7 " + std::to_string(run) + ' ' +
           std::to_string(processors) + " -1 -1 " + std::to_string(processors) + ' ' + std::to_string(asked) + " -1 " +
           std::to_string(status) + " 3 1 -1 1 -1 -1 -1\n";
}

} // namespace

TEST_CASE("an SWF trace keeps jobs that ran, by submission, and says what it dropped", "[import]")
{
    Inputs inputs;
    inputs.provide("log.swf", "; Version: 2.2\n; UnixStartTime: 1000000000\n;\n" + swf_line(1, 60, 100, 4, 3600, 1) +
                                  swf_line(2, 30, 50, 8, -1, 0) + swf_line(3, 70, -1, 8, 60, 5) +
                                  swf_line(4, 71, 10, -1, 60, 1) + swf_line(5, 72, 10, 2, 60, 3) + "\n" +
                                  swf_line(6, 80, 20, 2, 10, 5));
    const ForeignTrace trace = read_swf(inputs, "log.swf");
    CHECK(trace.rows == 6);
    CHECK(trace.calendar);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{
                               {"cancelled before they ran", 1}, {"parts of jobs", 1}, {"without processors", 1}});
    REQUIRE(trace.jobs.size() == 3);
    CHECK(trace.jobs.front().submit_ns == std::int64_t{1'000'000'030} * 1'000'000'000);
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n"
                             "2,0,50,8,,\n1,30,100,4,,3600\n6,50,20,2,,10\n");
    CHECK(utilisation_csv(trace).empty());
}

TEST_CASE("a line of an SWF trace that lacks a field is an error that names it", "[import]")
{
    Inputs inputs;
    inputs.provide("log.swf", "; a comment\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n");
    CHECK_THROWS_WITH(read_swf(inputs, "log.swf"), Catch::Contains("log.swf:2: field 18 of 18"));
}

TEST_CASE("rows with numbers that no scenario accepts are dropped, each with its reason", "[import]")
{
    const std::string rest = " -1 -1 4 60 -1 1 3 1 -1 1 -1 -1 -1\n", good = "1 5 7 100 4" + rest;
    Inputs inputs;
    inputs.provide("log.swf", good + "2 1e12 7 100 4" + rest + "3 6 7 1e10 4" + rest + "4 7 7 100 4e7" + rest +
                                  "1e17 8 7 100 4" + rest + "5 9 7 1e300 4" + rest + "6 3e9 7 100 4" + rest +
                                  "7 10 7 100 4" + rest);
    const ForeignTrace trace = read_swf(inputs, "log.swf");
    CHECK(trace.rows == 8);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"with a submit time beyond the year 2096", 1},
                                                                {"with a duration of centuries", 2},
                                                                {"with more than 4,000,000 accelerators", 1},
                                                                {"with a job number of more than 15 digits", 1},
                                                                {"20 years and more from most others", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n1,0,100,4,,60\n7,5,100,4,,60\n");
}

TEST_CASE("a byte order mark is no part of an SWF trace, and numbers that come twice are told", "[import]")
{
    Inputs inputs;
    inputs.provide("log.swf", "\xEF\xBB\xBF" + swf_line(1, 60, 100, 4, 60, 1) + swf_line(1, 70, 100, 4, 60, 1));
    inputs.provide("marked.swf", "\xEF\xBB\xBF; UnixStartTime: 1000000000\n" + swf_line(1, 60, 100, 4, 60, 1));
    const ForeignTrace trace = read_swf(inputs, "log.swf");
    CHECK(trace.jobs.size() == 2);
    CHECK(trace.notes.back().starts_with("1 rows have the number of a job above"));
    CHECK(read_swf(inputs, "marked.swf").calendar);
}

TEST_CASE("limits of Slurm are read in each of its forms, and rows that make no sense are dropped", "[import]")
{
    // minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes, days-hours:minutes:seconds
    // [sbatch(1), --time]
    const std::vector<std::string> forms{"90", "1:30", "01:00:00", "2-3", "2-3:04", "2-3:04:05"};
    std::string text = "JobID|Submit|ElapsedRaw|TimelimitRaw|NNodes|AllocTRES|State\n";
    const auto row = [&](const std::string& limit, const std::string& state) {
        text += "1|2025-06-01T08:00:10|600|" + limit + "|1|gres/gpu=1|" + state + '\n';
    };
    for (const std::string& form : forms) row(form, "COMPLETED");
    for (const char* none : {"", "UNLIMITED", "Partition_Limit"}) row(none, "TIMEOUT");
    for (const char* nonsense : {"soon", "1:2:3:4", "1-2-3", "12h", ":30", "-1"}) row(nonsense, "FAILED");
    row("60", "COMPLETE");
    row("60", "");
    Inputs inputs;
    inputs.provide("sacct.txt", text);
    const ForeignTrace trace = read_sacct(inputs, "sacct.txt", "gres/gpu", {});
    std::vector<double> limits;
    for (const ForeignJob& job : trace.jobs) limits.push_back(job.estimate.value_or(0));
    CHECK(limits == std::vector<double>{5400, 90, 3600, 183'600, 183'840, 183'845, 0, 0, 0});
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"with a time limit that is no time", 6},
                                                                {"in a state that is not known here", 2}});
    CHECK(trace.notes.back().starts_with("8 rows have the number"));
}

TEST_CASE("nobody waits for a task that is dropped for its numbers", "[import]")
{
    Inputs inputs;
    inputs.provide("tasks.csv", "id,submission_time,cpu_count,parents\na,0,5e6,\nb,0,1,a\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\na,1000,1\nb,1000,1\n");
    const ForeignTrace trace = read_opendc(inputs, "tasks.csv", "fragments.csv", 2000);
    REQUIRE(trace.jobs.size() == 1);
    CHECK(trace.jobs.front().after.empty());
}

TEST_CASE("a task that is dropped for its numbers passes on whom it waits for", "[import]")
{
    Inputs inputs; // a <- b <- c <- d, and b and c are too large
    inputs.provide("tasks.csv", "id,submission_time,cpu_count,parents\na,0,1,\nb,0,5e6,a\nc,0,5e6,b\nd,0,1,c\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\na,1000,1\nb,1000,1\nc,1000,1\nd,1000,1\n");
    const ForeignTrace trace = read_opendc(inputs, "tasks.csv", "fragments.csv", 2000);
    REQUIRE(trace.jobs.size() == 2);
    CHECK(trace.jobs.back().after == std::vector<std::string>{"a"});
}

TEST_CASE("names of jobs that hold separators are quoted", "[import]")
{
    ForeignTrace trace;
    trace.jobs.push_back({.id = "7_[1,3]", .seconds = 5, .accelerators = 1, .use = {{5, 0.5}}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n\"7_[1,3]\",0,5,1,,\n");
    CHECK(utilisation_csv(trace) == "job,duration,utilisation\n\"7_[1,3]\",5,0.5\n");
}

TEST_CASE("accounting of Slurm gives accelerators, nodes and limits", "[import]")
{
    Inputs inputs;
    inputs.provide("sacct.txt",
                   "JobID|Submit|ElapsedRaw|TimelimitRaw|NNodes|AllocTRES|State\n"
                   "12|2025-06-01T08:00:10|600|60|2|billing=16,cpu=32,gres/gpu=16,mem=64G,node=2|COMPLETED\n"
                   "13|2025-06-01T08:00:00|60|UNLIMITED|1|cpu=4,gres/gpu:a100=1,gres/gpu=1|FAILED\n"
                   "14|Unknown|0|60|1||CANCELLED by 5\n"
                   "15|2025-06-01T08:02:00|9|60|1|cpu=4|COMPLETED\n"
                   "16|2025-06-01T08:03:00|9|1-00:00:00|1|gres/gpu=1|RUNNING\n"
                   "13.batch|2025-06-01T08:00:01|59||1|cpu=4,gres/gpu=1|FAILED\n"
                   "13.0|2025-06-01T08:00:02|58||1|cpu=4,gres/gpu=1|FAILED\n");
    const ForeignTrace trace = read_sacct(inputs, "sacct.txt", "gres/gpu", {.offset_minutes = 120});
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{
                               {"never ran", 1}, {"steps of jobs", 2}, {"still running", 1}, {"without gres/gpu", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n13,0,60,1,1,\n12,10,600,16,2,3600\n");
    CHECK(trace.jobs.front().submit_ns == std::int64_t{1'748'757'600} * 1'000'000'000); // 06:00 UTC
    CHECK(read_sacct(inputs, "sacct.txt", "cpu", {}).jobs.size() == 3);
}

TEST_CASE("a job of Slurm is kept if it ran and is no more, whatever became of it", "[import]")
{
    const auto read = [](const std::string& state, int seconds) {
        Inputs inputs;
        inputs.provide("sacct.txt", "JobID|Submit|ElapsedRaw|TimelimitRaw|NNodes|AllocTRES|State\n"
                                    "1|2025-06-01T08:00:10|" +
                                        std::to_string(seconds) + "|60|1|gres/gpu=1|" + state + '\n');
        return read_sacct(inputs, "sacct.txt", "gres/gpu", {});
    };
    using Dropped = std::map<std::string, std::uint64_t>;
    // [sacct(1) and squeue(1), JOB STATE CODES]
    for (const char* ended :
         {"COMPLETED", "FAILED", "CANCELLED", "CANCELLED by 1000", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
          "BOOT_FAIL", "DEADLINE", "LAUNCH_FAILED", "RECONFIG_FAIL", "REQUEUED", "REVOKED", "STOPPED"}) {
        CAPTURE(ended);
        const ForeignTrace trace = read(ended, 600);
        CHECK(trace.dropped.empty());
        CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n1,0,600,1,1,3600\n");
        CHECK(read(ended, 0).dropped == Dropped{{"never ran", 1}});
    }
    for (const char* present : {"RUNNING", "PENDING", "COMPLETING", "CONFIGURING", "REQUEUE_FED", "REQUEUE_HOLD",
                                "RESIZING", "RESV_DEL_HOLD", "SIGNALING", "SPECIAL_EXIT", "STAGE_OUT", "SUSPENDED"}) {
        CAPTURE(present);
        CHECK(read(present, 600).dropped == Dropped{{"still running", 1}});
        CHECK(read(present, 0).dropped == Dropped{{"never ran", 1}});
    }
    for (const char* unknown : {"", "by", "completed", "FAILED+", "RUNNING,COMPLETED"}) {
        CAPTURE(unknown);
        CHECK(read(unknown, 600).dropped == Dropped{{"in a state that is not known here", 1}});
    }
}

TEST_CASE("times of a zone keep their distance when its clock changes", "[import]")
{
    const auto submits = [](const std::string& zone, const std::vector<std::string>& stamps) {
        std::string text = "JobID|Submit|ElapsedRaw|TimelimitRaw|NNodes|AllocTRES|State\n";
        for (const std::string& stamp : stamps) text += "1|" + stamp + "|60||1|cpu=1|COMPLETED\n";
        Inputs inputs;
        inputs.provide("sacct.txt", text);
        std::vector<std::int64_t> seconds;
        for (const ForeignJob& job : read_sacct(inputs, "sacct.txt", "cpu", {.zone = zone}).jobs)
            seconds.push_back(job.submit_ns / 1'000'000'000);
        return seconds;
    };
    using Seconds = std::vector<std::int64_t>;
    CHECK(submits("Europe/Berlin", {"2024-03-31T01:59:30", "2024-03-31T03:00:30"}) ==
          Seconds{1'711'846'770, 1'711'846'830}); // 00:59:30 and 01:00:30 UTC
    CHECK(submits("America/New_York", {"2024-11-03T01:59:00", "2024-11-03T01:01:00", "2024-11-03T02:00:00"}) ==
          Seconds{1'730'613'540, 1'730'613'660, 1'730'617'200}); // 05:59, 06:01 and 07:00 UTC
    CHECK(submits("America/New_York", {"2024-11-03T01:01:00-0500"}) == Seconds{1'730'613'660});
    CHECK(submits("America/New_York", {"2024-12-01T00:00:00", "2024-11-03T01:30:00", "2024-11-03T00:30:00"}) ==
          Seconds{1'730'608'200, 1'730'611'800, 1'733'029'200}); // a job that was requeued says nothing of others
}

TEST_CASE("tasks of OpenDC become jobs with the utilisation of their fragments", "[import]")
{
    Inputs inputs;
    inputs.provide("tasks.csv",
                   "id,submission_time,duration,cpu_count,cpu_capacity,mem_capacity\n"
                   "b,2024-02-01T10:00:00Z,9,2,4000,1\na,1706781600000,9,1,2000,1\nc,1706781600001,9,1,2000,1\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\na,300000,1000\nb,60000,2000\na,300000,0\nb,30000,9000\n");
    const ForeignTrace trace = read_opendc(inputs, "tasks.csv", "fragments.csv", 2000);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"without fragments that last", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate,memory_bytes\n"
                             "b,0,90,2,1,,1000000\na,0,600,1,1,,1000000\n");
    CHECK(utilisation_csv(trace) == "job,duration,utilisation\nb,60,0.5\nb,30,1\na,300,0.5\na,300,0\n");
    CHECK(trace.notes.back().starts_with("1 fragments ask for more"));
}

TEST_CASE("tasks of OpenDC that wait for others stand behind them, and pass on whom they wait for", "[import]")
{
    Inputs inputs;
    inputs.provide("tasks.csv", "id,submission_time,cpu_count,gpu_count,parents\n"
                                "d,1700000000010,1,0,\"[1, 2]\"\n1,1700000000000,1,1,0\n2,1700000000000,1,0,0 barrier\n"
                                "0,1700000000000,1,0,gone\nbarrier,1700000000000,0,0,0;e\ne,1700000000500,1,0,\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\n0,1,1\n1,1,1\n2,1,1\nd,1,1\ne,1,1\nbarrier,1,1\nx,1,1\n");
    const ForeignTrace trace = read_opendc(inputs, "tasks.csv", "fragments.csv", 2000);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"without cores", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate,after\n"
                             "0,0,0.001,1,1,,\n1,0,0.001,1,1,,0\ne,0.5,0.001,1,1,,\n2,0.5,0.001,1,1,,0;e\n"
                             "d,0.5,0.001,1,1,,1;2\n");
    REQUIRE(trace.notes.size() == 5);
    CHECK(trace.notes[1].starts_with("1 parents are not among the tasks"));
    CHECK(trace.notes[2].starts_with("2 tasks wait for one that is submitted later"));
    CHECK(trace.notes[3].starts_with("1 ids of fragments are not among"));
    CHECK(trace.notes[4].starts_with("1 tasks ask for GPUs"));
    inputs.provide("twice.csv", "id,submission_time,cpu_count\n0,0,1\n0,0,1\n");
    CHECK_THROWS_WITH(read_opendc(inputs, "twice.csv", "fragments.csv", 2000), Catch::Contains("stands for two"));
    inputs.provide("circle.csv", "id,submission_time,cpu_count,parents\n0,0,1,1\n1,0,1,0\n");
    CHECK_THROWS_WITH(read_opendc(inputs, "circle.csv", "fragments.csv", 2000), Catch::Contains("in a circle"));
}

TEST_CASE("whole milliseconds are kept, and an SWF row without a submit time is dropped", "[import]")
{
    Inputs inputs;
    inputs.provide("tasks.csv", "id,submission_time,cpu_count\na,1700000000000,1\nb,1700000000010,1\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\na,1000,1\nb,1000,1\n");
    CHECK(jobs_csv(read_opendc(inputs, "tasks.csv", "fragments.csv", 2000)) ==
          "id,submit,duration,accelerators,nodes,estimate\na,0,1,1,1,\nb,0.01,1,1,1,\n");
    inputs.provide("log.swf", swf_line(1, -1, 100, 4, 60, 1) + swf_line(2, 5, 100, 4, 60, 1));
    CHECK(read_swf(inputs, "log.swf").dropped == std::map<std::string, std::uint64_t>{{"without a submit time", 1}});
}
