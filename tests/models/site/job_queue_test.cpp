#include "models/site/job_queue.h"
#include <catch2/catch.hpp>
#include <set>

using namespace dcsim;

namespace {

JobView view(std::uint32_t id)
{
    JobView job{};
    job.id = JobId{id};
    return job;
}

std::vector<std::uint32_t> names(const JobQueue& queue)
{
    std::vector<std::uint32_t> names;
    for (const JobView& job : queue.views()) names.push_back(job.id.value);
    return names;
}

} // namespace

TEST_CASE("whoever leaves a queue, the others keep their order", "[site][invariant]")
{
    JobQueue queue;
    std::vector<std::uint32_t> expected;
    std::uint32_t random = 1, next = 0;
    const auto below = [&](std::uint32_t n) { return ((random = random * 1664525 + 1013904223) >> 8) % n; };
    for (int step = 0; step < 3000; ++step) {
        for (std::uint32_t come = below(4); come > 0; --come) {
            queue.add([&] { return view(next); }, [](const JobView&) { return false; });
            expected.push_back(next++);
        }
        std::set<std::uint32_t> leave;
        const bool all = below(200) == 0;
        for (const std::uint32_t id : expected)
            if (all || (leave.size() < 3 && below(3) == 0)) leave.insert(id);
        queue.remove(leave.size(), [&](const JobView& job) { return leave.contains(job.id.value); });
        std::erase_if(expected, [&](std::uint32_t id) { return leave.contains(id); });
        REQUIRE(names(queue) == expected);
        REQUIRE(queue.size() == expected.size());
        REQUIRE(queue.empty() == expected.empty());
    }
}

TEST_CASE("a job is put before those that it goes before", "[site][unit]")
{
    JobQueue queue;
    for (const std::uint32_t id : {2U, 5U, 1U, 4U, 3U}) {
        queue.add([&] { return view(id); }, [&](const JobView& other) { return id < other.id.value; });
    }
    CHECK(names(queue) == std::vector<std::uint32_t>{1, 2, 3, 4, 5});
}
