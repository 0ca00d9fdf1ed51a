# SPDX-License-Identifier: MPL-2.0
# List what headers define and declare, from the output of cc -E -dD.
#
#   roots  directories, each ending in / and separated by blanks: only files
#          below them count
#
# Prints, separated by tabs, a kind, a name, the header without its root, and
# a detail:
#   object      a macro
#   function    a macro with arguments; the detail is their number
#   typedef     the detail is "object", "opaque" or "function"
#   enumerator
#   struct      the detail is how the type is written
#   member      a name as in "TYPE.MEMBER", and TYPE in the detail
# Functions are not listed: compilers can do that.

BEGIN {
    root_count = split(roots, root, " ")
}

# The line marker says which file comes next.
/^# [0-9]+ "/ {
    split($0, quoted, "\"")
    file = ""
    for (i = 1; i <= root_count; i++) {
        if (index(quoted[2], root[i]) == 1) {
            file = substr(quoted[2], length(root[i]) + 1)
        }
    }
    next
}

file == "" { next }

/^#define / {
    name = $2
    sub(/\(.*/, "", name)
    arguments = substr($0, length("#define ") + length(name) + 1)
    if (arguments ~ /^\(/) {
        sub(/\).*/, "", arguments)
        count = gsub(/,/, "", arguments)
        count += arguments ~ /[A-Za-z]/
        macro[name] = "function\t" name "\t" file "\t" count
    } else {
        macro[name] = "object\t" name "\t" file "\t"
    }
    next
}

/^#undef / { delete macro[$2]; next }
/^#/ { next }

# Everything else is a piece of a declaration.
{
    rest = $0 " "
    while (match(rest, /[{};]/)) {
        mark = substr(rest, RSTART, 1)
        text = text substr(rest, 1, RSTART)
        rest = substr(rest, RSTART + 1)
        if (text ~ /extern "C" *\{$/ || (mark == "}" && depth == 0)) {
            text = "" # a C++ linkage block, begun or ended
            continue
        }
        depth += mark == "{"
        depth -= mark == "}"
        if (mark == ";" && depth == 0) {
            declaration(text)
            text = ""
        }
    }
    text = text rest
}

END {
    for (name in macro) {
        print macro[name]
    }
    for (i = 1; i <= opaque_count; i++) {
        form = opaque_tag[i] in defined_tag ? "object" : "opaque"
        print opaque[i] "\t" form
    }
}

function declaration(all,    head, body, tail, open, close_) {
    while (sub(/__attribute__ *\(\([^()]*(\([^()]*\)[^()]*)*\)\)/, " ", all)) {
    }
    gsub(/__extension__/, " ", all)
    gsub(/[ \t]+/, " ", all)
    sub(/^ /, "", all)
    sub(/ ?;$/, "", all)
    head = all
    tail = all
    body = ""
    open = index(all, "{")
    if (open > 0) {
        close_ = length(all)
        while (substr(all, close_, 1) != "}") {
            close_--
        }
        head = substr(all, 1, open - 1)
        body = substr(all, open + 1, close_ - open - 1)
        tail = substr(all, close_ + 1)
    }
    if (head ~ /^(typedef )?enum / && body != "") {
        enumerators(body)
    } else if (head ~ /^(typedef )?(struct|union) / && body != "") {
        members(head, body, tail)
    }
    if (head ~ /^typedef /) {
        typedef(head, body, tail)
    }
}

function enumerators(body,    parts, count, i) {
    count = split(body, parts, ",")
    for (i = 1; i <= count; i++) {
        sub(/=.*/, "", parts[i])
        gsub(/ /, "", parts[i])
        if (parts[i] != "") {
            print "enumerator\t" parts[i] "\t" file "\t"
        }
    }
}

function members(head, body, tail,    type, parts, count, i) {
    type = head
    sub(/^typedef /, "", type)
    sub(/ $/, "", type)
    if (type ~ / /) {
        defined_tag[type] = 1
    } else {
        type = last_word(tail)
    }
    print "struct\t" type "\t" file "\t" type
    while (gsub(/\{[^{}]*\}/, " ", body)) {
    }
    gsub(/\( \*/, "(*", body)
    while (gsub(/\([^()*][^()]*\)|\(\)/, " ", body)) {
    }
    count = split(body, parts, /[;,]/)
    for (i = 1; i <= count; i++) {
        sub(/:.*/, "", parts[i])
        gsub(/\[[^]]*\]|[()*]/, " ", parts[i])
        if (last_word(parts[i]) != "") {
            print "member\t" type "." last_word(parts[i]) "\t" file "\t" type
        }
    }
}

function typedef(head, body, tail,    name, tag) {
    if (body == "" && match(tail, /\( ?\* ?[A-Za-z_0-9]+ ?\)/)) {
        name = substr(tail, RSTART, RLENGTH)
        gsub(/[ ()*]/, "", name)
        print "typedef\t" name "\t" file "\tobject"
    } else if (body == "" && match(tail, /[A-Za-z_0-9]+ ?\(/)) {
        name = substr(tail, RSTART, RLENGTH)
        gsub(/[ (]/, "", name)
        print "typedef\t" name "\t" file "\tfunction"
    } else if (head ~ /^typedef (struct|union) [A-Za-z_0-9]+ [A-Za-z_0-9]+$/) {
        tag = head
        sub(/^typedef /, "", tag)
        sub(/ [A-Za-z_0-9]+$/, "", tag)
        opaque_count++
        opaque[opaque_count] = "typedef\t" last_word(tail) "\t" file
        opaque_tag[opaque_count] = tag
    } else {
        print "typedef\t" last_word(tail) "\t" file "\tobject"
    }
}

# The last word of a text that is not an array's size.
function last_word(text,    words, count) {
    gsub(/\[[^]]*\]/, " ", text)
    gsub(/[^A-Za-z_0-9]+/, " ", text)
    sub(/ $/, "", text)
    count = split(text, words, " ")
    return count > 0 ? words[count] : ""
}
