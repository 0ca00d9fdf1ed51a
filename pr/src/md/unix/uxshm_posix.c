/* SPDX-License-Identifier: MPL-2.0 */
/*
 * POSIX shared memory: segments that are objects of shm_open().
 */
#include "config.h"

#include "private/pprobject.h"
#include "private/pprshmux.h"

static PRInt32
PosixDescribe(const PRSharedMemory *shm, PRXSharedMemoryInfo *info)
{
    _MDMappedFile file;
    PRInt32       err = _MD_DescribeMapped(shm, info, &file);

    if (err == 0) {
        _MD_FormatObject(info->native, _MD_SHM_PREFIX, file.markerDevice,
                         file.markerInode);
    }
    return err;
}

static const _MDShmOps ops = {
    "posix",          _MD_CheckMapped, _MD_AttachMapped,
    _MD_DetachMapped, _MD_CloseMapped, PosixDescribe,
};

static PRInt32
PosixFind(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    handle->segment.ops = &ops;
    return _MD_FindObject(_MD_SHM_PREFIX, marker, wanted->size, wanted->rights,
                          &handle->segment);
}

static void
PosixAdoptDenied(_MDHandle *handle)
{
    handle->segment.ops = &ops;
    _MD_AdoptNothing(&handle->segment);
}

static PRInt32
PosixClaim(const struct stat *marker)
{
    return _MD_ClaimObject(_MD_SHM_PREFIX, marker);
}

static PRInt32
PosixMake(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    const _MDNewSegment segment = { .size = wanted->size,
                                    .mode = wanted->mode };

    handle->segment.ops = &ops;
    return _MD_MakeObject(_MD_SHM_PREFIX, marker, &segment, &handle->segment);
}

static PRInt32
PosixRemove(const _MDMarker *marker, PRBool keepMarker)
{
    (void)keepMarker; /* it is not touched anyway */
    return _MD_RemoveObject(_MD_SHM_PREFIX, marker);
}

const _MDMechanism _MD_shmPosix = {
    "posix",          PR_FALSE,   PR_FALSE,  PosixFind,
    PosixAdoptDenied, PosixClaim, PosixMake, PosixRemove,
};
