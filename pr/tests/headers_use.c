/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What a caller does with the public headers, in the language that C and C++
 * have in common.  test_headers.sh compiles this in many dialects, with and
 * without FORCE_PR_LOG and FORCE_PR_ASSERT; nobody runs it.
 */
#include <nspr.h>
#include <private/pprio.h>
#include <prshmx.h>

PR_STATIC_ASSERT(sizeof(PRInt32) == 4);
PR_STATIC_ASSERT(PR_ARRAY_SIZE("abc") == 4);

PR_BEGIN_EXTERN_C

typedef struct Counter {
    PRInt32 count;
    PRBool  stopped;
} Counter;

PRStatus use_once(void);
PRStatus use_files(const char *name);
PRInt32  use_process(char *const *argv);
char    *use_text(PRFileDesc *fd, const char *fmt, ...);
PRStatus use_everything(const char *name);
PRIntn   use_primordial(PRIntn argc, char **argv);

PR_END_EXTERN_C

#define COUNT(counter, by)                                                    \
    PR_BEGIN_MACRO                                                            \
    if (!(counter)->stopped) {                                                \
        (counter)->count += (by);                                             \
    }                                                                         \
    PR_END_MACRO

static PRLogModuleInfo *module;
static PRCallOnceType   once;

PRStatus
use_once(void)
{
    module = PR_NewLogModule("headers");
    return module != NULL ? PR_SUCCESS : PR_FAILURE;
}

PRIntn
use_primordial(PRIntn argc, char **argv)
{
    return use_everything(argv[argc - 1]) == PR_SUCCESS ? 0 : 1;
}

/* A layer of a program's own, which fills in what it needs. */
static PRInt32 PR_CALLBACK
read_nothing(PRFileDesc *fd, void *buf, PRInt32 amount)
{
    return fd != NULL && buf != NULL ? 0 : -amount;
}

PRStatus
use_files(const char *name)
{
    PRFileDesc  *fd = PR_Open(name, PR_RDWR | PR_CREATE_FILE, PR_IRUSR);
    PRIOMethods  methods = *fd->methods;
    PRFileInfo64 info;
    PRFileMap   *map;
    void        *window;

    methods.read = read_nothing;
    if (PR_GetOpenFileInfo64(fd, &info) == PR_FAILURE ||
        info.type != PR_FILE_FILE ||
        info.modifyTime / PR_USEC_PER_SEC < info.creationTime) {
        return PR_FAILURE;
    }
    map = PR_CreateFileMap(fd, info.size + 1, PR_PROT_READWRITE);
    window = PR_MemMap(map, PR_GetMemMapAlignment(), 100);
    (void)methods.read(fd, window, 100);
    (void)PR_MemUnmap(window, 100);
    (void)PR_CloseFileMap(map);
    return PR_FileDesc2NativeHandle(PR_STDIN) == 0 ? PR_Close(fd) : PR_FAILURE;
}

static PRIntn PR_CALLBACK
count_bytes(void *arg, const char *text, PRUint32 length)
{
    *(PRUint32 *)arg += length;
    return text != NULL ? 0 : -1;
}

char *
use_text(PRFileDesc *fd, const char *fmt, ...)
{
    char        buffer[16];
    PRUint32    count = 0;
    PRStuffFunc counts = count_bytes;
    char       *text;
    va_list     ap;

    va_start(ap, fmt);
    text = PR_vsprintf_append(PR_smprintf("%s:", "text"), fmt, ap);
    if (PR_vfprintf(fd, fmt, ap) < PR_vsxprintf(counts, &count, fmt, ap)) {
        (void)PR_vsnprintf(buffer, (PRUint32)sizeof buffer, fmt, ap);
        PR_smprintf_free(PR_vsmprintf(fmt, ap));
    }
    va_end(ap);
    (void)PR_snprintf(buffer, (PRUint32)sizeof buffer, "%lu", (PRUint32)1);
    (void)PR_fprintf(fd, "%s", buffer);
    (void)PR_sxprintf(counts, &count, "%lld", (PRInt64)1);
    return PR_sprintf_append(text, "%u", count);
}

