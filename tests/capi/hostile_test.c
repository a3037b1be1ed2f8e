/* Whatever is passed is answered by an error, and the replica goes on. */
#include <stdint.h>
#include <string.h>

#include "check.h"

static uint64_t zero(void* context) {
    (void)context;
    return 0;
}

static void test_open(void) {
    wedsync_replica* replica = (wedsync_replica*)&replica;
    wedsync_bytes error = {NULL, 0};
    CHECK(wedsync_open(NULL, 0, zero, NULL, &replica, &error) == WEDSYNC_ERROR_CORRUPT);
    CHECK(replica == NULL && error.size > 0);
    wedsync_free(&error);
    CHECK(wedsync_open(TEXT("{}"), NULL, NULL, &replica, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_open(TEXT("{}"), zero, NULL, NULL, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_open(NULL, 5, zero, NULL, &replica, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_open("x", SIZE_MAX, zero, NULL, &replica, NULL) == WEDSYNC_ERROR_TOO_LARGE);
    CHECK(wedsync_open(TEXT("\xFF\xFE"), zero, NULL, &replica, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_open(TEXT("{\"path\": \"\", \"schema\": {}, \"author\": {\"person\": \"a\","
                            " \"device\": \"d\", \"role\": \"r\"}}"),
                       zero, NULL, &replica, &error) == WEDSYNC_ERROR_CORRUPT);
    CHECK(has(&error, "path: "));
    wedsync_free(&error);
    wedsync_close(NULL);
    wedsync_free(NULL);
}

static void test_null_handle(void) {
    wedsync_bytes answer = {NULL, 9};
    const char* text = NULL;
    size_t size = 9;
    int kind = 9;
    const wedsync_now now = at_ms(1);
    CHECK(wedsync_add_scope(NULL, now, 1, NULL, 0) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_scopes(NULL, &answer) == WEDSYNC_ERROR_INVALID);
    CHECK(answer.bytes == NULL && answer.size == 0);
    CHECK(wedsync_commit(NULL, now, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_undo(NULL, now, 1, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_get(NULL, 1, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_query(NULL, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_search(NULL, NULL, NULL, 0, 1, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_decide(NULL, now, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_sync_start(NULL, NULL, 0) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_sync_poll(NULL, now, &kind, &answer) == WEDSYNC_ERROR_INVALID);
    CHECK(kind == WEDSYNC_ACTION_NONE);
    CHECK(wedsync_last_error(NULL, &text, &size) == WEDSYNC_ERROR_INVALID);
    CHECK(text != NULL && text[0] == '\0' && size == 0);
}

static void test_bad_texts(wedsync_replica* replica) {
    const wedsync_now now = at_ms(1);
    const char* text = NULL;
    size_t size = 0;
    CHECK(wedsync_add_scope(replica, now, 1, NULL, 3) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_add_scope(replica, now, 1, TEXT("\xC0\x80")) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_last_error(replica, &text, &size) == WEDSYNC_ERROR_INVALID);
    CHECK(strlen(text) == size && size > 0);
    CHECK(wedsync_commit(replica, now, "{", SIZE_MAX, NULL) == WEDSYNC_ERROR_TOO_LARGE);
    CHECK(wedsync_commit(replica, now, TEXT("{\"scope\": 1"), NULL) == WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_commit(replica, now, TEXT("{\"scope\": 1, \"edits\": [], \"extra\": 1}"), NULL) ==
          WEDSYNC_ERROR_CORRUPT);
    CHECK(wedsync_commit(replica, now, TEXT("{\"scope\": 99, \"edits\": []}"), NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(
        wedsync_commit(replica, now,
                       TEXT("{\"scope\": 1, \"edits\": [{\"edit\": \"set\", \"record\": 4000000000,"
                            " \"field\": \"name\", \"value\": 1}]}"),
                       NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_get(replica, 1, TEXT("no id"), NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_get(replica, 99, TEXT("00000000000000000000000000000001:1:0"), NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_undo(replica, now, 1, TEXT("00000000000000000000000000000001:1"), NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_discard_refused(replica, 1, TEXT("00000000000000000000000000000001:1")) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_query(replica, TEXT("{\"scope\": 1, \"collection\": \"nothing\"}"), NULL) ==
          WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_search(replica, NULL, TEXT("\" OR *"), SIZE_MAX, NULL) == WEDSYNC_OK);
    CHECK(wedsync_verify(replica, 99, NULL) == WEDSYNC_ERROR_NOT_FOUND);
}

static void test_sync_in_any_order(wedsync_replica* replica) {
    const wedsync_now now = at_ms(5);
    CHECK(wedsync_sync_connected(replica, now) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_sync_status(replica, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_sync_stop(replica) == WEDSYNC_OK);
    CHECK(wedsync_sync_start(replica, TEXT("{}")) == WEDSYNC_ERROR_CORRUPT);
    CHECK_OK(replica, wedsync_sync_start(replica, TEXT("{\"device\": \"d\", \"token\": \"\"}")));
    CHECK_OK(replica, wedsync_sync_frame(replica, now, NULL, 12));
    CHECK_OK(replica, wedsync_sync_closed(replica, now, NULL, 12));
    CHECK_OK(replica, wedsync_sync_connected(replica, now));
    CHECK_OK(replica, wedsync_sync_connected(replica, now));
    CHECK_OK(replica, wedsync_sync_network(replica, now, 0));
    CHECK_OK(replica, wedsync_sync_token(replica, "token", 5));
    CHECK_OK(replica, wedsync_sync_tick(replica, at_ms(0)));
    CHECK_OK(replica, wedsync_sync_poll(replica, now, NULL, NULL));
    CHECK_OK(replica, wedsync_sync_timeout(replica, NULL, NULL));
    CHECK_OK(replica, wedsync_sync_start(replica, TEXT("{\"device\": \"d\", \"token\": \"\"}")));
}

void test_hostile_arguments(void) {
    wedsync_replica* replica = NULL;
    test_open();
    test_null_handle();
    replica = open_replica("mallory");
    if (replica == NULL) return;
    CHECK_OK(replica, wedsync_add_scope(replica, at_ms(1), 1, TEXT("one")));
    test_bad_texts(replica);
    test_sync_in_any_order(replica);
    wedsync_close(replica);
    remove_replica("mallory");
}
