/* SPDX-License-Identifier: MPL-2.0 */
/*
 * All segments and semaphores of the machine, and the names that lead to them.
 */
#ifndef scan_h___
#define scan_h___

#include "names.h"
#include "object.h"

typedef struct Inventory {
    Array objects; /* of Object, with verdicts; segments first */
    Array notes;   /* of char *: what could not be seen */
} Inventory;

/* Find all objects, and which of these names lead to them. */
void TakeInventory(const Names *names, Inventory *inventory);
void FreeInventory(Inventory *inventory);

/* The steps.  Each adds to the inventory what it finds. */
void FindSysv(const Names *names, Inventory *inventory);     /* sysv.c */
void FindMapped(const Names *names, Inventory *inventory);   /* mapped.c */
void GiveVerdicts(const Names *names, Inventory *inventory); /* verdict.c */

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
