#include "app/explanation.h"
#include "app/amounts.h"
#include "app/words.h"
#include "models/compute/cap_warning.h"
#include "models/world/evidence.h"
#include "models/world/one_offs.h"
#include "models/world/technique_warning.h"
#include "sim/config/declared.h"
#include "sim/config/report.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <map>

namespace dcsim {

namespace {

/// How work is spread and in what it computes, shown also where nobody has written it.
constexpr std::array layout_keys{"tensor",    "pipeline",    "expert",    "expert_parallel", "zero",
                                 "recompute", "micro_batch", "precision", "accelerators"};

const std::string not_stated{"not stated"};

/// Texts of one row of the catalogue: "summary", "source".
std::string row_text(const Explained& e, std::string_view kind, const std::string& name, std::string_view key)
{
    const std::optional<Tree> row = e.file.document.catalogue().row(kind, name);
    const Tree* text = row ? row->find(key) : nullptr;
    return text && text->text() ? *text->text() : not_stated;
}

std::string joined(const std::vector<std::string>& parts)
{
    return parts.empty() ? "none" : joined_list(parts);
}

/// What the workload's tables `work` or `serve` say, sorted into lines.
struct Said {
    std::vector<std::string> work{}, layout{};
    std::vector<std::string> own{};           ///< keys that neither the catalogue nor a default has set
    std::map<std::string, std::string> all{}; ///< by key

