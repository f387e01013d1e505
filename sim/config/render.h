#pragma once
#include "sim/base/errors.h"
#include <string>
#include <vector>

namespace dcsim {

/// The problems as they are printed: `file:line:col: 'key' text`, then the line of the file and a caret;
/// file by file, in the order of their lines.
/// `sets` are the command line's `path=value` texts, which problems may point into.
std::string render(const std::vector<Problem>& problems, const std::vector<std::string>& sets = {});

/// One problem without its source line.
std::string headline(const Problem& problem);

/// The place as `file:line:col`; "default" for what no file says.
std::string place_text(const Origin& origin);

/// The problems that one policy's reading found.
struct PolicyProblems {
    std::string policy;
    std::vector<Problem> problems;
};

/// Equal problems become one that names the policies which have it: "... (in policies a, b)". What all policies have is
/// a problem of the scenario and names none.
std::vector<Problem> combined(const std::vector<PolicyProblems>& found);

} // namespace dcsim
