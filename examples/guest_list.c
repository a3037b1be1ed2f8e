/* A guest list that keeps itself: opens (or creates) a file, adds a guest, prints everyone.
 *
 *   guest_list FILE [NAME]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wedsync/wedsync.h"

static const uint64_t kScope = 1;

static const char kOptions[] =
    "{\"path\": \"%s\","
    " \"author\": {\"person\": \"Alice\", \"device\": \"desk\", \"role\": \"coordinator\"},"
    " \"schema\": {\"name\": \"party\", \"version\": 1, \"collections\": [{"
    "    \"number\": 1, \"name\": \"guests\", \"title\": \"name\", \"fields\": ["
    "      {\"number\": 1, \"name\": \"name\", \"searchable\": true}]}]}}";

/* The engine takes its random bits from the system. */
static uint64_t random_bits(void* context) {
    uint64_t bits = 0;
    if (fread(&bits, sizeof bits, 1, (FILE*)context) != 1) abort();
    return bits;
}

static wedsync_now now(void) {
    wedsync_now now;
    now.wall_ms = (uint64_t)time(NULL) * 1000;
    now.monotonic_ms = now.wall_ms;
    return now;
}

static int report(const wedsync_replica* replica, const char* what) {
    const char* text = NULL;
    wedsync_last_error(replica, &text, NULL);
    fprintf(stderr, "guest_list: cannot %s: %s\n", what, text);
    return 1;
}

static int add_guest(wedsync_replica* replica, const char* name) {
    char draft[512];
    /* A real program escapes the name for JSON; here a name with a quote is refused. */
    const int size = snprintf(draft, sizeof draft,
                              "{\"scope\": 1, \"edits\": ["
                              "{\"edit\": \"create\", \"collection\": \"guests\"},"
                              "{\"edit\": \"set\", \"record\": 0, \"field\": \"name\","
                              " \"value\": \"%s\"}]}",
                              name);
    if (size < 0 || (size_t)size >= sizeof draft) return 1;
    if (wedsync_commit(replica, now(), draft, (size_t)size, NULL) != WEDSYNC_OK) {
        return report(replica, "add the guest");
    }
    return 0;
}

static int print_guests(wedsync_replica* replica) {
    static const char kQuery[] = "{\"scope\": 1, \"collection\": \"guests\"}";
    wedsync_bytes answer;
    if (wedsync_query(replica, kQuery, strlen(kQuery), &answer) != WEDSYNC_OK) {
        return report(replica, "read the guests");
    }
    puts(answer.bytes);
    wedsync_free(&answer);
    return 0;
}

int main(int argc, char** argv) {
    char options[1024];
    wedsync_replica* replica = NULL;
    wedsync_bytes error;
    FILE* randomness = fopen("/dev/urandom", "rb");
    int size = 0;
    int failed = 0;
    if (argc < 2 || randomness == NULL) {
        fputs("usage: guest_list FILE [NAME]\n", stderr);
        return 2;
    }
    size = snprintf(options, sizeof options, kOptions, argv[1]);
    if (size < 0 || (size_t)size >= sizeof options) return 2;
    if (wedsync_open(options, (size_t)size, random_bits, randomness, &replica, &error) !=
        WEDSYNC_OK) {
        fprintf(stderr, "guest_list: cannot open %s: %s\n", argv[1], error.bytes);
        wedsync_free(&error);
        return 1;
    }
    if (wedsync_add_scope(replica, now(), kScope, "The party", 9) != WEDSYNC_OK) {
        failed = report(replica, "begin");
    }
    failed = failed || add_guest(replica, argc > 2 ? argv[2] : "Grace Hopper");
    failed = failed || print_guests(replica);
    wedsync_close(replica);
    fclose(randomness);
    return failed;
}
