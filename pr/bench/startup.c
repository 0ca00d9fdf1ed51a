/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Starts NSPR and ends: what is counted of it is what a program pays for being
 * linked with the library.  Built against both.
 */
#include <prinit.h>

int
main(void)
{
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    return PR_Initialized() ? 0 : 1;
}
