#pragma once
#include <cstddef>
#include <filesystem>

namespace dcsim {

/// A file that is written as memory, so that it may be larger than what the machine has: the system moves pages to the
/// disk and back. Room on the disk is claimed before a page is given out. Where the disk refuses, plain memory takes
/// over until finish() reports it: who writes meanwhile, HDF5, cannot deal with a full disk itself. A short file is
/// plain memory to its end, and written then: to claim, map and cut off takes longer.
class MappedFile {
public:
    MappedFile() = default; ///< plain memory, as long as no file is named
    /// Of an existing, empty file; throws IoError naming `shown` and the reason, as finish() does.
    MappedFile(const std::filesystem::path& file, std::filesystem::path shown);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    /// Names the file, as the constructor does; once.
    void keep_in(const std::filesystem::path& file, std::filesystem::path shown);
    /// Room for `size` bytes, with what was written before; the address may change. Null if there is no memory.
    void* resize(std::size_t size);
    void* memory() const { return memory_; } ///< what resize() gave last
    bool failed() const { return error_ != 0; }
    /// Gives back the memory and leaves `size` bytes in the file, which has been named by then.
    void finish(std::size_t size);

private:
    bool claim(std::size_t size); ///< room on the disk
    void* remap(std::size_t size);
    enum class Memory { plain, of_file };
    void* move(Memory to, std::size_t size);
    void write_out(std::size_t size);

    std::filesystem::path shown_;
    int descriptor_{-1};
    bool in_file_{false}; ///< the memory is the file's
    int error_{0};        ///< of the disk
    void* memory_{nullptr};
    std::size_t size_{0};
};

} // namespace dcsim
