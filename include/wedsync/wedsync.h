/* WedSync: the whole public surface of the engine, for C99 and everything that can call C.
 *
 * HANDLES     A wedsync_replica is one copy of some scopes on one device. Opaque: made by
 *             wedsync_open(), ended by wedsync_close(), never copied.
 * TEXTS       UTF-8 as pointer and length in bytes; not terminated by zero, borrowed until the call
 *             returns. A null pointer is an empty text if the length is 0. Longer than
 *             WEDSYNC_TEXT_BYTES_MAX is refused before a byte is read.
 * ANSWERS     What a call gives back it puts into a wedsync_bytes of the caller's: JSON in UTF-8
 *             where nothing else is said. It belongs to the caller, who ends it with
 *             wedsync_free(). Pass null where the answer is not wanted. On an error the answer is
 *             empty.
 * JSON        Read strictly (docs/json.md): no member that is not named here. Whole numbers beyond
 *             2^53 are written as text. Values: null (empty), true, 12, "text", {"real": 2.5},
 *             {"integer": "9223372036854775807"}, {"bytes": base64}, {"record": id},
 *             {"link": {"scope", "record", "label"}}, {"blob": {"sha256": hex, "size"}}.
 * IDS         A scope is a number that the application chooses. Changes ("dots") and records are
 *             named by texts that the engine makes: keep them, do not take them apart.
 * ERRORS      Every call returns WEDSYNC_OK or one of wedsync_error; wedsync_last_error() says the
 *             same in words. A call that fails has changed nothing. After WEDSYNC_ERROR_STORE a
 *             replica is of no use until it is opened anew; nothing that was answered with
 *             WEDSYNC_OK is lost by that.
 * TIME        The engine has no clock. Calls that need the time are told it.
 * THREADS     None are made. A handle is used by one thread at a time; different handles do not
 *             know of each other.
 * HOSTILE     Whatever is passed, short of pointers that point nowhere, is answered by an error:
 * ARGUMENTS   null, bad UTF-8, bad JSON, ids of nothing, calls in any order.
 */
#ifndef WEDSYNC_H
#define WEDSYNC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WEDSYNC_EXPORT __attribute__((visibility("default")))
#else
#define WEDSYNC_EXPORT
#endif

/* The largest text that a call takes: 16 MiB. */
#define WEDSYNC_TEXT_BYTES_MAX 16777216u

/* Stable numbers: never renumbered, only appended. */
typedef enum wedsync_error {
    WEDSYNC_OK = 0,
    WEDSYNC_ERROR_CORRUPT = 1,      /* Bytes or JSON that do not decode, or a damaged file. */
    WEDSYNC_ERROR_PROTOCOL = 2,     /* The hub broke the protocol. */
    WEDSYNC_ERROR_STORE = 3,        /* SQLite said no: open the replica anew. */
    WEDSYNC_ERROR_TOO_LARGE = 4,    /* Over a documented limit. */
    WEDSYNC_ERROR_UNAUTHORIZED = 5, /* The hub refused the credentials. */
    WEDSYNC_ERROR_INVALID = 6,     /* Asks for what the schema, the state or this header forbids. */
    WEDSYNC_ERROR_NOT_FOUND = 7,   /* No such scope, record, change or conflict here. */
    WEDSYNC_ERROR_FULL = 8,        /* The disk or the quota is full: nothing was written. */
    WEDSYNC_ERROR_NEWER_FORMAT = 9 /* The file is of a newer version: only that one opens it. */
} wedsync_error;

typedef struct wedsync_replica wedsync_replica;

/* An answer. Ends with wedsync_free(); `bytes` is also terminated by a zero beyond `size`. */
typedef struct wedsync_bytes {
    char* bytes;
    size_t size;
} wedsync_bytes;

/* Both clocks, read together just before the call. */
typedef struct wedsync_now {
    uint64_t monotonic_ms; /* Only differences mean anything. */
    uint64_t wall_ms;      /* Since 1970; may be wrong: it is shown and breaks ties. */
} wedsync_now;

/* 64 bits that nobody can predict, from the system's source of randomness. */
typedef uint64_t (*wedsync_random)(void* context);

/* ---- Library ---- */

/* "0.1.0"; static. */
WEDSYNC_EXPORT const char* wedsync_version(void);

/* Ends an answer and empties it. Does nothing to an empty one or to null. */
WEDSYNC_EXPORT void wedsync_free(wedsync_bytes* answer);

/* ---- A replica ---- */

