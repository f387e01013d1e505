#include "tests/models/site/elastic_rig.h"

using namespace dcsim;

TEST_CASE("allowed sizes are multiples by two, or all whole numbers, between the limits", "[elasticity]")
{
    constexpr std::uint64_t plenty = 1'000'000;
    Elasticity e{.choice = SizeChoice::elastic, .least = 0.25, .most = 4};
    CHECK(allowed_sizes(e, 8000, plenty) == std::vector<std::uint32_t>{2000, 4000, 8000, 16000, 32000});
    CHECK(allowed_sizes(e, 1000, plenty) == std::vector<std::uint32_t>{1000, 2000, 4000}); // whole ones stay whole
    CHECK(allowed_sizes(e, 500, plenty) == std::vector<std::uint32_t>{125, 250, 500, 1000, 2000});
    e.most_accelerators = 16;
    e.least_accelerators = 4;
    CHECK(allowed_sizes(e, 8000, plenty) == std::vector<std::uint32_t>{4000, 8000, 16000});
    CHECK(allowed_sizes(e, 2000, plenty) == std::vector<std::uint32_t>{2000, 4000, 8000});
    e = law_of(SizeChoice::moldable, 1.0 / 3, 1.5);
    CHECK(allowed_sizes(e, 6000, plenty) == std::vector<std::uint32_t>{2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000});
    CHECK(allowed_sizes(e, 6000, 7500) == std::vector<std::uint32_t>{2000, 3000, 4000, 5000, 6000, 7000});
    // Not one more than the cluster has, however many are allowed.
    CHECK(allowed_sizes(law_of(SizeChoice::elastic, 1, 1e6), 4'000'000, 4'002'000) ==
          std::vector<std::uint32_t>{4'000'000, 4'001'000, 4'002'000});
    // Sizes in between that are not allowed hide none that are.
    CHECK(allowed_sizes({.choice = SizeChoice::moldable, .least = 0.125}, 16'000, 4'000) ==
          std::vector<std::uint32_t>{2000, 4000, 16'000});
    CHECK(allowed_sizes({.choice = SizeChoice::moldable, .least = 1, .most = 8, .least_accelerators = 4}, 1000,
                        plenty) == std::vector<std::uint32_t>{1000, 4000, 8000});
    CHECK(allowed_sizes({}, 6000, plenty) == std::vector<std::uint32_t>{6000});
}

TEST_CASE("another size has cores and memory in proportion, and as many accelerators per node", "[elasticity]")
{
    const ResourceRequest asked{.milli_accelerators = 8000, .nodes = 2, .cores = 64, .memory_bytes = 800};
    const ResourceRequest more = resized(asked, 16000), less = resized(asked, 2000);
    CHECK(more.nodes == 4);
    CHECK(more.cores == 128);
    CHECK(more.memory_bytes == 1600);
    CHECK(less.nodes == 1);
    CHECK(less.cores == 16);
}

TEST_CASE("a job that asks for more than the cluster holds runs on the largest of its sizes that it could hold",
          "[elasticity][analytic]")
{
    // 100 s on 8 accelerators take [.2 + .8 / 4] / [.2 + .8 / 8] times as long on 4 [Amdahl], under every scheduler.
    constexpr double length = 100 * (0.2 + 0.8 / 4) / (0.2 + 0.8 / 8);
    const std::vector<std::unique_ptr<Scheduler> (*)()> schedulers{
        fcfs, skip, easy, conservative, [] { return at_once(); }, [] { return energy_aware({}); }};
    for (const auto& scheduler : schedulers)
        for (const SizeChoice choice : {SizeChoice::moldable, SizeChoice::elastic}) {
            const auto rig = rig_of(nodes_of(1, 4), {job_of(0, 8, 100), job_of(0, 8, 100), job_of(1, 64, 100)},
                                    scheduler(), law_of(choice, 0.5, 1, 0.2));
            rig->run();
            CHECK(rig->left[0].status == JobStatus::completed);
            CHECK(end_of(*rig, 0) == Approx(length).margin(ns));
            CHECK(end_of(*rig, 1) == Approx(2 * length).margin(ns));
            CHECK(rig->left[2].status == JobStatus::rejected); // half of it is too large, too
            CHECK(rig->left[2].milli_accelerators == 64'000);
            CHECK(rig->checks_hold());
        }
}

TEST_CASE("jobs of as many accelerators and other memory have sizes of their own", "[elasticity][analytic]")
{
    // A node of 4 accelerators and 400 bytes holds half of 8 accelerators with 800 bytes, and no half of 8 with 2000.
    JobSpec fits = job_of(0, 8, 100), too_large = job_of(0, 8, 100);
    fits.request.memory_bytes = 800;
    too_large.request.memory_bytes = 2000;
    ClusterParams cluster = nodes_of(1, 4);
    cluster.node.memory = Bytes{400};
    for (const SizeChoice choice : {SizeChoice::moldable, SizeChoice::elastic})
        for (const bool first : {true, false}) {
            const auto rig =
                rig_of(cluster, first ? std::vector{fits, too_large, fits} : std::vector{too_large, fits, fits},
                       at_once(), law_of(choice, 0.5, 1));
            rig->run();
            const std::size_t held = first ? 0 : 1, refused = first ? 1 : 0;
            REQUIRE(rig->left.size() == 3);
            CHECK(rig->left[refused].status == JobStatus::rejected);
            CHECK(rig->left[held].status == JobStatus::completed);
            CHECK(end_of(*rig, held) == Approx(200).margin(ns));
            CHECK(end_of(*rig, 2) == Approx(400).margin(ns));
            CHECK(rig->checks_hold());
        }
}

TEST_CASE("a job that would last longer than any run on what there is gets no room", "[elasticity][analytic]")
{
    // 60 years on 8 accelerators are 120 on 4, and 45 are 90.
    constexpr std::int64_t year = 365 * 86'400;
    const auto rig = rig_of(nodes_of(1, 4), {job_of(0, 8, 60 * year), job_of(0, 8, 45 * year)}, fcfs(),
                            law_of(SizeChoice::moldable, 0.5, 1));
    rig->run(at_second(100 * year));
    CHECK(rig->left[0].status == JobStatus::rejected);
    CHECK(rig->left[1].status == JobStatus::completed);
    CHECK(end_of(*rig, 1) == Approx(90.0 * year));
}
