/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The string functions of libplc4, and PRPackedBool tables of their answers.
 */
#include "plstr.h"
#include "prtypes.h"

#include <stdio.h>

static void
At(const char *what, const char *text, const char *found)
{
    if (found == NULL)
        printf("%s: nowhere\n", what);
    else
        printf("%s: at %ld\n", what, (long)(found - text));
}

static int
Sign(PRIntn n)
{
    return n < 0 ? -1 : n > 0;
}

static void
Compare(void)
{
    static const char *const words[] = {
        NULL, "", "abc", "ABC", "abcd", "abd"
    };
    PRPackedBool same[6];
    unsigned     i, j;

    for (i = 0; i < PR_ARRAY_SIZE(words); i++) {
        for (j = 0; j < PR_ARRAY_SIZE(words); j++) {
            same[j] = (PRPackedBool)(PL_strcmp(words[i], words[j]) == 0);
            printf("%2d/%2d/%2d/%2d%s", Sign(PL_strcmp(words[i], words[j])),
                   Sign(PL_strncmp(words[i], words[j], 3)),
                   Sign(PL_strcasecmp(words[i], words[j])),
                   Sign(PL_strncasecmp(words[i], words[j], 3)),
                   same[j] ? "* " : "  ");
        }
        printf("\n");
    }
}

static void
Search(void)
{
    const char *text = "one fish, two Fish, red fish";

    At("strchr", text, PL_strchr(text, 'f'));
    At("strrchr", text, PL_strrchr(text, 'f'));
    At("strnchr", text, PL_strnchr(text, 't', 5));
    At("strnrchr", text, PL_strnrchr(text, 'e', 20));
    At("strpbrk", text, PL_strpbrk(text, ",!"));
    At("strprbrk", text, PL_strprbrk(text, ",!"));
    At("strnpbrk", text, PL_strnpbrk(text, "w", 11));
    At("strnprbrk", text, PL_strnprbrk(text, "s", 8));
    At("strstr", text, PL_strstr(text, "fish"));
    At("strrstr", text, PL_strrstr(text, "fish"));
    At("strnstr", text, PL_strnstr(text, "two", 12));
    At("strnrstr", text, PL_strnrstr(text, "fish", 20));
    At("strcasestr", text, PL_strcasestr(text, "TWO"));
    At("strcaserstr", text, PL_strcaserstr(text, "FISH"));
    At("strncasestr", text, PL_strncasestr(text, "RED", 20));
    At("strncaserstr", text, PL_strncaserstr(text, "FISH", 20));
    At("empty", text, PL_strstr(text, ""));
    At("null", text, PL_strstr(text, NULL));
}

static void
Copy(void)
{
    char  buffer[16];
    char *copy;

    printf("%s|", PL_strcpy(buffer, "copied"));
    printf("%s|", PL_strncpyz(buffer, "cut somewhere", 6));
    printf("%s|", PL_strcat(buffer, "+more"));
    printf("%s|", PL_strncat(buffer, "abc", 4));
    printf("%s\n", PL_strcatn(buffer, sizeof buffer, "overflowing"));
    copy = PL_strndup("duplicate", 4);
    printf("%s %u %u %u\n", copy, PL_strlen(copy), PL_strnlen(copy, 2),
           PL_strlen(NULL));
    PL_strfree(copy);
    copy = PL_strdup(NULL);
    printf("of nothing: \"%s\"\n", copy);
    PL_strfree(copy);
}

int
main(void)
{
    char  list[] = ";first;;second,third;";
    char *rest = NULL;
    char *word = PL_strtok_r(list, ";,", &rest);

    Compare();
    Search();
    Copy();
    for (; word != NULL; word = PL_strtok_r(NULL, ";,", &rest))
        printf("[%s]", word);
    printf("\n");
    return 0;
}
