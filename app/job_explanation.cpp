#include "app/amounts.h"
#include "app/explanation.h"
#include "app/table.h"
#include "models/world/job_facts.h"
#include "sim/config/report.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr std::size_t causes = static_cast<std::size_t>(Cause::count);
constexpr std::size_t most_ways_shown = 12;
using Align = TextTable::Align;

template <class T> std::size_t largest(const T& values)
{
    return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

std::string kwh(Energy energy)
{
    return number_text(energy / kWh, 3);
}

std::string share(Energy part, Energy all)
{
    return all > Energy{} ? percent_text(part / all) : "0.0";
}

/// Precision of most of the arithmetic, and what hardware makes of it.
std::string precision_text(const Explained& e, const JobFacts& job)
{
    const Kernels* most = nullptr;
    for (const StretchFacts& s : job.stretches)
        for (const Kernels& k : s.stretch.demand.kernels)
            if (k.flops > Flops{} && (!most || k.flops > most->flops)) most = &k;
    if (!most) return "no arithmetic";
    std::string text{name(most->precision)};
    const auto runs = runs_as(*e.pool().accelerator, most->precision);
    if (runs && *runs != most->precision) text += fmt::format(", which these accelerators run as {}", name(*runs));
    return text;
}

std::string gang_text(const JobFacts& job)
{
    const std::uint32_t nodes = (job.on.accelerators + job.on.per_node - 1) / job.on.per_node;
    std::string text = fmt::format("{} accelerators on {} node{}, {:g} cores", job.on.accelerators, nodes,
                                   nodes == 1 ? "" : "s", job.on.cores);
    if (job.request.pool_cores > 0) text += fmt::format(", {} of them beside the nodes", job.request.pool_cores);
    if (job.on.unused > 0) text += fmt::format("; {} more held and idle", job.on.unused);
    if (job.other_sizes > 0) text += fmt::format("; the most frequent of {} sizes", job.other_sizes + 1);
    return text;
}

std::string total_text(const JobFacts& job)
{
    const Energy energy = job.paced.energy;
    std::string text = fmt::format("{} in {}", energy_text(energy), time_text(job.paced.time));
    if (job.work.items > 0)
        text += fmt::format("; {} per {} of {}", energy_text(energy / job.work.items), job.work.item,
                            number_text(job.work.items, 4));
    const Seconds held = (double{1} * job.on.accelerators + job.on.unused) * job.paced.time;
    if (job.ledgers.arithmetic_seconds > 0 && held > Seconds{})
        text += fmt::format("; MFU {} % of all that time", percent_text(job.ledgers.arithmetic_seconds / held.si()));
    return text;
}

/// By the rule of `checkpoint`; empty without one.
std::string saves_text(const Explained& e, const JobFacts& job)
{
    const Declared* kind = declared_at(e.policy.resolved, "workload." + e.workload.name + ".checkpoint.kind");
    if (!e.workload.checkpoint || !kind || !kind->value || display(*kind->value) == "none") return "";
    const SavesFacts& s = job.saves;
    std::string text = "checkpoint = " + display(*kind->value) + ": ";
    text += s.saves > 0 ? fmt::format("{} of {} each, after every {} of work; {} in {}, which the figures here contain",
                                      s.saves, time_text(seconds(s.write)), time_text(seconds(s.every)),
                                      energy_text(s.energy), time_text(s.time))
                        : std::string{"none in a run (no failures, or the run is shorter than the interval)"};
    if (s.saves > 0 && s.write == Span{}) text += "; its work has no state to write, unless checkpoint.write says so";
    if (job.failures > Frequency{})
        text += fmt::format("; its nodes fail every {} in the mean, and what that costs is not shown",
                            time_text(Seconds{1 / job.failures.si()}));
    return titled("saves", text);
}

bool chosen(const JobFacts& job, const WayFacts& way)
{
    return way.operating == job.paced.operating && way.label == job.work.ways[job.paced.way].label;
}

/// All ways, or, of many, the one chosen, the fastest and the one of least energy.
std::string ways_text(const JobFacts& job)
{
    if (job.ways.size() < 2) return "";
    const auto fastest = std::ranges::min_element(job.ways, {}, &WayFacts::time);
    const auto least = std::ranges::min_element(job.ways, {}, &WayFacts::energy);
    TextTable table{
        {{"way", "", Align::left}, {"run at", "", Align::left}, {"time", ""}, {"energy", ""}, {"", "", Align::left}}};
    for (auto way = job.ways.begin(); way != job.ways.end(); ++way) {
        std::string remark = chosen(job, *way) ? "chosen" : "";
        if (way == fastest) remark += remark.empty() ? "fastest" : ", fastest";
        if (way == least) remark += remark.empty() ? "least energy" : ", least energy";
        if (job.ways.size() > most_ways_shown && remark.empty()) continue;
        table.add_row({way->label.empty() ? "as it is" : way->label, operating_text(way->operating),
                       time_text(way->time), energy_text(way->energy), remark});
    }
    return fmt::format("\nchosen from {} ways\n", job.ways.size()) + table.text();
}

std::vector<TextTable::Column> cause_columns(const char* title)
{
    std::vector<TextTable::Column> columns{{title, "", Align::left}};
    for (std::size_t c = 0; c < causes; ++c) columns.push_back({std::string{name(static_cast<Cause>(c))}, ""});
    return columns;
}

std::string iterations_text(const StretchFacts& s)
{
    const PacedStretch& p = s.paced;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (p.at_rest > Seconds{}) add(time_text(p.at_rest) + " at rest");
    if (s.stretch.iterations > 0)
        add(fmt::format("{} iterations of {}", number_text(s.stretch.iterations, 3), time_text(p.pace.iteration)));
    if (s.stretch.copies > 1)
        add(fmt::format("{} copies side by side on {} accelerators each", s.stretch.copies, s.stretch.each));
    if (p.saving > Seconds{}) add(time_text(p.saving) + " for checkpoints");
    return text + fmt::format("; {} in {}", energy_text(s.energy), time_text(s.time));
}

std::string utilisation_text(const StretchFacts& s)
{
    const Pace& pace = s.paced.pace;
    const std::size_t most = largest(pace.time);
    std::string text =
        fmt::format("{} ({} % of the time); MFU {} %", name(static_cast<Cause>(most)),
                    percent_text(pace.time[most] / pace.iteration), percent_text(pace.model_flops_utilisation));
    if (pace.flops_utilisation > pace.model_flops_utilisation)
        text += fmt::format(", {} % with what is recomputed", percent_text(pace.flops_utilisation));
    return text + fmt::format("; memory bandwidth {} % of peak, speed {} % of that at full clock",
                              percent_text(pace.bandwidth_utilisation), percent_text(pace.clock));
}

std::string stretch_text(const StretchFacts& s, std::size_t number)
{
    const std::string named = s.stretch.name.empty() ? "" : s.stretch.name + ": ";
    std::string text = '\n' + titled(fmt::format("stretch {}", number), named + iterations_text(s));
    if (s.stretch.iterations <= 0 || s.paced.pace.iteration <= Seconds{}) return text;
    text += titled("binds on", utilisation_text(s));
    TextTable table{cause_columns("of the stretch")};
    std::vector<std::string> time{"time per iteration"}, of_time{"  %"}, energy{"energy, kWh"}, of_energy{"  %"};
    for (std::size_t c = 0; c < causes; ++c) {
        time.push_back(time_text(s.paced.pace.time[c]));
        of_time.push_back(percent_text(s.paced.pace.time[c] / s.paced.pace.iteration));
        energy.push_back(kwh(s.ledgers.cause[c]));
        of_energy.push_back(share(s.ledgers.cause[c], s.energy));
    }
    for (auto& row : {time, of_time, energy, of_energy}) table.add_row(row);
    return text + table.text();
}

std::string ledgers_text(const JobFacts& job)
{
    const Energy all = job.paced.energy;
    TextTable table{{{"energy of a job by cause", "", Align::left},
                     {"", "kWh"},
                     {"", "%"},
                     {"by device", "", Align::left},
                     {"", "kWh"},
                     {"", "%"}}};
    for (std::size_t i = 0; i < causes; ++i) {
        const Energy c = job.ledgers.cause[i];
        std::vector<std::string> row{std::string{name(static_cast<Cause>(i))}, kwh(c), share(c, all), "", "", ""};
        if (i < job.ledgers.device.size()) {
            const Energy d = job.ledgers.device[i];
            row[3] = name(static_cast<Device>(i));
            row[4] = kwh(d);
            row[5] = share(d, all);
        }
        table.add_row(row);
    }
    return '\n' + table.text();
}

} // namespace

std::string job_text(const Explained& e, const Hardware& hardware)
{
    const auto job = job_facts(e.scenario(), e.workload, hardware);
    if (!job) return "\nNo job of it comes within the scenario's duration.\n";
    std::string text = titled("one job", gang_text(*job));
    if (job->refusal) return text + titled("refused", *job->refusal);
    text += titled("arithmetic", precision_text(e, *job));
    text += titled("takes", total_text(*job));
    text += saves_text(e, *job);
    text += titled("run at", operating_text(job->paced.operating)) + cap_text(e, job->paced.operating);
    text += ledgers_text(*job) + ways_text(*job);
    for (std::size_t i = 0; i < job->stretches.size(); ++i) text += stretch_text(job->stretches[i], i + 1);
    return text;
}

} // namespace dcsim
