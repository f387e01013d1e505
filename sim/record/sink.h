#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace dcsim {

enum class Bins : std::uint8_t {
    last, ///< the value held just before the end of the bin
    mean  ///< the integral over the bin divided by its length
};

struct ChannelInfo {
    std::string name;     ///< snake case with its boundary: "it_power", "facility_power", "battery_soc"
    std::string unit;     ///< as written to the file, UDUNITS: "W", "1", "g kW-1 h-1", "degC"
    std::string meaning;  ///< long_name
    std::string boundary; ///< it | facility | site | grid | ambient
    Bins bins{Bins::mean};
    double resolution{0}; ///< power of two in `unit` to which files may round, for compression; 0 keeps every bit
};

/// Where finished bins go: `first` is the index of the first bin of the tile. Tiles of a channel arrive in order;
/// those of different channels may come from different threads.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void declare(std::uint32_t channel, const ChannelInfo&) = 0;
    virtual void tile(std::uint32_t channel, std::uint64_t first, std::span<const float> bins) = 0;
};

} // namespace dcsim
