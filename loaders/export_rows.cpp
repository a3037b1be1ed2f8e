#include "loaders/export_rows.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/merge/public_id.hpp"
#include "loaders/match.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

Result<ExportRows> ExportRows::gather(replica::Replica& replica, ScopeId scope) {
    ExportRows rows;
    for (const CollectionSchema& collection : replica.schema().collections) {
        std::vector<ExportRow>& here = rows.rows_[collection.number];
        WEDSYNC_TRY(replica.store().visit_records(
            scope, collection.number, [&](const merge::RecordState& state) {
                if (merge::status_of(state) != merge::RecordStatus::kGone)
                    here.push_back({{}, state});
                return true;
            }));
        std::sort(here.begin(), here.end(), [](const ExportRow& left, const ExportRow& right) {
            return left.state.id < right.state.id;
        });
        const FieldSchema* key_field = collection.find(kImportKey);
        const FieldSchema* title = collection.find(collection.title);
        std::set<std::string> keys;
        for (ExportRow& row : here) {
            if (key_field != nullptr) {
                row.key = text_of(merge::read_field(row.state, *key_field).value);
            }
            if (row.key.empty() || !keys.insert(row.key).second) {
                row.key = merge::to_text(merge::public_id(scope, row.state));
                keys.insert(row.key);
            }
            rows.keys_[row.state.id] = row.key;
            if (title != nullptr) {
                rows.titles_[row.state.id] = text_of(merge::read_field(row.state, *title).value);
            }
        }
        std::sort(here.begin(), here.end(), [](const ExportRow& left, const ExportRow& right) {
            return left.key < right.key;
        });
    }
    return rows;
}

const std::vector<ExportRow>& ExportRows::of(const CollectionSchema& collection) const {
    static const std::vector<ExportRow> kNone;
    const auto found = rows_.find(collection.number);
    return found == rows_.end() ? kNone : found->second;
}

std::string ExportRows::key_of(const RecordId& record) const {
    const auto found = keys_.find(record);
    return found == keys_.end() ? std::string() : found->second;
}

std::string ExportRows::title_of(const RecordId& record) const {
    const auto found = titles_.find(record);
    return found == titles_.end() ? std::string() : found->second;
}

}  // namespace wedsync::loaders
