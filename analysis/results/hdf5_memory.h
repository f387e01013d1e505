#pragma once
#include "analysis/results/hdf5_handle.h"
#include <memory>
#include <string>

namespace dcsim {

/// An HDF5 file that is built in memory: HDF5 crashes on a full disk, a plain write says what is wrong. The bytes are
/// taken when HDF5 closes the file, for H5Fget_file_image() gives a superblock whose checksum is wrong (HDF5 1.10.8).
class Hdf5MemoryFile {
public:
    /// `creation` and `access` are property lists; the driver of `access` is chosen here.
    Hdf5MemoryFile(hid_t creation, hid_t access);

    hid_t id() const { return file_; }
    /// Closes the file, whose objects must be closed already, and gives its contents.
    std::string close() &&;

private:
    /// What the driver's callbacks write to; it stays where it is.
    struct Contents {
        std::size_t size{0};
        std::string bytes;
    };
    static hid_t create(hid_t creation, hid_t access, Contents& contents);
    static H5FD_file_image_callbacks_t callbacks_to(Contents& contents);

    std::unique_ptr<Contents> contents_{std::make_unique<Contents>()};
    Hdf5Handle file_;
};

} // namespace dcsim
