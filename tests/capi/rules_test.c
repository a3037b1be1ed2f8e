/* What breaks the rules, followed and mended. */
#include <stdio.h>
#include <string.h>

#include "check.h"

enum { kScope = 7, kNameSize = 64 };

static void add_guest(wedsync_replica* replica, const char* name) {
    char draft[256];
    const int size =
        snprintf(draft, sizeof draft,
                 "{\"scope\": 7, \"edits\": [{\"edit\": \"create\", \"collection\": \"guests\"},"
                 "{\"edit\": \"set\", \"record\": 0, \"field\": \"name\", \"value\": \"%s\"}]}",
                 name);
    CHECK_OK(replica, wedsync_commit(replica, at_ms(10), draft, (size_t)size, NULL));
}

static void test_mending(wedsync_replica* replica) {
    wedsync_bytes answer;
    char violation[kNameSize];
    char repair[kNameSize];
    char dot[kNameSize];
    const uint64_t scope = kScope;
    CHECK_OK(replica, wedsync_violations(replica, NULL, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_watch_violations(replica, &scope, &answer));
    CHECK(has(&answer, "{\"watch\":1,\"violations\":[]}"));
    wedsync_free(&answer);
    add_guest(replica, "Ada");
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    add_guest(replica, "ada");
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[{\"watch\":1,\"violations\":[{\"violation\":\""));
    CHECK(has(&answer,
              "\"rule\":\"names\",\"kind\":\"unique\",\"collection\":\"guests\","
              "\"fields\":[\"name\"],\"records\":[{\"scope\":7,\"record\":\""));
    CHECK(has(&answer, "\"person\":\"ruth\",\"device\":\"d-ruth\"}"));
    CHECK(has(&answer, "\"kind\":\"rename\",\"draft\":{\"scope\":7,\"edits\":[{\"edit\":\"set\""));
    CHECK(has(&answer, "\"value\":\"ada (2)\""));
    CHECK(take(&answer, "{\"violation\":\"", violation, sizeof violation));
    CHECK(take(&answer, "{\"repair\":\"", repair, sizeof repair));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_repair(replica, at_ms(20), violation, strlen(violation), repair,
                                     strlen(repair), &answer));
    CHECK(take(&answer, "{\"dot\":\"", dot, sizeof dot));
    wedsync_free(&answer);
    CHECK(wedsync_repair(replica, at_ms(21), violation, strlen(violation), repair, strlen(repair),
                         NULL) == WEDSYNC_ERROR_NOT_FOUND);
    CHECK_OK(replica, wedsync_watched(replica, &answer));
    CHECK(has(&answer, "[{\"watch\":1,\"violations\":[]}]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_outbox(replica, kScope, &answer));
    CHECK(has(&answer, "\"type\":\"repair\""));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_undo(replica, at_ms(30), kScope, dot, strlen(dot), NULL));
    CHECK_OK(replica, wedsync_violations(replica, &scope, &answer));
    CHECK(has(&answer, violation));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_unwatch(replica, 1));
    CHECK(wedsync_unwatch(replica, 1) == WEDSYNC_ERROR_NOT_FOUND);
}

void test_rules(void) {
    const uint64_t nowhere = 99;
    wedsync_replica* replica = open_replica("ruth");
    if (replica == NULL) return;
    CHECK_OK(replica, wedsync_add_scope(replica, at_ms(1), kScope, TEXT("The wedding")));
    test_mending(replica);
    CHECK(wedsync_violations(replica, &nowhere, NULL) == WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_watch_violations(replica, &nowhere, NULL) == WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_repair(replica, at_ms(1), TEXT("x"), TEXT("0123456789abcdef"), NULL) ==
          WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_repair(replica, at_ms(1), TEXT("0123456789abcdef"), NULL, 0, NULL) ==
          WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_violations(NULL, NULL, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_watch_violations(NULL, NULL, NULL) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_repair(NULL, at_ms(1), NULL, 0, NULL, 0, NULL) == WEDSYNC_ERROR_INVALID);
    wedsync_close(replica);
    remove_replica("ruth");
}