/* Opens or creates a replica. `options`:
 *
 *   {"path": "day.wedsync",              the SQLite file, and its companions beside it
 *    "schema": {...},                    docs/schema.md
 *    "author": {"person": "Alice", "device": "tablet-1", "role": "coordinator",
 *               "experience": 120},      experience: edits made so far; may be left out
 *    "durability": "full",               or "normal": commits may be lost at a power cut
 *    "pages_max": 0,                     a quota in pages of 4 KiB; 0: none
 *    "coalesce_ms": 0}                   so long the newest change takes in further edits of its
 * own values, if it was not sent yet (typing a word is one change)
 *
 * The last three may be left out. `random` is called from within calls on this handle until it is
 * closed. `*replica` is null after an error; `error` (or null) takes the words. */
WEDSYNC_EXPORT int wedsync_open(const char* options, size_t options_size, wedsync_random random,
                                void* random_context, wedsync_replica** replica,
                                wedsync_bytes* error);

/* Closes it; what was committed is on the disk already. Does nothing for null. */
WEDSYNC_EXPORT void wedsync_close(wedsync_replica* replica);

/* What went wrong in the last call on this handle that failed, in English; empty if none did.
 * Borrowed until the next call on the handle. Returns the code. */
WEDSYNC_EXPORT int wedsync_last_error(const wedsync_replica* replica, const char** text,
                                      size_t* text_size);

/* Holds a scope from now on, empty at first. Does nothing if it is held already. */
WEDSYNC_EXPORT int wedsync_add_scope(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                                     const char* name, size_t name_size);

/* [{"scope", "name", "pending", "refused", "conflicts"}] of every scope held, each a number of
 * what waits. Reads the records in conflict and no others. */
WEDSYNC_EXPORT int wedsync_scopes(wedsync_replica* replica, wedsync_bytes* answer);

/* ---- Edits. Durable when they return. ---- */
/* Does a list of edits in one scope: all of them, or none. `draft`:
 *
 *   {"scope": 7,
 *    "edits": [{"edit": "create", "collection": "guests"},
 *              {"edit": "set", "record": R, "field": "name", "value": "Grace", "seen": [dots]},
 *              {"edit": "clear", "record": R, "field": "name"},
 *              {"edit": "add", "record": R, "field": "tags", "element": "vegan"},
 *              {"edit": "remove", "record": R, "field": "tags", "element": "vegan"},
 *              {"edit": "increment", "record": R, "field": "glasses", "by": 2},
 *              {"edit": "delete", "record": R},
 *              {"edit": "erase", "record": R},    for good: docs/security.md, "Erasing"
 *              {"edit": "set_unknown", "record": R, "field": [collection, field], "sub": "...",
 *               "value": 1}],              what the schema does not know; for tools that copy
 *    "priority": 5, "deadline_ms": 0, "type": "guest", "group": 0,
 *    "key": "a6f1..."}                   at most 64 bytes
 *
 * R is the id of a record, or 0, 1, ...: the first, second, ... record that this draft creates; a
 * value {"record": 0} refers to such a one too. `seen` (may be left out) are the dots that an
 * opened form had shown for the field: what came in since then is not overwritten but becomes a
 * conflict. Priority: 0 (whenever) to 9 (first); deadline: wall milliseconds by which to send;
 * group: ties drafts of several scopes together. Key: the caller's own name of this commit; a draft
 * with a key that one of the last 256 commits with keys had is answered as that was, and changes
 * nothing, even after the replica was opened anew: so what may have been done already can be sent
 * again. The last five may be left out.
 * Answer: {"dot": name of the change, "created": [ids in the order of the create edits]}. */
WEDSYNC_EXPORT int wedsync_commit(wedsync_replica* replica, wedsync_now now, const char* draft,
                                  size_t draft_size, wedsync_bytes* answer);

/* Takes a change of this scope back, as far as nobody wrote since.
 * Answer: {"dot": name of the new change, or null if nothing was left to take back,
 * "left": [{"record", "field"}] of what stays because somebody wrote to it since}. */
WEDSYNC_EXPORT int wedsync_undo(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                                const char* dot, size_t dot_size, wedsync_bytes* answer);

/* Takes back the newest change of this person (on any device) that can be; redo takes back the
 * newest undo, unless the person edited something since. Answer as from wedsync_undo(). */
WEDSYNC_EXPORT int wedsync_undo_last(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                                     wedsync_bytes* answer);
WEDSYNC_EXPORT int wedsync_redo_last(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                                     wedsync_bytes* answer);

