#include "sim/config/include.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace dcsim {

namespace {

namespace fs = std::filesystem;

constexpr const char* include_key = "include";

/// The chain of files that are being included, outermost first, to see cycles.
class Includer {
public:
    explicit Includer(std::vector<Problem>& problems) : problems_{&problems} {}

    Tree load(std::string_view text, const fs::path& file)
    {
        Tree own;
        try {
            own = parse_toml(text, file.string());
        } catch (const ConfigError& e) {
            problems_->insert(problems_->end(), e.problems().begin(), e.problems().end());
            return own;
        }
        chain_.push_back(file);
        Tree merged;
        merged.origin = own.origin;
        for (const Tree& name : named(own)) merge(merged, included(name, file));
        chain_.pop_back();
        own.erase(include_key);
        merge(merged, own);
        return merged;
    }

private:
    std::vector<Tree> named(const Tree& own)
    {
        const Tree* written = own.find(include_key);
        if (!written) return {};
        std::vector<Tree> names{*written};
        if (const auto* list = std::get_if<Tree::Array>(&written->data)) names = *list;
        const auto bad = std::stable_partition(names.begin(), names.end(), [](const Tree& t) { return t.text(); });
        for (auto at = bad; at != names.end(); ++at)
            report(at->origin, "is " + std::string{kind_of(*at)} + " where a file name in quotes belongs");
        names.erase(bad, names.end());
        return names;
    }

    Tree included(const Tree& name, const fs::path& from)
    {
        const fs::path file = (from.parent_path() / *name.text()).lexically_normal();
        const auto same = [&](const fs::path& other) { return other.lexically_normal() == file; };
        const auto first = std::find_if(chain_.begin(), chain_.end(), same);
        if (first != chain_.end()) {
            std::string cycle;
            for (auto at = first; at != chain_.end(); ++at) cycle += at->string() + " -> ";
            report(name.origin, "goes in a circle (" + cycle + file.string() + ")");
            return {};
        }
        try {
            return load(file_text(file), file);
        } catch (const IoError& e) {
            report(name.origin, e.what());
            return {};
        }
    }

    void report(const Origin& origin, std::string text)
    {
        problems_->push_back({origin, include_key, std::move(text)});
    }

    std::vector<Problem>* problems_;
    std::vector<fs::path> chain_;
};

} // namespace

std::string file_text(const fs::path& file)
{
    errno = 0;
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) throw IoError{"cannot read " + file.string() + ": it is a folder"};
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw IoError{"cannot read " + file.string() + ": " + std::strerror(errno ? errno : EIO)};
    return text;
}

Tree with_includes(std::string_view text, const fs::path& file, std::vector<Problem>& problems)
{
    return Includer{problems}.load(text, file);
}

} // namespace dcsim
