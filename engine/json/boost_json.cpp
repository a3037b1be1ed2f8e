// The one place where Boost.JSON itself is compiled.

// Everything that Boost.JSON's sources include, before the keywords below are redefined.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <istream>
#include <limits>
#include <memory>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "boost/assert/source_location.hpp"
#include "boost/json.hpp"
#include "boost/json/basic_parser_impl.hpp"

#include "engine/base/assert.hpp"

// Boost.JSON 1.81 forgets BOOST_NO_EXCEPTIONS in one function, its operator>> for streams, which
// nothing here calls: there is no stream in the engine.
// NOLINTBEGIN
// clang-format off
#define try if (true)
#define catch(what) else if (false)
#define throw
#include "boost/json/src.hpp"
#undef try
#undef catch
#undef throw
// clang-format on
// NOLINTEND

namespace boost {

// Boost calls these where it would throw. The wrapper in strict_json.cpp keeps every call within
// bounds, so that only a bug of ours (or an exhausted memory) can come here.
void throw_exception(const std::exception& /*error*/) {
    wedsync::assertion_failed("Boost.JSON would throw", __FILE__, __LINE__);
}
void throw_exception(const std::exception& /*error*/, const boost::source_location& /*place*/) {
    wedsync::assertion_failed("Boost.JSON would throw", __FILE__, __LINE__);
}

}  // namespace boost
