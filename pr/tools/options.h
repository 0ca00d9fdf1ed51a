/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Options of commands, as tables: what they set, and what --help says of them.
 */
#ifndef options_h___
#define options_h___

#include "prtypes.h"

/* What an option takes, and so what its value is. */
typedef enum OptionKind {
    OPTION_FLAG,   /* nothing; PRBool */
    OPTION_FILE,   /* const char * */
    OPTION_NUMBER, /* these: PRUint64 */
    OPTION_SIZE,   /* in bytes */
    OPTION_TIME,   /* in microseconds */
    OPTION_MODE
} OptionKind;

/* The last row of a table has no name. */
typedef struct Option {
    char        letter;
    const char *name;
    OptionKind  kind;
    void       *value;
    PRBool     *given; /* whether it was there; or NULL */
    const char *help;  /* lines without a full stop */
} Option;

/*
 * Read the options of a command; optind is then the first operand.  False if
 * there is nothing more to do: after --help, or after a message.  status is the
 * command's then, else EXIT_SUCCESS.
 *
 *   least, most  how many operands it takes
 *   operand      what to ask for if there are fewer: "which name?"
 */
PRBool ReadOptions(int argc, char **argv, const Option *options, int least,
                   int most, const char *operand, int *status);

#define MANY_OPERANDS 0x7fffffff

#endif /* options_h___ */
