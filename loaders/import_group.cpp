#include "loaders/import_group.hpp"

#include <algorithm>
#include <utility>

#include "engine/merge/reading.hpp"

namespace wedsync::loaders {
namespace {

constexpr unsigned kMarkShift = 48;
constexpr std::uint64_t kIdMask = (std::uint64_t{1} << kMarkShift) - 1;
constexpr std::uint64_t kImportMark = 0x696d;  // "im"
constexpr std::uint64_t kUndoMark = 0x756e;    // "un"
constexpr std::size_t kLogSlice = 1'000;

/// A deletion lists the cells it covers: so many fit well into one change.
constexpr std::size_t kCellsPerChange = 400;

const CellKey* key_of(const Operation& operation) {
    if (const auto* put = std::get_if<operation::Put>(&operation)) return &put->key;
    if (const auto* drop = std::get_if<operation::Drop>(&operation)) return &drop->key;
    return nullptr;
}

void count(const Change& change, ImportSeen& seen) {
    for (const Operation& operation : change.operations) {
        const CellKey* key = key_of(operation);
        if (key == nullptr) continue;
        const bool is_new = key->record.dot == change.dot;
        if (is_new && key->field.field == kLifeField) ++seen.records_created;
        if (!is_new) ++seen.fields_written;
    }
}

bool creates(const Change& change) {
    return std::any_of(change.operations.begin(), change.operations.end(),
                       [&](const Operation& operation) {
                           const CellKey* key = key_of(operation);
                           return key != nullptr && key->record.dot == change.dot;
                       });
}

/// Takes back what an import did in one scope.
class Undoer {
public:
    Undoer(replica::Replica& replica, Now now, ScopeId scope, const ImportSeen& import,
           ImportUndone& undone)
        : replica_(replica), now_(now), scope_(scope), import_(import), undone_(undone) {}

    Result<void> run(const std::vector<Change>& changes) {
        for (const Change& change : changes)
            own_.insert(change.dot);
        // What an undo of an import put back is nobody's edit.
        std::set<Dot> imports;
        WEDSYNC_TRY(visit_changes(replica_, scope_, [&](const Change& change) {
            if (import_of(change.group)) imports.insert(change.dot);
            const bool undoes_one =
                change.note.kind == NoteKind::kUndoes && imports.contains(change.note.dot);
            if (undoes_one) own_.insert(change.dot);
        }));
        for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
            if (!creates(*change)) WEDSYNC_TRY(take_back(*change));
        }
        for (const Change& change : changes) {
            if (creates(change)) WEDSYNC_TRY(consider(change));
        }
        WEDSYNC_TRY(keep_what_is_referred_to());
        return erase();
    }

private:
    Result<void> take_back(const Change& change) {
        Result<replica::Undone> taken = replica_.undo(now_, scope_, change.dot);
        if (!taken.ok()) {
            if (taken.error().code != ErrorCode::kNotFound) return taken.error();
            ++undone_.changes_forgotten;
            return {};
        }
        if (taken.value().dot) {
            own_.insert(*taken.value().dot);
            ++undone_.changes_taken_back;
        }
        for (const merge::UndoLeft& left : taken.value().left) {
            if (is_own(left.siblings)) continue;
            undone_.kept.push_back(
                {scope_, left.key.record, left.key.field, "written since" + by(left.siblings)});
        }
        return {};
    }

    /// A created record may go if nobody wrote to it since.
    Result<void> consider(const Change& change) {
        for (const RecordId& id : touched_records(change)) {
            if (id.dot != change.dot) continue;
            merge::RecordState state = WEDSYNC_TRY(replica_.get(scope_, id));
            if (merge::status_of(state) == merge::RecordStatus::kGone) continue;
            const auto edited =
                std::find_if(state.cells.begin(), state.cells.end(),
                             [&](const merge::Cell& cell) { return !is_own(cell.siblings); });
            if (edited == state.cells.end()) {
                doomed_.emplace(id, std::move(state));
            } else {
                undone_.kept.push_back(
                    {scope_,
                     id,
                     {},
                     field_name(edited->field) + " was written since" + by(edited->siblings)});
            }
        }
        return {};
    }

    /// A table stays where somebody who stays sits at it, and then what it refers to, too.
    Result<void> keep_what_is_referred_to() {
        std::vector<RecordId> wanted;
        const auto note = [&](const merge::RecordState& state) {
            for (const merge::Cell& cell : state.cells) {
                for (const merge::Sibling& sibling : cell.siblings) {
                    const auto* reference = std::get_if<Reference>(&sibling.value);
                    if (reference != nullptr) wanted.push_back(reference->record);
                }
            }
        };
        WEDSYNC_TRY(replica_.store().visit_records(scope_, std::nullopt,
                                                   [&](const merge::RecordState& state) {
                                                       if (!doomed_.contains(state.id)) note(state);
                                                       return true;
                                                   }));
        while (!wanted.empty()) {
            const auto kept = doomed_.find(wanted.back());
            wanted.pop_back();
            if (kept == doomed_.end()) continue;
            note(kept->second);
            undone_.kept.push_back({scope_, kept->first, {}, "a record that stays refers to it"});
            doomed_.erase(kept);
        }
        return {};
    }

    Result<void> erase() {
        Draft draft = empty_draft();
        std::size_t cells = 0;
        for (const auto& [id, state] : doomed_) {
            if (cells != 0 && cells + state.cells.size() > kCellsPerChange) {
                WEDSYNC_TRY(commit(draft));
                draft = empty_draft();
                cells = 0;
            }
            draft.edits.emplace_back(edit::Delete{id});
            cells += state.cells.size();
        }
        if (!draft.edits.empty()) WEDSYNC_TRY(commit(draft));
        return {};
    }