/* ---- Reading. Never waits for the network. ---- */

/* One record:
 *
 *   {"record": id, "collection": "guests", "status": "alive" | "contested",
 *    "fields": {"name": {"value": "Grace", "status": S, "dots": [...]}, ...},
 *    "unknown": [{"field": [collection, field], "sub": ..., "values": [...]}]}
 *
 * S: "settled", "equal" (several wrote the same), "by_policy" (the kind of the field settled it),
 * "disagreement" (a decision is wanted; `value` is the same everywhere meanwhile). Fields that were
 * never written are left out. A set has its elements as a list. `dots` are for "seen".
 * "contested": one person deleted it, another edited it. `unknown` (left out where empty): what a
 * newer version of the application wrote. WEDSYNC_ERROR_NOT_FOUND where there is nothing. */
WEDSYNC_EXPORT int wedsync_get(wedsync_replica* replica, uint64_t scope, const char* record,
                               size_t record_size, wedsync_bytes* answer);

/* The records that match. `query`:
 *
 *   {"scope": 7,                         or "scopes": [7, 8]; neither: every scope held
 *    "collection": "guests",
 *    "search": "zoe mul",
 *    "filters": [{"field": "table", "is": ">=", "value": 4}],
 *    "equals": {"table": 4},
 *    "sort": [{"field": "name", "descending": false}],
 *    "limit": 100,
 *    "fields": ["name", "table"]}        those that are told of each record; left out: all
 *
 * All but the collection may be left out. All filters have to hold, for what is shown: "=", "!=",
 * "<", "<=", ">", ">=", or "has" for the elements of a set. `equals` is short for "=" (for a set:
 * for "has"). `search` is any text: each of its words has to begin a word in the searchable fields,
 * accents and case aside; of a long one the first 16 words and 1,024 bytes count, and one without
 * words asks for nothing. Order of values: empty, no and yes, numbers, texts byte by byte. Answer:
 * {"records": [...] as from wedsync_get(), each with its "scope", "more": true if the limit (1,000
 * if left out, 100,000 at most) cut it}. Without `sort` the order is stable and means nothing. */
WEDSYNC_EXPORT int wedsync_query(wedsync_replica* replica, const char* query, size_t query_size,
                                 wedsync_bytes* answer);

/* Follows a query (as for wedsync_query(); without a limit: all rows). Answer:
 *
 *   {"watch": id, "rows": [{"scope", "record", "status": "contested", "conflict": true,
 *                           "fields": {"name": {"value", "status": S}}}]}
 *
 * in the order asked for, and by scope and record after that. Left out is what says nothing: the
 * status of a record that is alive and of a field that is "settled", a conflict that there is not,
 * fields that were never written. */
WEDSYNC_EXPORT int wedsync_watch(wedsync_replica* replica, const char* query, size_t query_size,
                                 wedsync_bytes* answer);

/* What happened to the rows of watches since they were last told, by edits here and from elsewhere:
 *
 *   [{"watch": id, "steps": [{"added": at, "row"}, {"removed": at}, {"moved": from, "to": at},
 *                            {"changed": at, "row"}]},
 *    {"watch": id, "rows": [...]},
 *    {"watch": id, "violations": [...]},   of wedsync_watch_violations()
 *    {"watch": id, "ended": reason, in words}]
 *
 * Steps are done to the rows one after the other; "moved": taken out at `from`, put in at `at` of
 * what is left. "rows" takes the place of all rows: so much changed that steps would be more. An
 * "ended" watch is gone. Ask after every call that takes `now`. */
WEDSYNC_EXPORT int wedsync_watched(wedsync_replica* replica, wedsync_bytes* answer);

/* Ends a watch. WEDSYNC_ERROR_NOT_FOUND if there is none. */
WEDSYNC_EXPORT int wedsync_unwatch(wedsync_replica* replica, uint64_t watch);

/* Finds records that have all words in their searchable fields, best first; accents are folded,
 * beginnings of words count. `scope` null: in all scopes. Answer: [{"scope", "record"}]. */
WEDSYNC_EXPORT int wedsync_search(wedsync_replica* replica, const uint64_t* scope,
                                  const char* words, size_t words_size, size_t limit,
                                  wedsync_bytes* answer);

