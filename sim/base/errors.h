#pragma once
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// Where a value was written: file as the user named it, line and column from 1; line 0 = not from a file.
struct Origin {
    std::string file;
    int line{0};
    int column{0};
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// One mistake in a scenario, ready to print as `<file:line:col>: '<key path>' <text>`.
struct Problem {
    Origin origin;
    std::string key;  ///< dotted path, may be empty
    std::string text; ///< what is wrong, what is allowed, a suggestion
    friend bool operator==(const Problem&, const Problem&) = default;
};

/// The user's fault: the scenario or the command line. Carries all problems at once; exit code 2.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
};

/// The world's fault: a file that cannot be read or written, or whose contents break its format; exit code 3.
class IoError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Our fault: a broken invariant; exit code 1.
class LogicError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Throws LogicError naming the place when the condition does not hold; on in every build.
inline void require(bool condition, std::string_view why, std::source_location at = std::source_location::current());

/// The place comes by value: behind a reference, each check would have to store it first.
[[noreturn]] void broken(std::string_view why, std::source_location at);

inline void require(bool condition, std::string_view why, std::source_location at)
{
    if (!condition) [[unlikely]]
        broken(why, at);
}

} // namespace dcsim
