/* The C interface from C: one replica, everything it can do without a network. */
#include <stdio.h>
#include <string.h>

#include "check.h"

enum { kScope = 7, kIdSize = 80 };

static void commit(wedsync_replica* replica, uint64_t ms, const char* format, const char* record,
                   wedsync_bytes* answer) {
    char draft[1024];
    const int size = snprintf(draft, sizeof draft, format, record);
    CHECK_OK(replica, wedsync_commit(replica, at_ms(ms), draft, (size_t)size, answer));
}

/* Creates Grace at table 4; her id is put into `record`. */
static void create_grace(wedsync_replica* replica, char* record) {
    wedsync_bytes answer;
    commit(replica, 10,
           "{\"scope\": 7, \"edits\": [{\"edit\": \"create\", \"collection\": \"guests\"},"
           "{\"edit\": \"set\", \"record\": 0, \"field\": \"name\", \"value\": \"%s\"},"
           "{\"edit\": \"set\", \"record\": 0, \"field\": \"table\", \"value\": 4},"
           "{\"edit\": \"add\", \"record\": 0, \"field\": \"tags\", \"element\": \"vegan\"},"
           "{\"edit\": \"increment\", \"record\": 0, \"field\": \"glasses\", \"by\": 2}]}",
           "Gr\xC3\xA1"
           "ce Hopper",
           &answer);
    CHECK(take(&answer, "\"created\":[\"", record, kIdSize));
    wedsync_free(&answer);
    CHECK(answer.bytes == NULL && answer.size == 0);
}

static void test_edits_and_reading(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    const uint64_t scope = kScope;
    CHECK_OK(replica, wedsync_get(replica, kScope, record, strlen(record), &answer));
    CHECK(has(&answer, "\"status\":\"alive\""));
    CHECK(has(&answer,
              "\"name\":{\"value\":\"Gr\xC3\xA1"
              "ce Hopper\",\"status\":\"settled\""));
    CHECK(has(&answer, "\"tags\":{\"value\":[\"vegan\"]"));
    CHECK(has(&answer, "\"glasses\":{\"value\":2"));
    CHECK(answer.bytes[answer.size] == '\0');
    wedsync_free(&answer);

    CHECK_OK(replica, wedsync_query(replica,
                                    TEXT("{\"scope\": 7, \"collection\": \"guests\","
                                         " \"equals\": {\"table\": 4, \"tags\": \"vegan\"}}"),
                                    &answer));
    CHECK(has(&answer, record));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_query(replica,
                                    TEXT("{\"scope\": 7, \"collection\": \"guests\","
                                         " \"equals\": {\"table\": 5}}"),
                                    &answer));
    CHECK(!has(&answer, record));
    wedsync_free(&answer);

    CHECK_OK(replica, wedsync_search(replica, &scope, TEXT("grace hop"), 10, &answer));
    CHECK(has(&answer, record));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_search(replica, NULL, TEXT("nobody"), 10, &answer));
    CHECK(!has(&answer, record));
    wedsync_free(&answer);

    CHECK_OK(replica, wedsync_scopes(replica, &answer));
    CHECK(has(&answer, "\"name\":\"The wedding\",\"pending\":1"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_outbox(replica, kScope, &answer));
    CHECK(has(&answer, "\"status\":\"pending\""));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_verify(replica, kScope, &answer));
    CHECK(has(&answer, "{\"ok\":true"));
    wedsync_free(&answer);
}

