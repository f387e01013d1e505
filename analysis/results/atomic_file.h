#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// A file that appears under its name complete or not at all: written beside, flushed to the disk, renamed. Whoever has
/// the old file open keeps reading the old file. Without commit() nothing is left behind.
class ReplacedFile {
public:
    /// Creates the temporary file, empty. Throws IoError naming the path and the reason.
    explicit ReplacedFile(std::filesystem::path target);
    ~ReplacedFile();
    ReplacedFile(ReplacedFile&& other) noexcept;
    ReplacedFile(const ReplacedFile&) = delete;
    ReplacedFile& operator=(const ReplacedFile&) = delete;
    ReplacedFile& operator=(ReplacedFile&&) = delete;

    const std::filesystem::path& target() const { return target_; }
    const std::filesystem::path& temporary() const { return temporary_; } ///< write here, close, commit
    /// Throws IoError, and leaves the old file alone, if the disk does not take it all.
    void commit();
    /// The same without waiting for the disk.
    void commit_soon();

private:
    std::filesystem::path target_, temporary_; ///< temporary: empty when there is none any more
};

/// Commits files one after the other, and none of them if the disk does not take them all. It is waited for once: each
/// wait is milliseconds, whatever the size.
void commit(std::vector<ReplacedFile>& files);

/// A ReplacedFile of text that is appended piece by piece.
class ReplacedText {
public:
    explicit ReplacedText(std::filesystem::path target);
    void append(std::string_view text);
    /// The file with all that was appended, to be committed.
    ReplacedFile finish() &&;

private:
    class Output;
    ReplacedFile replaced_;
    std::shared_ptr<Output> output_;
};

/// `text` as a file that takes the place of `path` when it is committed.
ReplacedFile written_beside(const std::filesystem::path& path, std::string_view text);

/// Replaces the contents of `path` by `text`; throws IoError naming the path and the reason.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The same without waiting for the disk: whole or absent after this process has died, not after the machine has.
void write_file_soon(const std::filesystem::path& path, std::string_view text);

/// Creates the folder and those above it where they are missing; throws IoError naming the path and the reason.
void create_folder(const std::filesystem::path& path);

/// Throws what create_folder(path) would throw, as far as that can be told without writing.
void require_can_create_folder(const std::filesystem::path& path);

} // namespace dcsim
