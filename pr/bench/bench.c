/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What shared memory costs: with this library, with stock NSPR, and with bare
 * system calls, side by side in one process.
 *
 * A run prints one table, of one topic and one mechanism: bench_calls.c,
 * bench_memory.c, bench_many.c, bench_anon.c, bench_sem.c.  The library takes
 * the mechanism of a process from PRSHM_BACKEND, and keeps to it.
 *
 * Names are in a directory made for the purpose, which is removed in the end,
 * after a signal too.  Linux only.
 */
#include "config.h"

#include "bench.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Settings settings = {
    .stock = "libnspr4.so",
    .mechanism_name = "sysv",
    .rounds = 4000,
    .large_rounds = 9,
    .seconds = 5,
    .memory = (PRSize)1 << 30,
};

volatile sig_atomic_t stopped;

void
die(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(EXIT_FAILURE);
}

/* --- Signals ------------------------------------------------------------- */

static void
stop(int signum)
{
    stopped = signum;
}

static void
catch_signals(void)
{
    static const int ends[] = { SIGHUP, SIGINT, SIGTERM };
    struct sigaction action;
    size_t           i;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        sigaction(ends[i], &action, NULL);
    }
}

/* --- Options ------------------------------------------------------------- */

static void
print_help(void)
{
    puts(
        "usage: bench --ours=FILE [OPTION]... calls|memory|many|anon|sem\n"
        "Compare what shared memory costs here, in stock NSPR, and with bare"
        " system calls.\n\n"
        "  --ours=FILE        the shared library to measure\n"
        "  --stock=FILE       the one to compare with (libnspr4.so)\n"
        "  --mechanism=NAME   of the former: sysv, posix or file (sysv)\n"
        "  --dir=PATH         where names are made; may be repeated"
        " (/dev/shm)\n"
        "  --rounds=N         at most N rounds for each line of calls (4000)\n"
        "  --seconds=N        nor for longer than that (5)\n"
        "  --large-rounds=N   as many with large segments (9)\n"
        "  --mib=N            of which each has N MiB (1024)\n"
        "  --remounts         mount /dev/shm with other options in between\n"
        "  --hugetlbfs=PATH   where a hugetlbfs is mounted\n"
        "  --help             this text");
}

static int
read_number(const char *text, int least, int most)
{
    char *end;
    long  number = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0' || number < least || number > most) {
        die("%s: not a number from %d to %d", text, least, most);
    }
    return (int)number;
}

static void
add_dir(const char *name)
{
    if (settings.dir_count == DIRS_MAX) {
        die("at most %d directories", DIRS_MAX);
    }
    settings.dirs[settings.dir_count++] = name;
}

static void
set_mechanism(const char *name)
{
    static const char *const names[MECHANISMS] = { "sysv", "posix", "file" };
    int                      i;

    for (i = 0; i < MECHANISMS; i++) {
        if (strcmp(names[i], name) == 0) {
            settings.mechanism = (Mechanism)i;
            settings.mechanism_name = names[i];
            return;
        }
    }
    die("%s: no such mechanism", name);
}

static const struct option options[] = {
    { "ours", required_argument, NULL, 'o' },
    { "stock", required_argument, NULL, 's' },
    { "mechanism", required_argument, NULL, 'm' },
    { "dir", required_argument, NULL, 'd' },
    { "rounds", required_argument, NULL, 'r' },
    { "seconds", required_argument, NULL, 't' },
    { "large-rounds", required_argument, NULL, 'l' },
    { "mib", required_argument, NULL, 'b' },
    { "remounts", no_argument, NULL, 'a' },
    { "hugetlbfs", required_argument, NULL, 'p' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static void
read_option(int option)
{
    switch (option) {
    case 'o':
        settings.ours = optarg;
        break;
    case 's':
        settings.stock = optarg;
        break;
    case 'm':
        set_mechanism(optarg);
        break;
    case 'd':
        add_dir(optarg);
        break;
    case 'r':
        settings.rounds = read_number(optarg, ROUNDS_MIN, 1000000);
        break;
    case 't':
        settings.seconds = read_number(optarg, 1, 3600);
        break;
    case 'l':
        settings.large_rounds = read_number(optarg, 1, LARGE_ROUNDS_MAX);
        break;
    case 'b':
        settings.memory = (PRSize)read_number(optarg, 1, 1 << 20) << 20;
        break;
    case 'a':
        settings.remounts = 1;
        break;
    case 'p':
        settings.hugetlbfs = optarg;
        break;
    case 'h':
        print_help();
        exit(EXIT_SUCCESS);
    default:
        exit(EXIT_FAILURE);
    }
}

static void (*find_topic(const char *name))(void)
{
    static const struct {
        const char *name;
        void (*compare)(void);
    } topics[] = {
        { "calls", compare_calls }, { "memory", compare_memory },
        { "many", compare_many },   { "anon", compare_anon },
        { "sem", compare_sem },
    };
    size_t i;

    for (i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        if (strcmp(topics[i].name, name) == 0) {
            return topics[i].compare;
        }
    }
    die("%s: no such topic; see --help", name);
}

int
main(int argc, char **argv)
{
    void (*compare)(void);
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        read_option(option);
    }
    if (settings.ours == NULL || optind != argc - 1) {
        die("see --help");
    }
    compare = find_topic(argv[optind]);
    if (settings.dir_count == 0) {
        add_dir("/dev/shm");
    }
    setenv("PRSHM_BACKEND", settings.mechanism_name, 1);
    load_peers();
    atexit(remove_dir);
    catch_signals();
    compare();
    return stopped ? 128 + (int)stopped : EXIT_SUCCESS;
}
