#include "models/workload/sizes.h"
#include "sim/numerics/variates.h"
#include <cmath>

namespace dcsim {

namespace {

constexpr Range<double> countable{.least = 0.001, .most = 1e6};

std::uint32_t milli(double accelerators)
{
    return static_cast<std::uint32_t>(std::lround(accelerators * 1000));
}

struct FixedParams {
    double count{1};
};

void fields(Fields& f, FixedParams& p)
{
    f.required("count", p.count, "accelerators of every job; fractions of one are allowed", countable);
}

class Fixed final : public Sizes {
public:
    explicit Fixed(const FixedParams& p) : milli_{milli(p.count)} {}
    std::uint32_t milli_accelerators(Random&) const override { return milli_; }

private:
    std::uint32_t milli_;
};

struct ChoiceParams {
    std::vector<double> choices{1}, weights; ///< no weights = all alike
};

void fields(Fields& f, ChoiceParams& p)
{
    f.required("choices", p.choices, "accelerators of a job", countable);
    f.optional("weights", p.weights, "relative frequency of each choice; absent = all alike", {.least = 0.0});
    if (p.choices.empty()) f.problem("choices", "is empty (a job needs a size)");
    if (p.weights.empty()) p.weights.assign(p.choices.size(), 1.0);
    double sum = 0;
    for (const double w : p.weights) sum += w;
    if (p.weights.size() != p.choices.size())
        f.problem("weights", "has another length than choices (one weight for each choice)");
    else if (!(sum > 0))
        f.problem("weights", "are all 0 (at least one must be above)");
}

class Choices final : public Sizes {
public:
    explicit Choices(const ChoiceParams& p) : choice_{p.weights}
    {
        for (const double count : p.choices) milli_.push_back(milli(count));
    }
    std::uint32_t milli_accelerators(Random& random) const override { return milli_[choice_(random)]; }

private:
    std::vector<std::uint32_t> milli_;
    WeightedChoice choice_;
};

struct CdfParams {
    std::vector<double> at_most{1}, percent{100};
};

void fields(Fields& f, CdfParams& p)
{
    f.required("at_most", p.at_most, "accelerators of a job, increasing", countable);
    f.required("percent", p.percent, "share of jobs of at most that size, increasing to 100",
               {.least = 0.0, .most = 100.0});
    if (p.percent.size() != p.at_most.size() || p.percent.empty() || p.percent.back() != 100)
        f.problem("percent", "does not fit at_most (one share for each size, the last one 100)");
    for (std::size_t i = 1; i < std::min(p.percent.size(), p.at_most.size()); ++i)
        if (p.percent[i] < p.percent[i - 1] || p.at_most[i] <= p.at_most[i - 1])
            f.problem("percent", "decreases, or at_most does not increase (both are a cumulative distribution)");
}

/// All jobs of a step of the distribution have its upper size: requests cluster at powers of two.
ChoiceParams steps(const CdfParams& p)
{
    ChoiceParams steps{p.at_most, p.percent};
    for (std::size_t i = p.percent.size(); i-- > 1;) steps.weights[i] -= p.percent[i - 1];
    return steps;
}

class Empirical final : public Sizes {
public:
    explicit Empirical(const CdfParams& p) : choices_{steps(p)} {}
    std::uint32_t milli_accelerators(Random& random) const override { return choices_.milli_accelerators(random); }

private:
    Choices choices_;
};

} // namespace

SizeRows sizes()
{
    return {
        row<Sizes, Fixed, FixedParams>("fixed", "every job has the same size"),
        row<Sizes, Choices, ChoiceParams>("choices", "one of a list, by weight"),
        row<Sizes, Empirical, CdfParams>("empirical", "a cumulative distribution of job sizes"),
    };
}

void read_sizes(Fields& f, std::string_view key, const SizeRows& rows, Maker<Sizes>& chosen)
{
    f.shorthand(key, "fixed", "count");
    f.table(key, "accelerators that a job holds together", [&](Fields& table) {
        table.preset("preset", "size", "published distribution of job sizes");
        table.kind(rows, chosen, "law of job sizes", "choices");
    });
}

} // namespace dcsim
