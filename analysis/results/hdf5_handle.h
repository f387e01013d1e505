#pragma once
#include "sim/base/errors.h"
#include <hdf5.h>
#include <string_view>
#include <utility>

namespace dcsim {

/// HDF5 refused; the text is its innermost reason.
class Hdf5Error : public IoError {
public:
    using IoError::IoError;
};

/// Throws Hdf5Error, naming what was tried and on which object, if an HDF5 function has returned a negative number.
template <class Result> Result checked(Result result, std::string_view what, std::string_view object = {});

[[noreturn]] void throw_hdf5_error(std::string_view what, std::string_view object);

/// Owns one HDF5 identifier of any kind.
class Hdf5Handle {
public:
    Hdf5Handle(hid_t id, herr_t (*close)(hid_t), std::string_view what, std::string_view object = {})
        : id_{checked(id, what, object)}, close_{close}
    {
    }
    ~Hdf5Handle()
    {
        if (id_ >= 0) close_(id_);
    }
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_{std::exchange(other.id_, H5I_INVALID_HID)}, close_{other.close_} {}
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(Hdf5Handle&&) = delete;

    operator hid_t() const { return id_; } // NOLINT(google-explicit-constructor): used as the identifier it owns

private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

template <class Result> Result checked(Result result, std::string_view what, std::string_view object)
{
    if (result < 0) throw_hdf5_error(what, object);
    return result;
}

/// While it lives, HDF5 keeps its errors for Hdf5Error instead of printing them.
class QuietHdf5 {
public:
    QuietHdf5()
    {
        H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
    QuietHdf5(const QuietHdf5&) = delete;
    QuietHdf5& operator=(const QuietHdf5&) = delete;

private:
    H5E_auto2_t print_{nullptr};
    void* data_{nullptr};
};

} // namespace dcsim
