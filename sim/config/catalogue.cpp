#include "sim/config/catalogue.h"

namespace dcsim {

Tree embedded_catalogue()
{
    Tree all;
    for (const EmbeddedText& file : embedded_catalogue_files())
        merge(all, parse_toml(file.text, std::string{file.name}));
    return all;
}

} // namespace dcsim
