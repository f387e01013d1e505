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

/// Here as below: whether there can be a law with these parameters, or problems were reported.
bool read(Fields& f, FixedParams& p)
{
    f.required("count", p.count, "accelerators of every job; fractions of one are allowed; 0 = jobs on cores alone",
               {.least = 0.0, .most = countable.most});
    if (p.count > 0 && p.count < countable.least)
        f.problem("count", "is less than a thousandth of one (0 = jobs on cores alone)");
    return p.count == 0 || p.count >= countable.least;
}

class Fixed final : public Sizes {
public:
    explicit Fixed(const FixedParams& p) : milli_{milli(p.count)} {}
    std::uint32_t milli_accelerators(Random&) const override { return milli_; }
    bool none() const override { return milli_ == 0; }

private:
    std::uint32_t milli_;
};

struct ChoiceParams {
    std::vector<double> choices{1}, weights; ///< no weights = all alike
};

bool read(Fields& f, ChoiceParams& p)
{
    f.required("choices", p.choices, "sizes of jobs in accelerators; for one size of all: gpus = 8", countable);
    f.optional("weights", p.weights, "relative frequency of each choice; absent = all alike", {.least = 0.0});
    if (p.choices.empty()) f.problem("choices", "is empty (a job needs a size)");
    if (p.weights.empty()) p.weights.assign(p.choices.size(), 1.0);
    double sum = 0;
    for (const double w : p.weights) sum += w;
    if (p.weights.size() != p.choices.size())
        f.problem("weights", "has another length than choices (one weight for each choice)");
    else if (!p.choices.empty() && !(sum > 0))
        f.problem("weights", "are all 0 (at least one must be above)");
    return !p.choices.empty() && p.weights.size() == p.choices.size() && sum > 0;
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
    std::vector<double> fractions, fraction_percent; ///< of the jobs on one accelerator; the rest hold all of it
};

/// Fractions below 1 that some jobs of one accelerator ask for.
bool read_fractions(Fields& f, CdfParams& p)
{
    f.optional("fractions", p.fractions, "fractions of one that jobs of one accelerator hold, increasing",
               {.least = 0.001, .most = 1.0});
    f.optional("fraction_percent", p.fraction_percent,
               "percent of those jobs that hold at most that much, increasing; all others hold a whole one",
               {.least = 0.0, .most = 100.0});
    const std::vector<double>&x = p.fractions, &share = p.fraction_percent;
    bool good = x.size() == share.size() && (share.empty() || share.back() > 0);
    for (std::size_t i = 1; good && i < x.size(); ++i) good = x[i] > x[i - 1] && share[i] > share[i - 1];
    if (!good) f.problem("fraction_percent", "does not fit fractions (one share for each, both increasing)");
    return good;
}

bool read(Fields& f, CdfParams& p)
{
    f.required("at_most", p.at_most, "accelerators of a job, increasing", countable);
    f.required("percent", p.percent, "share of jobs of at most that size, increasing to 100",
               {.least = 0.0, .most = 100.0});
    bool good = p.percent.size() == p.at_most.size() && !p.percent.empty() && p.percent.back() == 100;
    if (!good) f.problem("percent", "does not fit at_most (one share for each size, the last one 100)");
    for (std::size_t i = 1; i < std::min(p.percent.size(), p.at_most.size()); ++i) {
        if (p.percent[i] >= p.percent[i - 1] && p.at_most[i] > p.at_most[i - 1]) continue;
        f.problem("percent", "decreases, or at_most does not increase (both are a cumulative distribution)");
        good = false;
    }
    return read_fractions(f, p) && good;
}

/// All jobs of a step of the distribution have its upper size: requests cluster at powers of two.
ChoiceParams steps(const CdfParams& p)
{
    ChoiceParams steps{p.at_most, p.percent};
    for (std::size_t i = p.percent.size(); i-- > 1;) steps.weights[i] -= p.percent[i - 1];
    return steps;
}

std::optional<EmpiricalCdf> fractions(const CdfParams& p)
{
    if (p.fractions.empty()) return std::nullopt;
    std::vector<double> share;
    for (const double percent : p.fraction_percent) share.push_back(percent / p.fraction_percent.back());
    return EmpiricalCdf{p.fractions, std::move(share), EmpiricalCdf::Scale::linear};
}

class Empirical final : public Sizes {
public:
    explicit Empirical(const CdfParams& p) : choices_{steps(p)}, fractions_{fractions(p)}
    {
        if (fractions_) share_of_fractions_ = p.fraction_percent.back() / 100;
    }
    std::uint32_t milli_accelerators(Random& random) const override
    {
        const std::uint32_t whole = choices_.milli_accelerators(random);
        if (whole != 1000 || !fractions_ || random.uniform() >= share_of_fractions_) return whole;
        return milli((*fractions_)(random));
    }

private:
    Choices choices_;
    std::optional<EmpiricalCdf> fractions_;
    double share_of_fractions_{0};
};

/// A law is not made of parameters that were refused, also where others are read against it before the run.
template <class Law, class Params> SizeRows::value_type law(std::string name, std::string summary)
{
    return {std::move(name), std::move(summary), [](Fields& f) -> Maker<Sizes> {
                Params params;
                if (!read(f, params)) return {};
                return [params] { return std::make_unique<Law>(params); };
            }};
}

} // namespace

SizeRows sizes()
{
    return {
        law<Fixed, FixedParams>("fixed", "every job has the same size"),
        law<Choices, ChoiceParams>("choices", "one of a list, by weight"),
        law<Empirical, CdfParams>("empirical", "a cumulative distribution of job sizes"),
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
