#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace dcsim {

/// An empty folder for one test, removed with all it contains.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "dcsim-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot create " + name};
        path_ = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }
    std::ptrdiff_t files() const
    {
        using Iterator = std::filesystem::directory_iterator;
        return std::distance(Iterator{path_}, Iterator{});
    }

private:
    std::filesystem::path path_;
};

} // namespace dcsim
