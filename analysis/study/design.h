#pragma once
#include "sim/config/document.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dcsim {

/// Keys of a scenario that change together, and what they are set to, level by level.
struct DesignAxis {
    enum class Kind : std::uint8_t { key, zipped, sampled, inputs };
    Kind kind{Kind::key};
    std::string name; ///< given to zipped keys, "point" of a sampled design, "inputs"; else empty
    std::vector<std::string> paths;
    std::vector<std::vector<Tree>> levels; ///< of each level one value per path
    std::vector<bool> logarithmic{};       ///< by path, of a sampled design: drawn on a log scale
};

/// Samples of the catalogue's numbers are shown by their number: there are too many keys, and none is a choice.
inline bool is_numbered(const DesignAxis& axis)
{
    return axis.kind == DesignAxis::Kind::inputs;
}

/// The points of a sweep: all combinations of levels, the last axis fastest. A sampled design is one axis of all keys.
class Design {
public:
    /// One point, at which nothing is changed.
    Design() = default;
    explicit Design(std::vector<DesignAxis> axes) : axes_{std::move(axes)} {}

    const std::vector<DesignAxis>& axes() const { return axes_; }
    void put_first(DesignAxis axis) { axes_.insert(axes_.begin(), std::move(axis)); }
    std::size_t points() const;
    std::vector<std::size_t> levels_of(std::size_t point) const; ///< one per axis
    std::vector<Assignment> at(std::size_t point) const;
    /// "cluster.nodes = 16, supply.solar.peak = \"2 MW\"", for messages.
    std::string label(std::size_t point) const;

private:
    std::vector<DesignAxis> axes_;
};

/// What `[sweep]` says:
///
///     design = "factorial"                      # | latin-hypercube | sobol | random, which need `points`
///     points = 64
///     cluster.nodes = [16, 32, 64]              # a list of levels
///     supply.solar.peak = { from = "0 MW", to = "2 MW", count = 5, scale = "linear" }       # or "log"
///     zip.size = { cluster.nodes = [16, 32], supply.battery.energy = ["1 MWh", "2 MWh"] }   # one axis, "size"
///
/// Sampled designs draw from lists and ranges, whole numbers where both ends of a range are whole; they depend on
/// `seed` alone. Throws ConfigError with all problems.
Design design_of(const Tree& sweep, std::uint64_t seed);

} // namespace dcsim
