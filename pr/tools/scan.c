/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Taking inventory, step by step.
 */
#include "config.h"

#include "scan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

/* Nothing is known of it. */
static void
InitObject(Object *object)
{
    memset(object, 0, sizeof *object);
    object->id = object->size = object->creator = UNKNOWN;
    object->uid = object->gid = UNKNOWN;
    object->attachments = object->value = UNKNOWN;
}

Object *
AddObject(Inventory *inventory)
{
    Object *object = Append(&inventory->objects, sizeof *object);

    InitObject(object);
    return object;
}

void
Note(Inventory *inventory, const char *format, ...)
{
    char  **note = Append(&inventory->notes, sizeof *note);
    va_list args;

    va_start(args, format);
    *note = FormatArguments(format, args);
    va_end(args);
}

void
BeginInventory(Inventory *inventory)
{
    memset(inventory, 0, sizeof *inventory);
    inventory->sysvErr = ListSysv(inventory);
    ListPosix(inventory);
}

void
EndInventory(const Names *names, Inventory *inventory)
{
    char **notes = names->notes.items;
    PRSize i;

    for (i = 0; i < names->notes.count; i++) {
        Note(inventory, "%s", notes[i]);
    }
    if (inventory->sysvErr != 0) {
        AskForSysv(names, inventory);
    }
    FindFiles(names, inventory);
    FindDrafts(names, inventory);
    CountAllUsers(inventory);
    GiveVerdicts(names, inventory);
}

void
FreeInventory(Inventory *inventory)
{
    Object *objects = inventory->objects.items;
    char  **notes = inventory->notes.items;
    PRSize  i;

    for (i = 0; i < inventory->objects.count; i++) {
        FreeObject(&objects[i]);
    }
    for (i = 0; i < inventory->notes.count; i++) {
        free(notes[i]);
    }
    free(objects);
    free(notes);
}

/* --- One of them --------------------------------------------------------- */

PRInt32
LookAgain(const Object *before, int fd, Object *now)
{
    InitObject(now);
    return before->key != 0 ? LookAgainSysv(before, now)
                            : LookAgainMapped(before, fd, now);
}

static PRInt32
RemoveSysv(const Object *object)
{
    int id = (int)object->id;

    return (object->isSemaphore ? semctl(id, 0, IPC_RMID)
                                : shmctl(id, IPC_RMID, NULL)) == 0
               ? 0
               : errno;
}

PRInt32
RemoveNative(const Object *object)
{
    PRInt32 err;

    if (object->key != 0) {
        err = RemoveSysv(object);
    } else if (object->isDraft) {
        err = unlink(object->path) == 0 ? 0 : errno;
    } else if (strcmp(object->mechanism, "posix") == 0) {
        err = shm_unlink(object->native) == 0 ? 0 : errno;
    } else {
        err = ENOTSUP; /* it is its name */
    }
    return err == EIDRM || err == EINVAL ? ENOENT : err;
}
