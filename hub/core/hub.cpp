#include "hub/core/hub.hpp"

#include <utility>

#include "hub/core/hub_impl.hpp"

namespace wedsync::hub {

Hub::Hub(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hub::~Hub() = default;

Result<std::unique_ptr<Hub>> Hub::create(std::unique_ptr<store::Store> store, Options options) {
    Scopes scopes = WEDSYNC_TRY(load_scopes(*store, options.epoch));
    BackupMark backup = WEDSYNC_TRY(BackupMark::load(*store));
    auto impl = std::make_unique<Impl>(std::move(store), std::move(options), std::move(scopes),
                                       std::move(backup));
    WEDSYNC_TRY(impl->look_for_undecided());
    // tidy: allow(new) because the constructor is not public
    return std::unique_ptr<Hub>(new Hub(std::move(impl)));
}

Result<void> Hub::add_scope(ScopeId scope, const std::string& name) {
    return impl_->add_scope(scope, name);
}
void Hub::handle_connected(PeerId peer, Now now) {
    impl_->connect(peer, now);
}
void Hub::handle_disconnected(PeerId peer) {
    impl_->disconnect(peer);
}
void Hub::handle_frame(PeerId peer, Now now, BytesView frame) {
    impl_->take_frame(peer, now, frame);
}
void Hub::handle_timeout(Now now) {
    impl_->take_timeout(now);
}
void Hub::handle_rights_changed(Now now) {
    impl_->take_new_rights(now);
}
Result<void> Hub::handle_flush(Now now) {
    return impl_->flush(now);
}
std::optional<Action> Hub::poll_action() {
    return impl_->next_action();
}
std::optional<Instant> Hub::poll_timeout() const {
    return impl_->timeout();
}
BackupMark Hub::take_backup_mark() {
    return impl_->take_backup_mark();
}
Result<void> Hub::mark_backup(const BackupMark& mark) {
    return impl_->mark_backup(mark);
}
std::vector<ErasedRecord> Hub::erased() const {
    return impl_->erased();
}
Result<void> Hub::erase(Now now, const std::vector<ErasedRecord>& records) {
    return impl_->erase(now, records);
}
Result<void> Hub::compact(ScopeId scope, Position last) {
    return impl_->compact(scope, last);
}
Epoch Hub::epoch() const {
    return impl_->options().epoch;
}
const Schema& Hub::schema() const {
    return impl_->options().schema;
}
const store::ScopeRow* Hub::scope(ScopeId scope) const {
    const ScopeState* state = impl_->find(scope);
    return state == nullptr ? nullptr : &state->row;
}
Result<std::optional<std::vector<rules::Violation>>> Hub::violations() {
    return impl_->rules().violations(impl_->scopes());
}
const Counters& Hub::counters() const {
    return impl_->counters();
}
std::size_t Hub::claims_held() const {
    return impl_->leases().held();
}
std::vector<Holding> Hub::claims(ScopeId scope) const {
    return impl_->leases().holdings(scope, impl_->last_time());
}
store::Store& Hub::store() {
    return impl_->store();
}

}  // namespace wedsync::hub
