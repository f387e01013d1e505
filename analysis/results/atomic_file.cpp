#include "analysis/results/atomic_file.h"
#include "sim/base/errors.h"
#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <set>
#include <span>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dcsim {

namespace {

constexpr const char* cannot_create = "cannot create the folder";

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int error)
{
    throw IoError{path.string() + ": " + what + ": " + std::strerror(error)};
}

/// An open POSIX file; close() reports what the destructor must swallow.
class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags) : number_{::open(path.c_str(), flags | O_CLOEXEC, 0666)} {}
    ~Descriptor()
    {
        if (is_open()) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }
    bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

/// Hidden, in the same folder, and nobody else's.
std::filesystem::path create_beside(const std::filesystem::path& target)
{
    const std::string stem = "." + target.filename().string() + "." + std::to_string(::getpid()) + "-";
    for (int attempt = 0;; ++attempt) {
        auto path = target.parent_path() / (stem + std::to_string(attempt) + ".part");
        const Descriptor file{path, O_WRONLY | O_CREAT | O_EXCL};
        if (file.is_open()) return path;
        if (errno != EEXIST) fail(target, "cannot write", errno);
    }
}

void write_all(const Descriptor& file, std::string_view rest, const std::filesystem::path& target)
{
    while (!rest.empty()) {
        const ssize_t written = ::write(file.number(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(target, "cannot write", errno);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Waits until the disk has the contents of all temporary files.
void flush_contents(std::span<const ReplacedFile> files)
{
    std::deque<Descriptor> open;
    for (const ReplacedFile& file : files) {
        const Descriptor& opened = open.emplace_back(file.temporary(), O_RDONLY);
        if (!opened.is_open()) fail(file.target(), "cannot write", errno);
        // Begin to write all of them, so that the waits below overlap; a file system that cannot is waited for in full.
        if (files.size() > 1) ::sync_file_range(opened.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    for (const ReplacedFile& file : files) {
        if (::fsync(open.front().number()) != 0 || !open.front().close()) fail(file.target(), "cannot write", errno);
        open.pop_front();
    }
}

/// Waits until the new names are in their folders; a file system that cannot flush folders has lost nothing but
/// promptness.
void flush_folders(std::span<const ReplacedFile> files)
{
    std::set<std::filesystem::path> folders;
    for (const ReplacedFile& file : files) folders.insert(file.target().parent_path());
    for (const auto& folder : folders) {
        const Descriptor entries{folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY};
        if (entries.is_open()) ::fsync(entries.number());
    }
}

} // namespace

ReplacedFile::ReplacedFile(std::filesystem::path target)
    : target_{std::move(target)}, temporary_{create_beside(target_)}
{
}

ReplacedFile::~ReplacedFile()
{
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

ReplacedFile::ReplacedFile(ReplacedFile&& other) noexcept
    : target_{std::move(other.target_)}, temporary_{std::exchange(other.temporary_, {})}
{
}

void ReplacedFile::commit()
{
    flush_contents({this, 1});
    commit_soon();
    flush_folders({this, 1});
}

void ReplacedFile::commit_soon()
{
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(target_, "cannot replace", errno);
    temporary_.clear();
}

void commit(std::vector<ReplacedFile>& files)
{
    flush_contents(files);
    for (ReplacedFile& file : files) file.commit_soon();
    flush_folders(files);
}

class ReplacedText::Output : public Descriptor {
public:
    using Descriptor::Descriptor;
};

ReplacedText::ReplacedText(std::filesystem::path target)
    : replaced_{std::move(target)}, output_{std::make_shared<Output>(replaced_.temporary(), O_WRONLY)}
{
    if (!output_->is_open()) fail(replaced_.target(), "cannot write", errno);
}

void ReplacedText::append(std::string_view text)
{
    write_all(*output_, text, replaced_.target());
}

ReplacedFile ReplacedText::finish() &&
{
    if (!output_->close()) fail(replaced_.target(), "cannot write", errno);
    return std::move(replaced_);
}

ReplacedFile written_beside(const std::filesystem::path& path, std::string_view text)
{
    ReplacedText file{path};
    file.append(text);
    return std::move(file).finish();
}

void write_file(const std::filesystem::path& path, std::string_view text)
{
    written_beside(path, text).commit();
}

void write_file_soon(const std::filesystem::path& path, std::string_view text)
{
    written_beside(path, text).commit_soon();
}

void create_folder(const std::filesystem::path& path)
{
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) fail(path, cannot_create, error.value());
}

void require_can_create_folder(const std::filesystem::path& path)
{
    std::error_code absent;
    std::filesystem::path there = std::filesystem::absolute(path);
    while (!std::filesystem::exists(there, absent) && there.has_relative_path()) there = there.parent_path();
    if (!std::filesystem::is_directory(there, absent)) fail(path, cannot_create, ENOTDIR);
    if (::access(there.c_str(), W_OK | X_OK) != 0) fail(path, cannot_create, errno);
}

} // namespace dcsim
