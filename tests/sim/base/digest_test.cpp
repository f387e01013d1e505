#include "sim/base/digest.h"
#include <catch2/catch.hpp>

TEST_CASE("SHA-256 gives the digests of FIPS 180-4", "[digest]")
{
    CHECK(dcsim::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(dcsim::sha256_hex({"a", "", "bc"}) == dcsim::sha256_hex("abc"));
    CHECK(dcsim::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a late digest is that of the bytes that it is first asked for, unless it is known", "[digest]")
{
    const dcsim::LateDigest digest, known{"ab12"};
    CHECK(digest.of("abc") == dcsim::sha256_hex("abc"));
    CHECK(&digest.of("abc") == &digest.of("abc"));
    CHECK(known.of("abc") == "ab12");
}
