/* What the module imports from JavaScript (host.js). A number answers each call: what the object
 * `files` said, or one of the two below where it threw. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#define WEDSYNC_FILES_THREW (-1.0)
#define WEDSYNC_FILES_QUOTA (-2.0) /* A QuotaExceededError. */

/* flags of open() */
#define WEDSYNC_FILES_CREATE 1

/* A handle of 0 or more. */
double wedsync_files_open(const char* name, int flags);
double wedsync_files_close(int handle);
double wedsync_files_read(int handle, void* into, int size, double at);
double wedsync_files_write(int handle, const void* from, int size, double at);
/* 1, or 0 where it could not be done; likewise flush and exists. */
double wedsync_files_truncate(int handle, double size);
double wedsync_files_size(int handle);
double wedsync_files_flush(int handle);
double wedsync_files_remove(const char* name);
double wedsync_files_exists(const char* name);

/* Fills `size` bytes, at most 65,536, from crypto.getRandomValues(). */
void wedsync_host_random(void* into, int size);
/* Milliseconds since 1970. */
double wedsync_host_wall_ms(void);

#ifdef __cplusplus
}
#endif
