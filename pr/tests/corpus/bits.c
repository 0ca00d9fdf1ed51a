/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A sieve in a bit map, an allocator of blocks by powers of two, a checksum by
 * rotation: users of prbit.h, by new names and old.
 */
#include "prbit.h"
#include "prtypes.h"

#include <stdio.h>
#include <string.h>

#define LIMIT 1000
#define WORDS (LIMIT / PR_BITS_PER_LONG + 1)

static void
Sieve(void)
{
    prbitmap_t composite[WORDS];
    int        i, j, primes = 0, last = 0;

    memset(composite, 0, sizeof composite);
    for (i = 2; i < LIMIT; i++) {
        if (PR_TEST_BIT(composite, i))
            continue;
        primes++;
        last = i;
        for (j = i * i; j < LIMIT; j += i)
            PR_SET_BIT(composite, j);
    }
    printf("%d primes, the last %d\n", primes, last);

    CLEAR_BIT(composite, 4);
    SET_BIT(composite, 5);
    for (i = 2; i < 12; i++)
        printf("%d", TEST_BIT(composite, i) ? 1 : 0);
    printf("\n");
}

static void
Blocks(void)
{
    static const PRUint32 sizes[] = { 0,     1,      2,          3,
                                      24,    32,     33,         4095,
                                      65536, 999999, 0x7fffffff, 0x80000000 };
    PRIntn                ceiling, floor;
    unsigned              i;

    for (i = 0; i < PR_ARRAY_SIZE(sizes); i++) {
        PR_CEILING_LOG2(ceiling, sizes[i]);
        PR_FLOOR_LOG2(floor, sizes[i]);
        printf("%10u: %2d %2d, calls %2d %2d\n", sizes[i], ceiling, floor,
               PR_CeilingLog2(sizes[i]), PR_FloorLog2(sizes[i]));
    }
}

static PRUint32
Checksum(const char *text)
{
    PRUint32 sum = 0x9e3779b9;

    for (; *text != '\0'; text++)
        sum = PR_ROTATE_LEFT32(sum, 5) ^ (PRUint32)(unsigned char)*text;
    return PR_ROTATE_RIGHT32(sum, 3);
}

int
main(void)
{
    PRUint32 flags = PR_BIT(3) | PR_BIT(31);

    Sieve();
    Blocks();
    printf("%08x %08x\n", Checksum(""), Checksum("segment"));
    printf("%08x %08x %d\n", flags, PR_BITMASK(12), PR_ROUNDUP(1001, 64));
    printf("%d %d %d\n", PR_MIN(3, -3), PR_MAX(3, -3), PR_ABS(-3));
    return 0;
}
