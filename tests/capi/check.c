#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failure_count = 0;

void check(int holds, const char* what, const char* file, int line) {
    if (holds) return;
    ++failure_count;
    fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
}

void check_ok(const wedsync_replica* replica, int code, const char* what, const char* file,
              int line) {
    const char* text = "";
    if (code == WEDSYNC_OK) return;
    wedsync_last_error(replica, &text, NULL);
    ++failure_count;
    fprintf(stderr, "%s:%d: %s: %d, %s\n", file, line, what, code, text);
}

int failures(void) {
    return failure_count;
}

/* Not random at all, but never the same twice: enough for a test. */
static uint64_t next_number(void* context) {
    static uint64_t state = 1;
    (void)context;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state ^ (state >> 29);
}

enum { kPathSize = 512 };

static void path_of(const char* person, const char* ending, char* path) {
    const char* folder = getenv("WEDSYNC_BINARY_DIR");
    snprintf(path, kPathSize, "%s/capi_test_%s.wedsync%s", folder == NULL ? "." : folder, person,
             ending);
}

void remove_replica(const char* person) {
    static const char* const kEndings[] = {"", "-wal", "-shm"};
    size_t i = 0;
    for (i = 0; i < sizeof kEndings / sizeof kEndings[0]; ++i) {
        char path[kPathSize];
        path_of(person, kEndings[i], path);
        remove(path);
    }
}

wedsync_replica* open_replica(const char* person) {
    static const char kFormat[] =
        "{\"path\": \"%s\", \"author\": {\"person\": \"%s\", \"device\": \"d-%s\","
        " \"role\": \"staff\"}, \"schema\": {\"name\": \"test\", \"version\": 1, \"collections\": ["
        "{\"number\": 1, \"name\": \"guests\", \"title\": \"name\", \"fields\": ["
        "{\"number\": 1, \"name\": \"name\", \"searchable\": true},"
        "{\"number\": 2, \"name\": \"table\", \"type\": \"integer\"},"
        "{\"number\": 3, \"name\": \"tags\", \"kind\": \"set\"},"
        "{\"number\": 4, \"name\": \"glasses\", \"kind\": \"counter\"},"
        "{\"number\": 5, \"name\": \"partner\", \"kind\": \"reference\", \"target\": \"guests\"}"
        "]},"
        "{\"number\": 2, \"name\": \"switches\", \"title\": \"field\", \"fields\": ["
        "{\"number\": 1, \"name\": \"field\", \"protected\": true},"
        "{\"number\": 2, \"name\": \"decides\", \"protected\": true}]}],"
        " \"switches\": {\"collection\": \"switches\", \"field\": \"field\","
        " \"decides\": \"decides\"}, \"rules\": ["
        "{\"number\": 1, \"name\": \"names\", \"kind\": \"unique\","
        " \"collection\": \"guests\", \"fields\": [\"name\"], \"normalised\": true,"
        " \"repair\": {\"rename\": \"name\"}}]}}";
    char options[2048];
    char path[kPathSize];
    wedsync_replica* replica = NULL;
    wedsync_bytes error;
    int size = 0;
    remove_replica(person);
    path_of(person, "", path);
    size = snprintf(options, sizeof options, kFormat, path, person, person);
    if (wedsync_open(options, (size_t)size, next_number, NULL, &replica, &error) != WEDSYNC_OK) {
        fprintf(stderr, "cannot open: %s\n", error.bytes);
        wedsync_free(&error);
    }
    CHECK(replica != NULL);
    return replica;
}

wedsync_now at_ms(uint64_t ms) {
    wedsync_now now;
    now.monotonic_ms = ms;
    now.wall_ms = 1700000000000u + ms;
    return now;
}

int has(const wedsync_bytes* answer, const char* words) {
    return answer->bytes != NULL && strstr(answer->bytes, words) != NULL;
}

int take(const wedsync_bytes* answer, const char* before, char* out, size_t out_size) {
    const char* start = answer->bytes == NULL ? NULL : strstr(answer->bytes, before);
    const char* end = NULL;
    if (start != NULL) {
        start += strlen(before);
        end = strchr(start, '"');
    }
    if (end == NULL || (size_t)(end - start) >= out_size) {
        out[0] = '\0';
        return 0;
    }
    memcpy(out, start, (size_t)(end - start));
    out[end - start] = '\0';
    return 1;
}
