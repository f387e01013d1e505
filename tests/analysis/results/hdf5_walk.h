#pragma once
#include "analysis/results/hdf5_handle.h"
#include <algorithm>
#include <filesystem>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <string>
#include <vector>

/// Reads a results file with nothing but HDF5, as a foreign reader would.
namespace dcsim {

struct FoundDataset {
    std::string path, type; ///< type as docs/results-format.md calls it
    std::vector<std::string> dimensions;
    std::vector<std::string> attributes;
};

inline Hdf5Handle open_file(const std::filesystem::path& path)
{
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "opening"};
}

inline std::string type_name(hid_t dataset)
{
    const Hdf5Handle type{H5Dget_type(dataset), H5Tclose, "type"};
    const std::string bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
    case H5T_FLOAT: return "f" + bits;
    case H5T_INTEGER: return "i" + bits;
    case H5T_STRING: return H5Tis_variable_str(type) > 0 ? "string" : "fixed string";
    default: return "other";
    }
}

inline std::vector<std::string> attribute_names(hid_t object)
{
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5A_info_t*, void* all) -> herr_t {
        static_cast<std::vector<std::string>*>(all)->emplace_back(name);
        return 0;
    };
    checked(H5Aiterate2(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, add, &names), "attributes");
    return names;
}

inline std::string last_name(hid_t object)
{
    std::string path(256, '\0');
    path.resize(static_cast<std::size_t>(H5Iget_name(object, path.data(), path.size())));
    return path.substr(path.rfind('/') + 1);
}

/// Names of the scales attached to a variable; a scale is its own dimension.
inline std::vector<std::string> dimension_names(hid_t dataset)
{
    if (H5DSis_scale(dataset) > 0) return {last_name(dataset)};
    std::vector<std::string> names;
    const auto add = [](hid_t, unsigned, hid_t scale, void* all) -> herr_t {
        static_cast<std::vector<std::string>*>(all)->push_back(last_name(scale));
        return 0;
    };
    const Hdf5Handle space{H5Dget_space(dataset), H5Sclose, "space"};
    for (int axis = 0; axis < H5Sget_simple_extent_ndims(space); ++axis)
        checked(H5DSiterate_scales(dataset, static_cast<unsigned>(axis), nullptr, add, &names), "scales");
    return names;
}

/// Entries of the REFERENCE_LIST of a scale.
inline std::size_t references_to_variables(hid_t scale)
{
    if (H5Aexists(scale, "REFERENCE_LIST") <= 0) return 0;
    const Hdf5Handle list{H5Aopen(scale, "REFERENCE_LIST", H5P_DEFAULT), H5Aclose, "references"};
    const Hdf5Handle space{H5Aget_space(list), H5Sclose, "space"};
    return static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
}

/// Axes of a variable along which HDF5 finds exactly one scale that has the variable in its own list.
inline std::size_t attached_axes(hid_t variable)
{
    struct Axis {
        unsigned number;
        std::size_t attached;
    } axis{};
    const auto look = [](hid_t dataset, unsigned number, hid_t scale, void* found) -> herr_t {
        if (H5DSis_attached(dataset, scale, number) > 0) ++static_cast<Axis*>(found)->attached;
        return 0;
    };
    const Hdf5Handle space{H5Dget_space(variable), H5Sclose, "space"};
    for (int all = H5Sget_simple_extent_ndims(space); axis.number < static_cast<unsigned>(all); ++axis.number)
        if (H5DSget_num_scales(variable, axis.number) == 1)
            checked(H5DSiterate_scales(variable, axis.number, nullptr, look, &axis), "scales");
    return axis.attached;
}

/// Every dataset of the file.
inline std::vector<FoundDataset> datasets(hid_t file)
{
    std::vector<FoundDataset> all;
    const auto add = [](hid_t root, const char* name, const H5O_info_t* info, void* found) -> herr_t {
        if (info->type != H5O_TYPE_DATASET) return 0;
        const Hdf5Handle dataset{H5Dopen2(root, name, H5P_DEFAULT), H5Dclose, "dataset"};
        static_cast<std::vector<FoundDataset>*>(found)->push_back(
            {std::string{"/"} + name, type_name(dataset), dimension_names(dataset), attribute_names(dataset)});
        return 0;
    };
    checked(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_NATIVE, add, &all, H5O_INFO_BASIC), "walking the file");
    return all;
}

template <class T> std::vector<T> read_numbers(hid_t file, const char* path, hid_t type)
{
    const Hdf5Handle dataset{H5Dopen2(file, path, H5P_DEFAULT), H5Dclose, "dataset"};
    const Hdf5Handle space{H5Dget_space(dataset), H5Sclose, "space"};
    std::vector<T> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "reading");
    return values;
}

inline std::string read_text_attribute(hid_t file, const char* name)
{
    const Hdf5Handle attribute{H5Aopen(file, name, H5P_DEFAULT), H5Aclose, "attribute"};
    const Hdf5Handle type{H5Aget_type(attribute), H5Tclose, "type"};
    std::string text(H5Tget_size(type), '\0');
    checked(H5Aread(attribute, type, text.data()), "reading an attribute");
    return text;
}

} // namespace dcsim