static void test_references_within_a_draft(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    commit(replica, 15,
           "{\"scope\": 7, \"edits\": [{\"edit\": \"create\", \"collection\": \"guests\"},"
           "{\"edit\": \"create\", \"collection\": \"guests\"},"
           "{\"edit\": \"set\", \"record\": 0, \"field\": \"partner\", \"value\": {\"record\": 1}},"
           "{\"edit\": \"set\", \"record\": 1, \"field\": \"partner\", \"value\": {\"record\": "
           "\"%s\"}}]}",
           record, &answer);
    CHECK(has(&answer, ":1\"]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_undo_last(replica, at_ms(16), kScope, &answer));
    CHECK(has(&answer, "\"left\":[]"));
    wedsync_free(&answer);
}

static void test_undo_and_history(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    char dot[kIdSize];
    commit(
        replica, 20,
        "{\"scope\": 7, \"edits\": [{\"edit\": \"set\", \"record\": \"%s\", \"field\": \"table\","
        " \"value\": 9}], \"type\": \"seat\"}",
        record, &answer);
    CHECK(take(&answer, "{\"dot\":\"", dot, sizeof dot));
    wedsync_free(&answer);

    CHECK_OK(replica, wedsync_history(replica, kScope, record, strlen(record), &answer));
    CHECK(has(&answer, "\"whole\":true"));
    CHECK(has(&answer, "\"person\":\"alice\""));
    CHECK(has(&answer, "\"field\":\"table\",\"value\":9,\"place\":\"current\",\"replaced\":[{"));
    wedsync_free(&answer);

    CHECK_OK(replica, wedsync_undo(replica, at_ms(30), kScope, dot, strlen(dot), &answer));
    CHECK(has(&answer, "{\"dot\":\""));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_get(replica, kScope, record, strlen(record), &answer));
    CHECK(has(&answer, "\"table\":{\"value\":4"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_redo_last(replica, at_ms(40), kScope, &answer));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_get(replica, kScope, record, strlen(record), &answer));
    CHECK(has(&answer, "\"table\":{\"value\":9"));
    wedsync_free(&answer);
}

/* A form that was opened before a change came in: what it saves does not overwrite the change. */
static void test_conflict_and_decision(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    char decision[512];
    int size = 0;
    commit(
        replica, 50,
        "{\"scope\": 7, \"edits\": [{\"edit\": \"set\", \"record\": \"%s\", \"field\": \"table\","
        " \"value\": 12, \"seen\": []}]}",
        record, NULL);
    CHECK_OK(replica, wedsync_conflicts(replica, kScope, &answer));
    CHECK(has(&answer, "\"kind\":\"disagreement\""));
    CHECK(has(&answer, "\"field\":\"table\""));
    CHECK(has(&answer, "\"value\":9"));
    CHECK(has(&answer, "\"value\":12"));
    wedsync_free(&answer);

    size = snprintf(decision, sizeof decision,
                    "{\"scope\": 7, \"record\": \"%s\", \"field\": \"table\","
                    " \"choice\": {\"write\": 10}}",
                    record);
    CHECK_OK(replica, wedsync_decide(replica, at_ms(60), decision, (size_t)size, &answer));
    wedsync_free(&answer);
    CHECK(wedsync_decide(replica, at_ms(61), decision, (size_t)size, NULL) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK_OK(replica, wedsync_conflicts(replica, kScope, &answer));
    CHECK(has(&answer, "[]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_get(replica, kScope, record, strlen(record), &answer));
    CHECK(has(&answer, "\"table\":{\"value\":10,\"status\":\"settled\""));
    wedsync_free(&answer);
}

/* What test_conflict_and_decision() settled. */
static void test_decisions(wedsync_replica* replica, const char* record) {
    const uint64_t scope = kScope;
    const uint64_t nowhere = 4711;
    wedsync_bytes answer;
    CHECK_OK(replica, wedsync_decisions(replica, &scope, 10, &answer));
    CHECK(has(&answer, "\"more\":false,\"items\":[{\"scope\":7,\"record\":\""));
    CHECK(has(&answer, record));
    CHECK(has(&answer, "\"collection\":\"guests\",\"field\":\"table\",\"dot\":\""));
    CHECK(has(&answer, "\"by\":\"person\",\"person\":\"alice\""));
    CHECK(has(&answer, "\"value\":10,\"replaced\":[{\"dot\":\""));
    CHECK(has(&answer, "\"outcome\":\"kept\""));
    CHECK(has(&answer,
              "\"totals\":{\"machine\":0,\"exact\":0,\"likely\":0,\"kept\":0,"
              "\"changed\":0,\"undone\":0,\"person\":1,"));
    CHECK(has(&answer,
              "{\"collection\":\"guests\",\"field\":\"table\","
              "\"decides\":\"suggest\",\"protected\":false,\"switched\":[],"));
    CHECK(has(&answer, "\"bins\":[{\"from\":0"));
    CHECK(has(&answer, "\"whole\":true}"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_decisions(replica, NULL, 0, &answer));
    CHECK(has(&answer, "{\"more\":true,\"items\":[],"));
    wedsync_free(&answer);
    CHECK(wedsync_decisions(replica, &nowhere, 10, NULL) == WEDSYNC_ERROR_NOT_FOUND);
}

static void test_switches(wedsync_replica* replica) {
    wedsync_bytes answer;
    CHECK(
        wedsync_switch(replica, at_ms(68),
                       TEXT("{\"scope\": 7, \"field\": \"guests.tags\", \"decides\": \"ask\"}")) ==
        WEDSYNC_ERROR_INVALID);
    CHECK(
        wedsync_switch(replica, at_ms(68),
                       TEXT("{\"scope\": 7, \"field\": \"guests.none\", \"decides\": \"ask\"}")) ==
        WEDSYNC_ERROR_INVALID);
    CHECK(
        wedsync_switch(replica, at_ms(68),
                       TEXT("{\"scope\": 7, \"field\": \"guests.table\", \"decides\": \"yes\"}")) ==
        WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_switch(replica, at_ms(68),
                         TEXT("{\"scope\": 9, \"field\": \"guests.table\", \"decides\": null}")) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK_OK(
        replica,
        wedsync_switch(replica, at_ms(68),
                       TEXT("{\"scope\": 7, \"field\": \"guests.table\", \"decides\": \"ask\"}")));
    CHECK_OK(replica, wedsync_decisions(replica, NULL, 0, &answer));
    CHECK(has(&answer, "\"switched\":[{\"scope\":7,\"decides\":\"ask\"}]"));
    CHECK(has(&answer, "\"scopes\":[{\"scope\":7,\"would\":0,\"right\":0,\"paused\":false}]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_switch(
                          replica, at_ms(69),
                          TEXT("{\"scope\": 7, \"field\": \"guests.table\", \"decides\": null}")));
    CHECK_OK(replica, wedsync_decisions(replica, NULL, 0, &answer));
    CHECK(!has(&answer, "\"switched\":[{"));
    wedsync_free(&answer);
}

static void test_delete(wedsync_replica* replica, const char* record) {
    commit(replica, 70, "{\"scope\": 7, \"edits\": [{\"edit\": \"delete\", \"record\": \"%s\"}]}",
           record, NULL);
    CHECK(wedsync_get(replica, kScope, record, strlen(record), NULL) == WEDSYNC_ERROR_NOT_FOUND);
}

static void test_presence(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    char presence[256];
    int size = snprintf(presence, sizeof presence,
                        "{\"scope\": 7, \"activity\": \"editing\", \"record\": \"%s\","
                        " \"field\": \"table\"}",
                        record);
    CHECK(wedsync_presence_set(replica, at_ms(65), presence, (size_t)size) ==
          WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_presence(replica, at_ms(65), &answer) == WEDSYNC_ERROR_INVALID);
    CHECK_OK(replica,
             wedsync_sync_start(replica, TEXT("{\"device\": \"d-alice\", \"token\": \"t\"}")));
    CHECK_OK(replica, wedsync_presence_set(replica, at_ms(66), presence, (size_t)size));
    CHECK_OK(replica, wedsync_presence_set(
                          replica, at_ms(66),
                          TEXT("{\"scope\": 7, \"activity\": \"gone\", \"record\": null}")));
    CHECK(
        wedsync_presence_set(replica, at_ms(67), TEXT("{\"scope\": 8, \"activity\": \"here\"}")) ==
        WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_presence_set(replica, at_ms(67),
                               TEXT("{\"scope\": 7, \"activity\": \"asleep\"}")) != WEDSYNC_OK);
    CHECK(wedsync_presence_set(
              replica, at_ms(67),
              TEXT("{\"scope\": 7, \"activity\": \"here\", \"person\": \"Mara\"}")) != WEDSYNC_OK);
    CHECK(wedsync_presence_set(
              replica, at_ms(67),
              TEXT("{\"scope\": 7, \"activity\": \"here\", \"field\": \"table\"}")) ==
          WEDSYNC_ERROR_INVALID);
    CHECK_OK(replica, wedsync_presence(replica, at_ms(68), &answer));
    CHECK(has(&answer, "{\"available\":false,\"version\":0,\"present\":[]}"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_sync_stop(replica));
}

static void test_team(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    char text[256];
    int size = snprintf(text, sizeof text,
                        "{\"scope\": 7, \"record\": \"%s\", \"field\": \"table\"}", record);
    CHECK_OK(replica, wedsync_forecast(replica, at_ms(68), text, (size_t)size, &answer));
    CHECK(has(&answer, "\"level\":\""));
    CHECK(has(&answer, "\"advice\":\""));
    wedsync_free(&answer);
    CHECK(wedsync_forecast(replica, at_ms(68), TEXT("{\"scope\": 7}"), &answer) != WEDSYNC_OK);
    size = snprintf(text, sizeof text, "{\"scope\": 8, \"record\": \"%s\"}", record);
    CHECK(wedsync_forecast(replica, at_ms(68), text, (size_t)size, &answer) ==
          WEDSYNC_ERROR_NOT_FOUND);
    size = snprintf(text, sizeof text, "{\"scope\": 7, \"record\": \"%s\", \"field\": \"hat\"}",
                    record);
    CHECK(wedsync_forecast(replica, at_ms(68), text, (size_t)size, &answer) != WEDSYNC_OK);

    size = snprintf(text, sizeof text, "{\"scope\": 7, \"record\": \"%s\", \"limit\": 5}", record);
    CHECK_OK(replica, wedsync_activity(replica, at_ms(68), text, (size_t)size, &answer));
    CHECK(has(&answer, "{\"kind\":\"edited\",\"scope\":7,\"record\":\""));
    CHECK(has(&answer, "\"open\":true,\"own\":true}"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_activity(replica, at_ms(68), TEXT("{\"limit\": 0}"), &answer));
    CHECK(has(&answer, "{\"items\":[]}"));
    wedsync_free(&answer);
    CHECK(wedsync_activity(replica, at_ms(68), TEXT("{\"limit\": 1001}"), &answer) != WEDSYNC_OK);
    size = snprintf(text, sizeof text, "{\"record\": \"%s\"}", record);
    CHECK(wedsync_activity(replica, at_ms(68), text, (size_t)size, &answer) != WEDSYNC_OK);
}

static void test_claims(wedsync_replica* replica, const char* record) {
    wedsync_bytes answer;
    char text[256];
    int size = snprintf(text, sizeof text,
                        "{\"scope\": 7, \"record\": \"%s\", \"field\": \"table\"}", record);
    CHECK(wedsync_claim(replica, at_ms(68), text, (size_t)size) == WEDSYNC_ERROR_INVALID);
    CHECK(wedsync_claims(replica, at_ms(68), &answer) == WEDSYNC_ERROR_INVALID);
    CHECK_OK(replica,
             wedsync_sync_start(replica, TEXT("{\"device\": \"d-alice\", \"token\": \"t\"}")));
    CHECK_OK(replica, wedsync_claim(replica, at_ms(68), text, (size_t)size));
    CHECK_OK(replica, wedsync_claims(replica, at_ms(69), &answer));
    CHECK(has(&answer,
              "{\"available\":false,\"version\":1,\"claims\":[{\"scope\":7,\"kind\":"
              "\"lease\",\"collection\":\"guests\",\"record\":\""));
    CHECK(has(&answer, "\"field\":\"table\""));
    CHECK(has(&answer,
              "\"state\":\"alone\",\"taken_by\":\"\",\"left_ms\":3599999,"
              "\"held_ms\":1,\"own\":true,\"live\":false}"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_claim(replica, at_ms(69),
                                    TEXT("{\"scope\": 7, \"collection\": \"guests\", \"field\":"
                                         " \"table\", \"from\": 1, \"to\": 10, \"label\":"
                                         " \"Tables 1-10\", \"for_ms\": 60000}")));
    CHECK_OK(replica, wedsync_release(replica, at_ms(70), text, (size_t)size));
    CHECK_OK(replica, wedsync_release(replica, at_ms(70), text, (size_t)size));
    CHECK_OK(replica, wedsync_claims(replica, at_ms(70), &answer));
    CHECK(!has(&answer, "lease"));
    CHECK(has(&answer,
              "\"kind\":\"area\",\"collection\":\"guests\",\"field\":\"table\","
              "\"from\":1,\"to\":10,\"label\":\"Tables 1-10\""));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_release(replica, at_ms(70),
                                      TEXT("{\"scope\": 7, \"collection\": 1, \"field\":"
                                           " \"table\", \"from\": 1, \"to\": 10}")));
    CHECK(wedsync_claim(replica, at_ms(71), TEXT("{\"scope\": 8, \"collection\": \"guests\"}")) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_claim(replica, at_ms(71), TEXT("{\"scope\": 7, \"collection\": \"hats\"}")) ==
          WEDSYNC_ERROR_NOT_FOUND);
    CHECK(wedsync_claim(replica, at_ms(71),
                        TEXT("{\"scope\": 7, \"collection\": \"guests\", \"records\": []}")) !=
          WEDSYNC_OK);
    CHECK(wedsync_claim(replica, at_ms(71),
                        TEXT("{\"scope\": 7, \"collection\": \"guests\", \"from\": 1}")) !=
          WEDSYNC_OK);
    CHECK_OK(replica, wedsync_claims(replica, at_ms(72), &answer));
    CHECK(has(&answer, "\"claims\":[]"));
    wedsync_free(&answer);
    CHECK_OK(replica, wedsync_sync_stop(replica));
}

static void test_sync_asks_to_connect(wedsync_replica* replica) {
    wedsync_bytes bytes;
    int kind = -1;
    int is_armed = -1;
    uint64_t due = 0;
    CHECK_OK(replica,
             wedsync_sync_start(replica,
                                TEXT("{\"device\": \"d-alice\", \"token\": \"t\", \"seed\": 3}")));
    CHECK_OK(replica, wedsync_sync_poll(replica, at_ms(100), &kind, &bytes));
    CHECK(kind == WEDSYNC_ACTION_CONNECT && bytes.bytes == NULL);
    CHECK_OK(replica, wedsync_sync_connected(replica, at_ms(110)));
    CHECK_OK(replica, wedsync_sync_poll(replica, at_ms(110), &kind, &bytes));
    CHECK(kind == WEDSYNC_ACTION_SEND && bytes.size > 1 && bytes.bytes[0] == 1);
    wedsync_free(&bytes);
    CHECK_OK(replica, wedsync_sync_timeout(replica, &is_armed, &due));
    CHECK(is_armed == 1 && due > 110);
    CHECK_OK(replica, wedsync_sync_status(replica, &bytes));
    CHECK(has(&bytes, "{\"phase\":\"greeting\",\"in_sync\":false"));
    CHECK(has(&bytes, "\"media_allowed\":false,\"round_trip_ms\":null,\"goodput\":null"));
    CHECK(has(&bytes, "\"put_off\":false,\"disk_full\":false"));
    wedsync_free(&bytes);
    CHECK_OK(replica, wedsync_sync_frame(replica, at_ms(120), (const uint8_t*)"\xFFnonsense", 9));
    CHECK_OK(replica, wedsync_sync_poll(replica, at_ms(120), &kind, &bytes));
    CHECK(kind != WEDSYNC_ACTION_NONE);
    wedsync_free(&bytes);
    CHECK_OK(replica, wedsync_sync_stop(replica));
    CHECK(wedsync_sync_tick(replica, at_ms(130)) == WEDSYNC_ERROR_INVALID);
}

int main(void) {
    char record[kIdSize];
    wedsync_replica* replica = open_replica("alice");
    if (replica == NULL) return 1;
    CHECK(strcmp(wedsync_version(), "0.1.0") == 0);
    CHECK_OK(replica, wedsync_add_scope(replica, at_ms(1), kScope, TEXT("The wedding")));
    create_grace(replica, record);
    test_edits_and_reading(replica, record);
    test_references_within_a_draft(replica, record);
    test_undo_and_history(replica, record);
    test_conflict_and_decision(replica, record);
    test_decisions(replica, record);
    test_switches(replica);
    test_presence(replica, record);
    test_claims(replica, record);
    test_team(replica, record);
    test_delete(replica, record);
    test_sync_asks_to_connect(replica);
    wedsync_close(replica);
    remove_replica("alice");
    test_hostile_arguments();
    test_watching_and_copies();
    test_rules();
    if (failures() == 0) puts("the C interface: all as it says");
    return failures() == 0 ? 0 : 1;
}