/* Who did what to a record:
 *
 *   {"whole": false where the log kept here begins later than the record,
 *    "items": [{"dot", "person", "device", "ms", "pending", "refused", "note": {"kind", "dot",
 * "reason", "confidence"}, "effects": [{"field", "sub", "value", "place": P, "replaced": [{"dot",
 * "value", "place": P}]}]}]}
 *
 * Oldest first: what is accepted, then what is pending, then what was refused. `refused` has the
 * reason, `note` says what a change undoes or decides, and why where a machine did (a reason of
 * docs/merge.md; for "likely_choice" also how sure it was, 0 to 1); both are left out where there
 * is nothing to say. `field` as in wedsync_conflicts(), null is the life of the record; a value
 * that was taken away has no "value". P says where the value is now: "current", "in_conflict",
 * "beside" (the kind of the field shows another), "replaced", "refused". */
WEDSYNC_EXPORT int wedsync_history(wedsync_replica* replica, uint64_t scope, const char* record,
                                   size_t record_size, wedsync_bytes* answer);

/* ---- Conflicts ---- */

/* Every disagreement that waits for a person:
 * [{"kind": "disagreement" | "edited_and_deleted", "record", "field", "shown": dot or null,
 *   "siblings": [{"dot", "ms", "person", "device", "value"}]}]
 * `field` is a name, or [collection, field] where the schema does not know it; null is the life of
 * the record, which was edited by one and deleted by another. */
WEDSYNC_EXPORT int wedsync_conflicts(wedsync_replica* replica, uint64_t scope,
                                     wedsync_bytes* answer);

/* What is suggested for each disagreement that can be judged, for the person of this replica
 * (docs/model.md):
 *
 *   [{"record", "field", "client": dot, "server": dot,
 *     "action": "client_wins" | "server_wins" | "merge" | "user_choice", "confidence": 0 to 1,
 *     "take": dot or null, "merged": value,
 *     "reasons": [{"reason", "text"}], "alternatives": [{"action", "confidence"}],
 *     "protected": true, "source": "model" | "rules", "why"}]
 *
 * The server's value is the one that was accepted first. `take` is the value that the action means,
 * null for "merge" (which writes `merged`) and "user_choice". At most three reasons, the weightiest
 * first, each true by itself; at most two alternatives. `why` says why there is no model. What a
 * `protected` field holds is for people to decide: show them no suggestion. */
WEDSYNC_EXPORT int wedsync_suggestions(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                                       wedsync_bytes* answer);

/* Settles one. `decision`:
 *
 *   {"scope": 7, "record": id, "field": as from wedsync_conflicts(), "choice": C}
 *
 * C: {"take": dot}, {"write": value}, or for a deleted record "keep" or "delete". What
 * is kept has again the values that the deletion took, as far back as the log goes.
 * Answer: {"dot"}; wedsync_undo() takes a decision back like any other change. */
WEDSYNC_EXPORT int wedsync_decide(wedsync_replica* replica, wedsync_now now, const char* decision,
                                  size_t decision_size, wedsync_bytes* answer);

/* How disagreements were settled lately, by machines and by people, and what became of it:
 *
 *   {"items": [{"scope", "record", "collection", "field", "dot", "ms", "person", "device",
 *               "by": "machine" | "person", "reason", "confidence", "value",
 *               "replaced": [{"dot", "ms", "person", "device", "value"}],
 *               "outcome": "kept" | "changed" | "undone",
 *               "suggested": {"action", "confidence", "agreed": true}}],
 *    "more": true where there are older ones, "totals": F,
 *    "fields": [{"collection", "field", "decides", "protected",
 *                "switched": [{"scope", "decides"}], ...F}],
 *    "scopes": [{"scope", "would", "right", "paused": false}],
 *    "bins": [{"from", "to", "answers", "agreed", "confidence", "automatic", "kept"}],
 *    "whole": false where a log kept here begins later, so that older ones are not counted}
 *
 * F: {"machine", "exact", "likely", "kept", "changed", "undone", "person", "suggested", "agreed"}
 * Items: the newest first, at most `limit` and 1,000. `scope` null: of all scopes held. `reason`
 * only by a machine (docs/merge.md), `confidence` of a "likely_choice". `replaced`: what it was
 * settled from, as far as the log has it. `outcome`: what people did since. `suggested`: of a
 * person's, what the model would have said by what was known then, if anything.
 * Figures count all decisions of these logs, the last 10,000: those of machines by reason ("exact"
 * rules, "likely" choices) and outcome; those of people, to how many a way out would have been
 * suggested, and how many took it. Fields: those that people can disagree about, what the schema
 * lets machines do (docs/schema.md), and where it was switched. Scopes: of the last 200 times that
 * the hub applied a likely choice or would have, how often people left it or chose the same;
 * "paused": too seldom, so it applies none there (docs/merge.md). Bins: 15 of the same width; the
 * suggestions of that confidence, how many people took them, their mean confidence; the likely
 * choices of that confidence, and how many of them nobody changed or took back. */
