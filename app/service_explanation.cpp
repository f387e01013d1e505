#include "app/amounts.h"
#include "app/explanation.h"
#include "app/table.h"
#include "models/serving/operating_choice.h"
#include <array>
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr std::array loads{0.1, 0.5, 0.8};
using Align = TextTable::Align;

std::string objective_text(const Objective& o)
{
    std::string text;
    if (o.first) text += "first token or answer within " + time_text(*o.first);
    if (o.between) text += (text.empty() ? "" : ", ") + ("tokens every " + time_text(*o.between));
    return text.empty() ? "none" : fmt::format("{}, for {:g} % of requests", text, 100 * o.attained);
}

/// What it is run at, or at which load.
std::string run_text(const Explained& e, const OperatingChoice& choice, const std::vector<Operating>& runs)
{
    if (!choice.chooses()) return titled("run at", operating_text(choice.fastest())) + cap_text(e, choice.fastest());
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i)
        text +=
            titled(i == 0 ? "run at" : "", fmt::format("{} at {:g} % load", operating_text(runs[i]), 100 * loads[i]));
    return text + cap_text(e, choice.fastest());
}

std::string latency(Seconds time)
{
    return time > Seconds{} ? time_text(time) : "-";
}

std::string loads_text(const std::vector<ServicePoint>& points, const std::string& item)
{
    TextTable table{{{"load", "%"},
                     {"requests", "/s"},
                     {"batch", ""},
                     {"busy", "%"},
                     {"power", "W"},
                     {"energy", "per " + item},
                     {"TTFT p50", ""},
                     {"TTFT p99", ""},
                     {"TPOT p50", ""},
                     {"SLO met", "%"}}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const ServicePoint& p = points[i];
        const Power power = p.above_idle + p.idle;
        const std::string energy =
            p.items_per_second > 0 ? energy_text(Energy{power.si() / p.items_per_second}) : std::string{"-"};
        table.add_row({fmt::format("{:g}", 100 * loads[i]), number_text(p.served.si(), 3), number_text(p.batch, 3),
                       percent_text(p.busy), number_text(power.si(), 4), energy, latency(p.first.p50),
                       latency(p.first.p99), latency(p.between.p50), percent_text(p.within_slo)});
    }
    return table.text();
}

template <class K, class Shares>
std::string shares_text(const char* title, const std::vector<ServicePoint>& points, Shares ServicePoint::*shares)
{
    std::vector<TextTable::Column> columns{{title, "load", Align::left}};
    for (std::size_t i = 0; i < static_cast<std::size_t>(K::count); ++i)
        columns.push_back({std::string{name(static_cast<K>(i))}, "%"});
    TextTable table{columns};
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::vector<std::string> row{fmt::format("{:g} %", 100 * loads[i])};
        for (const double share : points[i].*shares) row.push_back(percent_text(share));
        table.add_row(row);
    }
    return '\n' + table.text();
}

} // namespace

std::string service_text(const Explained& e, const Hardware& hardware)
{
    const ServiceParams& p = e.workload.service->service;
    Inputs inputs;
    const std::unique_ptr<ServiceModel> model =
        p.model({hardware, change(e.workload), e.workload.name, p.objective, p.arrivals_cv2, &inputs});
    if (const auto why = model->refusal()) return titled("refused", "a replica " + *why);
    const OperatingChoice choice{*model, e.workload.service->points};
    const Frequency capacity = model->at(Frequency{}, 1, choice.fastest()).capacity;
    std::vector<ServicePoint> points;
    std::vector<Operating> runs;
    for (const double load : loads) {
        runs.push_back(choice.at(load * capacity, 1, false));
        points.push_back(model->at(load * capacity, 1, runs.back()));
    }

    std::string text = titled("objective", objective_text(model->objective()));
    text += run_text(e, choice, runs);
    text +=
        titled("one replica",
               fmt::format("{} accelerator{}, at most {} requests at once, {} requests/s; answers {} after its grant",
                           model->accelerators_per_replica(), model->accelerators_per_replica() == 1 ? "" : "s",
                           points.front().batch_limit, number_text(capacity.si(), 3), time_text(model->cold_start())));
    text += "\none replica by load\n" + loads_text(points, model->item());
    text += shares_text<Cause>("energy by cause", points, &ServicePoint::cause);
    return text + shares_text<Device>("energy by device", points, &ServicePoint::device);
}

} // namespace dcsim
