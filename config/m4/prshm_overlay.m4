# SPDX-License-Identifier: MPL-2.0

# PRSHM_OVERLAY
# -------------
# Whether the overlay can be built: it takes a loader that puts libraries in
# front of others, and that can be asked for what is behind one of them.
AC_DEFUN([PRSHM_OVERLAY],
[have_overlay=no
OVERLAY_LIBS=
prshm_save_LIBS=$LIBS
AC_SEARCH_LIBS([dlsym], [dl],
    [AS_IF([test "$ac_cv_search_dlsym" != "none required"],
        [OVERLAY_LIBS=$ac_cv_search_dlsym])
    AC_CHECK_DECL([RTLD_NEXT], [have_overlay=yes], [],
        [[#include <dlfcn.h>]])])
LIBS=$prshm_save_LIBS
AC_SUBST([OVERLAY_LIBS])
AS_CASE([$host_os], [darwin*|aix*|cygwin*|mingw*], [have_overlay=no])
AS_IF([test "$enable_shared" = no], [have_overlay=no])
AM_CONDITIONAL([OVERLAY], [test "$have_overlay" = yes])
])
