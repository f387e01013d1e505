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

TEST_CASE("a submit time that no calendar holds is an error that names its field", "[import]")
{
    Inputs inputs;
    inputs.provide("log.swf", "1 1e12 3 4 5 6 7 8 9 10 1 12 13 14 15 16 17 18\n");
    CHECK_THROWS_WITH(read_swf(inputs, "log.swf"), Catch::Contains("log.swf:1: field 2"));
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
                   "14|2025-06-01T08:01:00|0|60|1||CANCELLED by 5\n"
                   "15|2025-06-01T08:02:00|9|60|1|cpu=4|COMPLETED\n");
    const ForeignTrace trace = read_sacct(inputs, "sacct.txt", "gres/gpu", 120);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"never ran", 1}, {"without gres/gpu", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\n13,0,60,1,1,\n12,10,600,16,2,3600\n");
    CHECK(trace.jobs.front().submit_ns == std::int64_t{1'748'757'600} * 1'000'000'000); // 06:00 UTC
    CHECK(read_sacct(inputs, "sacct.txt", "cpu", 0).jobs.size() == 3);
}

TEST_CASE("tasks of OpenDC become jobs with the utilisation of their fragments", "[import]")
{
    Inputs inputs;
    inputs.provide("tasks.csv",
                   "id,submission_time,duration,cpu_count,cpu_capacity,mem_capacity\n"
                   "b,2024-02-01T10:00:00Z,9,2,4000,1\na,1706781600000,9,1,2000,1\nc,1706781600001,9,1,2000,1\n");
    inputs.provide("fragments.csv", "id,duration,cpu_usage\na,300000,1000\nb,60000,2000\na,300000,0\nb,30000,9000\n");
    const ForeignTrace trace = read_opendc(inputs, "tasks.csv", "fragments.csv", 2000);
    CHECK(trace.dropped == std::map<std::string, std::uint64_t>{{"without fragments", 1}});
    CHECK(jobs_csv(trace) == "id,submit,duration,accelerators,nodes,estimate\nb,0,90,2,,\na,0,600,1,,\n");
    CHECK(utilisation_csv(trace) == "job,duration,utilisation\nb,60,0.5\nb,30,1\na,300,0.5\na,300,0\n");
    CHECK(trace.notes.back().starts_with("1 fragments ask for more"));
}
