#pragma once
#include "tests/models/site/job_rig.h"
#include <cmath>
#include <numbers>

namespace dcsim {

/// xoshiro256++ seeded by SplitMix64 [Blackman and Vigna, 2019]: the replay is defined by this generator.
class ReplayRandom {
public:
    explicit ReplayRandom(std::uint64_t seed)
    {
        for (std::uint64_t& word : words_) {
            std::uint64_t z = (seed += 0x9E3779B97F4A7C15U);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
            word = z ^ (z >> 31);
        }
    }
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    double uniform_above_zero() { return static_cast<double>((bits() >> 11) + 1) * 0x1p-53; }
    double exponential() { return -std::log(uniform_above_zero()); }
    double normal()
    {
        const double radius = std::sqrt(-2 * std::log(uniform_above_zero()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

private:
    std::uint64_t bits()
    {
        const std::uint64_t result = std::rotl(words_[0] + words_[3], 23) + words_[0], t = words_[1] << 17;
        words_[2] ^= words_[0];
        words_[3] ^= words_[1];
        words_[1] ^= words_[2];
        words_[0] ^= words_[3];
        words_[2] ^= t;
        words_[3] = std::rotl(words_[3], 45);
        return result;
    }
    std::uint64_t words_[4];
};

/// Jobs of 1, 2, 4 or 8 accelerators, lognormal lengths of mean 3,600 s, for a load of 0.98 on 8,000 accelerators.
inline std::vector<JobSpec> replay_jobs(std::size_t count, std::uint64_t seed)
{
    constexpr double load = 0.98, accelerators = 8000, mean_length = 3600, sigma = 1;
    constexpr double mean_gang = 0.5 * 1 + 0.2 * 2 + 0.15 * 4 + 0.15 * 8;
    const double mu = std::log(mean_length) - sigma * sigma / 2;
    const double rate = load * accelerators / (mean_gang * mean_length);
    ReplayRandom random{seed};
    std::vector<JobSpec> jobs(count);
    double submit = 0;
    for (std::size_t i = 0; i < count; ++i) {
        JobSpec& job = jobs[i];
        submit += random.exponential() / rate;
        const double u = random.uniform();
        job.number = i;
        job.submit = Time{} + nearest_span(submit * second);
        job.request.milli_accelerators = u < 0.5 ? 1000 : u < 0.7 ? 2000 : u < 0.85 ? 4000 : 8000;
        const double length = std::exp(mu + sigma * random.normal());
        job.segments = {Segment{Segment::Rate::fixed, nearest_span(length * second), 1.0}};
    }
    return jobs;
}

/// The replay that other simulators are measured on: 1,000 nodes, 300 W idle to 3,000 W, first come, first served.
struct Replay {
    explicit Replay(std::vector<JobSpec> jobs)
        : site{engine, JobsSetup{.cluster = nodes_of(1000, 8),
                                 .it = it,
                                 .host_power = host,
                                 .scheduler = fcfs(),
                                 .deferral = no_deferral(),
                                 .carbon = carbon,
                                 .price = price,
                                 .streams = one_stream(std::move(jobs))}}
    {
    }
    void finish() { engine.run_until(at_second(1'000'000)); }

    static std::vector<std::unique_ptr<JobStream>> one_stream(std::vector<JobSpec> jobs)
    {
        std::vector<std::unique_ptr<JobStream>> streams;
        streams.push_back(std::make_unique<ListedJobs>(std::move(jobs)));
        return streams;
    }

    Signal<Intensity> intensity{100 * gram_per_kWh};
    Signal<Price> cost{0.1 * per_kWh};
    OracleForecast<Intensity> carbon{intensity};
    OracleForecast<Price> price{cost};
    LinearHost host{300 * watt, 3000 * watt};
    Engine engine;
    ItPower it;
    Jobs site;
};

} // namespace dcsim
