/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm ls: every segment and semaphore, and the names that lead to them.
 */
#include "config.h"

#include "options.h"
#include "show.h"
#include "tool.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

/* Which of them to show. */
typedef struct Filter {
    PRBool   json, orphans, mine, insecure;
    PRUint64 olderThan; /* microseconds */
} Filter;

static PRBool
Passes(const Filter *filter, const Object *object)
{
    return (!filter->orphans || object->orphaned) &&
           (!filter->mine || object->uid == (PRInt64)geteuid()) &&
           (!filter->insecure || (object->mode & 02) != 0) &&
           (filter->olderThan == 0 ||
            AgeOf(object) >= (PRInt64)filter->olderThan);
}

/* Keep those that pass, in their order. */
static void
Select(const Filter *filter, Inventory *inventory)
{
    Object *all = inventory->objects.items;
    PRSize  i, kept = 0;

    for (i = 0; i < inventory->objects.count; i++) {
        if (Passes(filter, &all[i])) {
            all[kept++] = all[i];
        } else {
            FreeObject(&all[i]);
        }
    }
    inventory->objects.count = kept;
}

int
RunLs(int argc, char **argv)
{
    Filter       filter = { .json = PR_FALSE };
    const Option options[] = {
        { 'o', "orphans", OPTION_FLAG, &filter.orphans, NULL,
          "only those that nobody has attached and whose\n"
          "creator is gone" },
        { 't', "older-than", OPTION_TIME, &filter.olderThan, NULL,
          "only those that are older: 30 or 30s, 5m, 2h, 1d" },
        { 'm', "mine", OPTION_FLAG, &filter.mine, NULL,
          "only those that the caller owns" },
        { 'i', "insecure", OPTION_FLAG, &filter.insecure, NULL,
          "only those that everybody may write" },
        { 'j', "json", OPTION_FLAG, &filter.json, NULL, "write JSON" },
        { .name = NULL },
    };
    Inventory inventory;
    int       status;

    if (!ReadOptions(argc, argv, options, 0, MANY_OPERANDS, NULL, &status)) {
        return status;
    }
    status = FindAll(argv + optind, &inventory);
    Select(&filter, &inventory);
    if (filter.json) {
        ShowInventoryAsJson(&inventory);
    } else {
        ShowInventory(&inventory);
    }
    FreeInventory(&inventory);
    return status;
}
