#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/network/routes.h"
#include "models/network/rows.h"
#include "sim/numerics/max_min.h"
#include <fmt/format.h>

namespace dcsim {

namespace {

const Bandwidth port{50e9};

NetworkSize size_of(std::uint64_t nodes)
{
    return {static_cast<std::uint32_t>(nodes), 1, port, Seconds{0.3e-6}};
}

std::vector<ValidationRow> fat_trees(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const std::uint32_t k : {4U, 8U, 16U}) {
        const double hosts = k * k * k / 4.0;
        const FatTree tree{{.radix = k, .ports = 1, .tiers = 3}, size_of(k * k * k / 4)};
        const std::string id = fmt::format("N1.k{}", k);
        rows.push_back(exact(id + ".switches", "5 k^2 / 4", 5.0 * k * k / 4, tree.switches()));
        rows.push_back(exact(id + ".diameter", "cables between hosts of two pods", 6, diameter(tree).value_or(0)));
        rows.push_back(exact(id + ".paths", "shortest paths between them, (k/2)^2", k * k / 4.0,
                             shortest_routes(tree, 0, tree.nodes() - 1)));
        rows.push_back(exact(id + ".bisection", "by maximum flow, k^3 / 8 ports", hosts / 2, bisection(tree) / port));
    }
    const FatTreeParams largest{.radix = 48, .ports = 1, .tiers = 3};
    rows.push_back(exact("N1.k48.hosts", "hosts of 48-port switches", 27648, double(most_nodes(largest, size_of(1)))));
    const FatTreeParams narrow{.radix = 8, .ports = 1, .tiers = 3, .leaf_ratio = 3};
    const FatTree tree{narrow, size_of(most_nodes(narrow, size_of(1)))};
    rows.push_back(
        exact("N1.3to1.bisection", "leaves of 6 ports down, 2 up", tree.nodes() / 6.0, bisection(tree) / port));
    return rows;
}

std::vector<ValidationRow> dragonflies(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    const auto nodes = [](std::uint32_t p) { return double(DragonflyParams{.nodes_per_router = p}.most_nodes()); };
    rows.push_back(exact("N2.p2.nodes", "a p (a h + 1), a = 4, p = h = 2", 72, nodes(2)));
    rows.push_back(exact("N2.p16.nodes", "routers of 63 ports", 262656, nodes(16)));
    const Dragonfly net{{.nodes_per_router = 2}, size_of(72)};
    rows.push_back(exact("N2.p2.routers", "a (a h + 1)", 36, net.switches()));
    rows.push_back(
        exact("N2.p2.diameter", "local, global, local, and a cable at each end", 5, diameter(net).value_or(0)));
    rows.push_back(exact("N2.p2.cut", "4 groups against 5: a cable for each pair", 20, cut(net, 32) / port));
    return rows;
}

std::vector<ValidationRow> fair_shares(const ValidationContext&)
{
    MaxMinShares book{{1, 1, 1, 1}}; // links (1,3), (3,5), (2,3), (4,5)
    const std::uint32_t session[] = {book.add({{0}, {1}}), book.add({{2}}), book.add({{2}}), book.add({{3}}),
                                     book.add({{1}, {2}})};
    book.update();
    std::vector<ValidationRow> rows;
    const double expected[] = {2.0 / 3, 1.0 / 3, 1.0 / 3, 1, 1.0 / 3};
    for (std::size_t i = 0; i < 5; ++i)
        rows.push_back(exact(fmt::format("N3.session{}", i + 1), "rate over the capacity of a link", expected[i],
                             book.rate(session[i])));
    const auto under = [&](const std::string& id, double limit, std::vector<double> demands,
                           std::vector<double> rates) {
        MaxMinShares shares{{limit}};
        std::vector<std::uint32_t> flows;
        for (const double most : demands) flows.push_back(shares.add({{0}}, most));
        shares.update();
        for (std::size_t i = 0; i < flows.size(); ++i)
            rows.push_back(exact(fmt::format("N3.{}.{}", id, i + 1),
                                 fmt::format("demand of {} under {}", demands[i], limit), rates[i],
                                 shares.rate(flows[i])));
    };
    under("three", 750, {400, 300, 200}, {275, 275, 200});
    under("four", 1500, {700, 700, 100, 350}, {525, 525, 100, 350});
    return rows;
}

/// Nodes of one accelerator that sends 10 GB/s.
std::string cables_site(std::uint32_t nodes, const std::string& cables, const std::string& contention)
{
    PlainSite site{.duration = "1 h", .end = "drained", .nodes = nodes, .idle_w = 100, .full_w = 500};
    return scenario_text(site) + R"([cluster.accelerator]
peak = { bf16 = "1 PFLOP/s" }
achievable = { compute = 1.0 }
memory = "80 GB"
bandwidth = "1 TB/s"
idle = "100 W"
max = "500 W"
scale_up = { bandwidth = "100 GB/s", start = "0 s", hop = "0 s" }
network = { bandwidth = "10 GB/s", start = "0 s", hop = "0 s" }
[cluster.network]
kind = "explicit"
latency = "0 s"
cables = [)" +
           cables + "]\ncontention = \"" + contention + "\"\n";
}

/// Two nodes that compute and send for so many seconds an item.
struct LineGang {
    double items, compute, send;
};

std::string workloads(const std::vector<LineGang>& gangs)
{
    std::string text;
    for (std::size_t i = 0; i < gangs.size(); ++i)
        text +=
            fmt::format("[workload.gang{}]\narrivals = {{ kind = \"at-start\", count = 1 }}\ngpus = 2\nwork = {{ kind "
                        "= \"items\", items = {}, flops = \"{} PFLOP\", all_reduce = \"{} GB\" }}\n",
                        i, gangs[i].items, 2 * gangs[i].compute, 10 * gangs[i].send);
    return text;
}

/// When gangs end that start together on the switches a - b - c, the first on a and c, the second on a and b, the third
/// on b and c.
std::vector<double> ends(const std::string& contention, const std::vector<LineGang>& gangs)
{
    const std::string text =
        cables_site(6, R"("node0 a", "node1 c", "node2 a", "node3 b", "node4 b", "node5 c", "a b", "b c 12.5 GB/s")",
                    contention) +
        workloads(gangs);
    std::vector<double> ends(gangs.size());
    for (const JobRecord& job : Trial{text}.run().jobs) ends.at(job.workload.value) = seconds(*job.end - Time{}).si();
    return ends;
}

std::vector<ValidationRow> line_of_gangs(const ValidationContext&)
{
    // a - b carries 1: 1/2 each of the first two; 3/4 of the 5/4 of b - c are left. After the second has gone at 100 s,
    // 5/8 each: 80 s for the other 50 items of the first, 50 of the 75 that the third has left, and 25 s for the rest.
    std::vector<ValidationRow> rows;
    for (const char* how : {"overlapping", "interleaved"}) {
        const std::vector<double> got = ends(how, {{100, 0, 1}, {50, 0, 1}, {150, 0, 1}});
        const double expected[] = {180, 100, 205};
        for (std::size_t i = 0; i < got.size(); ++i)
            rows.push_back(exact(fmt::format("N4.{}.{}", how, i + 1), "end of a gang of three on two cables, s",
                                 expected[i], got[i]));
    }
    return rows;
}

std::vector<ValidationRow> bursts_of_gangs(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    const auto add = [&](const char* id, const char* what, const char* how, const std::vector<LineGang>& gangs,
                         const std::vector<double>& expected) {
        const std::vector<double> got = ends(how, gangs);
        for (std::size_t i = 0; i < got.size(); ++i)
            rows.push_back(exact(fmt::format("N5.{}.{}", id, i + 1), what, expected[i], got[i]));
    };
    add("alone", "1 s of arithmetic, 1 s of sending, s", "none", {{100, 1, 1}, {50, 1, 1}}, {200, 100});
    add("meet", "the same with bursts that meet: 3 s an item", "overlapping", {{100, 1, 1}, {50, 1, 1}}, {250, 150});
    add("avoid", "the same with bursts that do not", "interleaved", {{100, 1, 1}, {50, 1, 1}}, {200, 100});
    add("full", "2/3 of the cable wanted twice: 2 s an item instead of 1.5", "interleaved",
        {{100, 0.5, 1}, {50, 0.5, 1}}, {175, 100});
    add("seldom", "who wants 1/4 has it, and leaves 3/4", "interleaved", {{30, 3, 1}, {120, 0, 1}}, {120, 150});
    return rows;
}

/// Two leaves l0 and l1 of a node each under four spines, numbers 2 to 5 of the switches.
std::vector<ValidationRow> spines_that_fail(const ValidationContext&)
{
    std::string cables = R"("node0 l0", "node1 l1")";
    for (int spine = 0; spine < 4; ++spine)
        for (int leaf = 0; leaf < 2; ++leaf) cables += fmt::format(", \"l{} s{} 2.5 GB/s\"", leaf, spine);
    std::vector<ValidationRow> rows;
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        Trial trial{cables_site(2, cables, how) +
                    "[reliability.failures.spines]\nunit = \"switch\"\nfile = \"/spines.csv\"\n" +
                    workloads({{500, 0, 1}})};
        trial.provide("/spines.csv", "time,unit,repair\n100,2,300\n200,4,100\n");
        // 100 items alone, 75 and 50 and 75 in 100 s each with 3, 2, 3 spines of 4, and 200 more.
        const TrialResult got = trial.run();
        rows.push_back(exact(fmt::format("N6.{}", how), "end of a gang across leaves whose spines fail, s", 600,
                             got.metric("makespan_s")));
        rows.push_back(exact(fmt::format("N6.{}.lost", how), "accelerator hours that this took", 2 * 100 / 3600.0,
                             got.metric("contention_accelerator_hours")));
    }
    return rows;
}

