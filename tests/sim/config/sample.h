#pragma once
#include "sim/config/document.h"
#include "sim/config/report.h"
#include "sim/config/visit.h"

/// A small scenario language that uses everything which a declaration can say.
namespace sample {

using namespace dcsim;

struct Cooler {
    virtual ~Cooler() = default;
    virtual std::string name() const = 0;
};

struct FanParams {
    Power rated{2 * kW};
    double curve{3};
    friend bool operator==(const FanParams&, const FanParams&) = default;
};
inline void fields(Fields& f, FanParams& p)
{
    f.optional("rated", p.rated, "at full flow", {.least = 1 * kW, .most = 1 * MW});
    f.optional("curve", p.curve, "exponent", {.least = 1.0, .most = 3.0});
}
struct ChillerParams {
    Celsius setpoint{18};
    Kelvin band{2};
    friend bool operator==(const ChillerParams&, const ChillerParams&) = default;
};
inline void fields(Fields& f, ChillerParams& p)
{
    f.required("setpoint", p.setpoint, "supply temperature", {.least = Celsius{5}, .most = Celsius{40}});
    f.optional("band", p.band, "around it");
}
struct Fan : Cooler {
    explicit Fan(const FanParams&) {}
    std::string name() const override { return "fan"; }
};
struct Chiller : Cooler {
    explicit Chiller(const ChillerParams&) {}
    std::string name() const override { return "chiller"; }
};
inline Registry<Cooler> coolers()
{
    return {row<Cooler, Fan, FanParams>("fan", "only air"),
            row<Cooler, Chiller, ChillerParams>("water-chiller", "a machine")};
}

struct Battery {
    Energy energy{};
    std::optional<Power> power{};
    friend bool operator==(const Battery&, const Battery&) = default;
};
struct Source {
    std::string name;
    Frequency rate{4 / 86400.0};
    std::vector<int> gpus{1};
    std::vector<double> weights{1.0};
    Span slack{};
    friend bool operator==(const Source&, const Source&) = default;
};
enum class Traces { none, first, all };

struct Scenario {
    std::string title{"untitled"};
    Instant start{};
    Span duration{};
    std::uint64_t seed{1};
    int nodes{1};
    Power node_power{500 * watt};
    Price price{0.1 * per_kWh};
    Intensity grid{400 * gram_per_kWh};
    Bytes memory{80e9};
    bool verbose{false};
    Traces traces{Traces::first};
    std::filesystem::path file;
    std::optional<Battery> battery{};
    std::vector<Source> sources{};
    Maker<Cooler> cooler{};
    friend bool operator==(const Scenario& a, const Scenario& b)
    {
        return a.title == b.title && a.start == b.start && a.duration == b.duration && a.seed == b.seed &&
               a.nodes == b.nodes && a.node_power == b.node_power && a.price == b.price && a.grid == b.grid &&
               a.memory == b.memory && a.verbose == b.verbose && a.traces == b.traces && a.file == b.file &&
               a.battery == b.battery && a.sources == b.sources;
    }
};

inline void read_source(Fields& f, Source& s)
{
    f.preset("preset", "workloads", "fills the rest");
    f.optional("rate", s.rate, "arrivals", {.above = Frequency{}});
    f.optional("gpus", s.gpus, "choices", {.least = 1});
    f.optional("weights", s.weights, "of the choices", {.least = 0.0});
    f.optional("slack", s.slack, "may wait this long");
    if (s.gpus.size() != s.weights.size()) f.problem("weights", "does not match gpus (one weight for each choice)");
}

inline void fields(Fields& f, Scenario& s)
{
    f.table("scenario", "the run", [&](Fields& g) {
        g.optional("title", s.title, "for tables");
        g.optional("start", s.start, "wall clock");
        g.required("duration", s.duration, "work arrives for this long", {.above = Span{}});
        g.optional("seed", s.seed, "of all streams");
        g.optional("verbose", s.verbose, "say more");
        g.optional("file", s.file, "input");
        g.word("traces", s.traces, {{"none", Traces::none}, {"first", Traces::first}, {"all", Traces::all}}, "kept");
    });
    f.table("cluster", "machines", [&](Fields& g) {
        g.preset("node", "nodes", "row");
        g.optional("nodes", s.nodes, "how many", {.least = 1});
        g.optional("power", s.node_power, "each");
        g.optional("memory", s.memory, "each");
    });
    f.table("supply", "energy", [&](Fields& g) {
        g.optional("price", s.price, "bought");
        g.optional("intensity", s.grid, "carbon");
        Battery b;
        if (g.optional_table("battery", "storage", [&](Fields& h) {
                h.required("energy", b.energy, "usable", {.least = 1 * kWh});
                h.optional("power", b.power, "limit");
            }))
            s.battery = b;
    });
    f.shorthand("cooling", "fan", "rated");
    f.one_of("cooling", coolers(), s.cooler, "the plant", "fan");
    f.each("workload", "a source of work", [&](const std::string& name, Fields& g) {
        Source source{.name = name};
        read_source(g, source);
        s.sources.push_back(source);
    });
}

inline Tree catalogue()
{
    return parse_toml(R"(
[nodes.8xh100]
source = "data sheet"
power = "10.2 kW"
[workloads.campaign]
rate = "4 /d"
gpus = [8, 16]
weights = [0.5, 0.5]
)",
                      "catalog/sample.toml");
}

inline constexpr const char* full_text = R"(schema = 1
[scenario]
title = "everything \"quoted\""
start = 2025-06-01T00:00:00+02:00
duration = "28 d"
seed = 42
file = "data/input.csv"
traces = "all"
[cluster]
node = "8xh100"
nodes = 64
[supply]
price = "95 EUR/MWh"
intensity = "95 g/kWh"
[supply.battery]
energy = "3 MWh"
power = "750 kW"
[cooling]
kind = "water-chiller"
setpoint = "25 degC"
[workload.nlp]
preset = "campaign"
slack = "36 h"
[workload.chat]
rate = "40 /s"
)";

struct Read {
    Scenario scenario;
    Resolved resolved;
    std::vector<Problem> problems;
};

inline Read read_text(const std::string& text, std::size_t policy = 0, const std::vector<std::string>& sets = {})
{
    const Document document = parse_document(text, "s.toml", sets, catalogue());
    Read r;
    r.resolved = visit_tree(document.resolved(policy), document.catalogue(), r.problems,
                            [&](Fields& f) { fields(f, r.scenario); });
    return r;
}

/// The resolved text of a study with one policy.
inline std::string resolved_text(const Resolved& resolved)
{
    return resolved_toml({{"baseline", true, resolved}});
}

} // namespace sample
