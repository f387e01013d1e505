#pragma once
#include "analysis/results/hdf5_handle.h"
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

/// C++ values as HDF5 types and the contents of datasets.
namespace dcsim {

inline Hdf5Handle string_type(std::size_t size)
{
    Hdf5Handle type{H5Tcopy(H5T_C_S1), H5Tclose, "copying a type"};
    checked(H5Tset_size(type, size), "sizing a string type");
    checked(H5Tset_cset(type, H5T_CSET_UTF8), "choosing UTF-8");
    return type;
}

/// As stored: little-endian whatever the machine; owned by HDF5. T is a number.
template <class T> hid_t file_type()
{
    if constexpr (std::is_same_v<T, double>)
        return H5T_IEEE_F64LE;
    else if constexpr (std::is_same_v<T, float>)
        return H5T_IEEE_F32LE;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return H5T_STD_I64LE;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return H5T_STD_I32LE;
    else
        return H5T_STD_I8LE;
}

/// Of the machine; owned by HDF5.
template <class T> hid_t native_type()
{
    if constexpr (std::is_same_v<T, double>)
        return H5T_NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<T, float>)
        return H5T_NATIVE_FLOAT;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return H5T_NATIVE_INT64;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return H5T_NATIVE_INT32;
    else
        return H5T_NATIVE_INT8;
}

/// HDF5 clears a megabyte to convert a single text, unless it is told how much it needs.
inline Hdf5Handle conversion_buffer(std::size_t elements)
{
    constexpr std::size_t element = 32, most = 1ul << 20; // at least both forms of a pointer and a length
    Hdf5Handle transfer{H5Pcreate(H5P_DATASET_XFER), H5Pclose, "creating a property list"};
    checked(H5Pset_buffer(transfer, std::min(most, std::max<std::size_t>(1, elements) * element), nullptr, nullptr),
            "sizing a buffer");
    return transfer;
}

/// Writes values from memory to a selection of a dataset; strings as the C strings that HDF5 wants.
template <class T> void write_values(hid_t dataset, hid_t memory, hid_t file, const std::vector<T>& values)
{
    if (values.empty()) return;
    const auto write = [&](hid_t type, const void* data, hid_t transfer) {
        checked(H5Dwrite(dataset, type, memory, file, transfer, data), "writing values");
    };
    if constexpr (std::is_same_v<T, std::string>) {
        std::vector<const char*> texts;
        for (const std::string& value : values) texts.push_back(value.c_str());
        write(string_type(H5T_VARIABLE), texts.data(), conversion_buffer(texts.size()));
    } else
        write(native_type<T>(), values.data(), H5P_DEFAULT);
}

/// The value that stands for "missing"; types without one have none.
template <class T> std::optional<T> missing_value()
{
    if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::quiet_NaN();
    if constexpr (std::is_same_v<T, std::int8_t>) return T{-1};
    return std::nullopt;
}

} // namespace dcsim
