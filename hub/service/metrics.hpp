#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wedsync::hub {

/// Figures as Prometheus reads them (text format 0.0.4). The names are stable: docs/operations.md.
class Metrics {
public:
    void counter(std::string_view name, std::string_view help, std::uint64_t value);
    void gauge(std::string_view name, std::string_view help, double value);
    /// Another value of the figure before, with a label. Escapes the label's value.
    void labelled(std::string_view name, std::string_view label, std::string_view value,
                  double figure);
    /// Begins a figure that has labels.
    void head(std::string_view name, std::string_view help, std::string_view type);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace wedsync::hub
