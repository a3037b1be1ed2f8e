/* Queries that are followed, commits that are sent twice, and what copies of a store hand over. */
#include <stdio.h>
#include <string.h>

#include "check.h"

enum { kScope = 7, kAnswerSize = 256, kManyCommits = 1100 };

/* Creates a guest; the answer is the caller's. */
static void add_guest(wedsync_replica* replica, const char* name, const char* key,
                      wedsync_bytes* answer) {
    char draft[512];
    const int size =
        snprintf(draft, sizeof draft,
                 "{\"scope\": 7, \"key\": \"%s\", \"edits\": ["
                 "{\"edit\": \"create\", \"collection\": \"guests\"},"
                 "{\"edit\": \"set\", \"record\": 0, \"field\": \"name\", \"value\": \"%s\"},"
                 "{\"edit\": \"set\", \"record\": 0, \"field\": \"table\", \"value\": 4}]}",
                 key, name);
    CHECK_OK(replica, wedsync_commit(replica, at_ms(10), draft, (size_t)size, answer));
}

static void test_steps(wedsync_replica* replica) {
    wedsync_bytes answer;
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    CHECK_OK(replica,
             wedsync_watch(replica,
                           TEXT("{\"collection\": \"guests\", \"sort\": [{\"field\": \"name\"}],"
                                " \"fields\": [\"name\"]}"),
                           &answer));
    CHECK(has(&answer, "{\"watch\":1,\"rows\":[]}"));
    wedsync_free(&answer);
    add_guest(replica, "Bea", "b", NULL);
    add_guest(replica, "Ada", "a", NULL);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[{\"watch\":1,\"steps\":[{\"added\":0,\"row\":{\"scope\":7,\"record\":\""));
    CHECK(has(&answer, "\"fields\":{\"name\":{\"value\":\"Bea\"}}}},{\"added\":0,\"row\":"));
    CHECK(!has(&answer, "table") && !has(&answer, "status") && !has(&answer, "conflict"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_undo_last(replica, at_ms(20), kScope, NULL));
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "\"steps\":[{\"removed\":0}]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_redo_last(replica, at_ms(21), kScope, NULL));
    CHECK_OK(replica, wedsync_unwatch(replica, 1));
    CHECK(wedsync_unwatch(replica, 1) == WEDSYNC_ERROR_NOT_FOUND);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
}

/* More steps than are kept: the rows come anew, under the same number. */
static void test_rows_anew(wedsync_replica* replica) {
    wedsync_bytes answer;
    int i = 0;
    CHECK_OK(replica, wedsync_watch(replica,
                                    TEXT("{\"scope\": 7, \"collection\": \"guests\", \"sort\":"
                                         " [{\"field\": \"name\"}], \"limit\": 2}"),
                                    &answer));
    CHECK(has(&answer, "{\"watch\":2,\"rows\":[{"));
    wedsync_free(&answer);
    for (i = 0; i < kManyCommits; ++i) {
        CHECK_OK(replica, wedsync_undo_last(replica, at_ms(30), kScope, NULL));
        CHECK_OK(replica, wedsync_redo_last(replica, at_ms(30), kScope, NULL));
    }
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[{\"watch\":2,\"rows\":[{\"scope\":7,"));
    CHECK(has(&answer, "Ada") && has(&answer, "Bea"));
    wedsync_free(&answer);
    add_guest(replica, "Aaron", "c", NULL);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[{\"watch\":2,\"steps\":[{\"removed\":1},{\"added\":0,"));
    wedsync_free(&answer);
}

static void test_queries(wedsync_replica* replica) {
    wedsync_bytes answer;
    CHECK_OK(replica,
             wedsync_query(replica,
                           TEXT("{\"scopes\": [7], \"collection\": \"guests\","
                                " \"filters\": [{\"field\": \"name\", \"is\": \">\", \"value\":"
                                " \"Aaron\"}], \"sort\": [{\"field\": \"name\", \"descending\":"
                                " true}], \"limit\": 1, \"fields\": [\"name\"]}"),
                           &answer));
    CHECK(has(&answer, "\"name\":{\"value\":\"Bea\",\"status\":\"settled\",\"dots\":["));
    CHECK(has(&answer, "\"scope\":7}],\"more\":true}"));
    CHECK(!has(&answer, "table"));
    wedsync_free(&answer);
    CHECK(wedsync_query(replica,
                        TEXT("{\"scope\": 7, \"scopes\": [7], \"collection\": \"guests\"}"),
                        NULL) == WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_watch(replica, TEXT("{\"scope\": 8, \"collection\": \"guests\"}"), NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_watch(replica, TEXT("{\"collection\": \"guests\", \"fields\": [\"shoes\"]}"),
                        NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_watch(replica,
                        TEXT("{\"collection\": \"guests\", \"sort\": [{\"field\": \"shoes\"}]}"),
                        NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_watch(replica,
                        TEXT("{\"collection\": \"guests\", \"filters\": [{\"field\": \"name\","
                             " \"is\": \"like\", \"value\": 1}]}"),
                        NULL) == WEDSYNC_ERROR_CORRUPT);
}

/* Ada and Bea are there, at table 4. */
static void test_searching(wedsync_replica* replica) {
    static char huge[70000];
    wedsync_bytes answer;
    size_t size = 0;
    CHECK_OK(replica, wedsync_query(replica,
                                    TEXT("{\"collection\": \"guests\", \"search\": \"\\u00c4D a\","
                                         " \"fields\": [\"name\"]}"),
                                    &answer));
    CHECK(has(&answer, "Ada") && !has(&answer, "Bea") && !has(&answer, "Aaron"));
    CHECK(has(&answer, "\"more\":false"));
    wedsync_free(&answer);
    /* Without words: all, in an order that means nothing. */
    CHECK_OK(replica,
             wedsync_query(replica,
                           TEXT("{\"collection\": \"guests\", \"search\": \" \\\"*\\u0000\","
                                " \"limit\": 1}"),
                           &answer));
    CHECK(has(&answer, "\"more\":true"));
    wedsync_free(&answer);
    CHECK_OK(replica,
             wedsync_watch(replica,
                           TEXT("{\"collection\": \"guests\", \"search\": \"dor\", \"sort\":"
                                " [{\"field\": \"name\"}], \"limit\": 1}"),
                           &answer));
    CHECK(has(&answer, "\"rows\":[]"));
    wedsync_free(&answer);
    add_guest(replica, "Dora", "dora", NULL);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "{\"added\":0,\"row\":{") && has(&answer, "Dora"));
    wedsync_free(&answer);
    add_guest(replica, "Emil", "emil", NULL);
    CHECK_OK(replica, wedsync_undo_last(replica, at_ms(40), kScope, NULL));
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(!has(&answer, "Emil"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_undo_last(replica, at_ms(40), kScope, NULL));
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "{\"removed\":0}"));
    wedsync_free(&answer);
    CHECK(wedsync_query(replica, TEXT("{\"collection\": \"guests\", \"search\": 4}"), NULL) ==
          WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_query(replica, TEXT("{\"collection\": \"guests\", \"search\": \"\\ud800\"}"),
                        NULL) == WEDSYNC_ERROR_CORRUPT);
    size = (size_t)snprintf(huge, sizeof huge, "{\"collection\": \"guests\", \"search\": \"");
    memset(huge + size, 'a', sizeof huge - size);
    memcpy(huge + sizeof huge - 2, "\"}", 2);
    CHECK_OK(replica, wedsync_query(replica, huge, sizeof huge, &answer));
    CHECK(has(&answer, "\"records\":[]"));
    wedsync_free(&answer);
}

static void test_keys(wedsync_replica* replica) {
    char first[kAnswerSize] = "";
    wedsync_bytes answer;
    add_guest(replica, "Cleo", "d", &answer);
    if (answer.size < sizeof first) memcpy(first, answer.bytes, answer.size + 1);
    wedsync_free(&answer);
    add_guest(replica, "Cleo", "d", &answer);
    CHECK(answer.bytes != NULL && strcmp(first, answer.bytes) == 0);
    wedsync_free(&answer);
    CHECK(wedsync_commit(replica, at_ms(1),
                         TEXT("{\"scope\": 7, \"edits\": [], \"key\": "
                              "\"0123456789012345678901234567890123456789012345678901234567890123"
                              "4\"}"),
                         NULL) == WEDSYNC_ERROR_TOO_LARGE);
}

static void test_handing_over(wedsync_replica* replica) {
    wedsync_bytes changes;
    wedsync_bytes answer;
    wedsync_replica* other = open_replica("bob");
    const uint64_t scope = kScope;
    CHECK_OK(replica, wedsync_pending_export(replica, &scope, &changes));
    CHECK_OK(replica, wedsync_adopt(replica, at_ms(50), changes.bytes, changes.size, &answer));
    CHECK(has(&answer, "{\"added\":0,\"known\":"));
    wedsync_free(&answer);
    if (other == NULL) return;
    /* Another device's: refused whole, whether the scope is held or not. */
    CHECK(wedsync_adopt(other, at_ms(50), changes.bytes, changes.size, NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK_OK(other, wedsync_add_scope(other, at_ms(1), kScope, TEXT("The wedding")));
    CHECK(wedsync_adopt(other, at_ms(50), changes.bytes, changes.size, NULL) ==
          WEDSYNC_ERROR_INVALID);
    CHECK_OK(other, wedsync_outbox(other, kScope, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    CHECK(wedsync_adopt(other, at_ms(50), changes.bytes, changes.size / 2, NULL) ==
          WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_adopt(other, at_ms(50), TEXT("{\"format\":2,\"scopes\":[],\"changes\":[]}"),
                        NULL) == WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_adopt(other, at_ms(50), NULL, 0, NULL) == WEDSYNC_ERROR_CORRUPT);
    wedsync_free(&changes);
    CHECK_OK(replica, wedsync_checkpoint(replica));
    wedsync_close(other);
    remove_replica("bob");
}

static void test_hints(wedsync_replica* replica) {
    const wedsync_now now = at_ms(60);
    CHECK(wedsync_sync_hint(replica, now, NULL, 0) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_sync_start(replica, TEXT("{\"device\": \"d\", \"token\": \"t\","
                                           " \"idle_ping_ms\": 5}")) == WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_sync_start(replica, TEXT("{\"device\": \"d\", \"token\": \"t\","
                                           " \"strategy\": \"fast\"}")) == WEDSYNC_ERROR_CORRUPT);
    CHECK_OK(replica, wedsync_sync_start(replica, TEXT("{\"device\": \"d\", \"token\": \"t\","
                                                       " \"strategy\": \"reference\","
                                                       " \"idle_ping_ms\": 7500}")));
    CHECK_OK(replica, wedsync_sync_hint(replica, now,
                                        TEXT("{\"effective_type\": \"slow-2g\","
                                             " \"save_data\": true}")));
    CHECK_OK(replica, wedsync_sync_hint(replica, now,
                                        TEXT("{\"downlink_kbps\": 1500,"
                                             " \"rtt_ms\": 100}")));
    CHECK_OK(replica, wedsync_sync_hint(replica, now, NULL, 0));
    CHECK(wedsync_sync_hint(replica, now, TEXT("{\"effective_type\": \"5g\"}")) ==
          WEDSYNC_ERROR_CORRUPT);
    CHECK_OK(replica, wedsync_sync_stop(replica));
}

void test_watching_and_copies(void) {
    wedsync_replica* replica = open_replica("wanda");
    if (replica == NULL) return;
    CHECK_OK(replica, wedsync_add_scope(replica, at_ms(1), kScope, TEXT("The wedding")));
    test_steps(replica);
    test_rows_anew(replica);
    test_queries(replica);
    test_searching(replica);
    test_keys(replica);
    test_handing_over(replica);
    test_hints(replica);
    CHECK(wedsync_watch(NULL, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_adopt(NULL, at_ms(1), NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    wedsync_close(replica);
    remove_replica("wanda");
}
