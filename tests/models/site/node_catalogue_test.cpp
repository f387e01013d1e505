#include "models/cluster/params.h"
#include "models/compute/host_power_laws.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// The table [cluster] as a site reads it.
struct ClusterTable {
    ClusterParams cluster;
    Maker<HostPower, std::uint32_t> power;

    Power at(double load) const { return power(cluster.node.accelerators)->at(load); }
};

void fields(Fields& f, ClusterTable& p)
{
    fields(f, p.cluster);
    f.one_of("power", host_power_laws(), p.power, "power of one node");
}

ClusterTable cluster_table(const std::string& toml)
{
    std::vector<Problem> problems;
    auto table = read<ClusterTable>(parse_toml(toml, "test.toml"), embedded_catalogue(), problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return table;
}

} // namespace

// 8,400 W: measured maximum with 8 GPUs at 700 W [arXiv 2412.08602]; idle: splitwise-sim SKU file.
TEST_CASE("a server of 8 H100 idles at 2.8 kW and draws 8.4 kW when fully used", "[cluster]")
{
    const ClusterTable table = cluster_table("nodes = 64\nnode = '8xh100'");
    CHECK(table.cluster.nodes == 64);
    CHECK(table.cluster.node.accelerators == 8);
    CHECK(table.cluster.node.power_basis == PowerBasis::wall);
    CHECK(table.at(0) / kW == Approx(2.8));
    CHECK(table.at(1) / kW == Approx(8.4).epsilon(0.001));
}

TEST_CASE("every node type of the catalogue reads, and values beside its name win", "[cluster][unit]")
{
    for (const std::string node : {"8xh100", "8xa100", "8xv100"})
        CHECK(cluster_table("nodes = 1\nnode = '" + node + "'").at(1) > 2 * kW);
    const ClusterTable changed = cluster_table("nodes = 2\nnode = '8xa100'\naccelerators = 4\npacking = 'best-fit'");
    CHECK(changed.cluster.node.accelerators == 4);
    CHECK(changed.cluster.packing == Packing::best_fit);
}

TEST_CASE("a cluster without nodes is refused", "[cluster][unit]")
{
    CHECK_THROWS_AS(cluster_table("nodes = 0\nnode = '8xh100'"), ConfigError);
    CHECK_THROWS_AS(cluster_table("node = '8xh100'"), ConfigError);
}
