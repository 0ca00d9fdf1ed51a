/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A process that logs, to compare ours with stock NSPR's: logprog_ours is
 * linked with libprshm, logprog_stock with stock NSPR.
 *
 *   logprog formats        send a table of formats to the log
 *   logprog levels NAME... print the level of each of these modules
 *
 * Each line of the table is "LABEL |TEXT|", so that the test can name those
 * that differ on purpose.
 */
#include <prlog.h>

#include <stdio.h>
#include <string.h>

#define NONE ((char *)NULL)
#define BIG  4294967297LL /* 2^32 + 1 */

static void
log_integers(void)
{
    PR_LogPrint("d |%d|%i|%d|%d|", 42, -3, -2147483647 - 1, 0);
    PR_LogPrint("d-width |%5d|%-5d|%05d|%-05d|%0-5d|", 42, 42, 42, 42, 42);
    PR_LogPrint("d-sign |%+d|% d|%+d|% d|%+ d|% +d|", 4, 4, -4, -4, 4, 4);
    PR_LogPrint("d-flags |%-+5d|%+05d|% 05d|%++d|%--4d|", 4, 4, 4, 4, 4);
    PR_LogPrint("d-precision |%.3d|%5.3d|%-5.3d|%05.3d|%+.3d|", 7, 7, 7, 7, 7);
    PR_LogPrint("d-negative |%.3d|%6.3d|%-6.3d|%06.3d|%06d|", -7, -7, -7, -7,
                -7);
    PR_LogPrint("d-empty |%.0d|%.d|%5.0d|%+.0d|%-5.0d|%.0x|", 0, 0, 0, 0, 0,
                0);
    PR_LogPrint("d-point0 |%.0d|%5.0d|%05.0d|%+5.0d|", 5, 5, 5, 5);
    PR_LogPrint("u |%u|%u|%+u|% u|%5u|%-5u|%05u|", 7, -1, 7, 7, 7, 7, 7);
    PR_LogPrint("x |%x|%X|%o|%5x|%-5X|%05o|%.5x|", 255, 255, 255, 255, 255,
                255, 255);
    PR_LogPrint("x-more |%x|%X|%o|%8.5x|%-8.5x|%08.5x|", -1, -1, -1, 255, 255,
                255);
    PR_LogPrint("h |%hd|%hi|%hd|%hu|%hx|%hX|%ho|", 70000, -40000, -70000,
                70000, 70000, -1, -1);
    PR_LogPrint("l |%ld|%li|%lu|%lx|%lX|%lo|%ld|", 1L, -1L, -1L, -1L, -1L, -1L,
                2147483647L);
    PR_LogPrint("ll |%lld|%lli|%llu|%llx|%llX|%llo|", BIG, -BIG, BIG, BIG, BIG,
                -1LL);
    PR_LogPrint("ll-width |%20lld|%-20lld|%020lld|%.15lld|%+lld|", BIG, BIG,
                -BIG, BIG, BIG);
    PR_LogPrint("L |%Ld|%Li|%Lu|%Lx|%LX|%Lo|", BIG, -BIG, BIG, BIG, BIG, BIG);
    PR_LogPrint("z |%zd|%zi|%zu|%zx|%zX|%zo|%5zu|", (PRSize)7, (PRSize)-7,
                (PRSize)-1, (PRSize)-1, (PRSize)-1, (PRSize)-1, (PRSize)7);
    PR_LogPrint("wide |%300d|%-300d|%0300d|%.300d|", 1, 2, 3, 4);
}

/* A long given to %ld is cut to 32 bits where it is wider. */
static void
log_longs(void)
{
    if (sizeof(long) == 8) {
        long big = (long)BIG;

        PR_LogPrint("l-cut |%ld|%lu|%lx|%lX|%lo|%li|", big, big, big, big, big,
                    big);
        PR_LogPrint("l-next |%ld|%s|%ld|%d|", big, "x", -big, 5);
    }
}

