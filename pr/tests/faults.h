/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System calls that fail when a test wants them to.
 *
 * faults.c has functions that stand in front of the C library's: those of a
 * program come before those of the libraries it loads, and the library's code
 * is linked into the suites.  Each hands its call on, unless this one is to
 * fail.
 */
#ifndef faults_h___
#define faults_h___

/* A kind of call that is to fail: how, and from which to which of its calls,
 * counted from 1. */
typedef struct Fault {
    int calls, from, to, error;
} Fault;

extern Fault openUnnamedFault; /* with O_TMPFILE */
extern Fault openFault;        /* without */
extern Fault fstatFault, statxFault;
extern Fault linkatFault, linkFault, renameFault, unlinkFault;
extern Fault flockFault, dupFault, accessFault;
extern Fault fchmodFault;
extern Fault truncateFault, allocateFault;
extern Fault allocateBeyondFault; /* fallocate() */
extern Fault readFault, writeFault;
extern Fault objectOpenFault, objectUnlinkFault;
extern Fault semOpenFault, semUnlinkFault;      /* of objects, too */
extern Fault findFault, makeFault, removeFault; /* shmget(), shmctl() */
extern Fault setFindFault, setMakeFault;        /* semget() */
extern Fault setStatFault, setPidFault;         /* semctl(), and so on */
extern Fault setValueFault, setRemoveFault;
extern Fault operateFault; /* semop() */
extern Fault keepFault;    /* mmap() of shared pages without access */
extern Fault mapFault;     /* of those with */
extern Fault unmapFault;
extern Fault threadFault;

/* How many seconds clocks are behind; and how many they go on by themselves
 * whenever somebody has looked at one, which makes them less behind. */
extern long clocksBehind, clockStep;

/* Not an error number: pread() and pwrite() do half of what they are to. */
#define SHORT (-1)

/* Let calls of a kind fail from now on. */
void arm(Fault *fault, int from, int to, int error);

#define ALWAYS 1, 1 << 30

/* How a kind of call fails that is tried call by call. */
enum {
    ALONE,
    WITH_THE_NEXT,   /* all of them */
    WITHOUT_UNNAMED, /* alone, where files in the making have names */
    WAYS
};

/* Let the n-th call of a kind fail in one of these ways; and whether that is
 * any other than to let it fail alone. */
void arm_call(Fault *fault, int n, int error, int way);
int  is_a_way(const Fault *fault, int way);

/* Whether a kind of call is needed to remove the sign from a marker (see
 * _MD_SignMarker()). */
int clears_signs(const Fault *fault);

/* See that the last call in this thread set the error that belongs to a number
 * of the system. */
void error_is(int osError);

/* Let all calls succeed, and begin to count anew. */
void disarm_all(void);

/* If not -1: how many seconds ago sets seem to have been made. */
extern long setAge;

/* Called, if not NULL, before a call does what its name says. */
extern void (*beforeMaking)(void);   /* shmget(), semget() with IPC_CREAT */
extern void (*beforeRemoving)(void); /* IPC_RMID, unlink() */
extern void (*beforeLocking)(void);  /* flock(), to unlock as well */
extern void (*beforeThread)(void);   /* pthread_create() */

#endif /* faults_h___ */
