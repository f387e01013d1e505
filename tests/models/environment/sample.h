#pragma once
#include "models/environment/environment.h"
#include "sim/config/visit.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>

namespace dcsim {

inline Tree catalogue()
{
    Tree rows;
    for (const char* name : {"climates", "factors", "grids", "prices"}) {
        const std::string path = std::string{"scenarios/catalog/"} + name + ".toml";
        std::ifstream in{path};
        REQUIRE(in);
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        merge(rows, parse_toml(text, path));
    }
    return rows;
}

/// The model that a table describes; a problem in it fails the test.
template <class I, class... Context>
Maker<I, Context...> maker(const Registry<I, Context...>& rows, const std::string& toml)
{
    Maker<I, Context...> chosen;
    std::vector<Problem> problems;
    visit_tree(parse_toml(toml, "test.toml"), catalogue(), problems, [&](Fields& f) { f.kind(rows, chosen, "test"); });
    for (const Problem& p : problems) FAIL_CHECK(p.key << ' ' << p.text);
    REQUIRE(problems.empty());
    return chosen;
}

/// A run of some days from a UTC instant.
struct TestRun {
    Inputs inputs;
    RunContext context;
    TestRun(const CivilTime& start, int days, std::uint32_t replication = 0)
        : context{42, replication, unix_ns(start), Time{days * 24 * ns_per_hour}, &inputs}
    {
    }
};

/// Data that is not part of the source tree; without it the test says so and passes.
inline bool absent(const std::filesystem::path& path)
{
    if (std::filesystem::exists(path)) return false;
    WARN("skipped: " << path << " is not there");
    return true;
}

inline double mean(const std::vector<double>& v)
{
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

inline double standard_deviation(const std::vector<double>& v)
{
    const double m = mean(v);
    double sum = 0;
    for (const double x : v) sum += (x - m) * (x - m);
    return std::sqrt(sum / static_cast<double>(v.size()));
}

/// Autocorrelation with the global mean and the full length as denominator.
inline double autocorrelation(const std::vector<double>& v, std::size_t lag)
{
    const double m = mean(v);
    double above = 0, below = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        below += (v[i] - m) * (v[i] - m);
        if (i + lag < v.size()) above += (v[i] - m) * (v[i + lag] - m);
    }
    return above / below;
}

/// Largest minus least of the 24 means by hour of the day.
inline double diurnal_range(const std::vector<double>& v)
{
    std::vector<double> sum(24);
    for (std::size_t i = 0; i < v.size(); ++i) sum[i % 24] += v[i];
    const auto [least, most] = std::minmax_element(sum.begin(), sum.end());
    return (*most - *least) / (static_cast<double>(v.size()) / 24);
}

} // namespace dcsim
