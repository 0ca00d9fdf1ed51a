# SPDX-License-Identifier: MPL-2.0

# PRSHM_CPUCFG
# ------------
# What prcpucfg.h says of the machine: sizes, alignments, byte order.  All of
# it is found by compiling alone, so a cross build needs no cached answers.
AC_DEFUN([PRSHM_CPUCFG],
[AC_C_BIGENDIAN(
    [PR_ENDIAN=BIG], [PR_ENDIAN=LITTLE],
    [AC_MSG_ERROR([the byte order is unknown; set ac_cv_c_bigendian])],
    [AC_MSG_ERROR([universal builds are not supported])])
AC_SUBST([PR_ENDIAN])

PRSHM_CPUCFG_TYPE([SHORT], [short])
PRSHM_CPUCFG_TYPE([INT], [int])
PRSHM_CPUCFG_TYPE([LONG], [long])
PRSHM_CPUCFG_TYPE([FLOAT], [float])
PRSHM_CPUCFG_TYPE([DOUBLE], [double])
PRSHM_CPUCFG_TYPE([POINTER], [void *])
PRSHM_CPUCFG_TYPE([INT64], [long long])

AC_COMPUTE_INT([PR_VALUE_AF_INET6], [AF_INET6], [#include <sys/socket.h>],
    [AC_MSG_ERROR([cannot find the value of AF_INET6])])
AC_SUBST([PR_VALUE_AF_INET6])

# The macro by which NSPR callers know the system.
AS_CASE([$host_os],
    [linux*], [PR_SYSTEM=LINUX],
    [darwin*], [PR_SYSTEM=DARWIN],
    [freebsd*], [PR_SYSTEM=FREEBSD],
    [openbsd*], [PR_SYSTEM=OPENBSD],
    [netbsd*], [PR_SYSTEM=NETBSD],
    [solaris*], [PR_SYSTEM=SOLARIS],
    [aix*], [PR_SYSTEM=AIX],
    [PR_SYSTEM=XP_OTHER])
AC_SUBST([PR_SYSTEM])
AC_CONFIG_FILES([pr/include/md/prcpucfg.h])
])

# PRSHM_CPUCFG_TYPE(NAME, TYPE)
# -----------------------------
AC_DEFUN([PRSHM_CPUCFG_TYPE],
[AC_COMPUTE_INT([PR_SIZE_$1], [sizeof ($2)], [],
    [AC_MSG_ERROR([cannot find the size of $2])])
AC_COMPUTE_INT([PR_ALIGN_$1],
    [offsetof (struct { char c; $2 t; }, t)], [#include <stddef.h>],
    [AC_MSG_ERROR([cannot find the alignment of $2])])
AC_SUBST([PR_SIZE_$1])
AC_SUBST([PR_ALIGN_$1])
])
