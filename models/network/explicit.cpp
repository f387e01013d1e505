#include "models/network/cabling.h"
#include "models/network/routes.h"
#include "models/network/rows.h"
#include "sim/config/quantity.h"
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>
#include <sstream>

namespace dcsim {

namespace {

struct Written {
    std::string a, b;
    std::optional<Bandwidth> capacity;
    std::string problem;
};

Written cable(const std::string& text)
{
    Written w;
    std::istringstream words{text};
    std::string rest;
    words >> w.a >> w.b >> std::ws;
    std::getline(words, rest);
    if (w.b.empty()) w.problem = "names no two ends";
    if (w.a == w.b) w.problem = "ends where it starts";
    if (rest.empty()) return w;
    const ParsedQuantity q = parse_quantity(rest, Bandwidth::dim);
    if (!q.problem.empty()) w.problem = q.problem;
    if (q.problem.empty() && q.si <= 0) w.problem = "carries nothing";
    w.capacity = Bandwidth{q.si};
    return w;
}

/// The number of "node17".
std::optional<std::uint32_t> node_number(const std::string& name)
{
    constexpr std::string_view prefix = "node";
    std::uint32_t number = 0;
    if (!name.starts_with(prefix)) return std::nullopt;
    const char* first = name.data() + prefix.size();
    const char* last = name.data() + name.size();
    const auto [end, error] = std::from_chars(first, last, number);
    return error == std::errc{} && end == last ? std::optional{number} : std::nullopt;
}

} // namespace

void fields(Fields& f, ExplicitParams& p)
{
    f.required("cables", p.cables,
               R"(list of "END END" or "END END BANDWIDTH": node0, node1, ... are the nodes, other names switches)");
    if (f.describing()) return;
    for (const std::string& text : p.cables)
        if (const Written w = cable(text); !w.problem.empty())
            return f.problem("cables", fmt::format("has \"{}\", which {} (write \"node0 leaf0\" or \"leaf0 spine0 400 "
                                                   "GB/s\")",
                                                   text, w.problem));
}

ExplicitNetwork::ExplicitNetwork(const ExplicitParams& p, const NetworkSize& size) : Topology{size}
{
    std::map<std::string, std::uint32_t> switches;
    for (const std::string& text : p.cables) {
        const Written w = cable(text);
        const auto end = [&](const std::string& name) {
            if (const auto node = node_number(name)) {
                if (*node >= nodes())
                    problem_ = fmt::format("has a cable of {}, the cluster has {} nodes", name, nodes());
                return std::min(*node, nodes() - 1);
            }
            const auto [found, is_new] = switches.try_emplace(name, 0);
            if (is_new) found->second = add_switch();
            return found->second;
        };
        const std::uint32_t a = end(w.a), b = end(w.b);
        connect(a, b, w.capacity.value_or(size.injection));
    }
    find_leaves();
    if (problem_.empty() && !diameter(*this)) problem_ = "joins not all nodes";
}

/// Nodes in a row with the same neighbours, by as many cables each, hang alike.
void ExplicitNetwork::find_leaves()
{
    std::multiset<std::size_t> last;
    for (std::uint32_t node = 0; node < nodes(); ++node) {
        std::multiset<std::size_t> here;
        for (auto [e, end] = boost::out_edges(node, cabling().graph); e != end; ++e)
            here.insert(boost::target(*e, cabling().graph));
        if (here.empty() && problem_.empty()) problem_ = fmt::format("has no cable of node{}", node);
        if (node > 0 && here == last)
            ++leaves_.back().count;
        else
            leaves_.push_back({node, 1});
        last = std::move(here);
    }
    pods_ = groups_of(nodes());
}

} // namespace dcsim
