/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A cache in an anonymous map: the parent fills it, a child that inherits it
 * looks things up and counts how often, the parent reports.
 */
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "prprf.h"
#include "prproces.h"
#include "prshma.h"

#include <stdio.h>
#include <string.h>

#define SLOTS 61

typedef struct Slot {
    char     key[12];
    PRUint32 value;
    PRUint32 hits;
} Slot;

static PRUint32
Hash(const char *key)
{
    PRUint32 h = 0;

    while (*key != '\0')
        h = h * 33 + (unsigned char)*key++;
    return h % SLOTS;
}

static Slot *
Find(Slot *cache, const char *key)
{
    PRUint32 i = Hash(key);

    while (cache[i].key[0] != '\0' && strcmp(cache[i].key, key) != 0)
        i = (i + 1) % SLOTS;
    return &cache[i];
}

static PRIntn
Child(const char *description)
{
    static const char *const wanted[] = { "alpha", "gamma",   "alpha",
                                          "omega", "epsilon", "alpha" };
    PRFileMap               *map = PR_ImportFileMapFromString(description);
    Slot                    *cache, *slot;
    PRUint32                 i;
    PRIntn                   missing = 0;

    if (map == NULL)
        return 2;
    cache = (Slot *)PR_MemMap(map, 0, SLOTS * sizeof(Slot));
    if (cache == NULL)
        return 3;
    for (i = 0; i < PR_ARRAY_SIZE(wanted); i++) {
        slot = Find(cache, wanted[i]);
        if (slot->key[0] == '\0') {
            missing++;
            continue;
        }
        slot->hits++;
        PR_fprintf(PR_STDOUT, "child: %s is %u\n", wanted[i], slot->value);
    }
    if (PR_MemUnmap(cache, SLOTS * sizeof(Slot)) != PR_SUCCESS)
        return 4;
    return PR_CloseFileMap(map) == PR_SUCCESS ? 10 + missing : 5;
}

static PRIntn
Report(Slot *cache, PRInt32 status)
{
    static const char *const keys[] = { "alpha", "beta", "gamma", "delta" };
    PRUint32                 i;

    PR_fprintf(PR_STDOUT, "the child returned %ld\n", (long)status);
    for (i = 0; i < PR_ARRAY_SIZE(keys); i++)
        PR_fprintf(PR_STDOUT, "%-6s %u hits\n", keys[i],
                   Find(cache, keys[i])->hits);
    return 0;
}

static PRIntn
Parent(char *self)
{
    static const char *const keys[] = { "alpha", "beta", "gamma", "delta" };
    PRFileMap               *map =
        PR_OpenAnonFileMap(".", SLOTS * sizeof(Slot), PR_PROT_READWRITE);
    char       description[PR_FILEMAP_STRING_BUFSIZE];
    char      *args[3];
    PRProcess *process;
    PRInt32    status;
    PRUint32   i;
    Slot      *cache, *slot;

    if (map == NULL)
        return 1;
    cache = (Slot *)PR_MemMap(map, 0, SLOTS * sizeof(Slot));
    if (cache == NULL)
        return 1;
    for (i = 0; i < PR_ARRAY_SIZE(keys); i++) {
        slot = Find(cache, keys[i]);
        strcpy(slot->key, keys[i]);
        slot->value = 1000 * (i + 1);
    }
    if (PR_ExportFileMapAsString(map, sizeof description, description) !=
        PR_SUCCESS)
        return 1;
    args[0] = self;
    args[1] = description;
    args[2] = NULL;
    process = PR_CreateProcess(self, args, NULL, NULL);
    if (process == NULL || PR_WaitProcess(process, &status) != PR_SUCCESS)
        return 1;
    Report(cache, status);
    if (PR_MemUnmap(cache, SLOTS * sizeof(Slot)) != PR_SUCCESS)
        return 1;
    return PR_CloseFileMap(map) == PR_SUCCESS ? 0 : 1;
}

int
main(int argc, char **argv)
{
    PRIntn status = argc > 1 ? Child(argv[1]) : Parent(argv[0]);

    if (status != 0 && argc <= 1)
        fprintf(stderr, "failed: %s\n", PR_ErrorToName(PR_GetError()));
    return status;
}
