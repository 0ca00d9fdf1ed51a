/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the programs share that tell facts about either NSPR, a line each:
 * "scene.fact: value".  Every scene has a process of its own, so it starts
 * before initialisation, and how that ends is a fact as well: "scene: exit 0",
 * "scene: signal 11".
 */
#ifndef scenes_h___
#define scenes_h___

#include <prerror.h>

#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- Facts --------------------------------------------------------------- */

/* Of the scene that runs. */
extern const char *scene_name;

/* What the next facts are about, put before their names; or "". */
extern char subject[80];
void        about(const char *what, ...) __attribute__((format(printf, 1, 2)));

/* A whole line, whichever thread tells it. */
void fact(const char *id, const char *value, ...)
    __attribute__((format(printf, 2, 3)));

/* The line up to the value, for those who put that together themselves. */
void begin_fact(const char *id);

/* Bytes as they can stand in a line. */
void put_bytes(const char *bytes, size_t count);

const char *or_null(const char *text);

/* The error of this thread: code, number, length of the text. */
void error_fact(const char *id);

/* A number that a call returned, and the error that it left; 1/2 if none. */
void result_fact(const char *id, long long value);

/* A call that returns a number or PRStatus, and one that returns a pointer. */
#define CALL(id, call)                                                        \
    do {                                                                      \
        long long returned_;                                                  \
                                                                              \
        PR_SetError(1, 2);                                                    \
        returned_ = (long long)(call);                                        \
        result_fact(id, returned_);                                           \
    } while (0)
#define POINTER(id, call) CALL(id, (call) != NULL)

/* --- Scenes -------------------------------------------------------------- */

typedef struct Scene {
    const char *name;
    void (*run)(void);
} Scene;

/* Call this before anything is printed. */
void begin_scenes(void);

/* Run a scene in a process that is prepared first, if prepare is not NULL. */
void run_scene(const char *name, void (*prepare)(void), void (*run)(void));
void run_scenes(const Scene *scenes, size_t count, void (*prepare)(void));

/* A thread that NSPR did not make, from its beginning to its end. */
void in_foreign_thread(void *(*function)(void *), void *arg);

#endif /* scenes_h___ */
