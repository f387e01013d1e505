#pragma once
#include "sim/base/archive.h"
#include <cmath>

namespace dcsim {

/// A compensated running sum: half a million additions round like one. [Neumaier, ZAMM 54 (1974)]
template <class Q> class Sum {
public:
    void add(Q term)
    {
        const Q next = total_ + term;
        const bool total_is_larger = std::abs(total_.si()) >= std::abs(term.si());
        rest_ += total_is_larger ? (total_ - next) + term : (term - next) + total_;
        total_ = next;
    }
    Q value() const { return total_ + rest_; }
    void state(Archive& archive) { archive("total", total_)("rest", rest_); }

private:
    Q total_{}, rest_{};
};

} // namespace dcsim