WEDSYNC_EXPORT int wedsync_decisions(wedsync_replica* replica, const uint64_t* scope, size_t limit,
                                     wedsync_bytes* answer);

/* Switches what machines may do about a field in a scope. `wish`, null: what the schema says again:
 *
 *   {"scope": 7, "field": "tables.zone", "decides": "ask" | "suggest" | "apply" | null}
 * A change like any other (docs/schema.md, "Switches"). WEDSYNC_ERROR_INVALID for a field that
 * people cannot disagree about, or that only people decide about. */
WEDSYNC_EXPORT int wedsync_switch(wedsync_replica* replica, wedsync_now now, const char* wish,
                                  size_t wish_size);

/* ---- Rules across records (docs/schema.md, "Rules") ---- */

/* What breaks the rules of the schema, as the records are shown here, in all scopes (`scope` null)
 * or where a record of this scope takes part; the same on every replica that shows the same:
 *
 *   [{"violation": name, "rule": "table_capacity", "kind": "capacity", "collection": "guests",
 *     "fields": ["table", "plus_ones"],
 *     "records": [{"scope", "record", "dot", "ms", "person", "device"}],
 *     "subject": {"scope", "record"}, "total": 9, "limit": 8,
 *     "repairs": [{"repair": name, "kind": K, "draft": as for wedsync_commit()}]}]
 *
 * The record that was placed first comes first; the last four of each say by which change it was
 * placed, when and by whom, and are left out where that is not known. `subject`, `total` and
 * `limit` are there for a capacity: what is too small, what there is, how much it holds. The name
 * of a violation changes when another record comes in. A repair mends the violation and breaks
 * nothing else; the best comes first, there are none where only people can tell, nor after the
 * first 50 violations. K: "move", "shift", "clear", "rename", "raise" (the limit), "restore" (the
 * value before), "keep" (it is right as it is). The first call reads every record that a rule
 * counts; later ones cost what changed. */
WEDSYNC_EXPORT int wedsync_violations(wedsync_replica* replica, const uint64_t* scope,
                                      wedsync_bytes* answer);

/* Follows them: {"watch": id, "violations": [...]}. wedsync_watched() tells all of them again when
 * they changed: {"watch": id, "violations": [...]}; wedsync_unwatch() ends it. */
WEDSYNC_EXPORT int wedsync_watch_violations(wedsync_replica* replica, const uint64_t* scope,
                                            wedsync_bytes* answer);

/* Commits a repair that wedsync_violations() proposes, both by their names: an ordinary change of
 * the type "repair". WEDSYNC_ERROR_NOT_FOUND, and nothing is changed, if the violation is not open
 * any more or the repair would not do any more. Answer: {"dot"}; wedsync_undo() takes it back. */
WEDSYNC_EXPORT int wedsync_repair(wedsync_replica* replica, wedsync_now now, const char* violation,
                                  size_t violation_size, const char* repair, size_t repair_size,
                                  wedsync_bytes* answer);

/* ---- The way to the hub ---- */

/* Own changes that have not come back from the hub, in the order they were made:
 * [{"dot", "status": "pending" | "durable", "type", "priority", "attempts", "created_ms",
 *   "deadline_ms", "records": [ids]}] */
WEDSYNC_EXPORT int wedsync_outbox(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer);

/* Own changes that a hub refused, with their values:
 * [{"dot", "reason": docs/protocol.md, "refused_ms", "change": as in docs/protocol.md}] */
WEDSYNC_EXPORT int wedsync_refused(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer);

/* The edits of a refused change, as a draft to look at, mend and give to wedsync_retry_refused().
 */
WEDSYNC_EXPORT int wedsync_refused_draft(wedsync_replica* replica, uint64_t scope, const char* dot,
                                         size_t dot_size, wedsync_bytes* answer);

/* Commits the draft and takes the refused change off the list, at once. What was refused because it
 * stood on the records of that change goes along. Answer as from wedsync_commit(). */
WEDSYNC_EXPORT int wedsync_retry_refused(wedsync_replica* replica, wedsync_now now, const char* dot,
                                         size_t dot_size, const char* draft, size_t draft_size,
                                         wedsync_bytes* answer);