    Result<void> commit(const Draft& draft) {
        static_cast<void>(WEDSYNC_TRY(replica_.commit(now_, draft)));
        undone_.records_deleted += draft.edits.size();
        return {};
    }

    [[nodiscard]] Draft empty_draft() const {
        Draft draft;
        draft.scope = scope_;
        draft.type = "undo";
        draft.group = undo_group_of(import_.id);
        return draft;
    }

    [[nodiscard]] bool is_own(const std::vector<merge::Sibling>& siblings) const {
        return std::all_of(siblings.begin(), siblings.end(), [&](const merge::Sibling& sibling) {
            return own_.contains(sibling.dot);
        });
    }

    /// " by alice", the first who wrote since.
    std::string by(const std::vector<merge::Sibling>& siblings) {
        for (const merge::Sibling& sibling : siblings) {
            if (own_.contains(sibling.dot)) continue;
            const Result<Author> author = replica_.author_of(scope_, sibling.dot.incarnation);
            if (author.ok()) return " by " + author.value().person;
        }
        return {};
    }

    [[nodiscard]] std::string field_name(FieldId id) const {
        const FieldSchema* field = replica_.schema().find(id);
        return field == nullptr ? "a field" : field->name;
    }

    replica::Replica& replica_;
    Now now_;
    ScopeId scope_;
    const ImportSeen& import_;
    ImportUndone& undone_;
    /// The import's changes, and what took them back.
    std::set<Dot> own_;
    /// Created records that go.
    std::map<RecordId, merge::RecordState> doomed_;
};

}  // namespace

ImportId make_import_id(std::uint64_t random) {
    return ImportId{std::max<std::uint64_t>(random & kIdMask, 1)};
}

std::uint64_t group_of(ImportId import) {
    return (kImportMark << kMarkShift) | import.value();
}

std::uint64_t undo_group_of(ImportId import) {
    return (kUndoMark << kMarkShift) | import.value();
}

std::optional<ImportId> import_of(std::uint64_t group) {
    if (group >> kMarkShift != kImportMark) return std::nullopt;
    return ImportId{group & kIdMask};
}

std::string to_text(ImportId import) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned shift = kMarkShift; shift > 0; shift -= 4)
        text += kDigits[(import.value() >> (shift - 4)) & 0xFU];
    return text;
}

Result<void> visit_changes(replica::Replica& replica, ScopeId scope,
                           const std::function<void(const Change&)>& visit) {
    const replica::ScopeState* state = replica.scope(scope);
    if (state == nullptr) return {};
    Position at = state->row.log_start;
    while (true) {
        const auto slice = WEDSYNC_TRY(replica.store().load_log(scope, at, kLogSlice));
        for (const Entry& entry : slice.entries) {
            if (const auto* accepted = std::get_if<entry::Accepted>(&entry))
                visit(accepted->change);
        }
        if (slice.entries.empty() || slice.last == at) break;
        at = slice.last;
    }
    for (const auto& [sequence, row] : state->pending)
        visit(row.change);
    return {};
}

Result<std::vector<ImportSeen>> find_imports(replica::Replica& replica) {
    std::map<ImportId, ImportSeen> seen;
    std::set<Dot> undone;
    std::set<std::uint64_t> groups;
    for (const ScopeId scope : replica.scopes()) {
        WEDSYNC_TRY(visit_changes(replica, scope, [&](const Change& change) {
            groups.insert(change.group);
            if (change.note.kind == NoteKind::kUndoes) undone.insert(change.note.dot);
            const std::optional<ImportId> id = import_of(change.group);
            if (!id) return;
            ImportSeen& import = seen[*id];
            import.id = *id;
            const bool is_first = import.changes.empty() || change.time < import.first;
            if (is_first) import.first = change.time;
            import.changes[scope].push_back(change);
            count(change, import);
        }));
    }
    std::vector<ImportSeen> imports;
    for (auto& [id, import] : seen) {
        bool is_all_undone = true;
        for (const auto& [scope, changes] : import.changes) {
            for (const Change& change : changes)
                is_all_undone = is_all_undone && undone.contains(change.dot);
        }
        const auto& [scope, changes] = *import.changes.begin();
        const Result<Author> author = replica.author_of(scope, changes.front().dot.incarnation);
        if (author.ok()) import.author = author.value();
        import.is_taken_back = is_all_undone || groups.contains(undo_group_of(id));
        imports.push_back(std::move(import));
    }
    std::stable_sort(imports.begin(), imports.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    return imports;
}

Result<std::set<Dot>> import_dots(replica::Replica& replica, ScopeId scope) {
    std::set<Dot> dots;
    WEDSYNC_TRY(visit_changes(replica, scope, [&](const Change& change) {
        const bool undoes_one =
            change.note.kind == NoteKind::kUndoes && dots.contains(change.note.dot);
        if (undoes_one || import_of(change.group)) dots.insert(change.dot);
    }));
    return dots;
}

Result<ImportUndone> undo_import(replica::Replica& replica, Now now, const ImportSeen& import) {
    ImportUndone undone;
    for (const auto& [scope, changes] : import.changes)
        WEDSYNC_TRY(Undoer(replica, now, scope, import, undone).run(changes));
    return undone;
}

}  // namespace wedsync::loaders
