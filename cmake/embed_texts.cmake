# cmake -DOUTPUT=file.cpp -DFOLDER=folder -P embed_texts.cmake: every *.toml of a folder as a table of strings in C++.
file(GLOB files "${FOLDER}/*.toml")
list(SORT files)
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND rows "    {\"catalog/${name}\", R\"toml~(${text})toml~\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"sim/config/catalogue.h\"
#include <array>

namespace dcsim {

namespace {

constexpr std::array<EmbeddedText, ${count}> files{{
${rows}}};

} // namespace

std::span<const EmbeddedText> embedded_catalogue_files()
{
    return files;
}

} // namespace dcsim
")
