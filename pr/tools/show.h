/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Objects as people and scripts get to see them.
 */
#ifndef show_h___
#define show_h___

#include "json.h"
#include "scan.h"
#include "text.h"

/* Take inventory, with names in these directories, up to NULL, and the usual
 * ones.  EXIT_FAILURE, after a message, if one of them could not be looked
 * into. */
int FindAll(char *const *directories, Inventory *inventory);

/* What kind of object it is, and what its system calls it: "segment shmid 5
 * key 0x620005ec".  For free(). */
const char *KindOf(const Object *object);
char       *Describe(const Object *object);

/* As a table; notes go to standard error. */
void ShowInventory(const Inventory *inventory);
void ShowNotes(const Inventory *inventory);

/* As JSON: an object with members "objects" and "notes"; or one of them. */
void ShowInventoryAsJson(const Inventory *inventory);
void PutObject(Json *json, const char *key, const Object *object);

#endif /* show_h___ */
