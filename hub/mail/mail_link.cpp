// token = base64url(number, 8 bytes | end, 8 bytes | HMAC-SHA-256(secret, purpose | number | end))
// with numbers of big end first: 48 bytes, 64 characters.
#include "hub/mail/mail_link.hpp"

#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kTokenLetters = 64;
constexpr std::size_t kSecretLetters = 43;
constexpr std::size_t kSecretFileBytesMax = 128;

void append_number(std::string& bytes, std::uint64_t number) {
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes += static_cast<char>((number >> (shift - 8)) & 0xffU);
}

std::uint64_t number_in(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = (number << 8U) | static_cast<unsigned char>(byte);
    return number;
}

std::string seal_of(const std::string& secret, std::string_view content) {
    const crypto::Digest digest =
        crypto::hmac_sha256(secret, "wedsync invitation link\n" + std::string(content));
    return std::string(crypto::text_of(digest));
}

}  // namespace

Result<MailLinks> MailLinks::open(const std::string& path) {
    std::optional<std::string> text = WEDSYNC_TRY(os::read_whole(path, kSecretFileBytesMax));
    if (!text) {
        text = crypto::new_token() + "\n";
        WEDSYNC_TRY(os::replace_file(path, *text));
    }
    while (text->ends_with('\n'))
        text->pop_back();
    if (text->size() != kSecretLetters || !crypto::from_base64url(*text)) {
        return Error{ErrorCode::kCorrupt,
                     path + " is damaged: remove it, and links that were mailed hold no more"};
    }
    return MailLinks(*std::move(text));
}

std::string MailLinks::token_of(const MailLink& link) const {
    std::string content;
    append_number(content, link.number);
    append_number(content, static_cast<std::uint64_t>(link.expires_at_ms));
    return crypto::base64url(crypto::bytes_of(content + seal_of(secret_, content)));
}

std::optional<MailLink> MailLinks::read(std::string_view token) const {
    if (token.size() != kTokenLetters) return std::nullopt;
    const std::optional<std::string> bytes = crypto::from_base64url(token);
    if (!bytes) return std::nullopt;
    const std::string_view content = std::string_view(*bytes).substr(0, 2 * kNumberBytes);
    if (!crypto::equal_secrets(bytes->substr(content.size()), seal_of(secret_, content)))
        return std::nullopt;
    return MailLink{number_in(content.substr(0, kNumberBytes)),
                    static_cast<std::int64_t>(number_in(content.substr(kNumberBytes)))};
}

}  // namespace wedsync::hub
