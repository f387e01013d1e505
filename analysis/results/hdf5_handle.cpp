#include "analysis/results/hdf5_handle.h"
#include <string>

namespace dcsim {

namespace {

/// The walk goes from the innermost error outwards: the first one says why.
herr_t keep_first(unsigned depth, const H5E_error2_t* error, void* text)
{
    if (depth == 0 && error->desc) *static_cast<std::string*>(text) = error->desc;
    return 0;
}

} // namespace

void throw_hdf5_error(std::string_view what, std::string_view object)
{
    std::string text{what}, reason;
    if (!object.empty()) text.append(" '").append(object).append("'");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
    throw Hdf5Error{text + ": " + reason};
}

} // namespace dcsim
