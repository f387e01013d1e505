#pragma once
#include "analysis/results/hdf5_attributes.h"
#include "analysis/results/hdf5_mapped.h"
#include "analysis/results/hdf5_values.h"
#include <functional>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

/// What the parts of the netCDF writer share; nobody else includes it.
namespace dcsim {

constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

inline Hdf5Handle property_list(hid_t kind)
{
    return {H5Pcreate(kind), H5Pclose, "creating a property list"};
}

inline Hdf5Handle group_properties(hid_t kind)
{
    Hdf5Handle list = property_list(kind);
    checked(H5Pset_link_creation_order(list, ordered), "tracking the order of links");
    checked(H5Pset_attr_creation_order(list, ordered), "tracking the order of attributes");
    checked(H5Pset_obj_track_times(list, false), "leaving out times");
    return list;
}

/// What is never written reads as `fill`.
template <class T> Hdf5Handle dataset_properties(std::optional<T> fill)
{
    Hdf5Handle list = property_list(H5P_DATASET_CREATE);
    checked(H5Pset_attr_creation_order(list, ordered), "tracking the order of attributes");
    checked(H5Pset_obj_track_times(list, false), "leaving out times");
    if (fill) checked(H5Pset_fill_value(list, native_type<T>(), &*fill), "setting the fill value");
    return list;
}

/// Has its place in the file when it is made, and holds what reads as missing.
template <class T> Hdf5Handle placed_properties()
{
    Hdf5Handle list = dataset_properties(missing_value<T>());
    checked(H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY), "choosing when a dataset has its place");
    checked(H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC), "choosing when a dataset is filled");
    return list;
}

inline hsize_t size_of(const std::vector<hsize_t>& extents)
{
    return std::accumulate(extents.begin(), extents.end(), hsize_t{1}, std::multiplies<>{});
}

struct NetcdfCommon {
    explicit NetcdfCommon(Hdf5MappedFile created) : file{std::move(created)} {}

    Hdf5MappedFile file;
    AttributeWriter attributes{};
    Hdf5Handle text = string_type(H5T_VARIABLE);
    Hdf5Handle group = group_properties(H5P_GROUP_CREATE);
    Hdf5Handle dataset = dataset_properties<double>(std::nullopt); ///< of a type without a missing value
    Hdf5Handle doubles = dataset_properties(missing_value<double>());
    Hdf5Handle bytes = dataset_properties(missing_value<std::int8_t>());
    Hdf5Handle placed_integers = placed_properties<std::int64_t>();
    Hdf5Handle placed_doubles = placed_properties<double>();
    Hdf5Handle placed_bytes = placed_properties<std::int8_t>();

    template <class T> hid_t type() const
    {
        if constexpr (std::is_same_v<T, std::string>)
            return text;
        else
            return file_type<T>();
    }
    template <class T> hid_t properties() const
    {
        if constexpr (std::is_same_v<T, double>) return doubles;
        if constexpr (std::is_same_v<T, std::int8_t>) return bytes;
        return dataset;
    }
    template <class T> hid_t properties_of_placed() const
    {
        if constexpr (std::is_same_v<T, double>) return placed_doubles;
        if constexpr (std::is_same_v<T, std::int8_t>) return placed_bytes;
        return placed_integers;
    }
    /// Tells netCDF which value means "missing"; HDF5 knows it from the properties.
    template <class T> void declare_missing(hid_t variable)
    {
        if constexpr (!std::is_same_v<T, std::string>)
            if (const auto value = missing_value<T>()) attributes.write(variable, "_FillValue", *value);
    }
};

} // namespace dcsim
