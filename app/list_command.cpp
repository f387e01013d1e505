#include "app/commands.h"
#include "app/exit_code.h"
#include "sim/base/errors.h"
#include "sim/config/catalogue.h"
#include "sim/config/suggest.h"
#include <fmt/core.h>
#include <map>

namespace dcsim {

namespace {

struct Line {
    std::string name, summary;
};
using Lists = std::vector<std::pair<std::string, std::vector<Line>>>;

template <class I, class... Context>
void add(Lists& lists, const std::string& kind, const Registry<I, Context...>& rows)
{
    std::vector<Line> lines;
    for (const auto& row : rows) lines.push_back({row.name, row.summary});
    lists.emplace_back(kind, std::move(lines));
}

void add_models(Lists& lists, const Registries& r)
{
    add(lists, "scheduling", r.site.schedulers);
    add(lists, "scheduling.defer", r.site.deferrals);
    add(lists, "cluster.power", r.site.host_power_laws);
    add(lists, "climate", r.site.climates);
    add(lists, "facility", r.site.plants);
    add(lists, "facility.power", r.site.chains);
    add(lists, "supply.grid", r.site.grids);
    add(lists, "supply.grid.price", r.site.prices);
    add(lists, "supply.grid.forecast", r.site.carbon_forecasts);
    add(lists, "supply.battery.dispatch", r.site.dispatches);
    add(lists, "workload", r.workloads());
    add(lists, "workload.arrivals", r.arrivals);
    add(lists, "workload.gpus", r.sizes);
    add(lists, "workload.duration", r.durations);
}

/// Rows of the catalogue, with their `summary` or `source`.
void add_catalogue(Lists& lists)
{
    const Tree catalogue = embedded_catalogue();
    for (const Entry& kind : *catalogue.table()) {
        std::vector<Line> lines;
        for (const Entry& row : *kind.value.table()) {
            const Tree* summary = row.value.find("summary");
            if (!summary) summary = row.value.find("source");
            lines.push_back({row.key, summary && summary->text() ? *summary->text() : std::string{}});
        }
        lists.emplace_back("catalog." + kind.key, std::move(lines));
    }
}

} // namespace

int list_command(const std::string& kind, const Registries& registries)
{
    Lists lists;
    add_models(lists, registries);
    add_catalogue(lists);
    std::vector<std::string> kinds;
    bool found = false;
    for (const auto& [name, lines] : lists) {
        kinds.push_back(name);
        if (!kind.empty() && name != kind) continue;
        found = true;
        fmt::print("{}\n", name);
        for (const Line& line : lines) fmt::print("  {:<22} {}\n", line.name, line.summary);
    }
    if (!found) throw ConfigError{{{{}, kind, "is not a kind of choice (" + suggestion(kind, kinds) + ")"}}};
    return exit_good;
}

} // namespace dcsim
