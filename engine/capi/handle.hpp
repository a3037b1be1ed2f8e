#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/capi/watching.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "engine/team/tracker.hpp"
#include "wedsync/wedsync.h"

namespace wedsync::capi {

/// What somebody above the engine keeps with a replica.
class Companion {
public:
    Companion() = default;
    Companion(const Companion&) = delete;
    Companion& operator=(const Companion&) = delete;
    virtual ~Companion() = default;
};

}  // namespace wedsync::capi

/// The handle of the C API. What works on the replica is destroyed before it.
struct wedsync_replica {
    std::unique_ptr<wedsync::replica::Replica> replica;
    std::unique_ptr<wedsync::sync::Client> client;
    std::unique_ptr<wedsync::capi::Watching> watching;
    wedsync::team::Tracker tracker;
    std::unique_ptr<wedsync::capi::Companion> companion;
    int error_code = WEDSYNC_OK;
    std::string error_text;
};

namespace wedsync::capi {

/// Text from outside: checked for null, length and UTF-8, then borrowed.
[[nodiscard]] Result<std::string_view> text_of(const char* text, std::size_t size);

/// A document from outside; read with JsonNode.
class Document {
public:
    [[nodiscard]] static Result<Document> parse(const char* text, std::size_t size);

    [[nodiscard]] codec::JsonNode root() { return {value_, failure_}; }
    /// To take out what whoever reads root() is not to see.
    [[nodiscard]] boost::json::value& value() { return value_; }
    /// What the reading came to.
    [[nodiscard]] Result<void> outcome() const;

private:
    explicit Document(boost::json::value value) : value_(std::move(value)) {}

    boost::json::value value_;
    codec::JsonFailure failure_;
};

[[nodiscard]] Now now_of(wedsync_now now);

/// Fills an answer, if it is wanted.
void give(std::string_view content, wedsync_bytes* answer);
/// Notes the error for wedsync_last_error() and returns its code.
int fail(wedsync_replica* handle, const Error& error);

/// What every call does: checks the handle, empties the answer, runs `body`, and turns what it
/// gives into the answer or the error.
using Body = std::function<Result<boost::json::value>(wedsync_replica& handle)>;
int run(wedsync_replica* handle, wedsync_bytes* answer, const Body& body);

/// The client that runs; kInvalid: none does.
[[nodiscard]] Result<sync::Client*> client_of(const wedsync_replica& handle);

/// Takes note of what others did and where they are, for forecasts and the activity feed.
[[nodiscard]] Result<void> follow_team(wedsync_replica& handle, Now now);
/// The same, and of a long log only a part: what is left is read by the next call of either.
[[nodiscard]] Result<void> glance_at_team(wedsync_replica& handle, Now now);

/// After a call that wrote: the client, if one runs, has something new to send.
void announce_commit(wedsync_replica& handle, wedsync_now now);

}  // namespace wedsync::capi
