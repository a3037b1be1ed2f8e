#pragma once

namespace wedsync {

/// Several lambdas as one visitor: `std::visit(Overloaded{...}, variant)`.
template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace wedsync
