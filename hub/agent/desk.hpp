#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/agent/agent.hpp"
#include "hub/agent/batch.hpp"
#include "hub/agent/done_book.hpp"
#include "hub/mail/mail_wish.hpp"

namespace wedsync::hub {

/// Does what devices hand in, each item once, and answers when it is on the hub's disk.
///
/// An item is done in this order, so that whatever ends the program in between, the same item again
/// does what is left and nothing twice: 1. its records into the agent's replica, under a key of the
/// item's; 2. all of the batch to the core, which commits; 3. mail is asked for, by the item's
/// name; 4. the item stands in the DoneBook; 5. the answer.
class Desk {
public:
    struct Parts {
        Agent& agent;
        DoneBook& done;
        /// Asks for mail; the same wish twice is one. kInvalid: never, anything else: not now.
        /// Empty: this hub sends none.
        std::function<Result<MailStanding>(const MailWish&)> take_mail;
    };
    explicit Desk(Parts parts) : parts_(std::move(parts)) {}

    struct Answer {
        /// As the sender named the item.
        std::string name;
        std::string type;
        modules::Outcome outcome;
        /// What else there is to tell.
        boost::json::object more;
    };
    struct Wish {
        ScopeId scope;
        Batch batch;
        /// Whether the sender may write the records of a collection, by its number.
        std::function<bool(std::uint16_t collection)> may_write;
    };
    /// In the order in which they were done. An error is of the whole batch, and not of an item:
    /// kFull, kStore. Then it is to be sent again.
    [[nodiscard]] Result<std::vector<Answer>> serve(Now now, const Wish& wish);

private:
    struct Work;

    [[nodiscard]] Result<void> take(Work& work, const BatchItem& item);
    [[nodiscard]] Result<modules::Outcome> process(Work& work, const BatchItem& item,
                                                   const std::string& key);
    [[nodiscard]] Result<void> bring(Work& work);
    [[nodiscard]] Result<void> ask_for_mail(Work& work);
    [[nodiscard]] Result<void> tell(Work& work);

    Parts parts_;
};

}  // namespace wedsync::hub
