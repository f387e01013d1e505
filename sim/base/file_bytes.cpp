#include "sim/base/file_bytes.h"
#include "sim/base/errors.h"
#include <cerrno>
#include <cstring>
#include <fstream>

namespace dcsim {

std::string file_bytes(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw IoError{path.string() + ": is a directory"};
    std::ifstream in{path, std::ios::binary};
    if (!in) throw IoError{path.string() + ": cannot be opened (" + std::strerror(errno) + ')'};
    // One byte more than there should be meets the end in the first read. What is no regular file has no size.
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::string bytes;
    for (std::size_t piece = error ? 1 << 16 : static_cast<std::size_t>(size) + 1, read = 0; in; piece = 1 << 16) {
        bytes.resize(read + piece);
        in.read(bytes.data() + read, static_cast<std::streamsize>(piece));
        read += static_cast<std::size_t>(in.gcount());
        bytes.resize(read);
    }
    if (in.bad()) throw IoError{path.string() + ": cannot be read (" + std::strerror(errno) + ')'};
    return bytes;
}

} // namespace dcsim
