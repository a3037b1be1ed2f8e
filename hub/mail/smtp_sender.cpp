// One mail with libcurl. The order that everything depends on:
//
//   MAIL, RCPT, DATA ─▶ the message is read here, a piece at a time ─▶ before_end() ─▶ libcurl is
//   told that there is no more ─▶ it sends the final dot ─▶ the server answers.
//
// What fails before before_end() was not a mail; what is not answered after it may be one.
#include "hub/mail/smtp_sender.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <curl/curl.h>
#include <sys/socket.h>

namespace wedsync::hub {
namespace {

constexpr long kConnectS = 30;
constexpr long kIdleS = 30;
constexpr long kAnswerS = 120;

/// The last word that was said to the server.
enum class Step : std::uint8_t { kOpening, kMail, kRecipient, kData };

Step step_of(std::string_view command, Step before) {
    if (command.starts_with("MAIL")) return Step::kMail;
    if (command.starts_with("RCPT")) return Step::kRecipient;
    if (command.starts_with("DATA")) return Step::kData;
    const bool opens = command.starts_with("EHLO") || command.starts_with("HELO") ||
                       command.starts_with("STARTTLS") || command.starts_with("AUTH");
    return opens ? Step::kOpening : before;
}

/// What one try needs while libcurl is at work.
struct Try {
    const Letter& letter;
    const std::function<bool()>& before_end;
    const std::function<bool(bool)>& is_to_stop;
    std::size_t read = 0;
    Step step = Step::kOpening;
    bool is_handed = false;
    bool is_held_back = false;
};

std::size_t read_letter(char* to, std::size_t size, std::size_t count, void* data) {
    Try& attempt = *static_cast<Try*>(data);
    const std::string_view rest = std::string_view(attempt.letter.message).substr(attempt.read);
    const std::size_t piece = std::min(rest.size(), size * count);
    if (piece > 0) {
        std::memcpy(to, rest.data(), piece);
        attempt.read += piece;
        return piece;
    }
    if (attempt.is_handed) return 0;
    if (!attempt.before_end()) {
        attempt.is_held_back = true;
        return CURL_READFUNC_ABORT;
    }
    attempt.is_handed = true;
    return 0;
}

int look_up(void* data, curl_off_t /*down*/, curl_off_t /*down_now*/, curl_off_t /*up*/,
            curl_off_t /*up_now*/) {
    const Try& attempt = *static_cast<Try*>(data);
    return attempt.is_to_stop(attempt.is_handed) ? 1 : 0;
}

int listen_in(CURL* /*handle*/, curl_infotype kind, char* bytes, std::size_t size, void* data) {
    Try& attempt = *static_cast<Try*>(data);
    if (kind == CURLINFO_HEADER_OUT)
        attempt.step = step_of(std::string_view(bytes, size), attempt.step);
    return 0;
}

std::string word_of(CURLcode code) {
    // libcurl has a hundred codes; these are the ones that somebody can do something about.
    if (code == CURLE_COULDNT_RESOLVE_HOST) return "no_such_server";
    if (code == CURLE_COULDNT_CONNECT) return "no_connection";
    if (code == CURLE_OPERATION_TIMEDOUT) return "timed_out";
    if (code == CURLE_LOGIN_DENIED) return "login_refused";
    if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR) return "no_tls";
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        return "server_not_trusted";
    if (code == CURLE_ABORTED_BY_CALLBACK) return "stopped";
    return "connection_lost";
}

SendResult result_of(CURLcode code, long answer, const Try& attempt) {
    using Kind = SendResult::Kind;
    if (code == CURLE_OK) return {Kind::kSent, ""};
    if (attempt.is_held_back) return {Kind::kHeldBack, "held_back"};
    const std::string smtp = "smtp_" + std::to_string(answer);
    const bool is_refusal = answer >= 400 && answer < 600;
    // A server that closes the connection is not saying anything about this mail.
    const bool is_closing = answer == 421;
    if (attempt.is_handed) {
        // An answer counts if it came after the end: before that there was the 354 to DATA.
        const bool is_answered = is_refusal && code == CURLE_WEIRD_SERVER_REPLY;
        if (!is_answered) return {Kind::kUnanswered, word_of(code)};
        return {answer >= 500 ? Kind::kBounced : Kind::kTryLater, smtp};
    }
    const bool is_about_person = attempt.step == Step::kRecipient || attempt.step == Step::kData;
    if (code == CURLE_SEND_ERROR && is_refusal && !is_closing && is_about_person)
        return {answer >= 500 ? Kind::kBounced : Kind::kTryLater, smtp};
    const bool is_said = is_refusal && code != CURLE_OPERATION_TIMEDOUT;
    return {Kind::kNoServer, is_said && word_of(code) == "connection_lost" ? smtp : word_of(code)};
}

}  // namespace

