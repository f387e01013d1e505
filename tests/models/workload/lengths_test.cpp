#include "models/workload/lengths.h"
#include "tests/models/workload/read_workload.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

struct ReadLengths {
    Maker<Lengths, Inputs*> maker;
};
void fields(Fields& f, ReadLengths& p)
{
    read_lengths(f, "prompt", "tokens of a prompt", lengths(), p.maker);
}

std::unique_ptr<Lengths> law(const std::string& table)
{
    return parsed<ReadLengths>("prompt = " + table).maker(nullptr);
}

/// Moment of order k by the midpoint rule over the quantiles.
double integrated(const Lengths& law, double k)
{
    constexpr int steps = 400'000;
    double sum = 0;
    for (int i = 0; i < steps; ++i) sum += std::pow(law.quantile((i + 0.5) / steps), k);
    return sum / steps;
}

} // namespace

TEST_CASE("moments of every length law are the integrals of its quantiles", "[workload][analytic]")
{
    for (const std::string table :
         {"512", "{ kind = 'lognormal', median = 800, sigma = 0.5 }",
          "{ kind = 'lognormal', median = 800, sigma = 1.0, most = 4096 }", "{ preset = 'azure-chat-prompt' }",
          "{ preset = 'azure-chat-output' }", "{ preset = 'code-prompt', most = 16384 }"}) {
        CAPTURE(table);
        const auto lengths = law(table);
        CHECK(lengths->mean() == Approx(integrated(*lengths, 1)).epsilon(1e-4));
        CHECK(lengths->second_moment() == Approx(integrated(*lengths, 2)).epsilon(1e-3));
    }
}

TEST_CASE("an uncut lognormal has the moments of its closed form", "[workload][analytic]")
{
    const auto lengths = law("{ kind = 'lognormal', median = 40, sigma = 1.0 }");
    CHECK(lengths->mean() == Approx(40 * std::exp(0.5)).epsilon(1e-9));
    CHECK(lengths->second_moment() == Approx(1600 * std::exp(2.0)).epsilon(1e-6));
    CHECK(lengths->quantile(0.5) == Approx(40));
}

TEST_CASE("chat lengths have the moments of the Azure conversation trace", "[workload][golden]")
{
    // of the 19,366 requests of the file: mean 1,154.7 and 211.1 tokens, mean square 2.563e6 and 7.110e4
    CHECK(law("{ preset = 'azure-chat-prompt' }")->mean() == Approx(1154.7).epsilon(0.01));
    CHECK(law("{ preset = 'azure-chat-output' }")->mean() == Approx(211.1).epsilon(0.01));
    CHECK(law("{ preset = 'azure-chat-prompt' }")->second_moment() == Approx(2.563e6).epsilon(0.05));
    CHECK(law("{ preset = 'azure-chat-output' }")->second_moment() == Approx(7.110e4).epsilon(0.05));
}

TEST_CASE("draws of chat lengths come back within two points at the published quantiles", "[workload][golden]")
{
    const std::map<std::string, std::map<double, double>> table{
        {"azure-chat-prompt", {{5, 181}, {25, 396}, {50, 1020}, {75, 1189}, {90, 2735}, {99, 4142}}},
        {"azure-chat-output", {{5, 41}, {25, 85}, {50, 129}, {75, 395}, {90, 424}, {99, 601}}}};
    for (const auto& [preset, quantiles] : table) {
        const auto lengths = law("{ preset = '" + preset + "' }");
        Random random{{1, 0, "workload.test", "lengths", 0}};
        std::vector<double> drawn(20'000);
        for (double& tokens : drawn) tokens = lengths->draw(random);
        for (const auto& [percent, tokens] : quantiles) {
            CAPTURE(preset, percent);
            const auto below = std::count_if(drawn.begin(), drawn.end(), [&](double x) { return x <= tokens; });
            CHECK(static_cast<double>(below) / 200 == Approx(percent).margin(2));
        }
    }
}

TEST_CASE("lengths of a file of requests have its mean, its mean square and its quantiles", "[workload][analytic]")
{
    Inputs inputs;
    inputs.provide("/requests.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:00,10,4\n"
                                    "2023-11-16 18:00:30,20,2\n2023-11-16 18:02:10,30,3\n");
    const auto of_file = [&](const std::string& tokens) {
        return parsed<ReadLengths>("prompt = { kind = 'requests', file = '/requests.csv'" + tokens + " }")
            .maker(&inputs);
    };
    const auto prompt = of_file(", tokens = 'prompt'"), output = of_file(", tokens = 'output'");
    CHECK(prompt->mean() == Approx(20));
    CHECK(prompt->second_moment() == Approx((100 + 400 + 900) / 3.0));
    CHECK(prompt->quantile(0.5) == Approx(20));
    CHECK(prompt->quantile(0.25) == Approx(15));
    CHECK(output->mean() == Approx(3));
    CHECK(output->second_moment() == Approx((16 + 4 + 9) / 3.0));
    CHECK(problems_of<ReadLengths>("prompt = { kind = 'requests', file = '/requests.csv' }").size() == 1);
    CHECK(problems_of<ReadLengths>("prompt = { kind = 'requests', file = '/r.csv', tokens = 'both' }").size() == 1);
}

TEST_CASE("length laws that contradict themselves are reported at their key", "[workload]")
{
    const auto cut = problems_of<ReadLengths>("prompt = { kind = 'lognormal', median = 800, sigma = 1, most = 100 }");
    REQUIRE(cut.size() == 1);
    CHECK(cut.front().key == "prompt.most");
    CHECK(problems_of<ReadLengths>("prompt = { kind = 'empirical', tokens = [5, 4], percent = [50, 100] }").size() ==
          1);
    CHECK(problems_of<ReadLengths>("prompt = { tokens = 5 }").size() == 1);
}
