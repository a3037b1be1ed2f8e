#include "tests/modules/toasts/records.hpp"

namespace wedsync::toasts {

const std::vector<modules::Source>& Plan::sources() {
    static const std::vector<modules::Source> kSources = {{"toasts", {"minutes"}}};
    return kSources;
}

void Plan::add(std::size_t /*source*/, const modules::Row& row) {
    ++toasts_;
    minutes_ += row.number(0).value_or(0);
}

void Plan::remove(std::size_t /*source*/, const modules::Row& row) {
    --toasts_;
    minutes_ -= row.number(0).value_or(0);
}

Draft draft_toast(ScopeId scope, const std::string& speaker, std::int64_t minutes) {
    Draft draft;
    draft.scope = scope;
    draft.type = "toast";
    const NewRecord record = draft.create("toasts");
    draft.set(record, "speaker", speaker);
    draft.set(record, "minutes", minutes);
    return draft;
}

}  // namespace wedsync::toasts
