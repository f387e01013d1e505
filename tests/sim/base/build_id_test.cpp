#include "sim/base/build_id.h"
#include "sim/base/digest.h"
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

TEST_CASE("the build id is twenty bytes that the executable's file holds", "[build_id]")
{
    const std::string id = dcsim::build_id();
    CHECK(id.size() == 40);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);

    std::ifstream file{"/proc/self/exe", std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    std::string raw;
    for (std::size_t i = 0; i < id.size(); i += 2) raw += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
    CHECK(dcsim::hex_digits(raw) == id);
    CHECK(bytes.find(raw) != std::string::npos);
}
