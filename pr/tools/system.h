/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What some systems call otherwise, or lack.
 */
#ifndef system_h___
#define system_h___

#include <errno.h>
#include <time.h>

/* Device numbers from their halves. */
#ifdef __linux__
#include <sys/sysmacros.h>
#else
#include <sys/types.h>
#endif

/* The clock that counts since the system began, its sleep included. */
#ifndef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME CLOCK_MONOTONIC
#endif

/* A file that ends too early. */
#ifndef ENODATA
#define ENODATA EIO
#endif

#endif /* system_h___ */
