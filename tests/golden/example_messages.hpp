#pragma once

#include <string>
#include <vector>

#include "engine/codec/message.hpp"

namespace wedsync::test {

struct ExampleMessage {
    /// The name of its files in tests/golden/messages/.
    std::string name;
    Message message;
};

/// One message of each kind at least, and every kind of entry, operation and value: a morning of
/// two tablets at one wedding. docs/protocol.md shows them.
[[nodiscard]] std::vector<ExampleMessage> example_messages();

}  // namespace wedsync::test