static void
log_texts(void)
{
    static const char plain[] = { 'a', 'b', 'c' }; /* has no end */
    char              text[2001];

    memset(text, 'a', 2000);
    text[2000] = '\0';
    PR_LogPrint("s |%s|%10s|%-10s|%s|%3s|", "abc", "abc", "abc", "", "abcdef");
    PR_LogPrint("s-precision |%.2s|%10.2s|%-10.2s|%.9s|%.3s|", "abc", "abc",
                "abc", "abc", plain);
    PR_LogPrint("s-point0 |%.0s|%.s|%5.0s|%-5.s|", "abc", "abc", "abc", "abc");
    PR_LogPrint("s-zero |%06s|%06.2s|%-06s|%+6s|%06s|", "abc", "abc", "abc",
                "abc", "-bc");
    PR_LogPrint("s-null |%s|%.2s|%10s|%-10.3s|%08s|", NONE, NONE, NONE, NONE,
                NONE);
    PR_LogPrint("s-size |%ls|%hs|%lls|%Ls|%zs|", "a", "b", "c", "d", "e");
    PR_LogPrint("s-bytes |%s|%.3s|", "\xc3\xa9\xff", "\xc3\xa9\xff\x80");
    PR_LogPrint("s-long |%s|%2500s|%-2500s|", text, text, text);
    PR_LogPrint("c |%c|%5c|%-5c|%05c|%.0c|%.5c|%lc|%hc|", 'a', 'b', 'c', 'd',
                'e', 'f', 'g', 'h');
    PR_LogPrint("c-cut |%c|%c|", 'a' + 256, 'a' - 256);
    PR_LogPrint("p |%p|%p|%20p|%-20p|%020p|%.20p|", (void *)0x12ab, NONE,
                (void *)0x12ab, (void *)0x12ab, (void *)0x12ab,
                (void *)0x12ab);
    PR_LogPrint("p-flags |%+p|% p|%5p|%.0p|%lp|%hp|", (void *)1, (void *)1,
                NONE, NONE, (void *)2, (void *)0x12345678);
    PR_LogPrint("S |%S|%5S|%.3S|%lS|x%Sy|");
    PR_LogPrint("plain |no conversions, \ttab|");
    PR_LogPrint("lines |one\nlines-2 |two\nlines-3 |three|");
}

static void
log_reals(void)
{
    PR_LogPrint("f |%f|%f|%f|%f|", 0.0, 1.5, -2.25, 123456789.125);
    PR_LogPrint("f-width |%10.2f|%-10.2f|%010.2f|%+f|% f|", 1.5, 1.5, 1.5, 1.5,
                1.5);
    PR_LogPrint("f-precision |%.0f|%.f|%.1f|%.15f|%5.f|", 0.5, 1.5, 0.25, 0.1,
                2.5);
    PR_LogPrint("f-sign |%+f|% f|%+08.1f|% 08.1f|%-+8.1f|", -1.5, -1.5, -1.5,
                1.5, 1.5);
    PR_LogPrint("e |%e|%E|%.3e|%.0e|%12.2e|%-12.2E|%012.2e|", 1.5, 1.5, 1.5,
                2.5, 1e100, 1e-100, -1e10);
    PR_LogPrint("g |%g|%g|%g|%g|%.3g|%10g|%-10g|", 0.0001, 0.00001, 1e5, 1e6,
                1234.5, 1.5, 1.5);
    PR_LogPrint("f-size |%lf|%le|%lE|%lg|%hf|%zf|", 1.5, 1.5, 1.5, 1.5, 1.5,
                1.5);
    PR_LogPrint("f-next |%f|%d|%g|%s|%e|", 1.5, 2, 2.5, "x", 3.5);
    PR_LogPrint("long-f |%f|%.300f|", 1e300, 1.5);
    PR_LogPrint("long-double |%Lf|", 1.5L);
    PR_LogPrint("long-spec |%000000000000000010.2f|", 1.5);
}

