# SPDX-License-Identifier: MPL-2.0
# The overlay as a library: what it shows and needs, and that it is of no
# consequence where there is no NSPR, and finds it wherever it comes from.

# What check calls looks unused, and NSPR's flags are words.
# shellcheck disable=SC2086,SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/tests/overlay.sh"

nm=${NM:-nm}

# --- What it shows and needs --------------------------------------------------

# The functions that its headers declare, and what their maps need.
wanted() {
    printf '#include <%s>\n' prshm.h prshma.h pripcsem.h >"$scratch/all.c"
    ${CC:-cc} -I"$top_builddir/pr/include/md" -I"$top_srcdir/pr/include" \
        -E "$scratch/all.c" >"$scratch/all.i"
    for header in prshm.h prshma.h pripcsem.h; do
        awk -v header="/$header\"" '
            /^#/ { ours = index($3, header) > 0 }
            ours && !/^#/' "$scratch/all.i"
    done | sed -e 's/[^A-Za-z0-9_(]/ /g' -e 's/(/ ( /g' | tr -s ' ' '\n' |
        awk '$0 == "(" && last ~ /^PR_/ { print last } { last = $0 }'
    echo PR_CloseFileMap
}

same() {
    [ -s "$scratch/$1" ] && diff "$scratch/$1" "$scratch/$2"
}
only_functions() {
    ! grep -v '^T ' "$scratch/exported"
}
no_versions() {
    ! grep '@' "$scratch/exported" &&
        ! readelf -dW "$PRSHM_OVERLAY" | grep VERDEF
}
# Sanitizers are what such a build needs, too.
needs_no_nspr() {
    readelf -dW "$PRSHM_OVERLAY" >"$scratch/dynamic" &&
        grep 'NEEDED.*\[libc\.' "$scratch/dynamic" &&
        ! grep 'NEEDED' "$scratch/dynamic" |
            grep -v '\[\(libc\|libasan\|libubsan\|libdl\)\.'
}
wants_no_nspr() {
    ! $nm -D --undefined-only "$PRSHM_OVERLAY" | grep ' U *PR_'
}

wanted | LC_ALL=C sort -u >"$scratch/wanted"
cp "$top_srcdir/config/overlay.sym" "$scratch/listed"
$nm -D --defined-only "$PRSHM_OVERLAY" | awk '{ print $(NF - 1), $NF }' |
    LC_ALL=C sort >"$scratch/exported"
sed 's/.* //' "$scratch/exported" >"$scratch/names"
check "config/overlay.sym is sorted, each name once" \
    env LC_ALL=C sort -cu "$scratch/listed"
check "config/overlay.sym has what its headers declare" same wanted listed
check "what is exported is what config/overlay.sym has" same names listed
check "every exported symbol is a function" only_functions
check "symbols have no versions" no_versions
check "it needs the C library alone" needs_no_nspr
check "it insists on no function of NSPR's" wants_no_nspr

# --- Programs without NSPR ----------------------------------------------------

# The same in each way that the loader has.
quiet() {
    "$@" >"$scratch/quiet" 2>&1 && [ ! -s "$scratch/quiet" ]
}
for bind in '' LD_BIND_NOW=1; do
    check "/bin/true is as it was${bind:+, with $bind}" \
        quiet overlaid env $bind /bin/true
    check "so is a shell with children${bind:+, with $bind}" \
        quiet overlaid env $bind sh -c 'cat /dev/null | sort; /bin/true'
done

echo 'int main(void) { return 7; }' >"$scratch/static.c"
exits() {
    wanted_status=$1
    shift
    "$@" >"$scratch/.said" 2>&1
    status=$?
    cat "$scratch/.said"
    [ "$status" -eq "$wanted_status" ] && [ ! -s "$scratch/.said" ]
}
if compile static -static 2>"$scratch/.err"; then
    check "so is a static program" exits 7 overlaid -- "$scratch/static"
else
    skip "a static program" "there is no static C library"
fi

need_stock

# --- Whether a call comes to us -----------------------------------------------

# Stock NSPR does not have this one, and says so; we miss the name.
cat >"$scratch/plugin.c" <<'END'
#include <prerror.h>
#include <prshma.h>

