#include "models/vocabulary/run_context.h"
#include "sim/base/digest.h"
#include "sim/base/file_bytes.h"
#include <algorithm>
#include <array>
#include <limits>
#include <zlib.h>

namespace dcsim {

namespace {

const std::string file_key = "file:", streamed_key = "streamed:"; // keep paths apart from the keys of derived series

/// An inflate stream for gzip that closes itself.
class Gunzip {
public:
    Gunzip()
    {
        constexpr int largest_window = 15, gzip_format = 16;
        require(inflateInit2(&stream_, largest_window + gzip_format) == Z_OK, "zlib cannot start");
    }
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;
    ~Gunzip() { inflateEnd(&stream_); }
    z_stream* operator->() { return &stream_; }
    int inflate_some() { return inflate(&stream_, Z_NO_FLUSH); }
    void next_member() { inflateReset(&stream_); }

private:
    z_stream stream_{};
};

std::string decompressed(std::string_view packed, const std::filesystem::path& path)
{
    if (packed.size() > std::numeric_limits<uInt>::max()) throw IoError{path.string() + ": is larger than 4 GiB"};
    Gunzip stream;
    stream->next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data())); // which zlib only reads
    stream->avail_in = static_cast<uInt>(packed.size());
    std::string text;
    std::array<char, 1 << 16> piece{};
    for (int status = Z_OK; status != Z_STREAM_END || stream->avail_in > 0;) {
        if (status == Z_STREAM_END) stream.next_member();
        stream->next_out = reinterpret_cast<Bytef*>(piece.data());
        stream->avail_out = piece.size();
        status = stream.inflate_some();
        text.append(piece.data(), piece.size() - stream->avail_out);
        if (status != Z_OK && status != Z_STREAM_END)
            throw IoError{path.string() + ": is not a complete gzip file (" +
                          (stream->msg ? stream->msg : "ends too early") + ')'};
    }
    return text;
}

Inputs::File read_file(const std::filesystem::path& path)
{
    HeldText bytes = held_file(path);
    if (path.extension() != ".gz") return {path, bytes.text, std::move(bytes.holder), {}};
    HeldText text = held(decompressed(bytes.text, path));
    return {path, text.text, std::move(text.holder), LateDigest{sha256_hex(bytes.text)}};
}

} // namespace

std::shared_ptr<const Inputs::File> Inputs::file(const std::filesystem::path& path)
{
    return once<File>(file_key + path.lexically_normal().string(), [&] { return read_file(path); });
}

void Inputs::provide(const std::filesystem::path& path, std::string contents)
{
    bool is_new = false;
    once<File>(file_key + path.lexically_normal().string(), [&] {
        is_new = true;
        HeldText text = held(std::move(contents));
        return File{path, text.text, std::move(text.holder), {}};
    });
    require(is_new, "a file is provided before anybody reads it");
}

std::vector<std::shared_ptr<const Inputs::File>> Inputs::files() const
{
    const std::lock_guard lock{mutex_};
    std::vector<std::shared_ptr<const File>> read;
    for (const auto& [key, slot] : slots_)
        if ((key.starts_with(file_key) || key.starts_with(streamed_key)) && slot->ready.load())
            read.push_back(std::static_pointer_cast<const File>(slot->value));
    std::sort(read.begin(), read.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
    return read;
}

Inputs::Slot& Inputs::slot(const std::string& key)
{
    const std::lock_guard lock{mutex_};
    auto& slot = slots_[key];
    if (!slot) slot = std::make_unique<Slot>();
    return *slot;
}

} // namespace dcsim
