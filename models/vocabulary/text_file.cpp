#include "models/vocabulary/text_file.h"
#include "sim/base/digest.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <zlib.h>

namespace dcsim {

namespace {

constexpr std::uintmax_t small_file = 16 << 20;

class TextInMemory final : public TextSource {
public:
    explicit TextInMemory(std::shared_ptr<const Inputs::File> file) : file_{std::move(file)} {}

    std::size_t read(std::span<char> to) override
    {
        const std::size_t size = file_->contents.copy(to.data(), to.size(), done_);
        done_ += size;
        return size;
    }
    std::string_view whole() const override { return file_->contents; }

private:
    std::shared_ptr<const Inputs::File> file_;
    std::size_t done_{0};
};

/// zlib's reader passes text through that is not compressed.
class TextOnDisk final : public TextSource {
public:
    explicit TextOnDisk(const std::filesystem::path& path) : path_{path.string()}, file_{gzopen(path_.c_str(), "rb")}
    {
        if (!file_) throw IoError{path_ + ": cannot be opened (" + std::strerror(errno) + ')'};
        gzbuffer(file_.get(), 1 << 17);
    }

    std::size_t read(std::span<char> to) override
    {
        const auto room = static_cast<unsigned>(std::min<std::size_t>(to.size(), std::numeric_limits<int>::max()));
        const int size = gzread(file_.get(), to.data(), room);
        int status = Z_OK;
        const char* why = gzerror(file_.get(), &status);
        if (size < 0 || (status != Z_OK && status != Z_STREAM_END))
            throw IoError{path_ + ": cannot be read to its end (" + why + ')'};
        return static_cast<std::size_t>(size);
    }

private:
    struct Close {
        void operator()(gzFile_s* file) const { gzclose_r(file); }
    };
    std::string path_;
    std::unique_ptr<gzFile_s, Close> file_;
};

/// As it was read first; null if nobody has.
std::shared_ptr<const Inputs::File> listed(const Inputs& inputs, const std::filesystem::path& path)
{
    const auto files = inputs.files();
    const auto found = std::ranges::find_if(
        files, [&](const auto& file) { return file->path.lexically_normal() == path.lexically_normal(); });
    return found == files.end() ? nullptr : *found;
}

bool known(const Inputs& inputs, const std::filesystem::path& path)
{
    const auto file = listed(inputs, path);
    return file && !file->contents.empty();
}

/// A file that is not there is reported by its reader.
bool is_read_whole(const Inputs& inputs, const std::filesystem::path& path)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error || size < small_file || known(inputs, path);
}

/// Lists it among the inputs, without contents.
std::shared_ptr<const Inputs::File> streamed(Inputs& inputs, const std::filesystem::path& path)
{
    return inputs.once<Inputs::File>("streamed:" + path.lexically_normal().string(), [&] {
        return Inputs::File{path, {}, {}, LateDigest{sha256_of_file(path)}};
    });
}

} // namespace

std::unique_ptr<TextSource> open_text(Inputs& inputs, const std::filesystem::path& path)
{
    if (is_read_whole(inputs, path)) return std::make_unique<TextInMemory>(inputs.file(path));
    streamed(inputs, path);
    return std::make_unique<TextOnDisk>(path);
}

std::string sha256_of(Inputs& inputs, const std::filesystem::path& path)
{
    if (const auto file = listed(inputs, path)) return file->sha256(); // whatever has become of it meanwhile
    return is_read_whole(inputs, path) ? inputs.file(path)->sha256() : streamed(inputs, path)->sha256();
}

} // namespace dcsim
