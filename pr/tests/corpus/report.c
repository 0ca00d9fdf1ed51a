/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A report built of pieces: strings that grow, printf wrappers, output through
 * a function of its own.
 */
#include "prio.h"
#include "prmem.h"
#include "prprf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Sink {
    PRUint32 bytes, calls, lines;
    char     last[48];
} Sink;

static PRIntn PR_CALLBACK
Stuff(void *arg, const char *text, PRUint32 length)
{
    Sink    *sink = (Sink *)arg;
    PRUint32 i;

    sink->calls++;
    for (i = 0; i < length; i++) {
        sink->lines += text[i] == '\n';
        if (sink->bytes < sizeof sink->last - 1)
            sink->last[sink->bytes] = text[i];
        sink->bytes++;
    }
    return 0;
}

static PRUint32
Tell(Sink *sink, const char *format, ...)
{
    va_list  ap;
    PRUint32 n;

    va_start(ap, format);
    n = PR_vsxprintf(Stuff, sink, format, ap);
    va_end(ap);
    return n;
}

static char *
Add(char *report, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    report = PR_vsprintf_append(report, format, ap);
    va_end(ap);
    return report;
}

static PRUint32
Out(PRFileDesc *fd, const char *format, ...)
{
    va_list  ap;
    PRUint32 n;

    va_start(ap, format);
    n = PR_vfprintf(fd, format, ap);
    va_end(ap);
    return n;
}

static char *
Make(const char *format, ...)
{
    va_list ap;
    char   *text;

    va_start(ap, format);
    text = PR_vsmprintf(format, ap);
    va_end(ap);
    return text;
}

static PRUint32
Into(char *buffer, PRUint32 size, const char *format, ...)
{
    va_list  ap;
    PRUint32 n;

    va_start(ap, format);
    n = PR_vsnprintf(buffer, size, format, ap);
    va_end(ap);
    return n;
}

int
main(void)
{
    static const char *const names[] = { "shared", "anonymous", "named" };
    PRFileDesc              *out = PR_STDOUT;
    Sink                     sink;
    char                    *report = NULL;
    char                    *text;
    char                     buffer[10];
    PRUint32                 i;
    PRInt64                  big = PR_INT64(1234567890123);

    for (i = 0; i < PR_ARRAY_SIZE(names); i++) {
        report = PR_sprintf_append(report, "%2u. %-10s|", i + 1, names[i]);
        report = Add(report, "%5.1f%%|%lld\n", 12.5 * i, big * i);
    }
    i = PR_fprintf(out, "%s", report);
    Out(out, "%u bytes of %u\n", i, (PRUint32)strlen(report));
    memset(&sink, 0, sizeof sink);
    i = PR_sxprintf(Stuff, &sink, "%s%c%d\n", report, 'x', -1);
    i += Tell(&sink, "%08lx %hu\n", 0xbeefL, 70000);
    Out(out, "%u %u %u %s\n", i, sink.bytes, sink.lines,
        sink.calls > 0 ? "called" : "not called");
    Out(out, "[%.20s]\n", sink.last);
    text = Make("%s/%s/%d", "a", (char *)NULL, 3);
    Out(out, "%s\n", text);
    PR_smprintf_free(text);
    i = Into(buffer, sizeof buffer, "%d and %s", 100, "more than fits");
    Out(out, "%u [%s]\n", i, buffer);
    text = PR_smprintf("");
    Out(out, "empty: %u\n", (PRUint32)strlen(text));
    PR_smprintf_free(text);
    PR_smprintf_free(NULL);
    PR_smprintf_free(report);
    return 0;
}
