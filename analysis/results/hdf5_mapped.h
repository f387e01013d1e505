#pragma once
#include "analysis/results/hdf5_handle.h"
#include "analysis/results/mapped_file.h"
#include <cstddef>
#include <span>
#include <vector>

namespace dcsim {

/// An HDF5 file that is built in memory that a file backs: HDF5 crashes on a full disk, MappedFile says what is wrong.
class Hdf5MappedFile {
public:
    /// `creation` and `access` are property lists; the driver of `access` is chosen here. `target` outlives this.
    Hdf5MappedFile(hid_t creation, hid_t access, MappedFile& target);

    hid_t id() const { return file_; }
    /// Bytes of datasets that have been closed, at their place in the file: they come there once HDF5 has let go of it,
    /// which may hold what it has read around them.
    void put(std::size_t at, std::span<const std::byte> bytes);
    /// Closes the file, whose objects must be closed already; throws IoError if the disk did not take it all.
    void close() &&;

private:
    static hid_t create(hid_t creation, hid_t access, MappedFile& target);

    struct Placed {
        std::size_t at;
        std::vector<std::byte> bytes;
    };
    MappedFile* target_;
    Hdf5Handle file_;
    std::vector<Placed> placed_;
};

} // namespace dcsim
