#include "hub/service/web_app.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace wedsync::hub {
namespace {

WebFolder built() {
    return {{"index.html", "<!doctype html>"},
            {"index.html.gz", "gz of index"},
            {"sw.js", "self"},
            {"manifest.webmanifest", "{}"},
            {"kept.br", "there is no such file"},
            {"assets/app-Dq3kX0aZ.js", "import"},
            {"assets/app-Dq3kX0aZ.js.br", "br of app"},
            {"assets/app-Dq3kX0aZ.js.gz", "gz of app"},
            {"assets/wedsync-B_x1-9cd.wasm", "wasm"}};
}

HttpResponse ask(const std::string& path, const std::string& accept_encoding = "",
                 const std::string& tag = "", const std::string& method = "GET") {
    static const WebApp kApp{built()};
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.accept_encoding = accept_encoding;
    request.if_none_match = tag;
    return kApp.answer(request).value_or(HttpResponse{404, "", ""});
}

std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto& [other, value] : response.headers) {
        if (other == name) return value;
    }
    return "";
}

std::string body(const HttpResponse& response) {
    return response.file ? *response.file : "(none)";
}

TEST(WebAppTest, ServesFilesWithTheirTypes) {
    EXPECT_EQ(body(ask("/index.html")), "<!doctype html>");
    EXPECT_EQ(ask("/index.html").content_type, "text/html; charset=utf-8");
    EXPECT_EQ(body(ask("/sw.js")), "self");
    EXPECT_EQ(ask("/sw.js").content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(ask("/manifest.webmanifest").content_type, "application/manifest+json");
    EXPECT_EQ(ask("/assets/wedsync-B_x1-9cd.wasm").content_type, "application/wasm");
}

TEST(WebAppTest, AddressesOfTheAppAreItsIndex) {
    for (const char* path : {"/", "/today", "/today/", "/join", "/e/123/guests", "/e/1:2:0/g",
                             "/search/Z%C3%BCrich", "/search/a%20b", "/@ana"}) {
        EXPECT_EQ(body(ask(path)), "<!doctype html>") << path;
    }
}

TEST(WebAppTest, WhatIsNoAddressOfTheAppIsNotThere) {
    const std::set<std::string> paths{
        "", "index.html", "today", "*", "other.example:443", "//", "//today", "/a//b",
        // Files that are not there, and names that are not quite theirs.
        "/registry.json", "/hub.db", "/assets/app-Dq3kX0aZ.css", "/assets/app-dq3kx0az.js",
        "/INDEX.HTML", "/index.html/", "/index.html%00", "/index%2ehtml", "/index.html.gz",
        "/assets/app-Dq3kX0aZ.js.br", "/kept.br", "/assets//app-Dq3kX0aZ.js",
        // Ways out of a folder.
        "/..", "/.", "/../registry.json", "/../../etc/passwd", "/assets/../index.html", "/a/../b",
        "/%2e%2e/registry", "/%2E%2E/x", "/..%2fx", "/x%2fy", "/x%2Fy", "/x%5cy", "/x\\..\\y",
        "/\\", "/%", "/%2", "/%zz", "/%00", "/x%0d%0aSet-Cookie:a", "/x%7f", "/%252e", "/c:\\x",
        std::string("/to\0day", 7), "/to day", "/\xc3\xbc", "/<script>", "/\"",
        "/" + std::string(5'000, 'x'), "/.git/config", "/.env",
        // The hub's own.
        "/v1", "/v1/", "/v1/hub", "/V1/hub", "/v1/nothing", "/v2/sync", "/api", "/api/x", "/API/x",
        "/healthz", "/readyz", "/metrics", "/statusz", "/violationsz"};
    for (const std::string& path : paths)
        EXPECT_EQ(ask(path).status, 404U) << path;
}

TEST(WebAppTest, GivesThePackedFormThatTheClientTakes) {
    const std::string path = "/assets/app-Dq3kX0aZ.js";
    const HttpResponse brotli = ask(path, "gzip, deflate, br");
    EXPECT_EQ(body(brotli), "br of app");
    EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
    EXPECT_EQ(header(brotli, "Vary"), "Accept-Encoding");
    EXPECT_EQ(brotli.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(body(ask(path, "gzip")), "gz of app");
    EXPECT_EQ(header(ask(path, "gzip"), "Content-Encoding"), "gzip");
    const HttpResponse plain = ask(path);
    EXPECT_EQ(body(plain), "import");
    EXPECT_EQ(header(plain, "Content-Encoding"), "");
    EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(body(ask("/today", "br, gzip")), "gz of index");
    EXPECT_EQ(header(ask("/sw.js", "br, gzip"), "Vary"), "");
}

TEST(WebAppTest, ReadsAcceptEncodingAsTheRfcSays) {
    for (const char* good :
         {"br", "BR", " gzip ,\tbr ", "br;q=1", "br; q=0.001", "*", "gzip;q=0, *"})
        EXPECT_TRUE(accepts_coding(good, "br")) << good;
    for (const char* bad : {"", "gzip", "br;q=0", "br; q=0.000", "*;q=0", "*, br;q=0", "brotli",
                            "b r", ",,,", ";", "xbr"}) {
        EXPECT_FALSE(accepts_coding(bad, "br")) << bad;
    }
}

TEST(WebAppTest, SaysThatTheClientHasItAlready) {
    const std::string path = "/assets/app-Dq3kX0aZ.js";
    const std::string plain = header(ask(path), "ETag");
    const std::string brotli = header(ask(path, "br"), "ETag");
    EXPECT_EQ(plain.size(), 24U);
    EXPECT_NE(plain, brotli);
    const HttpResponse same = ask(path, "br", "\"x\", W/" + brotli);
    EXPECT_EQ(same.status, 304U);
    EXPECT_EQ(body(same), "(none)");
    EXPECT_EQ(same.content_type, "");
    EXPECT_EQ(header(same, "ETag"), brotli);
    EXPECT_EQ(header(same, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(same, "Content-Encoding"), "");
    EXPECT_EQ(ask(path, "", "*").status, 304U);
    // Another form of it, another file, no tag at all.
    EXPECT_EQ(ask(path, "br", plain).status, 200U);
    EXPECT_EQ(ask("/sw.js", "", plain).status, 200U);
    EXPECT_EQ(ask(path, "", plain.substr(1)).status, 200U);
    EXPECT_NE(header(ask("/sw.js"), "ETag"), header(ask("/"), "ETag"));
}

TEST(WebAppTest, OnlyWhatIsNamedByItsBytesIsKeptForGood) {
    const auto is_kept = [](const char* name) {
        const WebApp app(WebFolder{{name, "x"}});
        HttpRequest request;
        request.method = "GET";
        request.path = std::string("/") + name;
        const std::string cache = header(app.answer(request).value(), "Cache-Control");
        EXPECT_TRUE(cache == "no-cache" || cache == "public, max-age=31536000, immutable") << cache;
        return cache != "no-cache";
    };
    for (const char* name : {"assets/app-Dq3kX0aZ.js", "assets/a-B_x1-9cd.wasm",
                             "assets/fonts/inter.0a1b2c3d.woff2", "assets/x--_-_-_-0.css"}) {
        EXPECT_TRUE(is_kept(name)) << name;
    }
    for (const char* name :
         {"index.html", "sw.js", "app-Dq3kX0aZ.js", "assets/app.js", "assets/user-settings.js",
          "assets/Dq3kX0aZ.js", "assets/a-Dq3kX0aZ.js.map", "assets/x-AB/CDEF0.js",
          "x/assets/app-Dq3kX0aZ.js"}) {
        EXPECT_FALSE(is_kept(name)) << name;
    }
}

TEST(WebAppTest, EveryFileSaysWhatPagesMayDo) {
    for (const char* path : {"/", "/sw.js", "/assets/app-Dq3kX0aZ.js"}) {
        const std::string csp = header(ask(path), "Content-Security-Policy");
        EXPECT_EQ(csp.find("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), 0U);
        EXPECT_EQ(csp.find("unsafe-inline"), std::string::npos);
        EXPECT_EQ(csp.find("'unsafe-eval'"), std::string::npos);
        EXPECT_EQ(header(ask(path), "Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_EQ(header(ask(path), "Cross-Origin-Embedder-Policy"), "require-corp");
    }
}

TEST(WebAppTest, TakesGetAndHeadOnly) {
    EXPECT_EQ(ask("/sw.js", "", "", "HEAD").status, 200U);
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""}) {
        EXPECT_EQ(ask("/sw.js", "", "", method).status, 405U) << method;
        EXPECT_EQ(header(ask("/today", "", "", method), "Allow"), "GET, HEAD") << method;
        EXPECT_EQ(ask("/no.js", "", "", method).status, 404U) << method;
    }
}

TEST(WebAppTest, WithoutAnAppSaysWhatThisIs) {
    const WebApp none;
    HttpRequest request;
    request.method = "GET";
    for (const char* path : {"/", "/join"}) {
        request.path = path;
        const HttpResponse page = none.answer(request).value();
        EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
        EXPECT_NE(page.body.find("This is a WedSync hub"), std::string::npos);
        EXPECT_EQ(page.body.find("<script"), std::string::npos);
    }
    request.path = "/today";
    EXPECT_FALSE(none.answer(request).has_value());
    request.path = "/v1/hub";
    EXPECT_FALSE(none.answer(request).has_value());
    request.path = "/";
    request.method = "POST";
    EXPECT_EQ(none.answer(request).value().status, 405U);
}

}  // namespace
}  // namespace wedsync::hub
