/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Showing objects.
 */
#include "config.h"

#include "show.h"
#include "tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* All other paths would be looked at as the names that they may be. */
static PRInt32
AddDirectory(Names *names, const char *path)
{
    struct stat info;

    if (stat(path, &info) == -1) {
        return errno;
    }
    return S_ISDIR(info.st_mode) ? AddTree(names, path) : ENOTDIR;
}

int
FindAll(char *const *directories, Inventory *inventory)
{
    Names   names = { .all = { NULL, 0, 0 } };
    int     status = EXIT_SUCCESS;
    PRInt32 err;

    BeginInventory(inventory);
    for (; *directories != NULL; directories++) {
        err = AddDirectory(&names, *directories);
        if (err != 0) {
            status = Fail("%s: %s", *directories, strerror(err));
        }
    }
    AddUsual(&names);
    FinishNames(&names);
    EndInventory(&names, inventory);
    FreeNames(&names);
    return status;
}

const char *
KindOf(const Object *object)
{
    return object->isDraft       ? "draft"
           : object->isSemaphore ? "semaphore"
                                 : "segment";
}

char *
Describe(const Object *object)
{
    return object->key != 0 ? Format("%s %s key 0x%x", KindOf(object),
                                     object->native, (unsigned)object->key)
                            : Format("%s %s", KindOf(object), object->native);
}

/* --- For people ---------------------------------------------------------- */

static const Column columns[] = {
    { "KIND", PR_FALSE },    { "MECHANISM", PR_FALSE }, { "NATIVE", PR_FALSE },
    { "SIZE", PR_TRUE },     { "MODE", PR_FALSE },      { "OWNER", PR_FALSE },
    { "CREATOR", PR_FALSE }, { "ATTACHED", PR_TRUE },   { "AGE", PR_TRUE },
    { "VERDICT", PR_FALSE }, { "NAME", PR_FALSE },
};

static const Colour colours[] = {
    [VERDICT_LIVE] = GREEN,    [VERDICT_IDLE] = PLAIN,
    [VERDICT_ORPHAN] = YELLOW, [VERDICT_NAMELESS] = YELLOW,
    [VERDICT_HALF_MADE] = RED, [VERDICT_COLLISION] = RED,
    [VERDICT_UNKNOWN] = PLAIN,
};

static char *
FormatKnown(PRInt64 number)
{
    return number >= 0 ? Format("%" PRId64, number) : Copy("-");
}

static char *
FormatCreator(const Object *object)
{
    static const char *const states[] = {
        [LIFE_UNKNOWN] = "?", [LIFE_ALIVE] = "alive", [LIFE_GONE] = "gone"
    };

    return object->creator < 0 ? Copy("-")
                               : Format("%" PRId64 " %s", object->creator,
                                        states[object->creatorLife]);
}

/* All names of what collides, else one. */
static char *
FormatNames(const Object *object)
{
    char **names = object->names.items;
    PRSize i, count = object->collides ? object->names.count : 1;
    char  *text, *next;

    if (object->names.count == 0) {
        return Copy("-");
    }
    text = Printable(names[0]);
    for (i = 1; i < count; i++) {
        char *name = Printable(names[i]);

        next = Format("%s %s", text, name);
        free(text);
        free(name);
        text = next;
    }
    return text;
}

static void
AddRow(Table *table, const Object *object)
{
    AddCell(table, Copy(KindOf(object)), PLAIN);
    AddCell(table, Copy(object->mechanism), PLAIN);
    AddCell(table, Copy(object->native), PLAIN);
    AddCell(table, FormatSize(object->size), PLAIN);
    AddCell(table, Format("%04o", (unsigned)object->mode),
            (object->mode & 02) != 0 ? RED : PLAIN);
    AddCell(table, FormatOwner(object->uid), PLAIN);
    AddCell(table, FormatCreator(object), PLAIN);
    AddCell(table, FormatKnown(object->attachments), PLAIN);
    AddCell(table, FormatAge(AgeOf(object)), PLAIN);
    AddCell(table, Copy(NameOfVerdict(object->verdict)),
            colours[object->verdict]);
    AddCell(table, FormatNames(object), PLAIN);
}

void
ShowNotes(const Inventory *inventory)
{
    char **notes = inventory->notes.items;
    PRSize i;

    for (i = 0; i < inventory->notes.count; i++) {
        (void)Fail("note: %s", notes[i]);
    }
}

void
ShowInventory(const Inventory *inventory)
{
    const Object *all = inventory->objects.items;
    Table         table = { columns, PR_ARRAY_SIZE(columns), { 0 } };
    PRSize        i;

    for (i = 0; i < inventory->objects.count; i++) {
        AddRow(&table, &all[i]);
    }
    ShowTable(&table);
    ShowNotes(inventory);
}

/* --- For scripts --------------------------------------------------------- */

static void
PutLife(Json *json, const char *key, Life life)
{
    if (life == LIFE_UNKNOWN) {
        PutNull(json, key);
    } else {
        PutBool(json, key, life == LIFE_ALIVE);
    }
}

static void
PutFormatted(Json *json, const char *key, char *text)
{
    PutText(json, key, text);
    free(text);
}

void
PutObject(Json *json, const char *key, const Object *object)
{
    PRInt64 age = AgeOf(object);

    BeginObject(json, key);
    PutText(json, "kind", KindOf(object));
    PutText(json, "mechanism", object->mechanism);
    PutText(json, "native", object->native);
    PutKnown(json, "id", object->id);
    if (object->key != 0) {
        PutFormatted(json, "key", Format("0x%08x", (unsigned)object->key));
    } else {
        PutNull(json, "key");
    }
    PutText(json, "name", NameOf(object));
    PutTexts(json, "names", &object->names);
    PutKnown(json, "size", object->size);
    PutFormatted(json, "mode", Format("%04o", (unsigned)object->mode));
    PutKnown(json, "uid", object->uid);
    PutKnown(json, "gid", object->gid);
    PutFormatted(json, "owner", FormatOwner(object->uid));
    PutKnown(json, "creator", object->creator);
    PutLife(json, "creatorAlive", object->creatorLife);
    PutKnown(json, "attachments", object->attachments);
    PutKnown(json, "value", object->value);
    PutKnown(json, "created", object->made == 0 ? UNKNOWN : object->made);
    PutKnown(json, "age", age < 0 ? UNKNOWN : age / 1000000);
    PutText(json, "verdict", NameOfVerdict(object->verdict));
    PutBool(json, "orphan", object->orphaned);
    PutBool(json, "doubtful", object->doubtful);
    End(json);
}

void
ShowInventoryAsJson(const Inventory *inventory)
{
    const Object *all = inventory->objects.items;
    Json          json = { .depth = 0 };
    PRSize        i;

    BeginObject(&json, NULL);
    BeginArray(&json, "objects");
    for (i = 0; i < inventory->objects.count; i++) {
        PutObject(&json, NULL, &all[i]);
    }
    End(&json);
    PutTexts(&json, "notes", &inventory->notes);
    End(&json);
}
