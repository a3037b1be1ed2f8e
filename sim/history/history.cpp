#include "sim/history/history.hpp"

#include <map>
#include <utility>
#include <variant>

#include "sim/history/edn.hpp"

namespace wedsync::sim {
namespace {

Error invalid(const std::string& what, const edn::Value& value) {
    return {ErrorCode::kInvalid, what + ": " + edn::to_text(value).substr(0, 200)};
}

/// Nothing where the value is not [[:append ..] [:r ..] ..]: then it is no transaction.
std::optional<std::vector<ListOperation>> read_operations(const edn::Value& value) {
    const auto* list = std::get_if<edn::List>(&value.of);
    if (list == nullptr) return std::nullopt;
    std::vector<ListOperation> operations;
    for (const edn::Value& item : *list) {
        const auto* parts = std::get_if<edn::List>(&item.of);
        if (parts == nullptr || parts->size() < 2 || parts->size() > 3) return std::nullopt;
        const bool is_read = parts->front().is("r");
        if (!is_read && !parts->front().is("append")) return std::nullopt;
        ListOperation operation{is_read, edn::to_text((*parts)[1]), {}, false};
        const edn::Value content = parts->size() == 3 ? (*parts)[2] : edn::Value{};
        if (const auto* element = std::get_if<std::int64_t>(&content.of)) {
            if (is_read) return std::nullopt;
            operation.elements.push_back(*element);
        } else if (const auto* seen = std::get_if<edn::List>(&content.of)) {
            for (const edn::Value& each : *seen) {
                const auto* number = std::get_if<std::int64_t>(&each.of);
                if (number == nullptr) return std::nullopt;
                operation.elements.push_back(*number);
            }
        } else if (!content.is_nil() || !is_read) {
            return std::nullopt;
        }
        operations.push_back(std::move(operation));
    }
    return operations;
}

class Pairing {
public:
    /// A completion belongs to what its process began last; one that nobody began stands alone.
    Result<void> take(const edn::Value& event, std::size_t place) {
        const edn::Value* type = event.find("type");
        const edn::Value* value = event.find("value");
        if (type == nullptr) return invalid("an event without type", event);
        if (value == nullptr) return {};
        std::optional<std::vector<ListOperation>> operations = read_operations(*value);
        if (!operations) return {};
        const edn::Value* by = event.find("process");
        const std::string process = by == nullptr ? "nil" : edn::to_text(*by);
        if (type->is("invoke")) {
            open_[process] = history_.transactions.size();
            history_.transactions.push_back(
                {process, TransactionOutcome::kUnknown, without_answers(*operations), place, {}});
            return {};
        }
        const auto begun = open_.find(process);
        Transaction* transaction = nullptr;
        if (begun == open_.end()) {
            transaction = &history_.transactions.emplace_back();
            transaction->process = process;
            transaction->begun = place;
        } else {
            transaction = &history_.transactions[begun->second];
            open_.erase(begun);
        }
        if (type->is("info")) {
            transaction->outcome = TransactionOutcome::kUnknown;
            transaction->operations = without_answers(*operations);
        } else if (type->is("ok") || type->is("fail")) {
            transaction->outcome =
                type->is("ok") ? TransactionOutcome::kCommitted : TransactionOutcome::kAborted;
            transaction->operations = *std::move(operations);
            transaction->ended = place;
        } else {
            return invalid("an unknown type", event);
        }
        return {};
    }

    History take_history() { return std::move(history_); }

private:
    static std::vector<ListOperation> without_answers(std::vector<ListOperation> operations) {
        for (ListOperation& operation : operations) {
            if (!operation.is_read) continue;
            operation.is_unknown = true;
            operation.elements.clear();
        }
        return operations;
    }

    History history_;
    std::map<std::string, std::size_t> open_;
};

}  // namespace

Result<History> parse_history(std::string_view edn) {
    std::vector<edn::Value> values = WEDSYNC_TRY(edn::parse(edn));
    // A history may also be one list of all events.
    if (values.size() == 1) {
        if (auto* list = std::get_if<edn::List>(&values.front().of)) {
            edn::List events = std::move(*list);
            values = std::move(events);
        }
    }
    Pairing pairing;
    for (std::size_t place = 0; place < values.size(); ++place)
        WEDSYNC_TRY(pairing.take(values[place], place));
    return pairing.take_history();
}

}  // namespace wedsync::sim
