#include "models/reliability/outages.h"
#include "models/vocabulary/text_file.h"
#include "sim/base/csv.h"
#include <algorithm>
#include <cmath>
#include <functional>

namespace dcsim {

namespace {

std::uint32_t units_of(const FailureParams& p, const OutageSize& size)
{
    switch (p.unit) {
    case FailureUnit::accelerator: return size.nodes * size.accelerators_per_node;
    case FailureUnit::rack: return (size.nodes + p.rack_nodes - 1) / p.rack_nodes;
    case FailureUnit::cluster: return 1;
    case FailureUnit::network_switch: return size.switches;
    case FailureUnit::cable: return size.cables;
    case FailureUnit::port: return size.ports;
    case FailureUnit::node: break;
    }
    return size.nodes;
}

std::uint32_t nodes_of(const FailureParams& p, const OutageSize& size)
{
    switch (p.unit) {
    case FailureUnit::rack: return p.rack_nodes;
    case FailureUnit::cluster: return size.nodes;
    case FailureUnit::network_switch:
    case FailureUnit::cable:
    case FailureUnit::port: return 0;
    case FailureUnit::accelerator:
    case FailureUnit::node: break;
    }
    return 1;
}

} // namespace

Outages::Outages(const ReliabilityParams& params, const OutageSize& size, const RunContext& run)
    : size_{size}, until_{run.end}, idle_crews_{params.crews}
{
    for (const FailureParams& p : params.failures) add(p, run);
    std::ranges::make_heap(heap_, std::greater{});
    failures_.resize(kinds_.size());
}

void Outages::add(const FailureParams& p, const RunContext& run)
{
    const auto index = static_cast<std::uint32_t>(kinds_.size());
    Kind& kind = kinds_.emplace_back(Kind{p.unit, units_of(p, size_), nodes_of(p, size_), {}, {}, {}, {}});
    if (p.file) {
        record(kind, p, *run.inputs);
        for (std::uint32_t i = 0; i < kind.recorded.size(); ++i)
            heap_.push_back({kind.recorded[i].at, index, i, false});
        return;
    }
    kind.every = p.every();
    kind.repair = p.repair();
    const std::string component = "reliability." + p.name;
    for (std::uint32_t unit = 0; unit < kind.units; ++unit) {
        Random& random = kind.random.emplace_back(run.stream(component, "outages", unit));
        const Seconds first = p.as_new ? kind.every->draw(random) : kind.every->residual(random);
        if (first < seconds(until_)) heap_.push_back({first_tick_at_or_after(Time{}, first), index, unit, false});
    }
}

void Outages::record(Kind& kind, const FailureParams& p, Inputs& inputs)
{
    CsvReader csv{open_text(inputs, *p.file), p.file->string()};
    const std::size_t time = csv.column("time"), unit = csv.column("unit"), repair = csv.column("repair");
    Time last{};
    while (csv.next()) {
        if (csv.number(time) < 0) csv.fail(time, "is before the start of the run");
        if (csv.number(repair) < 0) csv.fail(repair, "is negative");
        const Time at = Time{} + nearest_span(Seconds{csv.number(time)});
        if (at < last) csv.fail(time, "is earlier than the row above (sort the file)");
        const std::int64_t number = csv.integer(unit);
        if (number < 0 || number >= kind.units)
            csv.fail(unit, "is no unit (there are " + std::to_string(kind.units) + ", from 0)");
        last = at;
        if (at < until_)
            kind.recorded.push_back(
                {at, nearest_span(Seconds{csv.number(repair)}), static_cast<std::uint32_t>(number)});
    }
}

/// What comes after the run is forgotten.
void Outages::await(const Pending& what, Seconds later)
{
    if (later >= seconds(until_ - what.at)) return;
    heap_.push_back({first_tick_at_or_after(what.at, later), what.kind, what.entity, what.repaired});
    std::ranges::push_heap(heap_, std::greater{});
}

void Outages::repair(Time now, const Broken& broken)
{
    Kind& kind = kinds_[broken.kind];
    await({now, broken.kind, broken.entity, true}, kind.repair->draw(kind.random[broken.entity]));
}

void Outages::fail(const Pending& what)
{
    const Kind& kind = kinds_[what.kind];
    ++failures_[what.kind];
    if (!kind.repair) return await({what.at, what.kind, what.entity, true}, seconds(kind.recorded[what.entity].repair));
    if (idle_crews_ && *idle_crews_ == 0) return waiting_.push_back({what.kind, what.entity});
    if (idle_crews_) --*idle_crews_;
    repair(what.at, {what.kind, what.entity});
}

void Outages::return_crew(Time now)
{
    if (!idle_crews_) return;
    ++*idle_crews_;
    if (waiting_.empty()) return;
    --*idle_crews_;
    repair(now, waiting_.front());
    waiting_.pop_front();
}

OutageChange Outages::change(const Pending& what) const
{
    const Kind& kind = kinds_[what.kind];
    const std::uint32_t unit = kind.repair ? what.entity : kind.recorded[what.entity].unit;
    const std::uint32_t first =
        kind.unit == FailureUnit::accelerator ? unit / size_.accelerators_per_node : unit * kind.nodes_each;
    const Span expected = kind.repair ? span_at_least(kind.repair->mean()) : kind.recorded[what.entity].repair;
    return {first, std::min(kind.nodes_each, size_.nodes - first), !what.repaired, expected, kind.unit, unit};
}

Event Outages::next() const
{
    Event event = pattern_;
    event.at = heap_.empty() ? Time::never() : heap_.front().at;
    return event;
}

void Outages::advance()
{
    std::ranges::pop_heap(heap_, std::greater{});
    const Pending what = heap_.back();
    heap_.pop_back();
    happened_ = change(what);
    if (!what.repaired) return fail(what);
    Kind& kind = kinds_[what.kind];
    if (!kind.repair) return;
    await({what.at, what.kind, what.entity, false}, kind.every->draw(kind.random[what.entity]));
    return_crew(what.at);
}

bool Outages::breaks_network() const
{
    return std::ranges::any_of(kinds_, [](const Kind& k) { return is_of_network(k.unit); });
}

Frequency Outages::rate_on(std::uint32_t nodes) const
{
    Frequency sum{};
    for (const Kind& kind : kinds_) {
        if (kind.unit == FailureUnit::cable || kind.units == 0) continue;
        double units = std::ceil(double(nodes) / std::max(1U, kind.nodes_each));
        if (kind.unit == FailureUnit::accelerator) units = double{1} * nodes * size_.accelerators_per_node;
        if (kind.unit == FailureUnit::network_switch)
            units = std::ceil(double(nodes) * size_.switches_with_nodes / size_.nodes);
        if (kind.unit == FailureUnit::port) units = double(nodes) * size_.lone_ports / size_.nodes;
        const double each = kind.every ? 1 / kind.every->mean().si()
                                       : static_cast<double>(kind.recorded.size()) / kind.units / seconds(until_).si();
        sum += Frequency{units * each};
    }
    return sum;
}

void Outages::state(Archive& archive)
{
    for (Kind& kind : kinds_) archive("random", kind.random);
    archive("idle crews", idle_crews_)("pending", heap_)("waiting", waiting_)("failures", failures_);
    archive("happened", happened_);
}

} // namespace dcsim
