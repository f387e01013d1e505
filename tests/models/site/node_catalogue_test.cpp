#include "models/cluster/params.h"
#include "models/site/params.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// The table [cluster] as a site reads it.
struct SiteTables {
    SiteParams site;

    Power at(double load) const { return host_power(site.main())->at(load); }
};

void fields(Fields& f, SiteTables& p)
{
    fields(f, p.site, built_in_site());
}

SiteTables cluster_table(const std::string& toml)
{
    const std::string rest = "\n[supply.grid]\nzone = 'germany'\n[climate]\npreset = 'frankfurt'\n";
    std::vector<Problem> problems;
    auto table = read<SiteTables>(parse_toml("[cluster]\n" + toml + rest, "test.toml"), embedded_catalogue(), problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return table;
}

} // namespace

// 8,400 W: measured maximum with 8 GPUs at 700 W [arXiv 2412.08602]; idle: splitwise-sim SKU file.
TEST_CASE("a server of 8 H100 idles at 2.8 kW and draws 8.4 kW when fully used", "[cluster]")
{
    const SiteTables table = cluster_table("nodes = 64\nnode = '8xh100'");
    CHECK(table.site.main().cluster.nodes == 64);
    CHECK(table.site.main().cluster.node.accelerators == 8);
    CHECK(table.site.main().cluster.node.power_basis == PowerBasis::wall);
    CHECK(table.at(0) / kW == Approx(2.8));
    CHECK(table.at(1) / kW == Approx(8.4).epsilon(0.001));
}

TEST_CASE("every node type of the catalogue reads, and values beside its name win", "[cluster][unit]")
{
    for (const std::string node : {"8xh100", "8xa100", "8xv100"})
        CHECK(cluster_table("nodes = 1\nnode = '" + node + "'").at(1) > 2 * kW);
    const SiteTables changed = cluster_table("nodes = 2\nnode = '8xa100'\naccelerators = 4\npacking = 'best-fit'");
    CHECK(changed.site.main().cluster.node.accelerators == 4);
    CHECK(changed.site.main().cluster.packing == Packing::best_fit);
}

TEST_CASE("a cluster without nodes is refused", "[cluster][unit]")
{
    CHECK_THROWS_AS(cluster_table("nodes = 0\nnode = '8xh100'"), ConfigError);
    CHECK_THROWS_AS(cluster_table("node = '8xh100'"), ConfigError);
}

TEST_CASE("any value of a node's accelerator can be set beside its preset", "[cluster][unit]")
{
    Demand weights;
    weights.kernels.push_back({.weights = Bytes{8 * 0.90 * 3e12}});
    const auto iteration = [&](const std::string& further) {
        const SiteTables table = cluster_table("nodes = 1\nnode = '8xh100'\n" + further);
        return hardware(table.site.main())->pace(weights, {8, 8, 0}, {}).iteration.si();
    };
    CHECK(iteration("accelerator.bandwidth = '3 TB/s'") == Approx(1));
    CHECK(iteration("") == Approx(3 / 3.35));
    CHECK(iteration("accelerator = 'h200-sxm'") == Approx(3 / 4.8));
}

TEST_CASE("the reference server's hardware and law of power agree at rest", "[cluster][unit]")
{
    const SiteTables table = cluster_table("nodes = 1\nnode = 'reference-8xa100'");
    const auto paced = hardware(table.site.main());
    CHECK(paced->idle_share().si() == Approx(187.5));
    CHECK(8 * paced->idle_share().si() == Approx(table.at(0).si()));
    CHECK(paced->accelerator_idle() == 60 * watt);
    CHECK(paced->cores_per_node() == 128);
    CHECK(paced->memory_per_accelerator() == Bytes{80e9});
}

TEST_CASE("a law that adds up accelerators needs them, and one that states a node at rest is believed",
          "[cluster][unit]")
{
    const std::string linear = "accelerators = 8\npower = { kind = 'linear', idle = '300 W', full = '3 kW' }\n";
    const auto stated =
        hardware(cluster_table("nodes = 1\n" + linear).site.main()); // accelerators of the preselected node
    CHECK(8 * stated->idle_share().si() == Approx(300));
    const std::string none = "nodes = 1\naccelerator = { enabled = false }\n";
    CHECK(hardware(cluster_table(none + linear).site.main()) == nullptr);
    CHECK_THROWS_AS(cluster_table(none), ConfigError);
}
