/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Circular lists: elements that have a PRCList in them, linked both ways, and
 * a head, which is one PRCList more.
 *
 * _l is a list's head or a link in it, _e the link of an element; arguments
 * are evaluated several times.  Anything with members next and prev of its
 * own type will do for a link.  Nothing is locked.
 * Source: NSPR 4.35, observed.
 */
#ifndef prclist_h___
#define prclist_h___

#include "prtypes.h"

typedef struct PRCListStr PRCList;

struct PRCListStr {
    PRCList *next;
    PRCList *prev;
};

/* Make an empty list, at run time or as its initialiser. */
#define PR_INIT_CLIST(_l)                                                     \
    PR_BEGIN_MACRO(_l)->next = (_l);                                          \
    (_l)->prev = (_l);                                                        \
    PR_END_MACRO
#define PR_INIT_STATIC_CLIST(_l)                                              \
    {                                                                         \
        (_l), (_l)                                                            \
    }

#define PR_CLIST_IS_EMPTY(_l) ((_l)->next == (_l))

/* The first and the last link; the head itself if the list is empty. */
#define PR_LIST_HEAD(_l)      ((_l)->next)
#define PR_LIST_TAIL(_l)      ((_l)->prev)

/* The links beside one. */
#define PR_NEXT_LINK(_e)      ((_e)->next)
#define PR_PREV_LINK(_e)      ((_e)->prev)

/* Put an element in before or after a link.  _l is read only before the links
 * beside the element change, for it may depend on them. */
#define PR_INSERT_BEFORE(_e, _l)                                              \
    PR_BEGIN_MACRO(_e)->next = (_l);                                          \
    (_e)->prev = (_l)->prev;                                                  \
    (_e)->next->prev = (_e);                                                  \
    (_e)->prev->next = (_e);                                                  \
    PR_END_MACRO
#define PR_INSERT_AFTER(_e, _l)                                               \
    PR_BEGIN_MACRO(_e)->prev = (_l);                                          \
    (_e)->next = (_l)->next;                                                  \
    (_e)->next->prev = (_e);                                                  \
    (_e)->prev->next = (_e);                                                  \
    PR_END_MACRO

/* Put an element at the end or at the beginning of the list with head _l. */
#define PR_APPEND_LINK(_e, _l) PR_INSERT_BEFORE(_e, _l)
#define PR_INSERT_LINK(_e, _l) PR_INSERT_AFTER(_e, _l)

/* Take an element out; its own link stays as it was, or is a list of its own
 * then.  _e must not be read from a link that this changes: have it in a
 * variable. */
#define PR_REMOVE_LINK(_e)                                                    \
    PR_BEGIN_MACRO(_e)->prev->next = (_e)->next;                              \
    (_e)->next->prev = (_e)->prev;                                            \
    PR_END_MACRO
#define PR_REMOVE_AND_INIT_LINK(_e)                                           \
    PR_BEGIN_MACRO                                                            \
    PR_REMOVE_LINK(_e);                                                       \
    PR_INIT_CLIST(_e);                                                        \
    PR_END_MACRO

#endif /* prclist_h___ */
