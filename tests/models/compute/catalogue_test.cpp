#include "models/compute/cap_warning.h"
#include "models/compute/node_hardware.h"
#include "models/compute/provenance.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>
#include <functional>
#include <set>

using namespace dcsim;

namespace {

AcceleratorParams accelerator(const std::string& toml, Tree catalogue = embedded_catalogue())
{
    std::vector<Problem> problems;
    auto p = read<AcceleratorParams>(parse_toml(toml, "test.toml"), catalogue, problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return p;
}

std::vector<std::string> names(const std::string& kind)
{
    std::vector<std::string> all;
    const Tree catalogue = embedded_catalogue();
    for (const Entry& e : *catalogue.find(kind)->table()) all.push_back(e.key);
    return all;
}

using ForValue = std::function<void(const std::string& path, const Tree& value)>;

/// Calls `of` for every value of a row that is no table, with its dotted path.
void each_value(const Tree& row, const ForValue& of, const std::string& path = {})
{
    const std::set<std::string> remarks{"summary", "source", "mark", "spread", "provenance"};
    for (const Entry& e : *row.table()) {
        if (path.empty() && remarks.contains(e.key)) continue;
        const std::string inner = path.empty() ? e.key : path + '.' + e.key;
        if (e.value.table())
            each_value(e.value, of, inner);
        else
            of(inner, e.value);
    }
}

bool has(const Tree& row, const std::string& path)
{
    const std::size_t dot = path.find('.');
    const Tree* const value = row.find(path.substr(0, dot));
    return value && (dot == std::string::npos || (value->table() && has(*value, path.substr(dot + 1))));
}

} // namespace

TEST_CASE("every accelerator and node of the catalogue says of each value where it is from", "[compute][unit]")
{
    CHECK(names("accelerator").size() >= 15);
    for (const std::string kind : {"accelerator", "node"})
        for (const std::string& name : names(kind)) {
            INFO(kind + '.' + name);
            CHECK_NOTHROW(count_marks(embedded_catalogue(), kind, name));
            CHECK(count_marks(embedded_catalogue(), kind, name).total() > 4);
        }
}

TEST_CASE("every row of the catalogue has a source, and what work rests on has a mark", "[compute][unit]")
{
    const Tree catalogue = embedded_catalogue();
    const std::set<std::string> marked{"accelerator", "node", "model", "engine", "workload", "length", "size"};
    for (const Entry& kind : *catalogue.table())
        for (const Entry& row : *kind.value.table()) {
            INFO(kind.key << '.' << row.key);
            const auto says = [&](const char* what) {
                const Tree* const text = row.value.find(what);
                return text && text->text() && !text->text()->empty();
            };
            CHECK((says("source") || says("factor_source") || kind.key == "technique"));
            CHECK((says("mark") || !marked.contains(kind.key)));
        }
}

TEST_CASE("every model, engine, technique and row of work says of each value where it is from; whole numbers are exact",
          "[compute][unit]")
{
    const Tree catalogue = embedded_catalogue();
    for (const std::string kind : {"model", "engine", "serving_power", "technique", "workload"})
        for (const Entry& row : *catalogue.find(kind)->table()) {
            if (kind == "workload" && !row.value.find("work") && !row.value.find("serve")) continue;
            INFO(kind << '.' << row.key);
            CHECK_NOTHROW(count_marks(catalogue, kind, row.key));
            each_value(row.value, [&](const std::string& path, const Tree& value) {
                INFO(path);
                CHECK_NOTHROW(provenance(row.value, path));
                // A key of whole numbers takes no other: what a sample may draw is none of them.
                if (std::holds_alternative<std::int64_t>(value.data)) CHECK(spread_of(row.value, path) == 0.0);
            });
        }
}

TEST_CASE("each line of a row's provenance is of a value that the row has", "[compute][unit]")
{
    const Tree catalogue = embedded_catalogue();
    for (const Entry& kind : *catalogue.table())
        for (const Entry& row : *kind.value.table()) {
            const Tree* const lines = row.value.find("provenance");
            if (!lines) continue;
            for (const Entry& line : *lines->table()) {
                INFO(kind.key << '.' << row.key << ": " << line.key);
                CHECK(has(row.value, line.key));
            }
        }
}

TEST_CASE("a value without a source, or with an unknown mark, is found", "[compute][unit]")
{
    const auto counted = [](const std::string& row) {
        return count_marks(parse_toml("[accelerator.mine]\nidle = '1 W'\n" + row, "rows.toml"), "accelerator", "mine");
    };
    CHECK(counted("source = 'data sheet'\nmark = 'published'\nspread = 0.1").published == 1);
    CHECK_THROWS_AS(counted("mark = 'published'\nspread = 0.1"), LogicError);
    CHECK_THROWS_AS(counted("source = 'data sheet'\nmark = 'certain'\nspread = 0.1"), LogicError);
    CHECK_THROWS_AS(counted("source = 'data sheet'\nmark = 'published'"), LogicError);
}

TEST_CASE("what a scenario gives beside a preset counts as the user's", "[compute][unit]")
{
    const Tree catalogue = embedded_catalogue();
    const MarkCounts as_is = count_marks(catalogue, "node", "8xh100");
    CHECK(as_is.user == 0);
    CHECK(as_is.unverified > 0);
    CHECK(as_is.total() > count_marks(catalogue, "accelerator", "h100-sxm").total());
    const Tree beside = parse_toml("accelerator = { bandwidth = '3 TB/s', idle = '90 W' }", "test.toml");
    const MarkCounts changed = count_marks(catalogue, "node", "8xh100", beside);
    CHECK(changed.user == 2);
    CHECK(changed.total() == as_is.total());
    CHECK(changed.published == as_is.published - 1);
    CHECK(changed.unverified == as_is.unverified - 1);
}

TEST_CASE("every accelerator of the catalogue reads, and runs 16-bit work within its memory", "[compute][unit]")
{
    Demand d;
    d.kernels.push_back({.flops = Flops{1e15}, .activations = Bytes{1e12}, .launches = 10});
    d.footprint.weights = Bytes{10e9};
    for (const std::string& name : names("accelerator")) {
        INFO(name);
        const AcceleratorParams p = accelerator("preset = '" + name + "'");
        const auto hardware = make_hardware({.accelerator = p, .accelerators = 8, .host = {}});
        CHECK_FALSE(hardware->refusal(d).has_value());
        const Pace pace = hardware->pace(d, {8, 8, 0}, {});
        CHECK(pace.flops_utilisation > 0.2);
        CHECK(pace.flops_utilisation < 1);
        CHECK(pace.above_idle <= 8 * (p.most - p.idle) * 1.001);
    }
}

TEST_CASE("a new accelerator needs a table alone", "[compute][unit]")
{
    Tree catalogue = embedded_catalogue();
    merge(catalogue, parse_toml(R"([accelerator.next]
source = "its data sheet"
mark = "published"
spread = 0.05
peak = { bf16 = "4 PFLOP/s" }
memory = "288 GB"
bandwidth = "12 TB/s"
idle = "150 W"
max = "1.4 kW"
scale_up = { bandwidth = "1 TB/s" }
network = { bandwidth = "90 GB/s" })",
                                "rows.toml"));
    const AcceleratorParams p = accelerator("preset = 'next'\nmax = '1200 W'", catalogue);
    CHECK(peak(p, Precision::bf16).si() == 4e15);
    CHECK(p.most.si() == 1200);
}