/// Two nodes with four ports each on one switch; the first node's are 0 to 3.
std::vector<ValidationRow> ports_that_fail(const ValidationContext&)
{
    std::string cables;
    for (int i = 0; i < 8; ++i) cables += fmt::format("{}\"node{} a 2.5 GB/s\"", i > 0 ? ", " : "", i / 4);
    std::vector<ValidationRow> rows;
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        Trial trial{cables_site(2, cables, how) +
                    "[reliability.failures.ports]\nunit = \"port\"\nfile = \"/ports.csv\"\n" +
                    workloads({{500, 0, 1}})};
        trial.provide("/ports.csv", "time,unit,repair\n100,0,300\n200,1,100\n300,6,100\n");
        // 100 items alone, then 75, 50 and 75 in 100 s each: the node with the fewest ports rules. 200 more.
        const TrialResult got = trial.run();
        rows.push_back(
            exact(fmt::format("N7.{}", how), "end of a gang whose nodes lose ports, s", 600, got.metric("makespan_s")));
        rows.push_back(exact(fmt::format("N7.{}.lost", how), "accelerator hours that this took", 2 * 100 / 3600.0,
                             got.metric("contention_accelerator_hours")));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> network_cases()
{
    return {
        {"N1", "k-ary fat trees", "Al-Fares et al., SIGCOMM 2008", 'C', "-", fat_trees},
        {"N2", "dragonflies", "Kim et al., ISCA 2008", 'C', "-", dragonflies},
        {"N3", "max-min fair shares", "Bertsekas, Gallager, Data Networks 1992, 6.5.2; by hand", 'P', "-", fair_shares},
        {"N4", "gangs on shared cables, as simulated jobs", "max-min shares by hand", 'C', "-", line_of_gangs},
        {"N5", "bursts of gangs that meet, and that avoid each other", "by hand", 'C', "-", bursts_of_gangs},
        {"N6", "spines that fail under a gang", "by hand", 'C', "-", spines_that_fail},
        {"N7", "ports that fail under a gang", "by hand", 'C', "-", ports_that_fail}};
}

} // namespace dcsim
