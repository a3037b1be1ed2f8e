#include "cli/mentions.hpp"

#include "cli/failure.hpp"

#include "engine/base/fold.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/replica/visit_log.hpp"

namespace wedsync::cli {
namespace {

class Finder {
public:
    Finder(const std::string& text, std::set<RecordId>& found) : text_(text), found_(found) {}

    void look(const RecordId& record, const Value& value) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            look(record, *text);
        } else if (const auto* link = std::get_if<Link>(&value)) {
            look(record, link->label);
        }
    }
    void look(const merge::RecordState& state) {
        for (const merge::Cell& cell : state.cells) {
            look(state.id, cell.sub);
            for (const merge::Sibling& sibling : cell.siblings)
                look(state.id, sibling.value);
        }
    }
    void look(const Change& change) {
        for (const Operation& operation : change.operations) {
            std::visit(Overloaded{[&](const operation::Put& put) {
                                      look(put.key.record, put.key.sub);
                                      look(put.key.record, put.value);
                                  },
                                  [&](const operation::Drop& drop) {
                                      look(drop.key.record, drop.key.sub);
                                  },
                                  [&](const operation::Kill& kill) {
                                      for (const operation::KilledCell& cell : kill.cells)
                                          look(kill.record, cell.sub);
                                  },
                                  [](const operation::Unknown&) {}},
                       operation);
        }
    }

private:
    void look(const RecordId& record, const std::string& text) {
        if (text.size() < text_.size() || found_.contains(record)) return;
        if (folded(text).find(text_) != std::string::npos) found_.insert(record);
    }

    const std::string& text_;
    std::set<RecordId>& found_;
};

}  // namespace

std::set<RecordId> find_mentions(Records& records, ScopeId scope, const std::string& text) {
    std::set<RecordId> found;
    const std::string wanted = folded(text);
    Finder finder(wanted, found);
    store::Store& store = records.replica().store();
    take(store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
        finder.look(state);
        return true;
    }));
    const replica::ScopeState* state = records.replica().scope(scope);
    if (state == nullptr) return found;
    take(replica::visit_log(store, state->row, [&](Position, const Entry& entry) {
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted != nullptr) finder.look(accepted->change);
        return true;
    }));
    for (const auto& [sequence, row] : state->pending)
        finder.look(row.change);
    for (const auto& [dot, row] : state->refused)
        finder.look(row.change);
    return found;
}

}  // namespace wedsync::cli
