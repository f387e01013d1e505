#pragma once
#include "analysis/results/hdf5_handle.h"
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dcsim {

using Names = std::vector<std::string>;

/// The dimension scales of a group and the variables along them, as the HDF5 Dimension Scale Specification lays them
/// out: a variable refers to its scales (DIMENSION_LIST), a scale to its variables (REFERENCE_LIST). H5DSattach_scale
/// writes the list of a scale anew for every variable; here it is written once, by finish().
class DimensionScales {
public:
    /// Makes `dataset` a scale; `label` is its NAME.
    const Hdf5Handle& add(const std::string& name, std::size_t size, Hdf5Handle dataset, const std::string& label);
    std::vector<hsize_t> extents(const Names& dimensions) const;

    /// Lays a variable along scales of this group, one for each of its dimensions.
    void attach(hid_t variable, const Names& dimensions);
    /// Tells the scales their variables; nothing can be attached afterwards.
    void finish();

private:
    struct Use { ///< an element of REFERENCE_LIST
        hobj_ref_t variable;
        std::int32_t axis;
        std::int32_t unused{0}; ///< goes to the file too, and equal results give equal bytes
    };
    struct Scale {
        Hdf5Handle dataset;
        hobj_ref_t reference;
        hsize_t size;
        std::vector<Use> uses;
    };

    Hdf5Handle scale_list_{H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, "creating a type"}; ///< of one dimension
    std::map<std::string, Scale> scales_{};
    bool finished_{false};
};

} // namespace dcsim
