/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A count of words in a hash table of libplds4, with allocation of its own.
 */
#include "plhash.h"
#include "plstr.h"
#include "prmem.h"
#include "prprf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char verse[] =
    "round and round the ragged rock the ragged rascal ran and the rock "
    "ran round the rascal";

typedef struct Pool {
    int tables, entries;
} Pool;

static void *PR_CALLBACK
AllocTable(void *pool, PRSize size)
{
    ((Pool *)pool)->tables++;
    return PR_MALLOC((PRUint32)size);
}

static void PR_CALLBACK
FreeTable(void *pool, void *item)
{
    ((Pool *)pool)->tables--;
    PR_DELETE(item);
}

static PLHashEntry *PR_CALLBACK
AllocEntry(void *pool, const void *key)
{
    (void)key;
    ((Pool *)pool)->entries++;
    return PR_NEW(PLHashEntry);
}

static void PR_CALLBACK
FreeEntry(void *pool, PLHashEntry *he, PRUintn flag)
{
    if (flag == HT_FREE_ENTRY) {
        ((Pool *)pool)->entries--;
        PL_strfree((char *)he->key);
        PR_DELETE(he);
    }
}

static PLHashAllocOps ops = { AllocTable, FreeTable, AllocEntry, FreeEntry };

static PRIntn PR_CALLBACK
Collect(PLHashEntry *he, PRIntn i, void *arg)
{
    ((const char **)arg)[i] = (const char *)he->key;
    return HT_ENUMERATE_NEXT;
}

static PRIntn PR_CALLBACK
DropRare(PLHashEntry *he, PRIntn i, void *arg)
{
    (void)i;
    if ((PRIntn)(PRWord)he->value < *(PRIntn *)arg)
        return HT_ENUMERATE_REMOVE;
    return HT_ENUMERATE_NEXT;
}

static int
ByName(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
Show(PLHashTable *table)
{
    const char *keys[32];
    PRIntn      i, n;

    n = PL_HashTableEnumerateEntries(table, Collect, keys);
    qsort(keys, (size_t)n, sizeof keys[0], ByName);
    for (i = 0; i < n; i++)
        printf("%s %d, hash %08x\n", keys[i],
               (PRIntn)(PRWord)PL_HashTableLookup(table, keys[i]),
               PL_HashString(keys[i]));
    printf("%u entries\n", table->nentries);
}

int
main(void)
{
    Pool         pool = { 0, 0 };
    PLHashTable *table;
    char        *copy = PL_strdup(verse);
    char        *rest, *word;
    PRIntn       least = 3;
    PRWord       count;

    table = PL_NewHashTable(0, PL_HashString, PL_CompareStrings,
                            PL_CompareValues, &ops, &pool);
    if (table == NULL || copy == NULL)
        return 1;
    for (word = PL_strtok_r(copy, " ", &rest); word != NULL;
         word = PL_strtok_r(NULL, " ", &rest)) {
        count = (PRWord)PL_HashTableLookup(table, word) + 1;
        if (count > 1)
            PL_HashTableRemove(table, word);
        PL_HashTableAdd(table, PL_strdup(word), (void *)count);
    }
    PL_strfree(copy);
    Show(table);
    PL_HashTableEnumerateEntries(table, DropRare, &least);
    Show(table);
    printf("removed: %d\n", PL_HashTableRemove(table, "rock"));
    printf("again: %d\n", PL_HashTableRemove(table, "rock"));
    printf("%d entries in the pool\n", pool.entries);
    PL_HashTableDestroy(table);
    printf("%d tables, %d entries are left\n", pool.tables, pool.entries);
    return 0;
}
