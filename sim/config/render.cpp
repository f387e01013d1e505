#include "sim/config/render.h"
#include "sim/config/catalogue.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <fstream>
#include <optional>
#include <tuple>

namespace dcsim {

namespace {

std::optional<std::string> line_of(std::string_view text, int line)
{
    for (; line > 1; --line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        text.remove_prefix(end + 1);
    }
    std::string found{text.substr(0, text.find('\n'))};
    if (found.ends_with('\r')) found.pop_back();
    return found;
}

std::optional<std::string> line_of_file(const std::string& file, int line)
{
    std::ifstream in{file};
    std::string text;
    for (int i = 0; i < line; ++i)
        if (!std::getline(in, text)) return std::nullopt;
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

std::optional<std::string> source_line(const Origin& at, const std::vector<std::string>& sets)
{
    if (at.line <= 0) return std::nullopt;
    const auto number = static_cast<std::size_t>(at.line);
    if (at.file == "--set") return number <= sets.size() ? std::optional{sets[number - 1]} : std::nullopt;
    for (const EmbeddedFile& file : embedded_catalogue_files())
        if (file.name == at.file) return line_of(file.text, at.line);
    return line_of_file(at.file, at.line);
}

/// Columns count code points: skip continuation bytes, keep tabs so that the caret stands below its character.
std::string caret_line(const std::string& line, int column)
{
    std::string blank;
    for (const char c : line) {
        if (column <= 1) break;
        if ((static_cast<unsigned char>(c) & 0xc0U) == 0x80U) continue;
        blank += c == '\t' ? '\t' : ' ';
        --column;
    }
    return blank + '^';
}

/// By file, in the order in which files first appear, then by line: as one reads them.
std::vector<Problem> in_reading_order(std::vector<Problem> problems)
{
    std::vector<std::string> files;
    for (const Problem& p : problems)
        if (std::find(files.begin(), files.end(), p.origin.file) == files.end()) files.push_back(p.origin.file);
    const auto place = [&](const Problem& p) {
        return std::tuple{std::find(files.begin(), files.end(), p.origin.file), p.origin.line, p.origin.column};
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
    return problems;
}

} // namespace

std::string place_text(const Origin& origin)
{
    if (origin.line <= 0) return origin.file.empty() ? "default" : origin.file;
    return origin.file + ':' + std::to_string(origin.line) + ':' + std::to_string(origin.column);
}

std::string headline(const Problem& problem)
{
    const bool placed = problem.origin.line > 0 || !problem.origin.file.empty();
    const std::string place = placed ? place_text(problem.origin) + ": " : "";
    return place + (problem.key.empty() ? "" : '\'' + problem.key + "' ") + problem.text;
}

std::string render(const std::vector<Problem>& problems, const std::vector<std::string>& sets)
{
    std::string out;
    for (const Problem& problem : in_reading_order(problems)) {
        out += headline(problem) + '\n';
        if (const std::optional<std::string> line = source_line(problem.origin, sets))
            out += "  " + *line + "\n  " + caret_line(*line, problem.origin.column) + '\n';
    }
    return out;
}

std::vector<Problem> combined(const std::vector<PolicyProblems>& found)
{
    std::vector<Problem> all;
    std::vector<std::vector<std::string>> policies;
    for (const PolicyProblems& part : found)
        for (const Problem& problem : part.problems) {
            const auto at = static_cast<std::size_t>(std::find(all.begin(), all.end(), problem) - all.begin());
            if (at == all.size()) {
                all.push_back(problem);
                policies.emplace_back();
            }
            std::vector<std::string>& names = policies[at];
            if (std::find(names.begin(), names.end(), part.policy) == names.end()) names.push_back(part.policy);
        }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (policies[i].size() == found.size()) continue;
        all[i].text += (policies[i].size() == 1 ? " (in policy " : " (in policies ") + joined_list(policies[i]) + ")";
    }
    return all;
}

} // namespace dcsim
