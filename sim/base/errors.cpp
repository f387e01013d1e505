#include "sim/base/errors.h"

namespace dcsim {

namespace {

std::string summary(const std::vector<Problem>& problems)
{
    std::string text;
    for (const Problem& p : problems) {
        if (!text.empty()) text += '\n';
        if (!p.origin.file.empty()) {
            text += p.origin.file;
            if (p.origin.line > 0) text += ':' + std::to_string(p.origin.line) + ':' + std::to_string(p.origin.column);
            text += ": ";
        }
        if (!p.key.empty()) text += '\'' + p.key + "' ";
        text += p.text;
    }
    return text;
}

} // namespace

ConfigError::ConfigError(std::vector<Problem> problems)
    : std::runtime_error{summary(problems)}, problems_{std::move(problems)}
{
}

void broken(std::string_view why, std::source_location at)
{
    throw LogicError{std::string{why} + " (" + at.function_name() + ", line " + std::to_string(at.line()) + ')'};
}

} // namespace dcsim
