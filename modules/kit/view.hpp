#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"
#include "modules/kit/visit.hpp"

namespace wedsync::modules {

/// A collection that a view is made of, and which of its fields.
struct Source {
    std::string_view collection;
    std::vector<std::string_view> fields;
};

/// What a module makes of the records of some collections. It has to come to the same in whatever
/// order they are added, and when one that changed is removed as it was and added as it is.
class View {
public:
    View() = default;
    View(const View&) = default;
    View& operator=(const View&) = default;
    View(View&&) = default;
    View& operator=(View&&) = default;
    virtual ~View() = default;

    virtual void add(std::size_t source, const Row& row) = 0;
    /// Requires that it was added, as it is given.
    virtual void remove(std::size_t source, const Row& row) = 0;
    /// All records that there were have been added: what is cheaper done once for all than for each
    /// is done now, before anything is asked. Does at most `most` parts of it, each of some
    /// microseconds, and says whether that was all; records come and go meanwhile, and after.
    [[nodiscard]] virtual bool settle(std::size_t /*most*/) { return true; }
};

/// The views of one replica: each is made of all records at its first question, at once or in
/// steps, and from then on kept by what changes. So a question costs what is asked, and a commit
/// what it changed, however many records there are.
///
/// The type of a view has `static constexpr std::string_view kName`, a name of its own, and
/// `static const std::vector<Source>& sources()`.
class Views {
public:
    /// Borrows the replica.
    explicit Views(replica::Replica& replica);
    Views(const Views&) = delete;
    Views& operator=(const Views&) = delete;
    ~Views();

    /// The view over one scope or over all, as the records are shown here now, and as they are
    /// after each commit; borrowed from this. Fails with kInvalid, naming it, where the schema
    /// lacks a collection or field.
    template <class V>
    [[nodiscard]] Result<const V*> find(std::optional<ScopeId> scope = std::nullopt) {
        const auto make = [] { return std::unique_ptr<View>(std::make_unique<V>()); };
        const View* view = WEDSYNC_TRY(find({V::kName, scope}, V::sources(), make));
        return static_cast<const V*>(view);
    }

    /// For those to whom one long wait is worse than many short ones: a view that is not made yet
    /// reads at most so many records at a time, until read_all(). Where that was not enough find()
    /// fails, `has_unread()`, and the next one goes on. Once a record changed all are read: whoever
    /// did half of something must be able to do the rest.
    void read_at_most(std::size_t records);
    void read_all();
    [[nodiscard]] bool has_unread() const { return has_unread_; }

private:
    /// How far the reading of what there was at first is: the record that was read last, of which
    /// scope and which source.
    struct Reading {
        std::vector<ScopeId> scopes;
        std::size_t source = 0;
        std::size_t scope = 0;
        std::optional<RecordId> last;

        /// Whether the record has been read, or would have been were it there: what becomes of it
        /// has to be followed. Others are read as they will be then.
        [[nodiscard]] bool is_past(std::size_t source, ScopeId scope, const RecordId& record) const;
    };
    struct Kept {
        std::unique_ptr<View> view;
        std::vector<RowReader> readers;
        /// None: it is made.
        std::optional<Reading> reading;
    };
    /// Whose, and of which scope.
    using Key = std::pair<std::string_view, std::optional<ScopeId>>;

    [[nodiscard]] Result<const View*> find(const Key& key, const std::vector<Source>& sources,
                                           std::unique_ptr<View> (*make)());
    [[nodiscard]] Result<Kept> begin(const Key& key, const std::vector<Source>& sources,
                                     std::unique_ptr<View> view) const;
    /// Reads on, as far as it may.
    [[nodiscard]] Result<void> read(Kept& kept);
    [[nodiscard]] Result<void> read_scope(Kept& kept);
    [[nodiscard]] Error stop();
    void follow(const replica::RecordChange& change);

    replica::Replica& replica_;
    std::map<Key, Kept> kept_;
    /// None: no bound.
    std::optional<std::size_t> records_left_;
    bool has_unread_ = false;
    std::uint64_t observer_;
};

/// A view made anew of all records of these scopes.
template <class V>
[[nodiscard]] Result<V> view_of(replica::Replica& replica, const std::vector<ScopeId>& scopes) {
    V view;
    for (std::size_t i = 0; i < V::sources().size(); ++i) {
        const Source& source = V::sources()[i];
        WEDSYNC_TRY(visit_rows(replica, scopes, source.collection, source.fields,
                               [&](const Row& row) { view.add(i, row); }));
    }
    while (!view.settle(~std::size_t{0})) {
    }
    return view;
}

}  // namespace wedsync::modules
