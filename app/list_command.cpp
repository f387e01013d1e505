#include "app/commands.h"
#include "app/exit_code.h"
#include "app/words.h"
#include "models/world/scenario.h"
#include "sim/base/errors.h"
#include "sim/config/catalogue.h"
#include "sim/config/suggest.h"
#include <fmt/core.h>

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
    add(lists, "cluster.network", r.site.topologies);
    add(lists, "cluster.placement", r.site.localities);
    add(lists, "climate", r.site.climates);
    add(lists, "facility", r.site.plants);
    add(lists, "facility.power", r.site.chains);
    add(lists, "supply.grid", r.site.grids);
    add(lists, "supply.grid.price", r.site.prices);
    add(lists, "supply.grid.forecast", r.site.carbon_forecasts);
    add(lists, "supply.battery.dispatch", r.site.dispatches);
    add(lists, "reliability.failures.NAME.every", r.site.lifetimes);
    add(lists, "workload.NAME.checkpoint", r.checkpoints);
    WorkloadScenario read_nothing;
    add(lists, "workload", workload_rows(read_nothing, r));
    add(lists, "workload.arrivals", r.arrivals);
    add(lists, "workload.gpus", r.sizes);
    add(lists, "workload.duration", r.durations);
    add(lists, "workload.work", work_models());
    add(lists, "workload.serve", r.services);
    add(lists, "workload.autoscale", r.autoscalers);
    add(lists, "catalog.technique.kind", r.techniques);
}

/// Rows of the catalogue, with their `summary` or `source`, and their note.
void add_catalogue(Lists& lists)
{
    const Tree catalogue = embedded_catalogue();
    for (const Entry& kind : *catalogue.table()) {
        std::vector<Line> lines;
        for (const Entry& row : *kind.value.table()) {
            const Tree* summary = row.value.find("summary");
            if (!summary) summary = row.value.find("source");
            std::string text = summary && summary->text() ? *summary->text() : std::string{};
            if (const Tree* note = row.value.find("note"); note && note->text()) text += " (" + *note->text() + ')';
            lines.push_back({row.key, std::move(text)});
        }
        lists.emplace_back("catalog." + kind.key, std::move(lines));
    }
}

/// All kinds with their names only.
void print_overview(const Lists& lists)
{
    fmt::print("What a scenario can choose by name; dcsim list KIND says what each one is.\n\n");
    constexpr std::size_t indent = 26;
    for (const auto& [kind, lines] : lists) {
        std::vector<std::string> names;
        for (const Line& line : lines) names.push_back(line.name);
        fmt::print("{}\n", wrapped(fmt::format("{:<{}}", kind, indent), joined_list(names), indent));
    }
}

void print_kind(const std::string& kind, const std::vector<Line>& lines)
{
    fmt::print("{}\n", kind);
    constexpr std::size_t indent = 26;
    for (const Line& line : lines)
        fmt::print("{}\n", wrapped(fmt::format("  {:<{}} ", line.name, indent - 3), line.summary, indent));
}

} // namespace

int list_command(const std::string& kind, const Registries& registries)
{
    Lists lists;
    add_models(lists, registries);
    add_catalogue(lists);
    if (kind.empty()) {
        print_overview(lists);
        return exit_good;
    }
    std::vector<std::string> kinds;
    for (const auto& [name, lines] : lists) {
        kinds.push_back(name);
        if (name != kind) continue;
        print_kind(name, lines);
        return exit_good;
    }
    throw ConfigError{{{{}, kind, "is not a kind of choice (" + suggestion(kind, kinds) + ")"}}};
}

} // namespace dcsim
