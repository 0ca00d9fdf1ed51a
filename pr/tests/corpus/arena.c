/* SPDX-License-Identifier: MPL-2.0 */
/*
 * An index of words whose nodes and strings are of one arena of libplds4, by
 * the names that arenas and hash tables had before NSPR 2.
 */
#include "prtypes.h"
#include "plarenas.h"
#include "plarena.h"
#include "plhash.h"
#include "prlog.h"

#include <stdio.h>
#include <string.h>

typedef struct Node {
    struct Node *next;
    const char  *text;
    uint32       length;
} Node;

static PRArenaPool pool;

static char *
CopyText(const char *text, uint32 length)
{
    char *copy;

    PR_ARENA_ALLOCATE(copy, &pool, length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static Node *
Push(Node *list, const char *text, uint32 length)
{
    Node *node;

    PR_ARENA_ALLOCATE(node, &pool, sizeof(Node));
    if (node == NULL)
        return list;
    node->next = list;
    node->text = CopyText(text, length);
    node->length = length;
    return node;
}

static Node *
Split(const char *text)
{
    Node  *list = NULL;
    size_t length;

    while (*text != '\0') {
        length = strcspn(text, " ");
        list = Push(list, text, (uint32)length);
        text += length;
        text += strspn(text, " ");
    }
    return list;
}

static void
Grow(void)
{
    void  *mark = PR_ARENA_MARK(&pool);
    char  *line;
    uint32 size = 8, i;

    PR_ARENA_ALLOCATE(line, &pool, size);
    for (i = 0; i < 40; i++) {
        if (i + 2 > size) {
            PR_ARENA_GROW(line, &pool, size, 8);
            size += 8;
        }
        line[i] = (char)('a' + i % 26);
        line[i + 1] = '\0';
    }
    printf("%s\n", line);
    PR_ARENA_RELEASE(&pool, mark);
    PR_ARENA_ALLOCATE(line, &pool, 8);
    printf("the same place: %d\n", (void *)line == mark);
}

int
main(void)
{
    PRHashTable *table;
    Node        *list, *node;
    uint32       total = 0;

    PR_InitArenaPool(&pool, "words", 64, sizeof(double));
    list = Split("the quick brown fox jumps over a very lazy dog while "
                 "honourable incomprehensibilities dwell in the cold");
    for (node = list; node != NULL; node = node->next) {
        printf("%2u %s%s\n", node->length, node->text,
               (PRUword)node->text % sizeof(double) == 0 ? "" : " (askew)");
        total += node->length;
    }
    printf("%u letters\n", total);
    Grow();

    table = PR_NewHashTable(4, PR_HashString, PR_CompareStrings,
                            PR_CompareValues, NULL, NULL);
    for (node = list; node != NULL; node = node->next)
        PR_HashTableAdd(table, node->text, node);
    node = (Node *)PR_HashTableLookup(table, "fox");
    printf("fox is %s, cat is %s\n", node != NULL ? "there" : "missing",
           PR_HashTableLookup(table, "cat") != NULL ? "there" : "missing");
    PR_HashTableDestroy(table);
    PR_FinishArenaPool(&pool);
    PL_ArenaFinish();
    return 0;
}
