/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm version: ours, and of which NSPR we keep the contract.
 */
#include "config.h"

#include "json.h"
#include "options.h"
#include "prinit.h"
#include "tool.h"

#include <stdio.h>

int
RunVersion(int argc, char **argv)
{
    PRBool       asJson = PR_FALSE;
    const Option options[] = {
        { 'j', "json", OPTION_FLAG, &asJson, NULL, "write JSON" },
        { .name = NULL },
    };
    Json json = { .depth = 0 };
    int  status;

    if (!ReadOptions(argc, argv, options, 0, 0, NULL, &status)) {
        return status;
    }
    if (!asJson) {
        printf("%s (as NSPR %s)\n", PACKAGE_STRING, PR_VERSION);
        return EXIT_SUCCESS;
    }
    BeginObject(&json, NULL);
    PutText(&json, "version", PACKAGE_VERSION);
    PutText(&json, "nspr", PR_VERSION);
    End(&json);
    return EXIT_SUCCESS;
}
