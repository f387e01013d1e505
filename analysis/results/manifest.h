#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace dcsim {

/// What is true of this execution and not of its results: two executions of one study differ here and nowhere else.
struct Manifest {
    struct Input {
        std::string path, sha256; ///< as the scenario names it; of the bytes on disk
    };
    std::string dcsim_version, host;
    std::int64_t started_unix_ns{0}, finished_unix_ns{0}; ///< wall clock, UTC
    int threads{1};
    std::vector<Input> inputs;
    std::vector<std::string> warnings;
    /// Of the catalogue, on which what work takes is computed, by how far they are known: true of how the scenario was
    /// written, since its resolved text states all numbers itself.
    struct Numbers {
        std::uint32_t measured{0}, published{0}, unverified{0};
    } numbers{};
};

/// JSON text; instants are ISO 8601 in UTC, to the second.
std::string to_json(const Manifest& manifest);

} // namespace dcsim
