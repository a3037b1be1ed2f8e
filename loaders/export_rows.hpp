#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::loaders {

/// A record as it is exported.
struct ExportRow {
    std::string key;
    merge::RecordState state;
};

/// The records of a scope that are not gone, by collection, each collection by key. No two have the
/// same key: of those, all but the first are named by their ids.
class ExportRows {
public:
    [[nodiscard]] static Result<ExportRows> gather(replica::Replica& replica, ScopeId scope);

    [[nodiscard]] const std::vector<ExportRow>& of(const CollectionSchema& collection) const;
    /// How a reference names its target; empty where it is not here.
    [[nodiscard]] std::string key_of(const RecordId& record) const;
    [[nodiscard]] std::string title_of(const RecordId& record) const;

private:
    std::map<std::uint16_t, std::vector<ExportRow>> rows_;
    std::map<RecordId, std::string> keys_;
    std::map<RecordId, std::string> titles_;
};

}  // namespace wedsync::loaders
