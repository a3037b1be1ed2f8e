#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wedsync::bench {

/// What a stretch of work cost: processor time of this process (user and system) and wall time.
struct Cost {
    double cpu_s = 0;
    double wall_s = 0;
};

/// Adds up the cost between start() and stop(), as often as they are called.
class Stopwatch {
public:
    void start();
    void stop();
    [[nodiscard]] const Cost& cost() const { return cost_; }

private:
    Cost begun_;
    Cost cost_;
};

/// Wall microseconds of a clock that only goes forward.
[[nodiscard]] double wall_us();

/// The most memory this program ever held, in MB. From the kernel's high-water mark: getrusage()
/// would count the parent that started us.
[[nodiscard]] double peak_rss_mb();

/// The value in the middle. Requires one at least.
[[nodiscard]] double median(std::vector<double> values);

/// The size of a file with its write-ahead log, in bytes.
[[nodiscard]] std::uint64_t file_bytes(const std::string& path);

/// One JSON object on one line, its members in the order they are added.
class JsonLine {
public:
    JsonLine& text(std::string_view name, std::string_view value);
    JsonLine& number(std::string_view name, double value);
    JsonLine& count(std::string_view name, std::uint64_t value);
    void print() const;

private:
    void name(std::string_view name);

    std::string members_;
};

}  // namespace wedsync::bench
