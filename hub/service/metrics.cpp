#include "hub/service/metrics.hpp"

#include <array>
#include <cstdio>

namespace wedsync::hub {
namespace {

std::string number_text(double number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", number);
    return text.data();
}

}  // namespace

void Metrics::head(std::string_view name, std::string_view help, std::string_view type) {
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void Metrics::counter(std::string_view name, std::string_view help, std::uint64_t value) {
    head(name, help, "counter");
    text_.append(name).append(" ").append(std::to_string(value)).append("\n");
}

void Metrics::gauge(std::string_view name, std::string_view help, double value) {
    head(name, help, "gauge");
    text_.append(name).append(" ").append(number_text(value)).append("\n");
}

void Metrics::labelled(std::string_view name, std::string_view label, std::string_view value,
                       double figure) {
    text_.append(name).append("{").append(label).append("=\"");
    for (const char character : value) {
        if (character == '\\' || character == '"') text_ += '\\';
        if (character == '\n') {
            text_ += "\\n";
        } else {
            text_ += character;
        }
    }
    text_.append("\"} ").append(number_text(figure)).append("\n");
}

}  // namespace wedsync::hub
