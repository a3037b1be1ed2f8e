#pragma once

#include "engine/base/instant.hpp"
#include "hub/service/http_message.hpp"
#include "hub/service/http_streams.hpp"
#include "hub/service/media_api.hpp"
#include "hub/service/orphan_sweep.hpp"
#include "hub/service/post_desk.hpp"
#include "hub/service/registry.hpp"
#include "hub/service/shell.hpp"

namespace wedsync::hub {

/// What there is to be told about a running service, borrowed for one answer.
struct OperationsView {
    Shell& shell;
    const HttpStreams& streams;
    const MediaApi& media;
    const OrphanSweep& orphans;
    PostDesk& post;
    const Registry& registry;
    Instant started;
    bool is_stopping = false;
};

/// The door for whoever runs the hub: /healthz, /readyz, /metrics (Prometheus), /statusz and
/// /violationsz (JSON).
[[nodiscard]] HttpResponse answer_operations(const HttpRequest& request,
                                             const OperationsView& view);

}  // namespace wedsync::hub