/* Lets a refused change go for good. */
WEDSYNC_EXPORT int wedsync_discard_refused(wedsync_replica* replica, uint64_t scope,
                                           const char* dot, size_t dot_size);

/* Reads every row of a scope again and compares it with the sums that are kept:
 * {"ok", "records", "pending_damaged", "cells_found", "cells_kept", "have_found", "have_kept"}
 * (sums in hexadecimal). `pending_damaged` counts the rows that do not show what waits on them.
 * WEDSYNC_ERROR_CORRUPT if the file itself is damaged. */
WEDSYNC_EXPORT int wedsync_verify(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer);

/* ---- Copies of one store ---- */

/* Own changes that have not come back from the hub, in a form for wedsync_adopt() and nothing else.
 * `scope` null: of all scopes. */
WEDSYNC_EXPORT int wedsync_pending_export(wedsync_replica* replica, const uint64_t* scope,
                                          wedsync_bytes* answer);

/* Takes over what wedsync_pending_export() of another copy of this store gave: for edits made in a
 * copy of the file while its owner could not be reached. They become own changes that wait for the
 * hub, under the names they have. All of them, or none: nothing is done for what no copy of this
 * store on this device can have made (WEDSYNC_ERROR_INVALID, _CORRUPT), nor where a change names
 * one that is not here (WEDSYNC_ERROR_NOT_FOUND: hold the scope, synchronise, then again). Doing it
 * twice changes nothing. Answer: {"added", "known", "refused"}: how many are new here, were here
 * already, or stand on a refused change and are in the refused list now. */
WEDSYNC_EXPORT int wedsync_adopt(wedsync_replica* replica, wedsync_now now, const char* changes,
                                 size_t changes_size, wedsync_bytes* answer);

/* Puts everything into the one file at the replica's path and empties its companions: until the
 * next call that writes, a copy of that file alone is a copy of the replica. */
WEDSYNC_EXPORT int wedsync_checkpoint(wedsync_replica* replica);

/* ---- Synchronising. The host does the input and output; the engine says what to do. ----
 *
 * After wedsync_sync_start(), and after every call below or above that takes `now`: call
 * wedsync_sync_poll() until it says WEDSYNC_ACTION_NONE, do what it says, then arm one timer for
 * wedsync_sync_timeout(). Each connection carries whole frames, in order (WebSocket messages, or
 * 4 bytes of length before each on a plain stream). WEDSYNC_ERROR_INVALID where nothing was
 * started. */

typedef enum wedsync_action_kind {
    WEDSYNC_ACTION_NONE = 0,
    WEDSYNC_ACTION_CONNECT = 1,   /* Connect, then wedsync_sync_connected() or _closed(). */
    WEDSYNC_ACTION_SEND = 2,      /* Send `bytes` as one frame. */
    WEDSYNC_ACTION_DISCONNECT = 3 /* Close the connection; `bytes` says why, in words. */
} wedsync_action_kind;

/* `options`:
 *
 *   {"device": "tablet-1", "token": text or {"bytes": base64},
 *    "seed": 1,                          of the jitter in delays; should differ between devices
 *    "strategy": "adaptive",             or "reference": by a table over the hint, to compare
 *    "idle_ping_ms": 60000}              see below, 1,000 to 600,000
 *
 * The last three may be left out. A connection over which nothing comes is asked after 7.5 s
 * whether it is still one, and given up if that is not answered 7.5 s later. Where nothing is owed,
 * each answer doubles the time before the next question, up to `idle_ping_ms`: with 7500 a dead
 * connection is found within 15 s, at the price of a few bytes every 7.5 s. */
WEDSYNC_EXPORT int wedsync_sync_start(wedsync_replica* replica, const char* options,
                                      size_t options_size);
/* The token of the next Hello: where each connection has a session of its own, told between
 * WEDSYNC_ACTION_CONNECT and wedsync_sync_connected(). */
WEDSYNC_EXPORT int wedsync_sync_token(wedsync_replica* replica, const char* token,
                                      size_t token_size);
/* Forgets the connection, if there is one: the host closes it. Does nothing if nothing runs. */
WEDSYNC_EXPORT int wedsync_sync_stop(wedsync_replica* replica);

WEDSYNC_EXPORT int wedsync_sync_connected(wedsync_replica* replica, wedsync_now now);
/* The connection is gone, or could not be made. */
WEDSYNC_EXPORT int wedsync_sync_closed(wedsync_replica* replica, wedsync_now now,
                                       const char* reason, size_t reason_size);
