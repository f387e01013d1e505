#include "analysis/validate/cases.h"
#include "analysis/validate/catalogue_rows.h"
#include "models/compute/accelerator_power.h"
#include "models/compute/collectives.h"
#include "models/compute/kernel_time.h"
#include "models/vocabulary/run_context.h"
#include "sim/base/csv.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace dcsim {

namespace {

using Row = std::map<std::string, double>;

/// Columns of a table that are numbers, where all of them are.
std::vector<Row> rows_of(const ValidationContext& context, const std::string& name,
                         const std::vector<std::string>& columns)
{
    Inputs inputs;
    const auto file = inputs.file(context.file(name));
    CsvReader csv{file->contents, name};
    std::vector<std::size_t> at;
    for (const std::string& column : columns) at.push_back(csv.column(column));
    std::vector<Row> rows;
    while (csv.next()) {
        Row row;
        for (std::size_t i = 0; i < at.size(); ++i)
            if (const auto value = csv.number_if_any(at[i])) row[columns[i]] = *value;
        if (row.size() == columns.size()) rows.push_back(std::move(row));
    }
    return rows;
}

double median(std::vector<double> values)
{
    require(!values.empty(), "a family of measurements has some");
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double error(double got, double measured)
{
    return std::abs(got / measured - 1);
}

ValidationRow family(const std::string& id, const std::string& what, const std::vector<double>& errors, double most)
{
    return near(id, fmt::format("{}: median error of {} points", what, errors.size()), 0, median(errors), most);
}

constexpr const char* up_time = "time_stats.mlp_up_proj.median";
constexpr const char* down_time = "time_stats.mlp_down_proj.median";

struct Projection {
    double tokens, in, out;
};

double seconds_of(const AcceleratorParams& p, const Projection& m)
{
    const KernelTime t = kernel_time(p,
                                     {.flops = Flops{2 * m.tokens * m.in * m.out},
                                      .weights = Bytes{2 * m.in * m.out},
                                      .activations = Bytes{2 * m.tokens * (m.in + m.out)},
                                      .launches = 1},
                                     1);
    return (t.busy + t.starts).si();
}

/// Up (gate and up together) and down projections of the feed-forward blocks, by tensor ranks.
void add_projections(std::vector<ValidationRow>& rows, const ValidationContext& context, const std::string& chip,
                     const std::string& row, const std::string& model)
{
    const AcceleratorParams p = catalogue_accelerator("preset = '" + row + "'");
    std::map<int, std::vector<double>> errors;
    for (const Row& r :
         rows_of(context, fmt::format("workloads/vidur/ops_{}_Llama-2-{}-hf.csv.gz", chip, model),
                 {"num_tokens", "num_tensor_parallel_workers", "n_embd", "n_expanded_embd", up_time, down_time})) {
        const double ranks = r.at("num_tensor_parallel_workers"), tokens = r.at("num_tokens");
        const double width = r.at("n_expanded_embd") / ranks, hidden = r.at("n_embd");
        if (tokens <= 0) continue;
        auto& all = errors[static_cast<int>(ranks)];
        all.push_back(error(1e3 * seconds_of(p, {tokens, hidden, 2 * width}), r.at(up_time)));
        all.push_back(error(1e3 * seconds_of(p, {tokens, width, hidden}), r.at(down_time)));
    }
    for (const auto& [ranks, all] : errors)
        rows.push_back(family(fmt::format("P8.{}.{}.tp{}", chip, model, ranks),
                              fmt::format("{} projections of Llama 2 {} over {}", chip, model, ranks), all, 0.12));
}

std::vector<ValidationRow> projections(const ValidationContext& context)
{
    std::vector<ValidationRow> rows;
    for (const auto& [chip, row] : {std::pair{"a100", "a100-80gb-sxm"}, {"h100", "h100-sxm"}})
        for (const char* model : {"7b", "70b"}) add_projections(rows, context, chip, row, model);
    return rows;
}

/// Between servers the cluster measured had adapters of its own, a quarter of what the catalogue's row has.
struct Fabric {
    std::string chip, row, beside;
};

void add_reductions(std::vector<ValidationRow>& rows, const ValidationContext& context, const Fabric& f)
{
    const AcceleratorParams p = catalogue_accelerator("preset = '" + f.row + "'\n" + f.beside);
    constexpr const char* ms = "time_stats.all_reduce.median";
    std::map<std::pair<int, int>, std::vector<double>> errors;
    for (const Row& r : rows_of(context, fmt::format("workloads/vidur/network_{}_dgx_all_reduce.csv.gz", f.chip),
                                {ms, "num_workers", "size", "devices_per_node"})) {
        const auto n = static_cast<std::uint32_t>(r.at("num_workers"));
        const auto each = static_cast<std::uint32_t>(r.at("devices_per_node"));
        const Message m{.collective = Collective::all_reduce, .bytes = Bytes{r.at("size")}, .ranks = n};
        const Seconds t = operation_time(p, m, {.accelerators = n, .per_node = each, .cores = 0});
        // Between two servers, 2 and 8 in each reach 12 and 17 GB/s, but 4 in each 22: of these only the last is
        // modelled.
        const bool erratic = n == 2 * each && (each == 2 || each == 8);
        if (r.at(ms) > 0 && !erratic) errors[{int(n), int(each)}].push_back(error(1e3 * t.si(), r.at(ms)));
    }
    for (const auto& [shape, all] : errors)
        rows.push_back(family(fmt::format("P9.{}.{}x{}", f.chip, shape.first / shape.second, shape.second),
                              fmt::format("{} all-reduce, {} in servers of {}", f.chip, shape.first, shape.second), all,
                              shape.first == shape.second ? 0.25 : 0.45));
}

std::vector<ValidationRow> reductions(const ValidationContext& context)
{
    std::vector<ValidationRow> rows;
    add_reductions(rows, context, {"a100", "a100-80gb-sxm", "network.bandwidth = '5.9 GB/s'"});
    add_reductions(rows, context, {"h100", "h100-sxm", ""});
    return rows;
}

struct Capped {
    double watts, seconds;
};

/// Time of an epoch under each cap over that at the highest, by network.
std::vector<ValidationRow> caps(const ValidationContext& context)
{
    Inputs inputs;
    const auto file = inputs.file(context.file("workloads/zeus/power_v100.csv"));
    CsvReader csv{file->contents, "power_v100.csv"};
    std::map<std::string, std::map<std::string, std::map<double, Capped>>> runs;
    while (csv.next()) {
        const auto cell = [&](const char* name) { return std::string{csv.text(csv.column(name))}; };
        const std::string task = cell("dataset") + ' ' + cell("network");
        runs[task][cell("batch_size") + cell("optimizer")][csv.number(csv.column("power_limit"))] = {
            csv.number(csv.column("average_power")), csv.number(csv.column("time_per_epoch"))};
    }
    const AcceleratorParams v100 = catalogue_accelerator("preset = 'v100-sxm2-32gb'");
    std::vector<ValidationRow> rows;
    for (const auto& [task, batches] : runs) {
        std::vector<double> times, energies;
        for (const auto& [batch, by_cap] : batches) {
            const Capped& free = by_cap.rbegin()->second;
            for (const auto& [cap, run] : by_cap) {
                if (cap >= by_cap.rbegin()->first) continue;
                const double slow = 1 / speed_under_cap(v100, cap * watt, free.watts * watt);
                times.push_back(error(slow, run.seconds / free.seconds));
                energies.push_back(error(slow * std::min(cap, free.watts), run.seconds / free.seconds * run.watts));
            }
        }
        rows.push_back(family("P10.time." + task, "V100 under caps, time of " + task, times, 0.05));
        rows.push_back(family("P10.energy." + task, "the same, energy", energies, 0.15));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> hardware_cases()
{
    return {{"P8", "matrix products of language models", "Vidur, MLSys 2024, arXiv 2405.05465", 'V', "accelerator",
             projections},
            {"P9", "all-reduce of NCCL", "Vidur, MLSys 2024, arXiv 2405.05465", 'V', "-", reductions},
            {"P10", "training under a cap of power", "Zeus, NSDI 2023, arXiv 2208.06102", 'V', "accelerator", caps}};
}

} // namespace dcsim
