/* SPDX-License-Identifier: MPL-2.0 */
/*
 * All segments and semaphores of the machine, and the names that lead to them.
 */
#ifndef scan_h___
#define scan_h___

#include "names.h"
#include "object.h"

typedef struct Inventory {
    Array   objects; /* of Object, with verdicts; segments first */
    Array   notes;   /* of char *: what could not be seen */
    PRInt32 sysvErr; /* why there are no lists of System V; or 0 */
} Inventory;

/*
 * Find all objects; then, which of these names lead to them.  Names are to be
 * looked for in between: what was there before them had its name by then.
 */
void BeginInventory(Inventory *inventory);
void EndInventory(const Names *names, Inventory *inventory);
void FreeInventory(Inventory *inventory);

/* The steps.  Each adds to the inventory what it finds; of System V, that is an
 * error if there are no lists of them, and names have to be asked for. */
PRInt32 ListSysv(Inventory *inventory); /* sysv.c */
void    AskForSysv(const Names *names, Inventory *inventory);
void    ListPosix(Inventory *inventory); /* mapped.c */
void    FindFiles(const Names *names, Inventory *inventory);
void    FindDrafts(const Names *names, Inventory *inventory);
void    CountAllUsers(Inventory *inventory);
void    GiveVerdicts(const Names *names, Inventory *inventory); /* verdict.c */

/* Add an object that nothing is known of. */
Object *AddObject(Inventory *inventory);

/* Note what could not be seen, as in printf(). */
void Note(Inventory *inventory, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Look again at an object that was found before: 0 and what it is now, ENOENT
 * if it is gone or another one.  What is found owns nothing, and has no names.
 *
 *   fd  by which the caller has the file open that it is, or -1
 */
PRInt32 LookAgain(const Object *before, int fd, Object *now);
PRInt32 LookAgainSysv(const Object *before, Object *now);
PRInt32 LookAgainMapped(const Object *before, int fd, Object *now);

/* Remove what the kernel holds, and not a name; 0 or an errno value. */
PRInt32 RemoveNative(const Object *object);

#endif /* scan_h___ */
