#include "analysis/compare/sensitivity.h"
#include "sim/base/errors.h"
#include <Eigen/QR>
#include <cmath>
#include <limits>

namespace dcsim {

namespace {

/// With mean 0 and length 1; false if the values do not vary.
bool standardise(Eigen::Ref<Eigen::VectorXd> values)
{
    const double largest = values.cwiseAbs().maxCoeff();
    values.array() -= values.mean();
    const double length = values.norm();
    if (!(length > 1e-12 * largest)) return false;
    values /= length;
    return true;
}

} // namespace

std::optional<Sensitivity> sensitivity(const std::vector<std::vector<double>>& inputs,
                                       const std::vector<double>& outcome)
{
    std::vector<std::size_t> known;
    for (std::size_t point = 0; point < outcome.size(); ++point)
        if (std::isfinite(outcome[point])) known.push_back(point);
    const auto points = static_cast<Eigen::Index>(known.size());
    if (points < 2) return std::nullopt;
    const auto column = [&](const std::vector<double>& values) {
        require(values.size() == outcome.size(), "an input has one value for each point");
        Eigen::VectorXd v(points);
        for (Eigen::Index i = 0; i < points; ++i) v[i] = values[known[static_cast<std::size_t>(i)]];
        return v;
    };
    Sensitivity result{std::vector<double>(inputs.size(), std::numeric_limits<double>::quiet_NaN())};
    Eigen::MatrixXd x(points, static_cast<Eigen::Index>(inputs.size()));
    std::vector<std::size_t> varying;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const auto next = static_cast<Eigen::Index>(varying.size());
        x.col(next) = column(inputs[k]);
        if (standardise(x.col(next))) varying.push_back(k);
    }
    const auto count = static_cast<Eigen::Index>(varying.size());
    Eigen::VectorXd y = column(outcome);
    if (count == 0 || points < count + 3 || !standardise(y)) return std::nullopt;
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factors{x.leftCols(count)};
    if (factors.rank() < count) return std::nullopt;
    const Eigen::VectorXd coefficients = factors.solve(y);
    for (Eigen::Index k = 0; k < count; ++k)
        result.coefficients[varying[static_cast<std::size_t>(k)]] = coefficients[k];
    result.r2 = 1 - (y - x.leftCols(count) * coefficients).squaredNorm();
    return result;
}

} // namespace dcsim
