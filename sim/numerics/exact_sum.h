#pragma once
#include "sim/base/archive.h"

namespace dcsim {

/// A sum carried in two doubles, so that a long sum loses nothing that its terms have (relative error about 1e-32 of
/// the largest partial sum) [Knuth, TAOCP 2, 4.2.2: the error of an addition is itself a double].
class ExactSum {
public:
    void add(double x)
    {
        const double sum = high_ + x, added = sum - high_;
        low_ += (high_ - (sum - added)) + (x - added);
        high_ = sum;
    }
    double value() const { return high_ + low_; }
    /// Accurate even where both sums are large and their difference is small.
    friend double operator-(const ExactSum& a, const ExactSum& b) { return (a.high_ - b.high_) + (a.low_ - b.low_); }
    void state(Archive& a) { a("high", high_)("low", low_); }

private:
    double high_{0}, low_{0};
};

} // namespace dcsim
