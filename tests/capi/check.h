/* What the tests of the C interface share. */
#ifndef WEDSYNC_TESTS_CAPI_CHECK_H
#define WEDSYNC_TESTS_CAPI_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "wedsync/wedsync.h"

/* Counts a failure and says where. */
#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
/* A call that has to succeed; else its error is shown. */
#define CHECK_OK(replica, call) check_ok((replica), (call), #call, __FILE__, __LINE__)

void check(int holds, const char* what, const char* file, int line);
void check_ok(const wedsync_replica* replica, int code, const char* what, const char* file,
              int line);
int failures(void);

/* The text of a literal as the interface takes it: pointer, length. */
#define TEXT(literal) (literal), sizeof(literal) - 1

/* A new replica with a small schema: guests with a name, a table, tags, glasses and a partner. */
wedsync_replica* open_replica(const char* person);
/* Removes its files. */
void remove_replica(const char* person);
wedsync_now at_ms(uint64_t ms);

/* True when the answer contains the words. */
int has(const wedsync_bytes* answer, const char* words);
/* The text between `before` and the next quote in the answer, copied into `out`; 0 if there is
 * none. */
int take(const wedsync_bytes* answer, const char* before, char* out, size_t out_size);

/* hostile_test.c: arguments that no caller should pass. */
void test_hostile_arguments(void);
/* watch_test.c: live queries, keys of commits, handovers between copies. */
void test_watching_and_copies(void);
/* rules_test.c: what breaks the rules, and what mends it. */
void test_rules(void);

#endif