    std::string at(const std::string& key) const { return all.contains(key) ? all.at(key) : std::string{}; }
};

/// Rows of the catalogue that the workload names are named; what they contain is not repeated.
bool of_another_row(const ListedValue& v)
{
    return v.place.starts_with("catalog/") && !v.place.starts_with("catalog/workloads.toml");
}

Said said(const Explained& e)
{
    const std::string table = "workload." + e.workload.name + '.';
    const std::string inside = table + (e.workload.service ? "serve." : "work.");
    Said s;
    for (const ListedValue& v : listing(e.policy.resolved)) {
        if (v.path == table + "preset" && v.value) s.all["preset"] = display(*v.value);
        if (!v.path.starts_with(inside) || !v.value) continue;
        const std::string key = v.path.substr(inside.size());
        s.all[key] = display(*v.value);
        const std::string line = (key == "kind" ? "" : key + ' ') + (v.value->text() ? s.all[key] : brief(v.value, 30));
        if (v.place != "default" && !v.place.starts_with("catalog/")) s.own.push_back(key);
        if (std::ranges::find(layout_keys, key) != layout_keys.end())
            s.layout.push_back(line);
        else if (v.place != "default" && !of_another_row(v))
            s.work.push_back(line);
    }
    return s;
}

/// Of the table before which `before` stands.
std::string model_text(const Explained& e, const Said& s, const std::string& before)
{
    const std::string preset = s.at(before + "preset");
    const std::string name = preset.empty() ? "of the scenario" : row_text(e, "model", preset, "summary");
    std::string text = fmt::format("{}: {}, {} parameters", name, s.at(before + "architecture"),
                                   number_text(std::stod(s.at(before + "parameters")), 3));
    if (const double active = std::stod(s.at(before + "active_parameters")); active > 0)
        text += fmt::format(", {} of them for each {}", number_text(active, 3), s.at(before + "item"));
    return text;
}

/// Of the work, of its trials, or of its phases; each once.
std::string model_text(const Explained& e, const Said& s)
{
    const std::string end = "model.parameters";
    std::vector<std::string> models;
    for (const auto& [key, value] : s.all) {
        if (!key.ends_with(end) || (key.size() > end.size() && key[key.size() - end.size() - 1] != '.')) continue;
        std::string text = model_text(e, s, key.substr(0, key.size() - std::string_view{"parameters"}.size()));
        if (std::ranges::find(models, text) == models.end()) models.push_back(std::move(text));
    }
    std::string all;
    for (const std::string& model : models) all += (all.empty() ? "" : "; ") + model;
    return all.empty() ? "none: the work is given by its operations and bytes" : all;
}

std::string hardware_text(const Explained& e)
{
    const PoolParams& pool = e.pool();
    const std::string cluster = pool.name == main_pool ? "cluster." : "pool." + pool.name + ".cluster.";
    std::string node = "nodes of the scenario", accelerator = "accelerators";
    for (const ListedValue& v : listing(e.policy.resolved)) {
        if (v.path == cluster + "node" && v.value) node = "node " + display(*v.value);
        if (v.path == cluster + "accelerator.preset" && v.value) accelerator = display(*v.value);
    }
    std::string text = fmt::format("{}: {} x {}", node, pool.cluster.node.accelerators, accelerator);
    if (pool.accelerator)
        text += fmt::format(" ({:g} GB, {:g} W)", pool.accelerator->memory.si() / 1e9, pool.accelerator->most.si());
    text += fmt::format(", {} cores", pool.cluster.node.cores);
    const auto& pools = e.workload.routing.pools;
    for (std::size_t i = 1; i < pools.size(); ++i)
        text += fmt::format("{} pool {}", i == 1 ? "; not shown: its jobs may run on" : ",",
                            e.scenario().site.pools[pools[i]].name);
    return text;
}

/// Marks and unverified numbers of one row.
struct OfRow {
    MarkedNumbers numbers;
    std::vector<std::string> unverified;
};

} // namespace

std::string titled(std::string_view title, const std::string& text)
{
    constexpr std::size_t indent = 14;
    return wrapped(fmt::format("{:<{}}", title, indent), text, indent) + '\n';
}

std::string heading_text(const Explained& e)
{
    const Said s = said(e);
    const std::string preset = s.at("preset");
    std::string text = fmt::format("workload {}, policy {}\n\n", e.workload.name, e.policy.name);
    text += titled("what", preset.empty() ? "as the scenario describes it"
                                          : row_text(e, "workload", preset, "summary") + " [preset " + preset +
                                                (s.own.empty() ? "" : ", with other " + joined_list(s.own)) + "]");
    if (!preset.empty()) text += titled("source", row_text(e, "workload", preset, "source"));
    if (const std::string note = row_text(e, "workload", preset, "note"); note != not_stated)
        text += titled("note", note);
    text += titled(e.workload.service ? "serves" : "work", joined(s.work));
    text += titled("model", model_text(e, s));
    if (!s.layout.empty()) text += titled("layout", joined(s.layout));
    text += titled("hardware", hardware_text(e));
    text += titled("boundary", "IT energy at the servers' plugs; no cooling, no conversion before the plug");
    const Techniques techniques{e.workload.techniques, {}};
    text += titled("techniques", joined(techniques.names()));
    if (const auto& accelerator = e.pool().accelerator)
        if (const auto why = technique_warning(e.workload, *accelerator)) text += titled("warning", *why);
    for (const std::string& label : techniques.accuracies()) text += titled("accuracy", label);
    if (techniques.empty()) text += titled("accuracy", "that of the model as it is");
    return text;
}

std::string operating_text(const Operating& run)
{
    const std::string clock = fmt::format("clock {:g} of the highest", run.clock);
    return run.cap ? clock + fmt::format(", cap {:g} W", run.cap->si()) : clock;
}

std::string cap_text(const Explained& e, const Operating& run)
{
    const auto& accelerator = e.pool().accelerator;
    const auto why = run.cap && accelerator ? cap_warning(*accelerator, *run.cap) : std::nullopt;
    return why ? titled("cap", *why) : std::string{};
}

std::string one_off_text(const Explained& e, const Hardware& hardware)
{
    std::string text;
    for (const OneOffEnergy& one : one_offs(e.scenario(), e.workload, hardware)) {
        text += titled("once", fmt::format("{}: {} in {}, before it pays", one.technique, energy_text(one.energy),
                                           time_text(one.time)));
        if (one.refusal) text += titled("warning", left_out(one));
    }
    return text.empty() ? text : '\n' + text;
}

std::string evidence_text(const Explained& e)
{
    const MarkedNumbers used = numbers_used(e.policy, e.workload, marked_numbers(e.file.document.catalogue().all()));
    std::map<std::string, OfRow> rows;
    for (const auto& [place, number] : used) {
        OfRow& row = rows[number.kind + ' ' + number.row];
        row.numbers[place] = number;
        if (number.mark == "unverified") row.unverified.push_back(number.path);
    }
    const MarkCounts all = count_marks(used);
    std::string text = fmt::format("\nrests on {} unverified, {} published, {} measured numbers of the catalogue\n",
                                   all.unverified, all.published, all.measured);
    for (const auto& [name, row] : rows) {
        const MarkCounts c = count_marks(row.numbers);
        std::string line =
            fmt::format("{} published, {} measured, {} unverified", c.published, c.measured, c.unverified);
        if (!row.unverified.empty()) line += ": " + joined_list(row.unverified);
        text += wrapped("  " + name + ": ", line, 4) + '\n';
    }
    return text;
}

} // namespace dcsim
