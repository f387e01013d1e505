#include "models/world/named_files.h"
#include "sim/config/codec.h"
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <system_error>

namespace dcsim {

namespace {

/// Pipes are not opened, which would take from what a run reads of them.
std::optional<std::string> why_unreadable(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        const bool absent = !error || error == std::errc::no_such_file_or_directory;
        return absent ? "is not there" : "cannot be read: " + error.message();
    }
    if (std::filesystem::is_directory(status)) return "is a folder, not a file";
    if (!std::filesystem::is_regular_file(status)) return std::nullopt;
    errno = 0;
    if (std::ifstream{path}) return std::nullopt;
    return std::string{"cannot be read: "} + std::strerror(errno);
}

void add_files(const std::vector<Declared>& members, const std::string& above, std::vector<NamedFile>& files)
{
    static const std::string file_type = Codec<std::filesystem::path>::type().name;
    for (const Declared& d : members) {
        const std::string path = above.empty() ? d.key : above + '.' + d.key;
        if (d.role == Declared::Role::value && d.type.name == file_type && d.value)
            files.push_back({*d.value->text(), path, d.origin});
        add_files(d.members, path, files);
    }
}

} // namespace

std::vector<NamedFile> named_files(const Resolved& resolved)
{
    std::vector<NamedFile> files;
    add_files(resolved.members, "", files);
    return files;
}

std::vector<Problem> unreadable_files(const Resolved& resolved)
{
    std::vector<Problem> problems;
    for (const NamedFile& file : named_files(resolved))
        if (const auto why = why_unreadable(file.path))
            problems.push_back({file.origin, file.key, "names " + file.path.string() + ", which " + *why});
    return problems;
}

} // namespace dcsim
