#pragma once
#include "sim/base/units.h"
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dcsim {

/// Of matrix arithmetic. `bf16` is any 16-bit float: accelerators that have only fp16 run it as that.
enum class Precision : std::uint8_t { fp32, tf32, bf16, fp8, int8, int4, fp4, count };

enum class Sparsity : std::uint8_t {
    none,
    two_of_four, ///< two zeros in each four weights, which the matrix units of some accelerators skip
    unstructured ///< zeros anywhere: no accelerator skips them
};

enum class Stage : std::uint8_t { forward, backward, optimizer, prefill, decode, other };

/// Kernels of one kind in one iteration. FLOPs and bytes are of all accelerators of the gang together; a class without
/// FLOPs (normalisation, embedding, optimizer) binds on bytes alone.
struct Kernels {
    Stage stage{Stage::other};
    Precision precision{Precision::bf16};
    Sparsity sparsity{Sparsity::none};
    Flops flops{};
    double repeated{0};                           ///< part of the FLOPs that recomputation does once more
    Bytes weights{};                              ///< parameters read or written, in device memory
    Bytes activations{};                          ///< everything else read or written, without the cache
    Bytes cache{};                                ///< keys and values of attention
    Bytes logits{};                               ///< scores of words, at 32 bit whatever the precision
    double launches{0};                           ///< on each accelerator; 0 = start-up of kernels is not counted
    double compute_quality{1}, memory_quality{1}; ///< factors on the achievable fractions of peak and bandwidth
    double sparse_quality{1};                     ///< reached of the sparse peak, over what is reached of the dense one
    Bytes zeros{};                                ///< weights besides that are moved where no hardware skips them

    Bytes bytes() const { return weights + activations + cache + logits; }
};

enum class Collective : std::uint8_t { all_reduce, reduce_scatter, all_gather, all_to_all, point_to_point };

/// A collective of one iteration, run by all its groups at once.
struct Message {
    Collective collective{Collective::all_reduce};
    Bytes bytes{};           ///< of one rank: the S of the cost formulas
    std::uint32_t ranks{1};  ///< of one group
    std::uint32_t stride{1}; ///< between neighbours of a group, in the order of the gang's accelerators; 1 = packed
    double count{1};         ///< operations per iteration, one after the other
    double overlap{0};       ///< fraction of the time that kernels hide, 0..1
    bool parameters{false};  ///< carries gradients or parameters, which shrink with the model
};

/// Memory of the accelerator that holds most.
struct Footprint {
    Bytes weights{}, optimizer{}, activations{}, cache{}; ///< optimizer: gradients, moments, master copies
    Bytes logits{}, beside_logits{}; ///< scores of words, at 32 bit; activations that are there at the same time
    Bytes zeros{};                   ///< weights besides, beyond the total, where no hardware skips them
    Bytes most_activations() const { return std::max(activations, beside_logits + logits); }
    Bytes total() const { return weights + optimizer + most_activations() + cache; }
};

/// What one iteration of work asks of hardware: never a duration. Techniques change it, hardware turns it into pace.
struct Demand {
    std::vector<Kernels> kernels;  ///< run one after the other
    std::vector<Message> messages; ///< after the kernels, but for what overlaps
    double pipeline_bubble{0};     ///< idle time over kernel time, (p - 1) / (v m)
    Seconds serial_host{};         ///< host work between kernels that nothing hides: accelerators wait
    Seconds core_time{};           ///< of processor cores for preparing data or acting, prefetched beside the kernels
    Bytes feed{};                  ///< read from storage or network, prefetched
    Footprint footprint{};
    Bytes cache_per_token{}; ///< of one sequence, on all accelerators together
    Bytes checkpoint{};      ///< state of the whole job that is saved
};

/// What time and energy are charged to.
enum class Cause : std::uint8_t {
    compute,       ///< matrix kernels bound by arithmetic
    memory,        ///< kernels bound by device memory
    communication, ///< collectives that nothing hides, pipeline bubbles
    data,          ///< waiting for input, and the cores that prepare it
    overhead,      ///< nothing runs: start-up, checkpoint, launches, between runs; shown as `static`
    count
};
template <class T> using ByCause = std::array<T, static_cast<std::size_t>(Cause::count)>;
std::string_view name(Cause);

/// What energy at the server's plug is charged to, a second ledger over the same total.
enum class Device : std::uint8_t {
    accelerator_dynamic, ///< above idle
    accelerator_idle,
    cores, ///< busy processor cores
    host,  ///< the rest of the server: memory, network, fans, supplies
    count
};
template <class T> using ByDevice = std::array<T, static_cast<std::size_t>(Device::count)>;
std::string_view name(Device);

/// Energy by what it is charged to, twice over, and the time and the arithmetic that it paid for.
struct EnergyLedgers {
    ByCause<Energy> cause{};
    ByDevice<Energy> device{};
    double working_seconds{0};    ///< accelerator time held in which something runs or is waited for
    double arithmetic_seconds{0}; ///< accelerator time that the model's FLOPs, without recomputation, take at peak
    EnergyLedgers& operator+=(const EnergyLedgers& o);
    EnergyLedgers& operator-=(const EnergyLedgers& o);
};

template <class T, class K> constexpr T& at(std::array<T, static_cast<std::size_t>(K::count)>& values, K key)
{
    return values[static_cast<std::size_t>(key)];
}
template <class T, class K>
constexpr const T& at(const std::array<T, static_cast<std::size_t>(K::count)>& values, K key)
{
    return values[static_cast<std::size_t>(key)];
}

} // namespace dcsim
