#include "hub/agent/desk.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/codec/json_node.hpp"
#include "modules/all/processors.hpp"

namespace wedsync::hub {
namespace {

namespace bj = boost::json;
using modules::Outcome;
using modules::Processor;

/// What an item says of its way, and not of what happened.
bj::value without_way(const bj::value& data) {
    bj::value copy = data;
    if (bj::object* object = copy.if_object()) object->erase("syncStatus");
    return copy;
}

MailWish wish_of(const modules::InviteByMail& invite, ScopeId scope) {
    return {invite.id,         invite.address, invite.actor,         invite.about,
            invite.language,   scope.value(),  invite.invited_at_ms, invite.expires_at_ms,
            invite.has_consent};
}

/// Whose fault an error is: of the item, or of nobody who could mend it by another one.
bool is_of_item(const Error& error) {
    return error.code == ErrorCode::kInvalid || error.code == ErrorCode::kTooLarge ||
           error.code == ErrorCode::kNotFound;
}

}  // namespace

struct Desk::Work {
    Now now;
    const Wish& wish;
    modules::Counter counter;
    std::vector<Answer> answers;
    /// By the place of an answer: its row in the book, what it asks the mail for, what it wrote.
    std::map<std::size_t, DoneBook::Row> rows;
    std::map<std::size_t, std::vector<Dot>> written;
    std::map<std::size_t, const BatchItem*> items;
    /// What was done in this batch, by key.
    std::map<std::string, std::string> done;
    /// The item that is being done.
    std::string key;
    std::size_t commits = 0;
};

Result<std::vector<Desk::Answer>> Desk::serve(Now now, const Wish& wish) {
    Agent& agent = parts_.agent;
    Work work{now, wish, {{agent.replica(), agent.views(), now}, wish.scope, agent.index(), {}},
              {},  {},   {},
              {},  {},   {},
              0};
    work.counter.commit = [&](Draft draft) -> Result<replica::Committed> {
        draft.scope = wish.scope;
        draft.key = "desk:" + work.key + "/" + std::to_string(++work.commits);
        replica::Committed committed = WEDSYNC_TRY(parts_.agent.write(now, std::move(draft)));
        work.written[work.answers.size()].push_back(committed.dot);
        return committed;
    };
    for (const BatchItem& item : wish.batch.items)
        WEDSYNC_TRY(take(work, item));
    WEDSYNC_TRY(bring(work));
    const Result<void> mailed = ask_for_mail(work);
    std::vector<DoneBook::Row> rows;
    for (const auto& [place, row] : work.rows)
        rows.push_back(row);
    WEDSYNC_TRY(parts_.done.add(rows, static_cast<std::int64_t>(now.wall.value())));
    if (!mailed.ok()) return mailed.error();
    WEDSYNC_TRY(tell(work));
    return std::move(work.answers);
}

/// One item: its answer as far as it is known before anything is on the hub's disk.
Result<void> Desk::take(Work& work, const BatchItem& item) {
    const std::string key =
        digest_of_text(std::to_string(work.wish.scope.value()) + "\n" + item.type + "\n" + item.id);
    const std::string said = digest_of(without_way(item.data));
    Outcome outcome;
    if (item.problem) {
        outcome = modules::refused("invalid", *item.problem);
    } else {
        std::optional<std::string> known = WEDSYNC_TRY(parts_.done.find(key));
        const auto before = work.done.find(key);
        if (!known && before != work.done.end()) known = before->second;
        if (known && *known == said) {
            outcome = modules::duplicate("done", "this item was done before");
        } else if (known) {
            outcome = modules::refused(
                "id_used", "an item with this id and other data was done before: give it a new id");
        } else {
            outcome = WEDSYNC_TRY(process(work, item, key));
        }
        const bool is_done = !known && outcome.status != Outcome::Status::kRefused;
        if (is_done) {
            work.rows[work.answers.size()] = {key, said};
            work.done[key] = said;
        }
    }
    work.items[work.answers.size()] = &item;
    work.answers.push_back({item.name, item.type, std::move(outcome), {}});
    return {};
}

Result<Outcome> Desk::process(Work& work, const BatchItem& item, const std::string& key) {
    const Processor* processor = modules::find_processor(item.type);
    if (processor == nullptr) return modules::refused("wrong_type", "nobody here knows this type");
    const Schema& schema = work.counter.place.replica.schema();
    for (const std::string_view name : processor->writes) {
        const CollectionSchema* collection = schema.find(name);
        if (collection == nullptr) {
            return modules::refused("not_kept", "this hub's schema does not keep such records");
        }
        if (!work.wish.may_write(collection->number)) {
            return modules::refused("not_allowed", "this device's role does not write this");
        }
    }
    work.key = key;
    work.commits = 0;
    codec::JsonFailure failure;
    const modules::Item read{item.id, {item.data, failure}};
    Result<Outcome> outcome = processor->process(work.counter, read);
    if (failure.where != nullptr) {
        return modules::refused("invalid", codec::error_of(failure, item.data).detail);
    }
    if (!outcome.ok() && is_of_item(outcome.error())) {
        return modules::refused("invalid", outcome.error().detail);
    }
    return outcome;
}

/// To the core. What that refuses was not done.
Result<void> Desk::bring(Work& work) {
    WEDSYNC_TRY(parts_.agent.settle(work.now, work.wish.scope));
    for (const auto& [place, dots] : work.written) {
        bool is_refused = false;
        for (const Dot& dot : dots)
            is_refused = parts_.agent.take_refused(work.wish.scope, dot) || is_refused;
        if (!is_refused) continue;
        work.answers[place].outcome =
            modules::refused("not_taken", "the hub does not take this change");
        work.rows.erase(place);
    }
    return {};
}

/// An item whose mail cannot be asked for now is not done: it comes again.
Result<void> Desk::ask_for_mail(Work& work) {
    Result<void> all;
    for (std::size_t i = 0; i < work.answers.size(); ++i) {
        Answer& answer = work.answers[i];
        if (!answer.outcome.invite) continue;
        if (!parts_.take_mail) {
            answer.more["mail"] = bj::object{{"state", "refused"}, {"reason", "no_mail"}};
            continue;
        }
        const Result<MailStanding> standing =
            parts_.take_mail(wish_of(*answer.outcome.invite, work.wish.scope));
        if (standing.ok()) {
            const std::string_view state = name_of(standing.value().state);
            bj::object mail{{"state", codec::json_of_text(state)}};
            if (!standing.value().reason.empty())
                mail["reason"] = codec::json_of_text(standing.value().reason);
            answer.more["mail"] = std::move(mail);
            continue;
        }
        work.rows.erase(i);
        // Too many that wait is no fault of this one: it comes again.
        if (standing.error().code == ErrorCode::kInvalid) {
            answer.outcome = modules::refused("invalid", standing.error().detail);
        } else if (all.ok()) {
            all = standing.error();
        }
    }
    return all;
}

/// What there is to tell of all items of a type, now that all of them are done.
Result<void> Desk::tell(Work& work) {
    for (const Processor& processor : modules::all_processors()) {
        if (processor.settle == nullptr) continue;
        std::vector<std::size_t> places;
        std::vector<modules::Item> items;
        codec::JsonFailure failure;
        for (std::size_t i = 0; i < work.answers.size(); ++i) {
            const bool is_of_type = work.answers[i].type == processor.type;
            if (!is_of_type || work.answers[i].outcome.status == Outcome::Status::kRefused)
                continue;
            places.push_back(i);
            items.push_back({work.items[i]->id, {work.items[i]->data, failure}});
        }
        if (items.empty()) continue;
        std::vector<bj::object> told = WEDSYNC_TRY(processor.settle(work.counter, items));
        for (std::size_t i = 0; i < told.size() && i < places.size(); ++i) {
            for (const bj::key_value_pair& member : told[i])
                work.answers[places[i]].more[member.key()] = member.value();
        }
    }
    return {};
}

}  // namespace wedsync::hub