class SmtpSender::Impl {
public:
    explicit Impl(Parts parts) : parts_(std::move(parts)), handle_(curl_easy_init()) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        // libcurl would say QUIT and wait for the answer, for minutes.
        if (socket_ != CURL_SOCKET_BAD) ::shutdown(socket_, SHUT_RDWR);
        if (handle_ != nullptr) curl_easy_cleanup(handle_);
    }

    [[nodiscard]] Result<void> set_up();
    [[nodiscard]] SendResult send(Try& attempt);
    [[nodiscard]] const std::function<bool(bool)>& is_to_stop() const { return parts_.is_to_stop; }

private:
    template <class T>
    void set(CURLoption option, T value) {
        const CURLcode code = curl_easy_setopt(handle_, option, value);
        if (code != CURLE_OK) is_set_ = false;
    }
    void set_connection(const MailServer& server);
    static curl_socket_t open_socket(void* data, curlsocktype /*purpose*/,
                                     struct curl_sockaddr* address);
    static int close_socket(void* data, curl_socket_t socket);

    Parts parts_;
    CURL* handle_;
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    bool is_set_ = true;
};

curl_socket_t SmtpSender::Impl::open_socket(void* data, curlsocktype /*purpose*/,
                                            struct curl_sockaddr* address) {
    Impl& self = *static_cast<Impl*>(data);
    self.socket_ = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return self.socket_;
}

int SmtpSender::Impl::close_socket(void* data, curl_socket_t socket) {
    Impl& self = *static_cast<Impl*>(data);
    if (self.socket_ == socket) self.socket_ = CURL_SOCKET_BAD;
    return ::close(socket);
}

void SmtpSender::Impl::set_connection(const MailServer& server) {
    const MailSettings& settings = parts_.settings;
    // The path is what the hub calls itself there: the sender's domain, not this machine's name.
    const std::string url = std::string(server.is_smtps ? "smtps" : "smtp") + "://" + server.host +
                            ":" + std::to_string(server.port) + "/" +
                            settings.from.substr(settings.from.find('@') + 1);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // Variables of the environment lead nowhere else.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_MAXCONNECTS, 1L);
    set(CURLOPT_MAXAGE_CONN, kIdleS);
    const auto total_s = static_cast<long>(settings.timeout_s);
    set(CURLOPT_CONNECTTIMEOUT, std::min(kConnectS, total_s));
    set(CURLOPT_TIMEOUT, total_s);
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::min(kAnswerS, total_s));
    const bool is_tried = settings.tls == MailTls::kOpportunistic && !server.is_smtps;
    set(CURLOPT_USE_SSL, static_cast<long>(settings.tls == MailTls::kNone ? CURLUSESSL_NONE
                                           : is_tried                     ? CURLUSESSL_TRY
                                                                          : CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, is_tried ? 0L : 1L);
    set(CURLOPT_SSL_VERIFYHOST, is_tried ? 0L : 2L);
    if (!settings.authority.empty()) set(CURLOPT_CAINFO, settings.authority.c_str());
    if (!settings.user.empty()) {
        set(CURLOPT_USERNAME, settings.user.c_str());
        set(CURLOPT_PASSWORD, parts_.password.c_str());
    }
}

Result<void> SmtpSender::Impl::set_up() {
    if (handle_ == nullptr) return Error{ErrorCode::kStore, "libcurl cannot be used here"};
    const MailServer server = WEDSYNC_TRY(parse_mail_server(parts_.settings.server));
    set_connection(server);
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
    set(CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
    set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(this));
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_letter);
    set(CURLOPT_XFERINFOFUNCTION, &look_up);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_DEBUGFUNCTION, &listen_in);
    set(CURLOPT_VERBOSE, 1L);
    if (!is_set_) return Error{ErrorCode::kStore, "libcurl knows too little here: no SMTP or TLS"};
    return {};
}

SendResult SmtpSender::Impl::send(Try& attempt) {
    const std::string from = "<" + attempt.letter.from + ">";
    const std::string to = "<" + attempt.letter.to + ">";
    curl_slist* const recipients = curl_slist_append(nullptr, to.c_str());
    set(CURLOPT_MAIL_FROM, from.c_str());
    set(CURLOPT_MAIL_RCPT, recipients);
    for (const CURLoption option : {CURLOPT_READDATA, CURLOPT_XFERINFODATA, CURLOPT_DEBUGDATA})
        set(option, static_cast<void*>(&attempt));
    const CURLcode code = curl_easy_perform(handle_);
    long answer = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answer);
    set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    curl_slist_free_all(recipients);
    return result_of(code, answer, attempt);
}

SmtpSender::SmtpSender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SmtpSender::~SmtpSender() = default;

Result<std::unique_ptr<SmtpSender>> SmtpSender::create(Parts parts) {
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (kReady != CURLE_OK) return Error{ErrorCode::kStore, "libcurl cannot be used here"};
    auto impl = std::make_unique<Impl>(std::move(parts));
    WEDSYNC_TRY(impl->set_up());
    return std::unique_ptr<SmtpSender>(new SmtpSender(std::move(impl)));
}

SendResult SmtpSender::send(const Letter& letter, const std::function<bool()>& before_end) {
    Try attempt{letter, before_end, impl_->is_to_stop()};
    return impl_->send(attempt);
}

}  // namespace wedsync::hub
