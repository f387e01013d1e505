#include "analysis/results/atomic_file.h"
#include "sim/base/errors.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
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

} // namespace

ReplacedFile::ReplacedFile(std::filesystem::path target)
    : target_{std::move(target)}, temporary_{create_beside(target_)}
{
}

ReplacedFile::~ReplacedFile()
{
    if (!committed_) ::unlink(temporary_.c_str());
}

void ReplacedFile::commit()
{
    Descriptor file{temporary_, O_RDONLY};
    if (!file.is_open() || ::fsync(file.number()) != 0 || !file.close()) fail(target_, "cannot write", errno);
    commit_soon();
    // The new name is in the folder; a file system that cannot flush folders has lost nothing but promptness.
    const auto folder = target_.parent_path();
    const Descriptor entries{folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY};
    if (entries.is_open()) ::fsync(entries.number());
}

void ReplacedFile::commit_soon()
{
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(target_, "cannot replace", errno);
    committed_ = true;
}

class ReplacedText::Output : public Descriptor {
public:
    using Descriptor::Descriptor;
};

ReplacedText::ReplacedText(std::filesystem::path target)
    : replaced_{target}, target_{std::move(target)}, output_{std::make_shared<Output>(replaced_.temporary(), O_WRONLY)}
{
    if (!output_->is_open()) fail(target_, "cannot write", errno);
}

void ReplacedText::append(std::string_view text)
{
    write_all(*output_, text, target_);
}

void ReplacedText::commit()
{
    if (!output_->close()) fail(target_, "cannot write", errno);
    replaced_.commit();
}

void write_file(const std::filesystem::path& path, std::string_view text)
{
    ReplacedText file{path};
    file.append(text);
    file.commit();
}

void write_file_soon(const std::filesystem::path& path, std::string_view text)
{
    ReplacedFile replaced{path};
    Descriptor file{replaced.temporary(), O_WRONLY};
    if (!file.is_open()) fail(path, "cannot write", errno);
    write_all(file, text, path);
    if (!file.close()) fail(path, "cannot write", errno);
    replaced.commit_soon();
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

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) fail(path, "cannot read", errno);
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad() || (text.fail() && file.peek() != std::ifstream::traits_type::eof()))
        fail(path, "cannot read", errno);
    return std::move(text).str();
}

} // namespace dcsim
