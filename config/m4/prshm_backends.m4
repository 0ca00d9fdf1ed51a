# SPDX-License-Identifier: MPL-2.0

# PRSHM_BACKENDS
# --------------
# Find the mechanisms that can be compiled and the default among them.
# Stock NSPR uses System V IPC on every Unix that has it, so it comes first:
# anything else would not meet the segments of programs on stock NSPR.
AC_DEFUN([PRSHM_BACKENDS],
[AC_ARG_WITH([shm-backend],
    [AS_HELP_STRING([--with-shm-backend=NAME],
        [mechanism of new segments unless PRSHM_BACKEND says otherwise: auto,
         sysv, posix or file @<:@auto: the first of them that is there@:>@])],
    [], [with_shm_backend=auto])

shm_backends=
AC_CHECK_FUNC([shmget], [shm_backends="$shm_backends sysv"
    AC_DEFINE([HAVE_SHM_SYSV], [1], [Define to 1 for System V segments.])])
AC_SEARCH_LIBS([shm_open], [rt], [shm_backends="$shm_backends posix"
    AC_DEFINE([HAVE_SHM_POSIX], [1], [Define to 1 for POSIX objects.])])
shm_backends="$shm_backends file"

# POSIX semaphores are made by hand in POSIX objects, and are waited for with a
# limit; not all systems have what that takes.
have_sem_posix=no
AS_IF([test "$ac_cv_search_shm_open" != no],
    [AC_SEARCH_LIBS([sem_timedwait], [pthread], [have_sem_posix=yes
        AC_CHECK_FUNCS([sem_timedwait sem_clockwait])
        AC_DEFINE([HAVE_SEM_POSIX], [1], [Define to 1 for POSIX semaphores.])])])
shm_backends=`AS_ECHO(["$shm_backends"]) | $SED 's/^ //'`

AS_CASE([$with_shm_backend],
    [auto|yes], [shm_default=${shm_backends%% *}],
    [shm_default=$with_shm_backend])
AS_CASE([" $shm_backends "],
    [*" $shm_default "*], [],
    [AC_MSG_ERROR([--with-shm-backend=$with_shm_backend: not among those that can be compiled here: $shm_backends])])
AC_DEFINE_UNQUOTED([SHM_DEFAULT_BACKEND], ["$shm_default"],
    [The mechanism of new segments, unless PRSHM_BACKEND names one.])
AM_CONDITIONAL([SHM_SYSV], [test "$ac_cv_func_shmget" = yes])
AM_CONDITIONAL([SHM_POSIX], [test "$ac_cv_search_shm_open" != no])
AM_CONDITIONAL([SEM_POSIX], [test "$have_sem_posix" = yes])
])
