#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace dcsim {

enum class RowResult : std::uint8_t { pass, fail, skip };

/// One number that was checked.
struct ValidationRow {
    std::string id, what; ///< "Q1.Wq", "M/M/1 wait, unit carries over"
    std::optional<double> expected{}, got{};
    std::string error{}, tolerance{};
    RowResult result{RowResult::skip};
    std::string reason{}; ///< of a skip or a failure without numbers
};

/// Floating-point rounding apart: 1e-9 relative, 1e-9 absolute where 0 is expected.
ValidationRow exact(std::string id, std::string what, double expected, double got);
/// Within a relative tolerance of a published or rounded value.
ValidationRow within(std::string id, std::string what, double expected, double got, double relative);
/// Within an absolute tolerance, in the unit of the values.
ValidationRow near(std::string id, std::string what, double expected, double got, double absolute);
/// The very same value.
ValidationRow identical(std::string id, std::string what, double expected, double got);
inline constexpr const char* bound_tolerance = "at least";
/// A value that must be at least so large.
ValidationRow at_least(std::string id, std::string what, double least, double got);

/// How wide the 95 % interval of independent replications may be, relative to what is expected.
struct WidthGate {
    std::optional<double> most{};
};

/// The mean of independent replications against its expectation: a two-sided Student test at 99.9 %, so that a table of
/// a hundred correct rows seldom fails on a new seed. The gate keeps a test without power from passing.
ValidationRow statistical(std::string id, std::string what, double expected, std::span<const double> got,
                          WidthGate gate = {});

ValidationRow skipped(std::string id, std::string what, std::string reason);
ValidationRow failed(std::string id, std::string what, std::string reason);

} // namespace dcsim