/* One whole frame came in. Whatever it holds, the answer is WEDSYNC_OK or the end of the
 * replica's store: a hub that talks nonsense is disconnected by an action. */
WEDSYNC_EXPORT int wedsync_sync_frame(wedsync_replica* replica, wedsync_now now,
                                      const uint8_t* frame, size_t frame_size);
WEDSYNC_EXPORT int wedsync_sync_tick(wedsync_replica* replica, wedsync_now now);
/* A hint: the network is back (1: tries at once) or gone (0: stops trying). */
WEDSYNC_EXPORT int wedsync_sync_network(wedsync_replica* replica, wedsync_now now,
                                        int is_available);

/* What kind of network this is, as browsers say (Network Information API); a null text: not known
 * any more. `hint`:
 *
 *   {"effective_type": "slow-2g" | "2g" | "3g" | "4g", "downlink_kbps": 1500, "rtt_ms": 100,
 *    "save_data": false}
 *
 * All may be left out; without a type it is that of the round trip and the downlink. */
WEDSYNC_EXPORT int wedsync_sync_hint(wedsync_replica* replica, wedsync_now now, const char* hint,
                                     size_t hint_size);

/* `*kind` is one of wedsync_action_kind. */
WEDSYNC_EXPORT int wedsync_sync_poll(wedsync_replica* replica, wedsync_now now, int* kind,
                                     wedsync_bytes* bytes);
/* `*is_armed` is 1 and `*monotonic_ms` the time at which wedsync_sync_tick() is due, or 0. */
WEDSYNC_EXPORT int wedsync_sync_timeout(wedsync_replica* replica, int* is_armed,
                                        uint64_t* monotonic_ms);

/* {"phase": "waiting" | "connecting" | "greeting" | "open" | "paused" | "failed", "in_sync",
 *  "next_try_ms": monotonic, or null, "failures", "last_reason", "clock_ahead_ms": or null,
 *  "media_allowed": pictures and files may travel beside the changes, "round_trip_ms": or null,
 *  "goodput": bytes a second upwards, or null,
 *  "scopes": [{"scope", "phase": "idle" | "catching_up" | "snapshot" | "resync" | "repair" |
 *              "live" | "denied", "applied", "head", "waiting", "in_flight", "durable", "refused",
 *              "put_off": the hub takes no changes for now, busy or with a full disk,
 *              "disk_full": what came could not be written here, "waiting_since_ms"}]} */
WEDSYNC_EXPORT int wedsync_sync_status(wedsync_replica* replica, wedsync_bytes* answer);

/* ---- Who is where. Told by the hub while it can be heard, best effort; nothing is stored. ---- */

/* What this device's person is at in a scope, for others to see, from now on and over every
 * connection; it is said again by itself while that is so. `presence`:
 *
 *   {"scope": 7, "activity": "here" | "looking" | "editing" | "gone", "record": id, "field": F}
 *
 * F as in wedsync_decide(). Record and field may be left out or null. Say "looking" where a field
 * is left, "gone" where the scope is closed. WEDSYNC_ERROR_NOT_FOUND for a scope that is not held,
 * or a field by name of a record that is not here. */
WEDSYNC_EXPORT int wedsync_presence_set(wedsync_replica* replica, wedsync_now now,
                                        const char* presence, size_t presence_size);

/* Where the others are, in every scope that is held:
 *
 *   {"available": true where there is a connection to a hub that tells it,
 *    "version": another number when somebody came, moved or left,
 *    "present": [{"scope", "device", "person": "" where the device is nobody's own, "role",
 *                 "activity", "record", "field", "here", "age_ms"}]}
 *
 * "here" false: they were there so long ago, and left or are out of reach; told for 15 minutes. */
WEDSYNC_EXPORT int wedsync_presence(wedsync_replica* replica, wedsync_now now,
                                    wedsync_bytes* answer);

/* ---- Who has taken what: leases on a record or a field, and areas, for hours. A claim is a word
 * to the others: no edit is ever refused, put off or changed by it. ---- */

