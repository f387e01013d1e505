#include "analysis/results/mapped_file.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace dcsim {

namespace {

/// By which the file grows: by itself, from 128 kB to a megabyte at a time. To ask the system for less takes as long,
/// but to give back what is too much takes longer than to write a short file.
constexpr std::size_t first_step = 1ul << 17, largest_step = 1ul << 20;

} // namespace

MappedFile::MappedFile(const std::filesystem::path& file, std::filesystem::path shown)
    : shown_{std::move(shown)}, descriptor_{::open(file.c_str(), O_RDWR | O_CLOEXEC)}
{
    if (descriptor_ < 0) throw IoError{shown_.string() + ": cannot write: " + std::strerror(errno)};
}

MappedFile::~MappedFile()
{
    if (memory_) ::munmap(memory_, size_);
    ::close(descriptor_);
}

bool MappedFile::claim(std::size_t size)
{
    int error = 0;
    do error = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
    while (error == EINTR);
    error_ = error;
    return error == 0;
}

void* MappedFile::remap(std::size_t size)
{
    const int flags = error_ ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void* const at = memory_ ? ::mremap(memory_, size_, size, MREMAP_MAYMOVE)
                             : ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, error_ ? -1 : descriptor_, 0);
    if (at == MAP_FAILED) return nullptr;
    memory_ = at;
    size_ = size;
    return at;
}

void* MappedFile::leave_file(std::size_t size)
{
    void* const of_file = std::exchange(memory_, nullptr);
    const std::size_t written = std::exchange(size_, 0);
    if (!remap(size)) return nullptr;
    if (!of_file) return memory_;
    std::memcpy(memory_, of_file, std::min(written, size));
    ::munmap(of_file, written);
    return memory_;
}

void* MappedFile::resize(std::size_t size)
{
    if (size <= size_) return memory_;
    const std::size_t step = std::clamp(size_, first_step, largest_step), rounded = (size + step - 1) / step * step;
    if (!error_ && !claim(rounded)) return leave_file(rounded);
    return remap(rounded);
}

void MappedFile::finish(std::size_t size)
{
    if (memory_) ::munmap(std::exchange(memory_, nullptr), size_);
    if (!error_ && ::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) error_ = errno;
    if (error_) throw IoError{shown_.string() + ": cannot write: " + std::strerror(error_)};
}

} // namespace dcsim
