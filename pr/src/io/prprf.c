/* SPDX-License-Identifier: MPL-2.0 */
/*
 * placeholder
 */
#include "config.h"

#include "private/pprimpl.h"

#include <stdio.h>
#include <string.h>

PRIntn
_PR_FormatText(_PRTextSink sink, void *arg, const char *fmt, va_list ap)
{
    char text[2000];

    vsnprintf(text, sizeof text, fmt, ap);
    return sink(arg, text, (PRUint32)strlen(text));
}