static void
log_stars(void)
{
    PR_LogPrint("star |%*d|%-*d|%0*d|%*s|%-*s|%*c|", 5, 42, 5, 42, 5, 42, 5,
                "ab", 5, "ab", 5, 'c');
    PR_LogPrint("star-negative |%*d|%-*d|%0*d|%*s|%-*s|", -5, 42, -5, 42, -5,
                42, -5, "ab", -5, "ab");
    PR_LogPrint("star-precision |%.*d|%.*s|%5.*d|%*.*d|%-*.*s|", 3, 7, 2,
                "abc", 3, 7, 6, 3, 7, 6, 2, "abc");
    PR_LogPrint("star-none |%.*d|%.*s|%.*s|%0*.*d|", -3, 7, -1, "abc", 0,
                "abc", 5, -1, 7);
    PR_LogPrint("star-unknown |%*k|%.*k|%d|", 7, 8, 9);
    PR_LogPrint("star-S |%*S|%d|", 7, 8);
}

static void
log_oddities(void)
{
    static const char lone[16] = "lone |%"; /* zeros up to its end */
    int               count = -1;

    PR_LogPrint("percent |%%|%%%%|100%%|");
    PR_LogPrint("percent-odd |%5%|%-5%|%l%|%.3%|%h%|%0%|");
    PR_LogPrint("unknown |%k|%y|%m|%G|%F|%a|%A|%C|%D|%U|%O|%b|%B|");
    PR_LogPrint("unknown-more |%t|%j|%q|%v|%w|%I64d|%M|%!|%_|");
    PR_LogPrint("unknown-flags |%5k|%-5.3k|%lk|%+lly|%.2G|%hy|%zy|");
    PR_LogPrint("unknown-size |%hhd|%jd|%td|%qd|%lhd|%Lld|%zzd|%llld|");
    PR_LogPrint("unknown-hash |%#x|%#5x|%'d|%5-d|%5+d|%.-3d|%..5d|%5.5.5d|");
    PR_LogPrint("unknown-bytes |%\x80|%5\xff|%\t|");
    PR_LogPrint("unknown-next |%k|%d|%G|%s|", 1, "x");
    PR_LogPrint("n |abc%n|%d|", &count, 5);
    PR_LogPrint("n-got |%d|", count);
    PR_LogPrint("n-null |a%nb|", NONE);
    PR_LogPrint(lone);
}

static void
log_numbered(void)
{
    PR_LogPrint("numbered |%2$s|%1$s|%1$s|", "a", "b");
    PR_LogPrint("numbered-kinds |%5$f|%3$s|%1$d|%2$lld|%4$c|%6$p|", 1, BIG,
                "three", '4', 5.5, (void *)6);
    PR_LogPrint("numbered-width |%1$5d|%2$05d|%3$.3d|%4$8.2s|%5$8.2f|", 1, 2,
                3, "four", 5.5);
    PR_LogPrint("numbered-views |%1$d|%1$x|%1$o|%1$5u|%1$c|", 65);
    PR_LogPrint("numbered-percent |%%|%1$s|%%|", "a");
    PR_LogPrint("numbered-zeros |%01$s|%002$s|", "a", "b");
    PR_LogPrint("numbered-many |%20$d%19$d%18$d%17$d%16$d%15$d%14$d%13$d%12$d"
                "%11$d%10$d%9$d%8$d%7$d%6$d%5$d%4$d%3$d%2$d%1$d|",
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
                19, 20);
    PR_LogPrint("numbered-not |%-1$d|$%d$|%%1$s|", 1);
}

static void
log_formats(void)
{
    log_integers();
    log_longs();
    log_texts();
    log_reals();
    log_stars();
    log_oddities();
    log_numbered();
}

int
main(int argc, char **argv)
{
    int i;

    if (argc == 2 && strcmp(argv[1], "formats") == 0) {
        log_formats();
        return 0;
    }
    if (argc < 2 || strcmp(argv[1], "levels") != 0) {
        fprintf(stderr, "usage: logprog formats | levels NAME...\n");
        return 2;
    }
    for (i = 2; i < argc; i++) {
        printf("%s=%d ", argv[i], (int)PR_NewLogModule(argv[i])->level);
    }
    putchar('\n');
    return 0;
}