int tell(void);
int tell(void)
{
    PR_SetError(1, 2);
    return PR_GetInheritedFileMap("no such map") == NULL &&
                   PR_GetError() == PR_FILE_NOT_FOUND_ERROR
               ? 'o'
               : PR_GetError() == PR_NOT_IMPLEMENTED_ERROR ? 's' : '?';
}
END

# They print o for ours, s for stock's.
cat >"$scratch/plain.c" <<'END'
#include "plugin.c"
#include <stdio.h>

int main(void)
{
    printf("%c\n", tell());
    return 0;
}
END

cat >"$scratch/host.c" <<'END'
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* host PLUGIN FLAGS */
int main(int argc, char **argv)
{
    int when = strchr(argv[2], 'n') ? RTLD_NOW : RTLD_LAZY;
    int who = strchr(argv[2], 'g') ? RTLD_GLOBAL : RTLD_LOCAL;
    void *plugin = dlopen(argv[1], when | who);
    int (*tell)(void) = plugin == NULL ? NULL : dlsym(plugin, "tell");

    if (argc != 3 || tell == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    printf("%c\n", tell());
    return 0;
}
END

# One that loads it again, to another place.
cat >"$scratch/again.c" <<'END'
#include <dlfcn.h>
#include <stdio.h>
#include <sys/mman.h>

/* again PLUGIN */
int main(int argc, char **argv)
{
    int round, i;

    for (round = 0; argc == 2 && round < 3; round++) {
        void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
        int (*tell)(void) = dlsym(plugin, "tell");

        printf("%c\n", tell());
        fflush(stdout);
        dlclose(plugin);
        for (i = 1; i < 50; i++) {
            mmap(NULL, i * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0);
        }
    }
    return 0;
}
END

# One that asks NSPR itself for the function.
cat >"$scratch/asks.c" <<'END'
#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
    void *nspr = dlopen("libnspr4.so", RTLD_NOW);
    void *(*get)(const char *) = dlsym(nspr, "PR_GetInheritedFileMap");
    int (*error)(void) = dlsym(nspr, "PR_GetError");

    printf("%c\n", get("no such map") == NULL && error() == -5992 ? 's' : 'o');
    return 0;
}
END

# One that calls before others are initialised.
cat >"$scratch/early.c" <<'END'
#include "plugin.c"
#include <stdio.h>

__attribute__((constructor)) static void early(void)
{
    printf("%c\n", tell());
    fflush(stdout);
}
END
cat >"$scratch/late.c" <<'END'
int tell(void);
int main(void)
{
    return tell() == 0;
}
END

# says WHAT COMMAND...: that, and nothing else.
says() {
    wanted_words=$1
    shift
    "$@" >"$scratch/said" 2>&1
    cat "$scratch/said"
    [ "$(tr '\n' ' ' <"$scratch/said")" = "$wanted_words " ]
}

build_all() {
    compile plain $NSPR_CFLAGS $NSPR_LIBS &&
        compile plugin -shared -fPIC $NSPR_CFLAGS $NSPR_LIBS &&
        compile early -shared -fPIC $NSPR_CFLAGS $NSPR_LIBS &&
        compile late "$scratch/early" &&
        compile host -ldl &&
        compile again -ldl &&
        compile asks -ldl
}
check "programs compile" build_all
check "without the overlay calls go to stock NSPR" says s "$scratch/plain"
for bind in '' LD_BIND_NOW=1; do
    with=${bind:+, with $bind}
    check "calls of a program come to us$with" \
        says o overlaid env $bind "$scratch/plain"
    for flags in l n lg ng; do
        check "calls of a plugin ($flags) that brings NSPR come to us$with" \
            says o overlaid env $bind "$scratch/host" "$scratch/plugin" $flags
    done
    check "what is looked up in stock NSPR itself is stock's$with" \
        says s overlaid env $bind "$scratch/asks"
    check "calls of a constructor come to us$with" \
        says o overlaid env $bind "$scratch/late"
done

check "a plugin that brings NSPR can be unloaded and loaded again" \
    says "o o o" overlaid "$scratch/again" "$scratch/plugin"

# It is loaded into prshm as well, and says so there.
preload=$scratch/early
check "so do those of one that is loaded in advance" \
    says "s o" overlaid /bin/true
preload=
done_testing