/* A program that knows descriptor 0 as "input", for a second at most. */
PRInt32
use_process(char *const *argv)
{
    PRProcessAttr *attr = PR_NewProcessAttr();
    PRIntervalTime begin = PR_IntervalNow();
    PRInt32        code = -1;
    PRProcess     *process;

    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardError, PR_STDOUT);
    (void)PR_ProcessAttrSetCurrentDirectory(attr, "/");
    (void)PR_ProcessAttrSetInheritableFD(attr, PR_STDIN, "input");
    process = PR_CreateProcess(argv[0], argv, NULL, attr);
    PR_DestroyProcessAttr(attr);
    (void)PR_SetEnv("HOME=/");
    (void)PR_Sleep(PR_SecondsToInterval(1) - (PR_IntervalNow() - begin));
    if (PR_KillProcess(process) == PR_FAILURE && PR_GetEnv("HOME") == NULL) {
        return (PRInt32)PR_DetachProcess(process);
    }
    (void)PR_WaitProcess(process, &code);
    return code;
}

/* A word of a list; and what happened to it. */
typedef struct Word {
    PRCList    link;
    PRTime     said;
    prbitmap_t marks[1];
} Word;

PRUint32 use_list(Word *word);
PRStatus use_threads(Counter *counter);

/* The hash of a list of one, so to speak. */
PRUint32
use_list(Word *word)
{
    static PRCList list = PR_INIT_STATIC_CLIST(&list);
    PRUint32       hash = 0;
    PRInt64        seconds;
    PRIntn         log2;

    PR_STATIC_ASSERT(sizeof(prbitmap_t) >= sizeof word->marks[0]);
    PR_APPEND_LINK(&word->link, &list);
    if (!PR_CLIST_IS_EMPTY(&list)) {
        PR_REMOVE_AND_INIT_LINK(&word->link);
    }
    word->said = PR_Now();
    LL_DIV(seconds, word->said, PR_USEC_PER_SEC);
    LL_ADD(seconds, seconds, LL_INIT(1, 0xfffffff0));
    LL_L2UI(hash, seconds);
    PR_CEILING_LOG2(log2, hash);
    PR_SET_BIT(word->marks, log2);
    return PR_ROTATE_LEFT32(hash, 4) ^ (PRUint32)PR_FloorLog2(hash);
}

static PRLock *counterLock;

static void PR_CALLBACK
count_in_thread(void *arg)
{
    Counter *counter = (Counter *)arg;

    PR_Lock(counterLock);
    PR_ASSERT_CURRENT_THREAD_OWNS_LOCK(counterLock);
    COUNT(counter, 1);
    (void)PR_Unlock(counterLock);
}

PRStatus
use_threads(Counter *counter)
{
    PRThread *thread;
    PRStatus  status;

    counterLock = PR_NewLock();
    PR_SetThreadPriority(PR_GetCurrentThread(), PR_PRIORITY_HIGH);
    thread = PR_CreateThread(PR_USER_THREAD, count_in_thread, counter,
                             PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                             PR_JOINABLE_THREAD, 0);
    status = PR_JoinThread(thread);
    PR_DestroyLock(counterLock);
    return status;
}

/* A number that nobody else gets. */
static PRInt32
next_number(PRInt32 *numbers)
{
    if (PR_AtomicAdd(numbers, 0) < 0) {
        (void)PR_ATOMIC_SET(numbers, 0);
    }
    return PR_ATOMIC_INCREMENT(numbers);
}

static PRSharedMemory *
open_or_say_why(const char *name)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(
        name, PR_ROUNDUP(5000, 4096), PR_SHM_CREATE | PR_SHM_EXCL, 0600);

    if (shm == NULL && PR_GetError() != PR_FILE_EXISTS_ERROR) {
        PR_LOG(module, PR_LOG_ERROR,
               ("%s: %s (%ld)", name,
                PR_ErrorToString(PR_GetError(), PR_LANGUAGE_I_DEFAULT),
                (long)PR_GetOSError()));
    }
    return shm;
}

PRStatus
use_everything(const char *name)
{
    Counter        *counter = PR_NEWZAP(Counter);
    Counter        *other = PR_NEW(Counter);
    PRSharedMemory *shm;

    if (PR_CallOnce(&once, use_once) == PR_FAILURE) {
        return PR_FAILURE;
    }
    PR_ASSERT(counter != NULL);
    PR_ASSERT_ARG(name != NULL);
    if (PR_LOG_TEST(module, PR_LOG_DEBUG))
        COUNT(counter, PR_BIT(3) > 4 ? 1 : 2);
    else
        COUNT(counter, PR_ABS(next_number(&counter->count)));
    shm = open_or_say_why(name);
    if (shm == NULL) {
        PR_SetError(PR_UNKNOWN_ERROR, 0);
    }
    PR_FREEIF(other);
    PR_DELETE(counter);
    return PR_MIN(PR_CloseSharedMemory(shm), PR_DeleteSharedMemory(name));
}