/* Takes something, or says so again (cheap: at the first edit, and at each save). `claim`:
 *
 *   {"scope": 7, what it is on, "label": "Tables 1-10", "for_ms": 14400000, "take_over": false}
 *
 * and what it is on is one of
 *
 *   "record": id, "field": F                a lease, on the record or one field of it
 *   "collection": C, "records": [id, ...]   an area of 1 to 64 records
 *   "collection": C, "field": F, "from": 1, "to": 10
 *                                           an area: the records whose field shows a number from
 *                                           .. to; of a text the first number in it counts
 *   "collection": C                         an area: all of the collection in the scope
 *
 * F as in wedsync_decide(), C a name or a number. The label is at most 100 bytes. Of an area
 * "for_ms" says for how long: 4 hours if it is left out, at most 12. A lease goes on until it is
 * released, or for an hour after it was last asked for; others hear that it is over 7 minutes after
 * this device fell silent. Areas outlive a restart. With "take_over" it is taken from whoever has
 * it, and they are told by whom.
 *
 * WEDSYNC_ERROR_NOT_FOUND for what is not here, WEDSYNC_ERROR_INVALID for what breaks a bound,
 * WEDSYNC_ERROR_FULL beyond 32 claims of this device in one scope. That somebody else has it is no
 * error: see wedsync_claims(). */
WEDSYNC_EXPORT int wedsync_claim(wedsync_replica* replica, wedsync_now now, const char* claim,
                                 size_t claim_size);
/* Gives it back: when the field is left, or the work is done. `on`: the scope and what it was on.
 * Does nothing where there is no such claim of this device. */
WEDSYNC_EXPORT int wedsync_release(wedsync_replica* replica, wedsync_now now, const char* on,
                                   size_t on_size);

/* Everybody's claims as far as they are known, in every scope that is held:
 *
 *   {"available": true where there is a connection to a hub that ranks claims,
 *    "version": another number when one came, changed or went,
 *    "claims": [{"scope", "kind": "lease" | "area", "collection", and "record" [and "field"],
 *                or "records", or "field", "from", "to"; "label", "device",
 *                "person": "" where the device is nobody's own, "role",
 *                "state": "held" | "waiting" | "asked" | "alone" | "taken" | "refused",
 *                "taken_by": who took it over, or "", "left_ms": for how much longer at most,
 *                "held_ms", "own", "live": the hub says so now}]}
 *
 * "waiting": somebody else has it; "asked": own, the hub has not answered; "alone": own, and no hub
 * is in reach: nobody else knows of it; "taken": it was theirs; "refused": own, this device may not
 * write there or claims too much. What is over is not told any more. */
WEDSYNC_EXPORT int wedsync_claims(wedsync_replica* replica, wedsync_now now, wedsync_bytes* answer);

/* ---- Before an edit, and who did what: what this device knows; nothing of it is stored. ---- */

/* How likely an edit of `place` now ends in a disagreement, and what would be better. A hint: no
 * edit is refused for it. Cheap enough to be asked when a field is entered. `place`:
 *
 *   {"scope": 7, "record": id, "field": F or null for any field of it}
 *
 * The answer:
 *
 *   {"level": "none" | "low" | "high",
 *    "per_mille": of 1,000 such edits, how many are expected to,
 *    "reasons": at most three [{"code": "held" | "work_area" | "editing_now" | "looking_now" |
 *      "out_of_reach" | "away_with_it" | "someone_away" | "touched_lately" | "often_shared",
 *      "who": person or device, "" where it is about nobody,
 *      "left_ms", "label": of "held" and "work_area", for how much longer at most, and what they
 *      call it}],
 *    "advice": "go_on" | "wait_for_reach" | "wait_for_person" | "ask" | "work_elsewhere" |
 *      "take_over",
 *    "whom": whom the advice is about, or ""}
 *
 * WEDSYNC_ERROR_NOT_FOUND for a scope that is not held, or a field by name of a record that is not
 * here. */
WEDSYNC_EXPORT int wedsync_forecast(wedsync_replica* replica, wedsync_now now, const char* place,
                                    size_t place_size, wedsync_bytes* answer);

/* Who edited and looked at what, the newest first: edits from the log of at most 7 days, views as
 * the hub told of them since this replica was opened, of at most 12 hours. `question`:
 *
 *   {"scope": 7, "record": id, "limit": 100}
 *
 * Each may be left out; a record needs its scope, the limit is 1,000 at most. The answer:
 *
 *   {"items": [{"kind": "edited" | "looked" | "at_field", "scope", "record", "fields": [F],
 *     "person": "" where the device is nobody's own, "device", "role", "age_ms": as well as clocks
 *     tell, "open": true for an edit that no hub has yet and for a view that goes on now,
 *     "own": true for what this device did}]} */
WEDSYNC_EXPORT int wedsync_activity(wedsync_replica* replica, wedsync_now now, const char* question,
                                    size_t question_size, wedsync_bytes* answer);

#ifdef __cplusplus
}
#endif

#endif /* WEDSYNC_H */
