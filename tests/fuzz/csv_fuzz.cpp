#include "sim/base/calendar.h"
#include "sim/base/csv.h"
#include "sim/base/errors.h"
#include <cstdint>

using namespace dcsim;

namespace {

/// Reads every cell in every way; each way may refuse one cell without harm to the next.
void read_all(CsvReader rows)
{
    while (rows.next())
        for (std::size_t c = 0; c < rows.size(); ++c) {
            const std::string_view text = rows.text(c);
            if (const auto at = parse_timestamp(text, 0)) timestamp_text(*at);
            try {
                rows.number_if_any(c);
                rows.integer(c);
            } catch (const IoError&) {
                continue; // the expected answer to most cells
            }
        }
}

} // namespace

/// Any bytes give rows or an IoError, with and without a header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const auto header : {CsvReader::Header::names, CsvReader::Header::none}) try {
            read_all(CsvReader{text, "f.csv", header});
        } catch (const IoError&) {
            continue; // the expected answer to most inputs
        }
    return 0;
}
