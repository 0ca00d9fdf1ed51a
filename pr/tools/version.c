/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm version: ours, and of which NSPR we keep the contract.
 */
#include "config.h"

#include "prinit.h"
#include "tool.h"

#include <stdio.h>
#include <string.h>

int
RunVersion(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        return ShowHelp(NULL);
    }
    if (argc > 1) {
        return Misused("unexpected argument: %s", argv[1]);
    }
    printf("%s (as NSPR %s)\n", PACKAGE_STRING, PR_VERSION);
    return 0;
}
