#include "sim/base/file_bytes.h"
#include "sim/base/errors.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <sys/mman.h>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t piece = 1 << 16;      ///< of what has no size
constexpr std::size_t large_page = 1 << 21; ///< 512 small ones, in the time of a few of them

/// Not cleared.
std::shared_ptr<char> memory(std::size_t size)
{
    if (size < large_page) return {static_cast<char*>(::operator new(size)), [](char* p) { ::operator delete(p); }};
    const std::size_t rounded = (size + large_page - 1) / large_page * large_page;
    auto* const bytes = static_cast<char*>(std::aligned_alloc(large_page, rounded));
    if (!bytes) throw std::bad_alloc{};
    ::madvise(bytes, rounded, MADV_HUGEPAGE); // refused where there are none: small ones do
    return {bytes, std::free};
}

std::ifstream opened(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw IoError{path.string() + ": is a directory"};
    std::ifstream in{path, std::ios::binary};
    if (!in) throw IoError{path.string() + ": cannot be opened (" + std::strerror(errno) + ')'};
    return in;
}

} // namespace

HeldText held_file(const std::filesystem::path& path)
{
    std::ifstream in = opened(path);
    // One byte more than there should be meets the end in the first read. What is no regular file has no size.
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::size_t room = error ? piece : static_cast<std::size_t>(size) + 1, read = 0;
    std::shared_ptr<char> bytes = memory(room);
    while (in.read(bytes.get() + read, static_cast<std::streamsize>(room - read))) {
        read = std::exchange(room, 2 * room + piece);
        std::shared_ptr<char> more = memory(room);
        std::memcpy(more.get(), bytes.get(), read);
        bytes = std::move(more);
    }
    if (in.bad()) throw IoError{path.string() + ": cannot be read (" + std::strerror(errno) + ')'};
    return {{bytes.get(), read + static_cast<std::size_t>(in.gcount())}, bytes};
}

HeldText held(std::string text)
{
    const auto holder = std::make_shared<const std::string>(std::move(text));
    return {*holder, holder};
}

std::string file_bytes(const std::filesystem::path& path)
{
    return std::string{held_file(path).text};
}

} // namespace dcsim
