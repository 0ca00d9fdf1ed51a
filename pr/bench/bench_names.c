/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The directory of the names, and what is under them.
 */
#include "config.h"

#include "bench.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

char dir[1024];

void
make_dir(const char *parent)
{
    int length = snprintf(dir, sizeof dir, "%s/prshm-bench-XXXXXX", parent);

    if (length >= (int)sizeof dir || mkdtemp(dir) == NULL) {
        dir[0] = '\0';
        die("cannot make a directory in %s: %s", parent, strerror(errno));
    }
}

void
format_name(char *name, const char *base)
{
    snprintf(name, NAME_SIZE, "%s/%s", dir, base);
}

/* All of what interrupted work has left in it, too. */
void
remove_dir(void)
{
    char           name[NAME_SIZE];
    struct dirent *entry;
    DIR           *names;

    if (dir[0] == '\0') {
        return;
    }
    names = opendir(dir);
    while (names != NULL && (entry = readdir(names)) != NULL) {
        if (entry->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%.64s", dir, entry->d_name);
            remove_name(name);
        }
    }
    if (names != NULL) {
        closedir(names);
    }
    if (rmdir(dir) == -1) {
        perror(dir);
    }
    dir[0] = '\0';
}

/* statfs() knows filesystems by number. */
const char *
filesystem_of(const char *path)
{
    static const struct {
        unsigned long type;
        const char   *name;
    } known[] = {
        { 0x01021994, "tmpfs" },   { 0xef53, "ext4" },
        { 0x58465342, "xfs" },     { 0x9123683e, "btrfs" },
        { 0x794c7630, "overlay" }, { 0x2fc12fc1, "zfs" },
    };
    struct statfs info;
    size_t        i;

    if (statfs(path, &info) == -1) {
        die("%s: %s", path, strerror(errno));
    }
    for (i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].type == ((unsigned long)info.f_type & 0xffffffff)) {
            return known[i].name;
        }
    }
    return "other";
}

int
segments_exist(void)
{
    FILE *file = fopen("/proc/sysvipc/shm", "r");
    char  line[512];
    int   lines = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        lines++;
    }
    if (file != NULL) {
        fclose(file);
    }
    return lines != 1; /* the heading */
}
