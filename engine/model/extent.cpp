#include "engine/model/extent.hpp"

#include <algorithm>
#include <functional>

namespace wedsync {

bool is_valid(const Extent& extent) {
    if (const auto* some = std::get_if<extent::Some>(&extent.part)) {
        const std::vector<RecordId>& records = some->records;
        const auto repeated =
            std::adjacent_find(records.begin(), records.end(), std::greater_equal<>());
        return !records.empty() && records.size() <= kExtentRecordsMax && repeated == records.end();
    }
    if (const auto* numbers = std::get_if<extent::Numbers>(&extent.part)) {
        return numbers->field != 0 && numbers->first <= numbers->last;
    }
    return true;
}

}  // namespace wedsync
