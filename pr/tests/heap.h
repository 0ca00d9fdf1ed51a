/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A look at the library's use of the heap, which can be told to be full.
 *
 * For suites that are linked with the --wrap options of local.mk.  Check's
 * assertions use the heap, too: none may stand between a change of no_memory,
 * or a look at a counter, and the next.
 */
#ifndef heap_h___
#define heap_h___

extern int allocated; /* blocks that were given out */
extern int live;      /* of these, blocks that were not freed */
extern int no_memory; /* not 0: there is nothing to be had */

#endif /* heap_h___ */
