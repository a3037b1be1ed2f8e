#pragma once

/// exp and log with the same bits on every target: libm's differ between the native and the browser
/// build. Right to about 1e-15.
namespace wedsync {

/// e to the `x`; 0 below -700, and the value at 700 above that. A NaN stays one.
[[nodiscard]] double exp_same(double x);
/// The natural logarithm. Requires a finite x > 0 that is not subnormal.
[[nodiscard]] double log_same(double x);
/// log(1 + x) with the sign of x: squeezes counts and lengths. A NaN stays one.
[[nodiscard]] double signed_log(double x);

}  // namespace wedsync
