#include "modules/marketing/processor.hpp"

#include <utility>

#include "modules/marketing/records.hpp"

namespace wedsync::marketing {
namespace {

using codec::JsonNode;
using modules::Outcome;

constexpr std::uint8_t kPriority = 5;
constexpr std::size_t kWordBytesMax = 64;

Result<Outcome> process(const modules::Counter& counter, const modules::Item& item) {
    const JsonNode& data = item.data;
    data.expect_object(
        {"id", "userId", "campaignId", "engagementType", "timestamp", "metadata", "syncStatus"});
    Engagement engagement;
    engagement.user = modules::line_of(data.member("userId"), modules::kNameBytesMax);
    engagement.campaign = modules::line_of(data.member("campaignId"), modules::kNameBytesMax);
    engagement.kind = static_cast<EngagementKind>(
        modules::choice_of(data.member("engagementType"), {"opened", "clicked", "converted"}));
    engagement.at_ms = modules::moment_of(data.member("timestamp"));
    const std::string metadata = modules::object_text(data, "metadata", modules::kMetadataBytesMax);
    static_cast<void>(modules::optional_line(data, "syncStatus", kWordBytesMax));
    if (!data.ok()) return Outcome{};
    Draft draft = draft_engagement(counter.scope, engagement);
    if (!metadata.empty()) draft.set(NewRecord{0}, "metadata", metadata);
    static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    return Outcome{};
}

}  // namespace

const std::vector<modules::Processor>& processors() {
    static const std::vector<modules::Processor> kProcessors = {{"marketing_engagement",
                                                                 kPriority,
                                                                 "timestamp",
                                                                 "engagementType",
                                                                 {"engagements"},
                                                                 {},
                                                                 process,
                                                                 nullptr}};
    return kProcessors;
}

}  // namespace wedsync::marketing
