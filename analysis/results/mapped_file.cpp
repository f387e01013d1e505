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
constexpr std::size_t short_file = 1ul << 20; ///< as long as it is no longer it is not mapped

} // namespace

MappedFile::MappedFile(const std::filesystem::path& file, std::filesystem::path shown)
{
    keep_in(file, std::move(shown));
}

MappedFile::~MappedFile()
{
    if (memory_) ::munmap(memory_, size_);
    if (descriptor_ >= 0) ::close(descriptor_);
}

void MappedFile::keep_in(const std::filesystem::path& file, std::filesystem::path shown)
{
    require(descriptor_ < 0, "memory is kept in one file");
    shown_ = std::move(shown);
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor_ < 0) throw IoError{shown_.string() + ": cannot write: " + std::strerror(errno)};
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
    const int flags = in_file_ ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
    void* const at = memory_ ? ::mremap(memory_, size_, size, MREMAP_MAYMOVE)
                             : ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, in_file_ ? descriptor_ : -1, 0);
    if (at == MAP_FAILED) return nullptr;
    memory_ = at;
    size_ = size;
    return at;
}

void* MappedFile::move(Memory to, std::size_t size)
{
    void* const from = std::exchange(memory_, nullptr);
    const std::size_t written = std::exchange(size_, 0);
    in_file_ = to == Memory::of_file;
    if (!remap(size)) return nullptr;
    if (!from) return memory_;
    std::memcpy(memory_, from, std::min(written, size));
    ::munmap(from, written);
    return memory_;
}

void* MappedFile::resize(std::size_t size)
{
    if (size <= size_) return memory_;
    const std::size_t step = std::clamp(size_, first_step, largest_step), rounded = (size + step - 1) / step * step;
    const bool to_file = descriptor_ >= 0 && !error_ && rounded > short_file && claim(rounded);
    return to_file == in_file_ ? remap(rounded) : move(to_file ? Memory::of_file : Memory::plain, rounded);
}

void MappedFile::write_out(std::size_t size)
{
    for (std::size_t done = 0; done < size && !error_;) {
        const ssize_t written = ::write(descriptor_, static_cast<const char*>(memory_) + done, size - done);
        if (written >= 0)
            done += static_cast<std::size_t>(written);
        else if (errno != EINTR)
            error_ = errno;
    }
}

void MappedFile::finish(std::size_t size)
{
    require(size <= size_, "a file is longer than the memory that it was written in");
    if (!error_ && !in_file_) write_out(size);
    if (memory_) ::munmap(std::exchange(memory_, nullptr), size_);
    if (!error_ && in_file_ && ::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) error_ = errno;
    if (::close(std::exchange(descriptor_, -1)) != 0 && !error_) error_ = errno; // some file systems tell it here
    if (error_) throw IoError{shown_.string() + ": cannot write: " + std::strerror(error_)};
}

} // namespace dcsim
