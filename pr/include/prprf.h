/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Formatted text, in NSPR's own dialect of printf.
 *
 * A conversion is a percent sign, flags, a width, a point and a precision, a
 * size, and a letter.  All but the sign and the letter may be missing.
 *
 *   d i         a signed number; digits only
 *   u o x X     an unsigned number, in base 10, 8, 16
 *   f e E g     a double, as C's printf has it
 *   s           a string; NULL is "(null)"
 *   c           a byte, NUL too
 *   p           a pointer, as hexadecimal digits without 0x
 *   n           nothing: how many bytes come before goes to a PRIntn *, which
 *               may be NULL; never more than the size of a buffer that is full
 *   %           a percent sign
 *   S           nothing at all
 *
 *   sizes       none: PRIntn.  l: 32 bits, whatever a long has.  ll or L: 64
 *               bits; for f e E g a long double.  z: a size_t.  h: of u o x X
 *               the lower 16 bits, of d and i all of a PRIntn.  Other letters
 *               take no notice.
 *   flags       -: fill the width on the right.  0: fill it with zeros, strings
 *               too.  +, blank: what stands in front of numbers that are not
 *               negative.
 *   width       at least that many bytes.
 *   precision   of a number at least that many digits; of a string at most that
 *               many bytes, and then it needs no NUL; of f e E g as in C.  What
 *               is empty with the precision 0 has no width.
 *   * for width or precision: a PRIntn before the argument; a negative one is
 *               none.
 *
 * "%2$s" takes argument 2.  Such a format must have a number in each
 * conversion, all numbers from 1 on, one kind of argument for each, and no
 * star.
 *
 * Of any other conversion, the percent sign and the letter at which it goes
 * wrong are printed; it takes no argument but those of its stars.
 *
 * Calls may be made by several threads at once.  A call that fails sets the
 * error of the thread (prerror.h); success does not touch it.  Errors of all
 * calls:
 *   PR_INVALID_ARGUMENT_ERROR  fmt is NULL, or its numbered arguments make no
 *                              sense
 *   PR_OUT_OF_MEMORY_ERROR     no memory, which numbers of hundreds of digits
 *                              need, as do more than 16 numbered arguments; or
 *                              a width or precision of f e E g above 1,000,000
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prprf_h___
#define prprf_h___

#include "prio.h"
#include "prtypes.h"

#include <stdarg.h>
#include <stdio.h>

PR_BEGIN_EXTERN_C

/*
 * Format into a buffer, as far as there is room.
 *
 *   out     gets the text and always a NUL
 *   outlen  bytes at out, the NUL included.  0, or more than PR_INT32_MAX:
 *           nothing is done.
 *
 * Returns the bytes put there without the NUL, at most outlen - 1: how long
 * the whole text is cannot be told from it.  After an error it is 0, and the
 * text is empty; one more is
 *   PR_INVALID_ARGUMENT_ERROR  out is NULL
 */
NSPR_API(PRUint32)
PR_snprintf(char *out, PRUint32 outlen, const char *fmt, ...);

/*
 * Format into new memory.
 *
 * Returns the text, for PR_smprintf_free(), or NULL with the error set:
 *   PR_OUT_OF_MEMORY_ERROR  also if it would be 2 GiB or longer
 */
NSPR_API(char *) PR_smprintf(const char *fmt, ...);

/* Free what the calls around this one returned.  NULL is fine. */
NSPR_API(void) PR_smprintf_free(char *mem);

/*
 * Add to a text.
 *
 *   last  what an earlier call or PR_smprintf() returned, which is used up
 *         now; NULL to begin a text
 *
 * Returns the longer text.  After an error it returns NULL, and last was freed.
 */
NSPR_API(char *) PR_sprintf_append(char *last, const char *fmt, ...);

/*
 * Receives the text of PR_sxprintf(), piece by piece.
 *
 *   arg   as given to PR_sxprintf()
 *   s     a piece; no NUL stands behind it
 *   slen  bytes in it, possibly none
 *
 * Returns something negative to stop.
 */
typedef PRIntn (*PRStuffFunc)(void *arg, const char *s, PRUint32 slen);

/*
 * Format into a function.  It is called for each byte of the format's own text
 * and of what fills widths, for each converted value, and at the end for one
 * byte that is NUL.
 *
 * Returns the bytes that f got, that NUL included; (PRUint32)-1 if f stopped,
 * or after an error; one more is
 *   PR_INVALID_ARGUMENT_ERROR  f is NULL
 */
NSPR_API(PRUint32) PR_sxprintf(PRStuffFunc f, void *arg, const char *fmt, ...);

/*
 * Format into a file, with a single PR_Write() as far as the first NUL in the
 * text, even if that is nothing.
 *
 * Returns what PR_Write() does: how many bytes it wrote; or (PRUint32)-1 after
 * an error of it or one of those above.  A text of 500 bytes takes no memory.
 */
NSPR_API(PRUint32) PR_fprintf(struct PRFileDesc *fd, const char *fmt, ...);

/* The same with arguments that ap has; afterwards ap is as it was. */
NSPR_API(PRUint32)
PR_vsnprintf(char *out, PRUint32 outlen, const char *fmt, va_list ap);
NSPR_API(char *) PR_vsmprintf(const char *fmt, va_list ap);
NSPR_API(char *) PR_vsprintf_append(char *last, const char *fmt, va_list ap);
NSPR_API(PRUint32)
PR_vsxprintf(PRStuffFunc f, void *arg, const char *fmt, va_list ap);
NSPR_API(PRUint32)
PR_vfprintf(struct PRFileDesc *fd, const char *fmt, va_list ap);

PR_END_EXTERN_C

#endif /* prprf_h___ */
