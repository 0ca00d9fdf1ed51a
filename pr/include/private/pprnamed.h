/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named objects on Unix: segments and semaphores, which differ in what they
 * are but not in how they get their names.
 *
 * A mechanism knows system calls and nothing else: how a marker becomes a
 * native object, and what is done with that.  The order in which markers and
 * objects are made and removed is uxnamed.c's.
 */
#ifndef pprnamed_h___
#define pprnamed_h___

#include "private/pprmarker.h"
#include "private/pprsem.h"
#include "private/pprshm.h"

/* A handle of either kind of object. */
typedef union _MDHandle {
    PRSharedMemory segment;
    PRSem          semaphore;
} _MDHandle;

/* What is wanted: of an object that is there, and of a new one. */
typedef struct _MDWanted {
    PRIntn  rights; /* to one that is there: bits of a mode, whatever their
                     * class; 0: not checked */
    PRIntn  mode;   /* of a new one */
    PRSize  size;   /* of a segment, in bytes; if it is there, at least */
    PRUintn value;  /* of a new semaphore */
    PRBool  undo;   /* of a semaphore: PRX_SEM_UNDO is asked for */
} _MDWanted;

/* The errors of findObject for an object that is not ready: another process is
 * just making it; or it was, and has died. */
#define _MD_BEING_MADE EINPROGRESS
#define _MD_HALF_MADE  EBADMSG

/* One mechanism of one kind. */
typedef struct _MDMechanism {
    const char *name; /* as users write it */

    /* Whether the marker's own file is the object: then it is made before the
     * marker has its name. */
    PRBool inMarker;

    /* Of semaphores: whether the system gives back what a process had taken
     * when that ends. */
    PRBool canUndo;

    /*
     * Open the object of a marker: ENOENT if it has none, EINVAL if the size
     * wanted is larger, EACCES if the rights wanted are not granted, ENOSYS
     * if the system lacks the mechanism, ESTALE if the name leads elsewhere
     * by now, ENOTSUP if it is there but cannot undo, or is not of a form that
     * we know; _MD_BEING_MADE or _MD_HALF_MADE.
     */
    PRInt32 (*findObject)(const _MDMarker *marker, const _MDWanted *wanted,
                          _MDHandle *handle);

    /* Make a handle without any right to an object for which findObject has
     * returned EACCES.  NULL if there is no use for such handles. */
    void (*adoptDenied)(_MDHandle *handle);

    /* See to it that the native name of a marker that is not at its name yet is
     * free: EEXIST if something has it and keeps it.  NULL if it always is. */
    PRInt32 (*claimName)(const struct stat *marker);

    /*
     * Make the object of a marker that is open and locked; EEXIST if it has
     * one by now.  ENOTSUP if it cannot be made under this very marker; then
     * another mechanism has to do it.
     */
    PRInt32 (*makeObject)(const _MDMarker *marker, const _MDWanted *wanted,
                          _MDHandle *handle);

    /*
     * Remove the object of a marker that is open and locked, whole or not;
     * ENOENT if it has none.
     *
     *   keepMarker  another object needs it
     */
    PRInt32 (*removeObject)(const _MDMarker *marker, PRBool keepMarker);
} _MDMechanism;

typedef struct _MDRequest _MDRequest;

/* A kind of objects. */
typedef struct _MDKind {
    /*
     * Its mechanisms, in the order in which they are asked for the object of a
     * marker, or in reverse if that is signed.  If one cannot make its object
     * under a marker, the one before it is used.
     */
    const _MDMechanism *const *mechanisms;
    PRIntn                     count;

    /* Whether such an object can be made at all: 0 or why not. */
    PRInt32 (*checkNew)(const _MDRequest *request);

    void (*closeHandle)(_MDHandle *handle);

    /* Whether an empty marker is removed even if there is no object to delete,
     * as stock NSPR does it for semaphores. */
    PRBool takesLoneMarker;
} _MDKind;

extern const _MDKind _MD_segments;   /* uxshm.c */
extern const _MDKind _MD_semaphores; /* uxsem.c */

/* What is to be done, and how far it has come. */
struct _MDRequest {
    const _MDKind *kind;
    PRIntn         mechanism; /* of a new object; -1 if none has that name */
    const char    *name;
    _MDWanted      wanted;
    PRBool         create;    /* if it is not there */
    PRBool         exclusive; /* only if it is not there */
    _MDPatience    patience;  /* with others */
    _MDPatience    forMaker;  /* with one who is making it */

    /*
     * Of a deletion: asked once the marker is locked and nothing has happened
     * yet; 0, or why all is to stay.  NULL if there is nothing to ask.
     */
    PRInt32 (*mayDelete)(const _MDMarker *marker, void *arg);
    void *arg;
};

/* The mechanism of new segments, by its number among theirs: -1 if the setting
 * names none. */
PRIntn _MD_PreferredMechanism(void);

/* Open or create an object; handle is written only on success. */
PRInt32 _MD_OpenNamed(_MDRequest *request, _MDHandle *handle);

/* Remove an object, then its name unless that leads to something else. */
PRInt32 _MD_DeleteNamed(_MDRequest *request);

#endif /* pprnamed_h___ */
