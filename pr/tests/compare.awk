# SPDX-License-Identifier: MPL-2.0
# Compare what two programs say, line by line: "name: text".
#
#   awk -f compare.awk DIFFERENCES STOCK OURS
#
# DIFFERENCES has, for each name where they differ on purpose, what stock NSPR
# says after "- " and what prshm says after "+ "; "(nothing)" if the line is not
# there.  Prints for each name a verdict, a tab, the name, a tab, what both say:
#
#   equal     nothing is listed, and both say the same
#   listed    both say what is listed
#   unseen    it is listed, but both say the same
#   missing   it is listed, but neither says anything
#   wrong     anything else

function split_line(line,    at) {
    at = index(line, ": ")
    name = substr(line, 1, at - 1)
    text = substr(line, at + 2)
    names[name] = 1
}

function said(by, name) {
    return name in by ? by[name] : "(nothing)"
}

function verdict(name,    was_listed) {
    was_listed = name in listed_stock || name in listed_ours
    if (!was_listed)
        return said(stock, name) == said(ours, name) ? "equal" : "wrong"
    if (said(stock, name) == said(listed_stock, name) &&
        said(ours, name) == said(listed_ours, name))
        return "listed"
    if (!(name in stock) && !(name in ours))
        return "missing"
    return said(stock, name) == said(ours, name) ? "unseen" : "wrong"
}

FNR == 1 { file++ }
file == 1 && /^- / { split_line(substr($0, 3)); listed_stock[name] = text }
file == 1 && /^\+ / { split_line(substr($0, 3)); listed_ours[name] = text }
file == 2 { split_line($0); stock[name] = text }
file == 3 { split_line($0); ours[name] = text }

END {
    for (name in names)
        printf "%s\t%s\tstock: %s, prshm: %s\n", verdict(name), name,
            said(stock, name), said(ours, name)
}
