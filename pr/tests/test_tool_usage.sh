# SPDX-License-Identifier: MPL-2.0
# prshm's commands as they are called: wrong arguments, --help, the manual, JSON
# as it is documented, completion.
. "${top_srcdir:-.}/pr/tests/tool.sh"

manual=$top_srcdir/pr/man/prshm.1
"$tool" --help >help
commands=$(sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' help)

# --- Wrong arguments ----------------------------------------------------------

# wrong WHAT ARGUMENT...: status 2, and standard error names what is wrong.
wrong() {
    what=$1
    shift
    check "prshm $*: status 2" gives 2 "$@"
    check "prshm $*: names it on standard error alone" sh -c "
        grep -q -- '$what' err && [ ! -s out ]"
}

wrong 'which command'
wrong nonsense nonsense
wrong -- '--nonsense' --nonsense
for command in $commands; do
    wrong nonsense "$command" --nonsense
    wrong "'x'" "$command" -x
done
for command in cat create dump get put rm stat watch; do
    wrong 'which name' "$command"
done
wrong 'which program' exec
for command in backends demo doctor version; do
    wrong surplus "$command" surplus
done
for command in cat create dump get stat watch; do
    wrong surplus "$command" name surplus
done
wrong surplus put name file surplus
wrong "'5x'" create --size=5x name
wrong "'-1'" create --size=-1 name
wrong "'99999999999999999999'" create --size=99999999999999999999 name
wrong "'9999999T'" create --size=9999999999T name
wrong "' 5'" create --size=' 5' name
wrong "''" create --size= name
wrong empty create --size=0 name
wrong "size or --semaphore" create name
wrong "'888'" create --size=1 --mode=888 name
wrong "'01777'" create --size=1 --mode=01777 name
wrong "'many'" create --semaphore=many name
wrong 32767 create --semaphore=32768 name
wrong 32767 create --semaphore=4294967296 name
wrong "'soon'" ls --older-than=soon
wrong "'5w'" gc --older-than=5w
wrong "'1.5'" get --offset=1.5 name
wrong "'x'" watch --count=x name
wrong interval watch --interval=0 name
wrong interval watch -i 0ms name
wrong empty put --size=0 name
for command in cat 'create -s 1' dump get gc ls put rm stat watch; do
    # shellcheck disable=SC2086 # several words
    wrong 'an argument is empty' $command ''
done
wrong 'an argument is empty' rm name ''
wrong requires create --size
check "nothing was made" test ! -e name

# --- What cannot be -----------------------------------------------------------

# fails WHAT ARGUMENT...
fails() {
    what=$1
    shift
    check "prshm $*: status 1" gives 1 "$@"
    check "prshm $*: names it on standard error alone" sh -c "
        grep -q -- '$what' err && [ ! -s out ]"
}

for command in cat dump get watch; do
    fails 'none: .*No such file' "$command" none
    fails 'link: ' "$command" link
done
fails 'none: .*no segment' rm none
fails 'no/where: .*No such file' create --size=1 no/where
fails 'nofile: No such file' put name nofile
fails '\.: Is a directory' put name .
: >empty
fails 'empty: empty' put name empty
check "nothing was made" test ! -e name
"$tool" create --size=10 name
fails 'name has 10 bytes' get --offset=11 name
fails 'name has 10 bytes' dump --length=11 name
fails 'name has 10 bytes' watch --offset=5 --length=6 name
fails 'no/where: No such' get --output=no/where name
check "get from its very end gives nothing" sh -c "
    [ -z \"\$('$tool' get --offset=10 name)\" ]"
if [ -c /dev/full ]; then
    "$tool" get name 2>err >/dev/full
    check "what cannot be written is a failure" test $? = 1
    "$tool" ls 2>err >/dev/full
    check "of ls, too" test $? = 1
    check "which is said" grep -q 'standard output: No space' err
fi
as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
chmod 755 .
if as_nobody test -x "$tool" 2>/dev/null; then
    for command in get 'put -o 0' dump rm; do
        # shellcheck disable=SC2086 # several words
        as_nobody "$tool" $command "$scratch/name" <empty >out 2>err
        check "$command without the right: status 1" test $? = 1
        check "$command without the right: names it" \
            grep -q "$scratch/name: .*Permission" err
    done
    as_nobody "$tool" stat "$scratch/name" >out
    check "stat without the right says why" grep -q "its mode and owner" out
    "$tool" create -S 5 name
    PRSHM_BACKEND=posix "$tool" create -s 5 posix
    for name in name posix; do
        as_nobody "$tool" stat "$scratch/$name" >out
        check "stat of $name without the right: what it may not see is unknown" \
            sh -c "grep -q 'not known' out && ! grep '[ (]-1' out"
    done
    PRSHM_BACKEND='file' "$tool" create -s 5 file
    as_nobody "$tool" stat "$scratch/file" >out 2>err
    check "stat of what may be a segment: status 1" test $? = 1
    check "and that it may not be read" \
        grep -q "$scratch/file: Permission denied" err
    "$tool" rm posix file
else
    skip "without rights" "another user cannot run programs of the build"
fi
"$tool" rm name

# No byte of a name is to move the cursor, or to look like a line of ours.
strange=$(printf 'no\033[31m\nprshm: line')
shown='no\\033\[31m\\012prshm: line'
for command in 'create -s 1' 'put -s 1' dump get watch rm stat ls gc; do
    case $command in
    create* | put*) name=$strange/x ;;
    *) name=$strange ;;
    esac
    # shellcheck disable=SC2086 # several words
    "$tool" $command "$name" </dev/null >out 2>err
    check "$command of a strange name tells of it in one line" sh -c "
        grep -q -- '$shown' err && [ \"\$(wc -l <err)\" = 1 ]"
done
"$tool" put name "$strange" 2>err
check "put of a strange file, too" grep -q -- "$shown" err
"$tool" "$strange" 2>err
check "a strange command, too" grep -q -- "$shown" err

# --- --help and the manual ----------------------------------------------------

printf '%s\n' "$commands" >ours
check "the commands are in order" sort -c ours

# Letters and names of options, as both have them.
options_in_help() {
    "$tool" "$1" --help | sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p' |
        grep -v '^h help$' | sort
}
options_in_manual() {
    awk -v command="$1" '
        /^\.S[sh] / { found = $1 == ".Ss" && $2 == command && !json }
        /^\.Sh JSON/ { json = 1 }
        found && /^\.It Fl . / {
            name = $0
            sub(/.*, Fl -/, "", name)
            sub(/ .*/, "", name)
            print $3, name
        }' "$manual" | sort
}
# usage_has_all HELP OPTIONS: up to the empty line is how it is used.
usage_has_all() {
    while read -r letter name; do
        sed '/^$/q' "$1" | grep -q -e '\[OPTION' -e "\[--${name}[]=[]" || {
            echo "-$letter, --$name is missing"
            return 1
        }
    done <"$2"
}
for command in $commands; do
    check "$command --help ends well" gives 0 "$command" --help
    check "$command --help shows how it is used" \
        grep -q "^usage: prshm $command" out
    check "$command -h is the same" sh -c "
        '$tool' $command -h | cmp - out"
    options_in_help "$command" >ours
    check "which names all options" usage_has_all out ours
    options_in_manual "$command" >theirs
    check "prshm(1) has the options of $command" diff ours theirs
    check "prshm(1) has a section of $command" grep -qx "\.Ss $command" \
        "$manual"
    check "lines of $command --help are short" sh -c "
        ! grep -E '^.{81}' out"
done
sed -n '/^\.Sh COMMANDS/,/^\.Sh [^C]/s/^\.Ss //p' "$manual" >theirs
printf '%s\n' "$commands" >ours
check "prshm(1) has these commands, and no others" diff ours theirs
check "help" gives 0 help
check "is as --help" cmp out help
check "help of a command" gives 0 help ls
check "is as its own" sh -c "'$tool' ls --help | cmp - out"
check "help --help" gives 0 help --help
check "is the list of commands" cmp out help
wrong nonsense help nonsense
wrong surplus help ls surplus
check "--version" gives 0 --version
cp out version
"$tool" version >out
check "is as version" cmp version out

# --- JSON ---------------------------------------------------------------------

# What the manual documents, as JSON: { "ls": { "objects": "array of ..." } }.
awk '
    function flush() { if (name != "") print "}" }
    BEGIN { print "{" }
    /^\.Sh / { flush(); name = ""; json = $2 == "JSON" }
    json && /^\.Ss / {
        flush()
        name = $NF
        print (schemas++ ? "," : "") "\"" name "\": {"
        members = 0
    }
    json && name != "" && /^\.It / {
        split($0, cells, " Ta ")
        sub(/^\.It /, "", cells[1])
        print (members++ ? "," : "") "\"" cells[1] "\": \"" cells[2] "\""
    }
    END { print "}" }' "$manual" >schema.json
# It says more of a member than its name.
repeated() {
    awk '/^\.Sh / { json = $2 == "JSON" }
        json && /^\.It / {
            split(substr($0, 5), cells, " Ta ")
            if (cells[3] == cells[1] || cells[3] == "") print
        }' "$manual"
}
check "the manual says what each member is" test -z "$(repeated)"
check "the manual documents JSON" jq -e '.ls.objects and .OBJECT.verdict' \
    schema.json

cat >schema.jq <<'END'
def fits($schema; $wanted):
    if $wanted | endswith(" or null") then
        . == null or fits($schema; $wanted | rtrimstr(" or null"))
    elif $wanted | startswith("array of ") then
        type == "array" and
            (map(fits($schema; $wanted | ltrimstr("array of "))) | all)
    elif $schema[$wanted] == null then
        type == $wanted
    else
        . as $value | type == "object" and
            keys == ($schema[$wanted] | keys) and
            ($schema[$wanted] | to_entries | map(
                .key as $key | .value as $of |
                    $value[$key] | fits($schema; $of)) | all)
    end;
fits($schema[0]; $wanted)
END

# documented COMMAND [ARGUMENT...]: what it writes is as documented.
documented() {
    command=$1
    shift
    "$tool" "$command" --json "$@" >json 2>err
    tail -n 40 json err
    [ -s json ] && jq -e --slurpfile schema schema.json \
        --arg wanted "$command" -f schema.jq json
}

for mechanism in sysv posix file; do
    PRSHM_BACKEND=$mechanism "$tool" create -s 100 -S 1 m-$mechanism
done
: >/dev/shm/prshm-10000000000000001
check "ls" documented ls .
check "of six objects and a half-made one" sh -c "
    [ \"\$(jq '.objects | length' json)\" = 7 ]"
check "stat" documented stat m-sysv
check "stat of a POSIX object" documented stat m-posix
check "stat of a file" documented stat m-file
check "stat of nothing" documented stat none
check "dump" documented dump m-sysv
check "gc" documented gc -t 0 .
check "of all of them" sh -c "[ \"\$(jq '.removals | length' json)\" = 7 ]"
check "doctor" documented doctor
check "backends" documented backends
check "version" documented version
check "demo" documented demo
(
    sleep 0.2
    echo x | "$tool" put m-sysv
) &
check "watch" documented watch -c 1 -i 50ms m-sysv
wait
check "in one line" test "$(wc -l <json)" = 1
check "gc --yes" documented gc --yes -t 0 .
for command in $commands; do
    case $("$tool" "$command" --help) in
    *--json*)
        check "the JSON of $command is documented" jq -e ".$command" schema.json
        ;;
    esac
done

# --- Colours ------------------------------------------------------------------

coloured() {
    TERM=xterm script -qec "'$tool' $*" typescript </dev/null >/dev/null 2>&1
    grep -q "$(printf '\033')\[3" typescript
}
not_coloured() {
    ! NO_COLOR=1 coloured "$@"
}
"$tool" create -s 100 coloured
for command in "ls ." doctor backends; do
    # shellcheck disable=SC2086 # several words
    if command -v script >/dev/null; then
        check "$command has colours on a terminal" coloured $command
        check "$command has none with NO_COLOR" not_coloured $command
    else
        skip "$command has colours on a terminal" "there is no script(1)"
    fi
    # shellcheck disable=SC2086
    TERM=xterm prshm $command
    check "$command has none elsewhere" \
        sh -c "! grep -q '$(printf '\033')' out"
done
"$tool" rm coloured

# --- Completion ---------------------------------------------------------------

# complete_to WORD...: what bash makes of it, sorted.
complete_to() {
    # shellcheck disable=SC2016 # for bash
    PATH=$top_builddir/pr/tools:$PATH bash -c '
        . "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _prshm prshm
        printf "%s\n" "${COMPREPLY[@]}"' \
        "$top_srcdir/pr/tools/prshm.bash" "$@" | sort
}
if command -v bash >/dev/null; then
    printf '%s\n' help --help --version "$commands" | sort >ours
    complete_to prshm '' >theirs
    check "completion has the commands" diff ours theirs
    printf '%s\n' "$commands" | sort >ours
    complete_to prshm help '' >theirs
    check "so it has behind help" diff ours theirs
    for command in $commands; do
        "$tool" "$command" --help |
            sed -n 's/^  -., \(--[a-z-]*=\{0,1\}\).*/\1/p' | sort >ours
        complete_to prshm "$command" -- >theirs
        check "completion has the options of $command" diff ours theirs
        check "of which there are some" test -s ours
    done
    check "completion of a part" test "$(complete_to prshm ls --or)" = --orphans
else
    skip "completion" "bash is not installed"
fi
done_testing
