#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/change.hpp"
#include "engine/store/store.hpp"

/// For the tests of this module.
namespace wedsync::store::test {

/// A folder of its own for one store; gone with this object.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    /// The store's file; there is none at first.
    [[nodiscard]] std::string store() const { return path_ + "/store.db"; }
    [[nodiscard]] std::string path() const { return path_; }

private:
    std::string path_;
};

[[nodiscard]] Bytes read_file(const std::string& path);
void write_file(const std::string& path, BytesView bytes);

/// Opens a store that is expected to open.
[[nodiscard]] std::unique_ptr<Store> open_store(const std::string& path);
[[nodiscard]] std::unique_ptr<Store> open_store(const Options& options);

inline constexpr ScopeId kParty{11};
inline constexpr ScopeId kBrunch{0xfeedfeedfeedfeedU};
inline constexpr Incarnation kAlice{0xaaaaaaaaaaaaaaaaU, 1};
inline constexpr Incarnation kBob{0x0b0b, 0xbbbbbbbbbbbbbbbbU};
inline constexpr Incarnation kCarol{0xcccc, 3};
inline constexpr std::uint16_t kGuests = 1;
inline constexpr std::uint16_t kTables = 2;

/// A living record of six fields, all written by the change that created it.
[[nodiscard]] merge::RecordState record(const Dot& dot, std::uint16_t collection = kGuests,
                                        std::uint32_t index = 0);
/// The same record, one of its fields written by another change.
[[nodiscard]] merge::RecordState edited(merge::RecordState state, const Dot& dot,
                                        std::uint16_t field, const std::string& text);
/// A change that writes one field of a record.
[[nodiscard]] Change change(const Dot& dot, const RecordId& record, const std::string& text);
[[nodiscard]] OwnRow own(ScopeId scope, const Change& change);
[[nodiscard]] ScopeRow scope_row(ScopeId scope, const std::string& name);
/// Accepted changes `counter_first` and on of one lane, `count` of them, starting at a position.
[[nodiscard]] LogRun log_run(ScopeId scope, Position first, const Dot& dot, std::size_t count);

/// All records of a scope, as visit_records() gives them.
[[nodiscard]] std::vector<merge::RecordState> all_records(Store& store, ScopeId scope);

}  // namespace wedsync::store::test
