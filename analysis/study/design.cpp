#include "analysis/study/design.h"
#include "analysis/study/factor.h"
#include "sim/base/errors.h"
#include "sim/config/suggest.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

namespace dcsim {

namespace {

using Unit = std::vector<std::vector<double>>; ///< of each factor a coordinate in [0, 1) by point

enum class Kind : std::uint8_t { factorial, latin_hypercube, sobol, random };

constexpr std::size_t most_points = 10'000'000;

Random stream(std::uint64_t seed, std::string_view purpose, std::size_t factor)
{
    return Random{{seed, 0, "design", purpose, factor}};
}

/// One point in each of n equal slices of every coordinate [McKay, Beckman, Conover, Technometrics 1979].
Unit latin_hypercube(std::size_t points, std::size_t factors, std::uint64_t seed)
{
    Unit all(factors, std::vector<double>(points));
    for (std::size_t f = 0; f < factors; ++f) {
        Random random = stream(seed, "latin-hypercube", f);
        std::vector<std::size_t> slices(points);
        std::iota(slices.begin(), slices.end(), 0);
        for (std::size_t i = points; i-- > 1;)
            std::swap(slices[i], slices[static_cast<std::size_t>(random.uniform() * static_cast<double>(i + 1))]);
        for (std::size_t i = 0; i < points; ++i)
            all[f][i] = (static_cast<double>(slices[i]) + random.uniform()) / static_cast<double>(points);
    }
    return all;
}

/// The sequence of Joe and Kuo's direction numbers, by Boost, which leaves out the first point, 0: with it, any 2^k
/// points from the start fill equal slices.
Unit sobol(std::size_t points, std::size_t factors)
{
    Unit all(factors, std::vector<double>(points));
    boost::random::sobol engine{factors};
    for (std::size_t i = 1; i < points; ++i)
        for (std::size_t f = 0; f < factors; ++f) all[f][i] = std::ldexp(static_cast<double>(engine() >> 11), -53);
    return all;
}

Unit random_points(std::size_t points, std::size_t factors, std::uint64_t seed)
{
    Unit all(factors, std::vector<double>(points));
    for (std::size_t f = 0; f < factors; ++f) {
        Random random = stream(seed, "random", f);
        for (double& u : all[f]) u = random.uniform();
    }
    return all;
}

Kind kind_of_design(const Tree& sweep, std::vector<Problem>& problems)
{
    const Tree* const written = sweep.find("design");
    if (!written) return Kind::factorial;
    const std::vector<std::string> words{"factorial", "latin-hypercube", "sobol", "random"};
    const auto at = written->text() ? std::find(words.begin(), words.end(), *written->text()) : words.end();
    if (at != words.end()) return static_cast<Kind>(at - words.begin());
    problems.push_back(
        {written->origin, "sweep.design",
         "is " + inline_toml(*written) + " (" + suggestion(written->text() ? *written->text() : "", words) + ")"});
    return Kind::factorial;
}

std::size_t wanted_points(const Tree& sweep, Kind kind, std::vector<Problem>& problems)
{
    const Tree* const written = sweep.find("points");
    const bool sampled = kind != Kind::factorial;
    if (!written && sampled)
        problems.push_back({sweep.find("design")->origin, "sweep.points", "is missing (how many points to sample)"});
    if (!written) return 0;
    const auto* number = std::get_if<std::int64_t>(&written->data);
    if (number && *number >= 1 && *number <= static_cast<std::int64_t>(most_points) && sampled)
        return static_cast<std::size_t>(*number);
    problems.push_back({written->origin, "sweep.points",
                        sampled ? "is " + inline_toml(*written) + " (allowed: a whole number from 1 to " +
                                      std::to_string(most_points) + ")"
                                : "only belongs to sampled designs (set sweep.design)"});
    return 0;
}

Design factorial(const std::vector<Factor>& factors, std::vector<Problem>& problems)
{
    std::vector<DesignAxis> axes;
    double points = 1;
    for (const Factor& factor : factors) {
        DesignAxis axis{factor.name.empty() ? DesignAxis::Kind::key : DesignAxis::Kind::zipped, factor.name,
                        factor.paths, factor.levels};
        if (factor.range && factor.range->count() == 0)
            problems.push_back({factor.range->origin(), "sweep." + factor.paths.front(),
                                "does not say how many values it has (write { ..., count = n })"});
        for (std::size_t i = 0; factor.range && i < factor.range->count(); ++i) {
            const auto last = static_cast<double>(std::max<std::size_t>(2, factor.range->count()) - 1);
            axis.levels.push_back({factor.range->at(static_cast<double>(i) / last)});
            if (i > 0 && same_data(axis.levels[i].front(), axis.levels[i - 1].front()))
                problems.push_back(
                    {factor.range->origin(), "sweep." + factor.paths.front(),
                     "has " + inline_toml(axis.levels[i].front()) +
                         " twice, rounded to whole numbers (ask for fewer, or write ends with a point)"});
        }
        points *= static_cast<double>(axis.levels.size());
        axes.push_back(std::move(axis));
    }
    if (points > static_cast<double>(most_points))
        problems.push_back({{}, "sweep", "has more than " + std::to_string(most_points) + " points"});
    return Design{std::move(axes)};
}

Design sampled(const std::vector<Factor>& factors, const Unit& unit, std::size_t points)
{
    DesignAxis axis{DesignAxis::Kind::sampled, "point", {}, std::vector<std::vector<Tree>>(points)};
    for (std::size_t f = 0; f < factors.size(); ++f) {
        axis.paths.insert(axis.paths.end(), factors[f].paths.begin(), factors[f].paths.end());
        axis.logarithmic.resize(axis.paths.size(), factors[f].range && factors[f].range->logarithmic());
        for (std::size_t i = 0; i < points; ++i)
            for (Tree& value : factors[f].drawn(unit[f][i])) axis.levels[i].push_back(std::move(value));
    }
    return Design{{std::move(axis)}};
}

} // namespace

std::size_t Design::points() const
{
    std::size_t all = 1;
    for (const DesignAxis& axis : axes_) all *= axis.levels.size();
    return all;
}

std::vector<std::size_t> Design::levels_of(std::size_t point) const
{
    std::vector<std::size_t> levels(axes_.size());
    for (std::size_t axis = axes_.size(); axis-- > 0; point /= axes_[axis].levels.size())
        levels[axis] = point % axes_[axis].levels.size();
    return levels;
}

std::vector<Assignment> Design::at(std::size_t point) const
{
    std::vector<Assignment> changes;
    const std::vector<std::size_t> levels = levels_of(point);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
        for (std::size_t i = 0; i < axes_[axis].paths.size(); ++i)
            changes.push_back({axes_[axis].paths[i], axes_[axis].levels[levels[axis]][i]});
    return changes;
}

std::string Design::label(std::size_t point) const
{
    std::string text;
    const std::vector<std::size_t> levels = levels_of(point);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        const auto add = [&](const std::string& key, const std::string& value) {
            text += (text.empty() ? "" : ", ") + key + " = " + value;
        };
        if (is_numbered(axes_[axis])) add(axes_[axis].name, std::to_string(levels[axis]));
        for (std::size_t i = 0; i < axes_[axis].paths.size() && !is_numbered(axes_[axis]); ++i)
            add(axes_[axis].paths[i], inline_toml(axes_[axis].levels[levels[axis]][i]));
    }
    return text;
}

Design design_of(const Tree& sweep, std::uint64_t seed)
{
    std::vector<Problem> problems;
    const Kind kind = kind_of_design(sweep, problems);
    const std::size_t points = wanted_points(sweep, kind, problems);
    const std::vector<Factor> factors = factors_of(sweep, problems);
    if (factors.empty() && problems.empty())
        problems.push_back({sweep.origin, "sweep",
                            "sweeps nothing (write [sweep] with keys and their values: cluster.nodes = [16, 32])"});
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    Design design;
    switch (kind) {
    case Kind::factorial: design = factorial(factors, problems); break;
    case Kind::latin_hypercube: design = sampled(factors, latin_hypercube(points, factors.size(), seed), points); break;
    case Kind::sobol: design = sampled(factors, sobol(points, factors.size()), points); break;
    case Kind::random: design = sampled(factors, random_points(points, factors.size(), seed), points); break;
    }
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return design;
}

} // namespace dcsim
