// EVP, which OpenSSL 3 recommends instead of SHA256_Init, reads configuration and looks for providers first. That takes
// longer than all else that a short run hashes, and brings all of libcrypto with it where that is linked statically.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include <array>
#include <fstream>
#include <openssl/sha.h>
#include <vector>

namespace dcsim {

namespace {

class Sha256 {
public:
    Sha256() { require(SHA256_Init(&context_) == 1, "SHA-256 cannot start"); }

    void add(std::string_view bytes)
    {
        require(SHA256_Update(&context_, bytes.data(), bytes.size()) == 1, "SHA-256 failed");
    }

    std::string hex()
    {
        std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
        require(SHA256_Final(digest.data(), &context_) == 1, "SHA-256 failed");
        return hex_digits({reinterpret_cast<const char*>(digest.data()), digest.size()});
    }

private:
    SHA256_CTX context_{};
};

} // namespace

std::string hex_digits(std::string_view bytes)
{
    constexpr std::string_view digits{"0123456789abcdef"};
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string sha256_hex(std::string_view bytes)
{
    return sha256_hex({bytes});
}

std::string sha256_hex(std::initializer_list<std::string_view> parts)
{
    Sha256 digest;
    for (const std::string_view part : parts) digest.add(part);
    return digest.hex();
}

std::string sha256_of_file(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    if (!in) throw IoError{path.string() + ": cannot be opened"};
    Sha256 digest;
    std::vector<char> piece(1 << 20);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
        digest.add({piece.data(), static_cast<std::size_t>(in.gcount())});
    if (in.bad()) throw IoError{path.string() + ": cannot be read"};
    return digest.hex();
}

} // namespace dcsim
