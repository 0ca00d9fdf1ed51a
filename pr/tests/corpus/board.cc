// SPDX-License-Identifier: MPL-2.0
// A C++ caller: objects that own segments, attachments and locks, a template
// over shared memory, errors as exceptions.
#include <nspr.h>
#include <prshm.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace
{

class Error
{
  public:
    explicit Error(const char *what)
        : text_(std::string(what) + ": " + PR_ErrorToName(PR_GetError()))
    {
    }
    const char *
    text() const
    {
        return text_.c_str();
    }

  private:
    std::string text_;
};

class AutoLock
{
  public:
    explicit AutoLock(PRLock *lock) : lock_(lock)
    {
        PR_Lock(lock_);
    }
    ~AutoLock()
    {
        PR_Unlock(lock_);
    }

  private:
    PRLock *lock_;
};

template <class T> class Shared
{
  public:
    Shared(const char *name, PRIntn flags)
        : segment_(PR_OpenSharedMemory(name, sizeof(T), flags, 0600)),
          object_(NULL)
    {
        if (segment_ == NULL)
            throw Error(name);
        object_ = static_cast<T *>(PR_AttachSharedMemory(segment_, 0));
        if (object_ == NULL)
            throw Error(name);
    }
    ~Shared()
    {
        PR_DetachSharedMemory(segment_, object_);
        PR_CloseSharedMemory(segment_);
    }
    T *
    operator->() const
    {
        return object_;
    }

  private:
    PRSharedMemory *segment_;
    T              *object_;
};

struct Board {
    PRInt32 lines;
    char    text[8][32];
};

struct Job {
    PRLock               *lock;
    std::vector<PRInt32> *results;
    PRInt32               number;
};

void PR_CALLBACK
run(void *arg)
{
    Job     *job = static_cast<Job *>(arg);
    AutoLock held(job->lock);

    (*job->results)[static_cast<size_t>(job->number)] = job->number * 11;
}

void
threads()
{
    PRLock                 *lock = PR_NewLock();
    std::vector<PRInt32>    results(4);
    std::vector<Job>        jobs(4);
    std::vector<PRThread *> started;

    for (PRInt32 i = 0; i < 4; i++) {
        Job &job = jobs[static_cast<size_t>(i)];
        job.lock = lock;
        job.results = &results;
        job.number = i;
        started.push_back(PR_CreateThread(PR_USER_THREAD, run, &job,
                                          PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                                          PR_JOINABLE_THREAD, 0));
    }
    for (size_t i = 0; i < started.size(); i++)
        PR_JoinThread(started[i]);
    for (size_t i = 0; i < results.size(); i++)
        std::printf("%d ", results[i]);
    std::printf("\n");
    PR_DestroyLock(lock);
}

} // namespace

int
main()
{
    const char *name = "board.shm";

    try {
        Shared<Board> first(name, PR_SHM_CREATE | PR_SHM_EXCL);
        Shared<Board> second(name, 0);

        std::strcpy(first->text[first->lines++], "written by the first");
        PR_snprintf(second->text[1], 32, "line %d of %s", ++second->lines,
                    "the second");
        for (PRInt32 i = 0; i < first->lines; i++)
            std::printf("%s\n", first->text[i]);
        threads();
        Shared<Board> third(name, PR_SHM_CREATE | PR_SHM_EXCL);
    } catch (const Error &error) {
        std::printf("%s\n", error.text());
    }
    std::printf("deleted: %d\n", PR_DeleteSharedMemory(name));
    try {
        Shared<Board> gone(name, 0);
    } catch (const Error &error) {
        std::printf("%s\n", error.text());
    }
    PRInt64 big = LL_INIT(1, 5);
    char   *text = PR_smprintf("%lld %s", big, PR_GetVersion());
    std::printf("%s\n", text);
    PR_smprintf_free(text);
    return 0;
}
