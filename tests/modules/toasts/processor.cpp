#include "tests/modules/toasts/processor.hpp"

#include "tests/modules/toasts/records.hpp"

namespace wedsync::toasts {
namespace {

constexpr std::uint8_t kPriority = 3;
constexpr std::uint64_t kMinutesMax = 60;

Result<modules::Outcome> process(const modules::Counter& counter, const modules::Item& item) {
    item.data.expect_object({"id", "speaker", "minutes"});
    const std::string speaker = modules::text_of(item.data.member("speaker"));
    const auto minutes = static_cast<std::int64_t>(item.data.member("minutes").number(kMinutesMax));
    if (!item.data.ok()) return modules::Outcome{};
    static_cast<void>(WEDSYNC_TRY(counter.commit(draft_toast(counter.scope, speaker, minutes))));
    return modules::Outcome{};
}

}  // namespace

const std::vector<modules::Processor>& processors() {
    static const std::vector<modules::Processor> kProcessors = {
        {"toast", kPriority, "minutes", "speaker", {"toasts"}, {}, process, nullptr}};
    return kProcessors;
}

}  // namespace wedsync::toasts
