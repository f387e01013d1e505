#include "analysis/validate/cases.h"
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
                                     book.add({{2}, {1}})};
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
        for (std::size_t i = 0; i < flows.size(); ++i)
            rows.push_back(exact(fmt::format("N3.{}.{}", id, i + 1),
                                 fmt::format("demand of {} under {}", demands[i], limit), rates[i],
                                 shares.rate(flows[i])));
    };
    under("three", 750, {400, 300, 200}, {275, 275, 200});
    under("four", 1500, {700, 700, 100, 350}, {525, 525, 100, 350});
    return rows;
}

} // namespace

std::vector<ValidationCase> network_cases()
{
    return {{"N1", "k-ary fat trees", "Al-Fares et al., SIGCOMM 2008", 'C', "-", fat_trees},
            {"N2", "dragonflies", "Kim et al., ISCA 2008", 'C', "-", dragonflies},
            {"N3", "max-min fair shares", "Bertsekas, Gallager, Data Networks 1992, 6.5.2; by hand", 'P', "-",
             fair_shares}};
}

} // namespace dcsim
