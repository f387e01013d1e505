#include "analysis/results/dimension_scales.h"
#include "analysis/results/hdf5_attributes.h"
#include <hdf5_hl.h>
#include <utility>

namespace dcsim {

namespace {

hobj_ref_t reference_to(hid_t dataset)
{
    hobj_ref_t reference{};
    checked(H5Rcreate(&reference, dataset, ".", H5R_OBJECT, -1), "referring to a dataset");
    return reference;
}

/// An attribute of one dimension.
void write_list(hid_t owner, const char* name, hid_t type, hsize_t size, const void* values)
{
    const Hdf5Handle space{H5Screate_simple(1, &size, nullptr), H5Sclose, "creating a space"};
    write_attribute(owner, name, {type, type, space}, values);
}

} // namespace

const Hdf5Handle& DimensionScales::add(const std::string& name, std::size_t size, Hdf5Handle dataset,
                                       const std::string& label)
{
    checked(H5DSset_scale(dataset, label.c_str()), "making '" + name + "' a dimension");
    const hobj_ref_t reference = reference_to(dataset);
    const auto [entry, added] = scales_.emplace(name, Scale{std::move(dataset), reference, size, {}});
    require(added, "a dimension is defined twice");
    return entry->second.dataset;
}

std::vector<hsize_t> DimensionScales::extents(const Names& dimensions) const
{
    std::vector<hsize_t> extents;
    for (const std::string& dimension : dimensions) extents.push_back(scales_.at(dimension).size);
    return extents;
}

void DimensionScales::attach(hid_t variable, const Names& dimensions)
{
    require(!finished_, "a variable is made after its dimensions were finished");
    const hobj_ref_t reference = reference_to(variable);
    std::vector<hvl_t> lists; // of one scale each
    for (const std::string& dimension : dimensions) {
        Scale& scale = scales_.at(dimension);
        scale.uses.push_back({reference, static_cast<std::int32_t>(lists.size())});
        lists.push_back({1, &scale.reference});
    }
    write_list(variable, "DIMENSION_LIST", scale_list_, lists.size(), lists.data());
}

void DimensionScales::finish()
{
    const Hdf5Handle type{H5Tcreate(H5T_COMPOUND, sizeof(Use)), H5Tclose, "creating a type"};
    checked(H5Tinsert(type, "dataset", HOFFSET(Use, variable), H5T_STD_REF_OBJ), "adding a member");
    checked(H5Tinsert(type, "dimension", HOFFSET(Use, axis), H5T_NATIVE_INT32), "adding a member");
    for (const auto& [name, scale] : scales_)
        if (!scale.uses.empty())
            write_list(scale.dataset, "REFERENCE_LIST", type, scale.uses.size(), scale.uses.data());
    finished_ = true;
}

} // namespace dcsim
