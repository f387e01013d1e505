#pragma once
#include "analysis/compare/comparison.h"
#include "analysis/study/merged_study.h"
#include "app/figures.h"
#include <vector>

namespace dcsim {

/// A metric that the report of a sweep shows.
struct SweptMetric {
    const char* metric;
    const char* title;
    std::vector<ShownUnit> units;
};
std::vector<SweptMetric> swept_metrics(const ResultShape& shape);

/// The runs of one point as a study of their own.
ResultSet point_results(const MergedStudy& study, std::size_t point);

/// Every policy against the baseline at one point, by metric and policy.
using PointComparisons = std::vector<std::vector<Comparison>>;
PointComparisons point_comparisons(const MergedStudy& study, std::size_t point,
                                   const std::vector<SweptMetric>& metrics);

/// Points at which the catalogue's numbers are as they stand: all, or the first of those with samples of inputs.
std::size_t nominal_points(const MergedStudy& study);
/// Samples of inputs beside those; 0 where nothing was sampled.
std::size_t input_samples(const MergedStudy& study);

} // namespace dcsim
