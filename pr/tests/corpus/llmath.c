/* SPDX-License-Identifier: MPL-2.0 */
/*
 * 64-bit arithmetic as it was written for compilers that had none: factorials,
 * a square root, digits by hand.
 */
#include "prlong.h"
#include "prprf.h"
#include "prtypes.h"

#include <stdio.h>

static void
Digits(PRUint64 number, char *text)
{
    PRUint64 ten, digit, rest;
    char     reversed[24];
    PRInt32  i = 0, one;

    LL_UI2L(ten, 10);
    do {
        LL_UDIVMOD(&rest, &digit, number, ten);
        LL_L2I(one, digit);
        reversed[i++] = (char)('0' + one);
        number = rest;
    } while (!LL_IS_ZERO(number));
    while (i > 0)
        *text++ = reversed[--i];
    *text = '\0';
}

static PRInt64
Factorial(PRInt32 n)
{
    PRInt64 product, factor;

    LL_I2L(product, 1);
    for (; n > 1; n--) {
        LL_I2L(factor, n);
        LL_MUL(product, product, factor);
    }
    return product;
}

static PRInt64
Root(PRInt64 square)
{
    PRInt64 low, high, middle, sum, product, one;

    LL_I2L(one, 1);
    low = LL_ZERO;
    LL_SHL(high, one, 31);
    while (LL_CMP(low, <, high)) {
        LL_ADD(sum, low, high);
        LL_ADD(sum, sum, one);
        LL_SHR(middle, sum, 1);
        LL_MUL(product, middle, middle);
        if (LL_CMP(product, >, square))
            LL_SUB(high, middle, one);
        else
            low = middle;
    }
    return low;
}

static void
Convert(PRFloat64 number)
{
    PRInt64   whole;
    PRFloat64 back;
    PRInt32   low;
    PRUint32  bits;

    LL_D2L(whole, number);
    LL_L2D(back, whole);
    LL_L2I(low, whole);
    LL_L2UI(bits, whole);
    printf("%.1f is %.1f, %d, %u%s\n", number, back, low, bits,
           LL_GE_ZERO(whole) ? "" : ", negative");
}

static void
Bits(void)
{
    static const PRInt64 pattern = LL_INIT(0x12345678, 0x9abcdef0);
    PRInt64              a, b;
    PRUint64             u;
    char                 line[96];

    LL_NOT(a, pattern);
    LL_AND(b, a, LL_MAXINT);
    LL_XOR(a, b, pattern);
    LL_OR(b, a, pattern);
    LL_OR2(b, LL_MININT);
    LL_NEG(a, b);
    LL_USHR(u, b, 60);
    PR_snprintf(line, sizeof line, "%llx %lld %llx %llu", a, a, b, u);
    puts(line);
    LL_ISHL(a, 3, 40);
    LL_MOD(b, pattern, a);
    LL_DIV(a, pattern, a);
    PR_snprintf(line, sizeof line, "%lld %lld %d %d %d", a, b, LL_EQ(a, b),
                LL_NE(a, b), (int)LL_UCMP(LL_MAXUINT, >, u));
    puts(line);
    PR_snprintf(line, sizeof line, "%lld %lld %lld %llu", LL_MaxInt(),
                LL_MinInt(), LL_Zero(), LL_MaxUint());
    puts(line);
}

int
main(void)
{
    char    text[24];
    PRInt32 i;

    for (i = 0; i <= 20; i += 4) {
        Digits((PRUint64)Factorial(i), text);
        printf("%2d! = %s, root ", i, text);
        Digits((PRUint64)Root(Factorial(i)), text);
        puts(text);
    }
    Digits(LL_MAXUINT, text);
    puts(text);
    Convert(0.0);
    Convert(-1.9);
    Convert(4294967297.5);
    Convert(-3e15);
    Bits();
    return 0;
}
