#pragma once

#include "engine/causal/dot_set.hpp"
#include "engine/codec/byte_io.hpp"

namespace wedsync::codec {

/// A set of dots among other bytes: it says itself where it ends (grammar: dot_set_io.cpp).
void write_dot_set(const DotSet& set, Writer& writer);
/// Fails the reader for anything but the one form that write_dot_set() gives a set.
[[nodiscard]] DotSet read_dot_set(Reader& reader);

}  // namespace wedsync::codec
