# SPDX-License-Identifier: MPL-2.0

# PRSHM_TRY_FLAG(VARIABLE, FLAG)
# ------------------------------
# Append FLAG to VARIABLE if the compiler and the linker take it.
AC_DEFUN([PRSHM_TRY_FLAG],
[AS_VAR_PUSHDEF([cache], [prshm_cv_flag_$2])
AC_CACHE_CHECK([whether $CC takes $2], [cache],
    [prshm_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
        [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$prshm_save_CFLAGS])
AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([cache])])

# PRSHM_COMPILER
# --------------
# Warnings; but with _FORTIFY_SOURCE gcc has one for results that are cast to
# void, too.  And what keeps the library small and quick to load: nothing is
# visible unless a public header says so, and calls inside the library do not
# go through the linkage table.
AC_DEFUN([PRSHM_COMPILER],
[AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat warnings as errors @<:@no@:>@])],
    [], [enable_werror=no])

WARN_CFLAGS=
m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
        -Wmissing-prototypes -Wvla -Wno-unused-result],
    [PRSHM_TRY_FLAG([WARN_CFLAGS], flag)
])
AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
AC_SUBST([WARN_CFLAGS])

# What is seldom called gains nothing from being copied, padded or specialised.
CODE_CFLAGS=
m4_foreach_w([flag], [-fvisibility=hidden -fno-inline-functions
        -fno-align-functions -fno-align-loops -fno-align-jumps
        -freorder-blocks-algorithm=simple -fno-tree-ch
        -fno-inline-small-functions -fno-partial-inlining -fno-tree-pre
        -fno-tree-dominator-opts -fno-ipa-sra -fno-caller-saves
        -fno-jump-tables],
    [PRSHM_TRY_FLAG([CODE_CFLAGS], flag)
])
AC_SUBST([CODE_CFLAGS])

LINK_LDFLAGS=
PRSHM_TRY_FLAG([LINK_LDFLAGS], [-Wl,-Bsymbolic-functions])
# A thread that ends runs our code once it has set an error text; it would be
# missing after a dlclose().
PRSHM_TRY_FLAG([LINK_LDFLAGS], [-Wl,-z,nodelete])
AC_SUBST([LINK_LDFLAGS])
])

# PRSHM_SANITIZERS
# ----------------
AC_DEFUN([PRSHM_SANITIZERS],
[AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST],
        [compile with these sanitizers, as in -fsanitize=LIST, for example
         address,undefined @<:@none@:>@])],
    [AS_CASE([$enableval],
        [yes], [enable_sanitizers=address,undefined],
        [no], [enable_sanitizers=])],
    [enable_sanitizers=])
SANITIZER_CFLAGS=
AS_IF([test -n "$enable_sanitizers"],
    [PRSHM_TRY_FLAG([SANITIZER_CFLAGS], [-fsanitize=$enable_sanitizers])
    AS_IF([test -z "$SANITIZER_CFLAGS"],
        [AC_MSG_ERROR([$CC cannot do -fsanitize=$enable_sanitizers])])
    SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fno-omit-frame-pointer -fno-sanitize-recover=all"])
AC_SUBST([SANITIZER_CFLAGS])

# A library that was compiled so can only be loaded into other programs behind
# the sanitizer itself.
SANITIZER_PRELOAD=
AS_CASE([",$enable_sanitizers,"], [*,address,*],
    [for library in libasan.so libclang_rt.asan-$host_cpu.so; do
        file=`$CC -print-file-name=$library`
        AS_IF([test -f "$file"], [SANITIZER_PRELOAD=$file])
    done])
AC_SUBST([SANITIZER_PRELOAD])
])
