#pragma once
#include "models/vocabulary/run_context.h"
#include "sim/base/csv.h"
#include <filesystem>
#include <memory>

namespace dcsim {

/// The text of a file from its start, decompressed if its name ends in .gz. Small files are read once for all runs, as
/// Inputs::file does; larger ones (16 MiB on disk) piece by piece by everyone who asks, in constant memory, and are
/// listed among the inputs with their digest but without contents. Throws IoError naming the path and the reason, also
/// while reading.
std::unique_ptr<TextSource> open_text(Inputs& inputs, const std::filesystem::path& path);

/// SHA-256 of the bytes on disk, lower-case hex; without the contents of a file that open_text() reads piece by piece.
/// Throws IoError naming the path and the reason.
std::string sha256_of(Inputs& inputs, const std::filesystem::path& path);

} // namespace dcsim
