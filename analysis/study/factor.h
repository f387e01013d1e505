#pragma once
#include "sim/config/tree.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A range of one key: numbers, or quantities of one unit.
class SweptRange {
public:
    /// Reads { from, to, count, scale }; adds problems under `path`.
    static std::optional<SweptRange> read(const Tree& written, const std::string& path, std::vector<Problem>& problems);

    /// The value at a part of the way, 0 to 1; whole if both ends are.
    Tree at(double part) const;
    /// A value drawn by u in [0, 1): every whole number as likely as any other.
    Tree drawn(double u) const;
    std::size_t count() const { return count_; } ///< 0 if it does not say
    bool logarithmic() const { return logarithmic_; }
    const Origin& origin() const { return origin_; }

private:
    Tree value(double number) const;

    double from_{0}, to_{0};
    std::string unit_; ///< empty for bare numbers
    bool whole_{false}, logarithmic_{false};
    std::size_t count_{0};
    Origin origin_;
};

/// What a sweep says of keys that change together: levels, or a range of one key.
struct Factor {
    std::string name; ///< of zipped keys
    std::vector<std::string> paths;
    std::vector<std::vector<Tree>> levels{};
    std::optional<SweptRange> range{};

    /// The values that u in [0, 1) chooses, one per path.
    std::vector<Tree> drawn(double u) const;
};

/// The factors of `[sweep]`, without its own keys; adds problems.
std::vector<Factor> factors_of(const Tree& sweep, std::vector<Problem>& problems);

} // namespace dcsim
