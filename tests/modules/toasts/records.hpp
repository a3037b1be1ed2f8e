#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/replica/draft.hpp"
#include "modules/kit/view.hpp"

namespace wedsync::toasts {

/// How long the toasts of the day take, kept by what changes.
class Plan : public modules::View {
public:
    static constexpr std::string_view kName = "toasts";
    static const std::vector<modules::Source>& sources();
    void add(std::size_t source, const modules::Row& row) override;
    void remove(std::size_t source, const modules::Row& row) override;

    [[nodiscard]] std::int64_t toasts() const { return toasts_; }
    [[nodiscard]] std::int64_t minutes() const { return minutes_; }

private:
    std::int64_t toasts_ = 0;
    std::int64_t minutes_ = 0;
};

[[nodiscard]] Draft draft_toast(ScopeId scope, const std::string& speaker, std::int64_t minutes);

}  // namespace wedsync::toasts
