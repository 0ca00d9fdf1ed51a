# SPDX-License-Identifier: MPL-2.0

# PRSHM_NSPR_NAMES
# ----------------
# Whether to install the library under stock NSPR's own names as well, so that
# builds and binaries that ask for those get it.  Where a real NSPR is, or may
# come, that would take its place.
AC_DEFUN([PRSHM_NSPR_NAMES],
[AC_ARG_ENABLE([nspr-names],
    [AS_HELP_STRING([--enable-nspr-names],
        [install nspr.pc, nspr-config, libnspr4 and nspr/nspr.h, too, in the
         place of stock NSPR's: for a prefix of its own @<:@no@:>@])],
    [], [enable_nspr_names=no])
AM_CONDITIONAL([NSPR_NAMES], [test "$enable_nspr_names" = yes])

# Stock NSPR has two more libraries, and builds that ask for it get all three.
# They stay stock's; those who have them get them as they are used to.
AC_CACHE_CHECK([for stock NSPR's libplc4 and libplds4],
    [prshm_cv_nspr_companions],
    [prshm_save_LIBS=$LIBS
    LIBS="-lplds4 -lplc4 -lnspr4 $LIBS"
    AC_LINK_IFELSE([AC_LANG_CALL([], [PL_strdup])],
        [prshm_cv_nspr_companions=yes], [prshm_cv_nspr_companions=no])
    LIBS=$prshm_save_LIBS])
NSPR_COMPANIONS=
AS_IF([test "$prshm_cv_nspr_companions" = yes],
    [NSPR_COMPANIONS="-lplds4 -lplc4 "])
AC_SUBST([NSPR_COMPANIONS])

# The version of NSPR whose contract is followed, as its own pkg-config has it.
nspr_header=$srcdir/pr/include/prinit.h
NSPR_VERSION=`$SED -n \
    's/^#define PR_V@<:@MP@:>@[A-Z]* *\(@<:@0-9@:>@*\)$/\1/p' "$nspr_header" |
    tr '\n' '.' | $SED 's/\.$//'`
AC_SUBST([NSPR_VERSION])

AS_IF([test "$enable_nspr_names" = yes],
    [AS_CASE([$prefix],
        [NONE|/|/usr|/usr/local],
        [AC_MSG_WARN([--enable-nspr-names with a prefix that others use: there it takes the place of stock NSPR, which has many more functions])])])
])