TEST_CASE("savings under a cap are promised only where they were measured", "[compute][unit]")
{
    const AcceleratorParams v100 = accelerator("preset = 'v100-sxm2-16gb'"), h100 = accelerator("preset = 'h100-sxm'");
    CHECK_FALSE(cap_warning(v100, 200 * watt).has_value());
    CHECK(cap_warning(v100, 120 * watt)->find("no saving is promised") != std::string::npos);
    CHECK(cap_warning(h100, 500 * watt)->find("not measured on this accelerator") != std::string::npos);
    CHECK(cap_warning(h100, 50 * watt)->find("accepts no cap below") != std::string::npos);
}

TEST_CASE("the numbers of rows with a mark are known by where they stand", "[catalogue]")
{
    const MarkedNumbers numbers = marked_numbers(parse_toml("[law.unmarked]\nrate = 3\n"
                                                            "[model.mine]\n"
                                                            "source = '2 papers'\n"
                                                            "mark = 'published'\n"
                                                            "architecture = 'network'\n"
                                                            "gated = true\n"
                                                            "parameters = 1e6\n"
                                                            "shape = { sizes = [1, 2], forward = '3 GFLOP' }\n"
                                                            "provenance = { shape = { mark = 'measured' } }\n",
                                                            "rows.toml"));
    REQUIRE(numbers.size() == 3);
    CHECK(numbers.at("rows.toml:8:14").path == "parameters");
    CHECK(numbers.at("rows.toml:8:14").row == "mine");
    const MarkCounts counts = count_marks(numbers);
    CHECK(counts.published == 1);
    CHECK(counts.measured == 2);
}
