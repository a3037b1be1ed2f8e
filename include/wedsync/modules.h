/* The modules of WedSync (docs/modules.md) in C: what a business wants to know, on a replica of
 * wedsync.h. What is said there of answers, errors and threads holds here. */
#ifndef WEDSYNC_MODULES_H
#define WEDSYNC_MODULES_H

#include "wedsync/wedsync.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Asks a module: {"module": "success", "question": "health"}, and whatever else the question takes
 * (docs/modules.md, "Questions and actions"). Changes nothing. WEDSYNC_ERROR_NOT_FOUND for a module
 * that is not there.
 *
 * The first question to a module reads all its records. Whoever cannot wait for that names in
 * "read" how many may be read for this call (1 to 1,000,000): where that was not enough the answer
 * is {"unread": true}, and the same call again goes on. An action that is answered so has done
 * nothing. */
WEDSYNC_EXPORT int wedsync_ask(wedsync_replica* replica, wedsync_now now, const char* question,
                               size_t question_size, wedsync_bytes* answer);

/* Has a module do something: {"module": "marketing", "action": "track", "scope": 7, ...}. Committed
 * when it returns; on an error nothing was done. */
WEDSYNC_EXPORT int wedsync_act(wedsync_replica* replica, wedsync_now now, const char* action,
                               size_t action_size, wedsync_bytes* answer);

#ifdef __cplusplus
}
#endif

#endif
