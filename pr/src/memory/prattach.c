/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What this process has attached.
 *
 * Callers close a handle and detach through another, so a handle cannot know
 * what is attached; and a system that unmaps pages asks nobody whose they are.
 * A table of addresses knows both.
 */
#include "config.h"

#include "private/pprattach.h"

/* Attachments begin at pages, so the bits below say nothing; those above are
 * spread well enough. */
#define BUCKETS    1024
#define PAGE_SHIFT 12

static _PRAttachment *buckets[BUCKETS];

static _PRAttachment **
BucketOf(const void *addr)
{
    PRSize page = (PRSize)addr >> PAGE_SHIFT;

    return &buckets[(page ^ page / BUCKETS) % BUCKETS];
}

/* Take the one at an address out of its bucket, with the lock held. */
static _PRAttachment *
Take(_PRAttachment **bucket, const void *addr)
{
    _PRAttachment **link = bucket;
    _PRAttachment  *found;

    while (*link != NULL && (*link)->addr != addr) {
        link = &(*link)->next;
    }
    found = *link;
    if (found != NULL) {
        *link = found->next;
    }
    return found;
}

_PRAttachment *
_PR_AddAttachment(_PRAttachment *attachment)
{
    _PRAttachment **bucket = BucketOf(attachment->addr);
    _PRAttachment  *stale;

    _PR_MD_LockAttachments();
    stale = Take(bucket, attachment->addr);
    attachment->next = *bucket;
    *bucket = attachment;
    _PR_MD_UnlockAttachments();
    return stale;
}

_PRAttachment *
_PR_TakeAttachment(void *addr)
{
    _PRAttachment *found;

    _PR_MD_LockAttachments();
    found = Take(BucketOf(addr), addr);
    _PR_MD_UnlockAttachments();
    return found;
}

static PRBool
IsOf(const _PRAttachment *attachment, const PRSharedMemory *shm)
{
    return attachment->ops == shm->ops &&
           attachment->identity.number == shm->identity.number &&
           attachment->identity.device == shm->identity.device;
}

PRInt64
_PR_CountAttachments(const PRSharedMemory *shm)
{
    const _PRAttachment *attachment;
    PRInt64              count = 0;
    PRIntn               i;

    _PR_MD_LockAttachments();
    for (i = 0; i < BUCKETS; i++) {
        for (attachment = buckets[i]; attachment != NULL;
             attachment = attachment->next) {
            count += IsOf(attachment, shm);
        }
    }
    _PR_MD_UnlockAttachments();
    return count;
}

PRBool
_PR_IsAttachedAt(const PRSharedMemory *shm, const void *addr)
{
    const _PRAttachment *attachment;
    PRBool               found;

    _PR_MD_LockAttachments();
    attachment = *BucketOf(addr);
    while (attachment != NULL && attachment->addr != addr) {
        attachment = attachment->next;
    }
    found = attachment != NULL && IsOf(attachment, shm);
    _PR_MD_UnlockAttachments();
    return found;
}
