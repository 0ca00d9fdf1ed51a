# SPDX-License-Identifier: MPL-2.0

# Every test speaks TAP, so each case is a line of the summary.
TEST_EXTENSIONS = .sh
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh --ignore-exit
LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)

# Some tests look at how a process dies, which a sanitizer would rather tell.
AM_TESTS_ENVIRONMENT = \
	ASAN_OPTIONS="handle_segv=0:$${ASAN_OPTIONS-}"; export ASAN_OPTIONS; \
	CK_TAP_LOG_FILE_NAME=-; export CK_TAP_LOG_FILE_NAME; \
	CK_VERBOSITY=silent; export CK_VERBOSITY; \
	CK_DEFAULT_TIMEOUT=60; export CK_DEFAULT_TIMEOUT; \
	CC='$(CC)'; export CC; \
	CXX='$(CXX)'; export CXX; \
	NM='$(NM)'; export NM; \
	NSPR_CFLAGS='$(NSPR_CFLAGS)'; export NSPR_CFLAGS; \
	NSPR_LIBS='$(NSPR_LIBS)'; export NSPR_LIBS; \
	PRSHM_BACKEND=sysv; export PRSHM_BACKEND; \
	PRSHM_SKIPS='$(abs_top_builddir)/pr/tests/skips'; export PRSHM_SKIPS; \
	SANITIZERS='$(SANITIZER_CFLAGS)'; export SANITIZERS; \
	SANITIZER_PRELOAD='$(SANITIZER_PRELOAD)'; export SANITIZER_PRELOAD; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	$(NULL)

noinst_HEADERS += \
	%D%/crash.h \
	%D%/faults.h \
	%D%/formats.h \
	%D%/heap.h \
	%D%/scenes.h \
	%D%/support.h \
	$(NULL)
EXTRA_DIST += %D%/tap.sh %D%/tool.sh
CLEANFILES += %D%/skips

# --- Suites, with Check -----------------------------------------------------

check_suites = \
	%D%/check_anon \
	%D%/check_atomic \
	%D%/check_attach \
	%D%/check_choice \
	%D%/check_collide \
	%D%/check_crash \
	%D%/check_env \
	%D%/check_error \
	%D%/check_faults \
	%D%/check_filemap \
	%D%/check_hostile \
	%D%/check_info \
	%D%/check_init \
	%D%/check_interval \
	%D%/check_io \
	%D%/check_log \
	%D%/check_macros \
	%D%/check_mapped_faults \
	%D%/check_mem \
	%D%/check_mixed \
	%D%/check_peers \
	%D%/check_printf \
	%D%/check_process \
	%D%/check_sem \
	%D%/check_sem_faults \
	%D%/check_sem_names \
	%D%/check_semcrash \
	%D%/check_semping \
	%D%/check_shm \
	%D%/check_space \
	%D%/check_spin \
	%D%/check_thread \
	$(NULL)

# Programs that do not say otherwise are suites and link with this, so that
# they see what the library hides.
LDADD = \
	%D%/libsupport.la \
	pr/src/libwhole.la \
	$(CHECK_LIBS) \
	$(NULL)

if HAVE_CHECK
check_LTLIBRARIES += %D%/libsupport.la
check_PROGRAMS += $(check_suites)
TESTS += $(check_suites)
else
TESTS += %D%/test_nocheck.sh
endif

%C%_libsupport_la_SOURCES = %D%/support.c

# Processes die in these.
%C%_check_crash_SOURCES = %D%/check_crash.c %D%/crash.c
%C%_check_semcrash_SOURCES = %D%/check_semcrash.c %D%/crash.c

# These look at the library's use of the heap, and let it fail.
wrap_heap = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
%C%_check_anon_SOURCES = %D%/check_anon.c %D%/heap.c
%C%_check_anon_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_error_SOURCES = %D%/check_error.c %D%/heap.c
%C%_check_error_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_filemap_SOURCES = %D%/check_filemap.c %D%/heap.c
%C%_check_filemap_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_io_SOURCES = %D%/check_io.c %D%/heap.c
%C%_check_io_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_log_SOURCES = %D%/check_log.c %D%/heap.c
%C%_check_log_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_printf_SOURCES = %D%/check_printf.c %D%/formats.c %D%/heap.c
%C%_check_printf_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_process_SOURCES = %D%/check_process.c %D%/heap.c
%C%_check_process_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)
%C%_check_sem_SOURCES = %D%/check_sem.c %D%/heap.c
%C%_check_sem_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap)

# In these system calls fail.
wrap_threads = -Wl,--wrap=pthread_create
%C%_check_faults_SOURCES = %D%/check_faults.c %D%/faults.c
%C%_check_faults_LDFLAGS = $(AM_LDFLAGS) $(wrap_threads)
%C%_check_sem_faults_SOURCES = %D%/check_sem_faults.c %D%/faults.c
%C%_check_sem_faults_LDFLAGS = $(AM_LDFLAGS) $(wrap_threads)
%C%_check_mapped_faults_SOURCES = %D%/check_mapped_faults.c %D%/faults.c
%C%_check_mapped_faults_LDFLAGS = $(AM_LDFLAGS) $(wrap_threads)
%C%_check_thread_SOURCES = %D%/check_thread.c %D%/faults.c %D%/heap.c
%C%_check_thread_LDFLAGS = $(AM_LDFLAGS) $(wrap_heap) $(wrap_threads)

# This has a clock of its own.
%C%_check_spin_SOURCES = %D%/check_spin.c
%C%_check_spin_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_gettime

# Huge pages are one setting for the whole system: while one suite reserves
# some, stock NSPR finds that it can make segments of them.
if HAVE_CHECK
%D%/test_differential.log: %D%/check_space.log
# With a list of tests of one's own, make knows of the second one only.
MOSTLYCLEANFILES = %D%/check_space.log %D%/check_space.trs
endif

# --- Programs for either NSPR, from one source --------------------------------

check_PROGRAMS += \
	%D%/anonpeer_ours \
	%D%/calls_ours \
	%D%/files_ours \
	%D%/logprog_ours \
	%D%/logprog_static \
	%D%/peer_ours \
	%D%/peer_static \
	%D%/printf_ours \
	%D%/process_ours \
	%D%/runtime_ours \
	%D%/scenarios_ours \
	%D%/semaphores_ours \
	%D%/threads_ours \
	%D%/toolpeer_ours \
	$(NULL)
%C%_anonpeer_ours_SOURCES = %D%/anonpeer.c
%C%_anonpeer_ours_LDADD = libprshm.la
# A program, not libtool's script: it is also its own child.
%C%_anonpeer_ours_LDFLAGS = $(AM_LDFLAGS) -no-install
%C%_calls_ours_SOURCES = %D%/calls.c
%C%_calls_ours_LDADD = libprshm.la
# A program, not libtool's script: its system calls are counted.
%C%_calls_ours_LDFLAGS = $(AM_LDFLAGS) -no-install
%C%_files_ours_SOURCES = %D%/files.c %D%/scenes.c
%C%_files_ours_LDADD = libprshm.la
%C%_logprog_ours_SOURCES = %D%/logprog.c
%C%_logprog_ours_LDADD = libprshm.la
# Those that run set-user-id, where the loader looks for no library of ours.
%C%_logprog_static_SOURCES = %D%/logprog.c
%C%_logprog_static_LDADD = pr/src/libwhole.la
%C%_peer_ours_SOURCES = %D%/peer.c
%C%_peer_ours_LDADD = libprshm.la
%C%_peer_static_SOURCES = %D%/peer.c
%C%_peer_static_LDADD = pr/src/libwhole.la
%C%_printf_ours_SOURCES = %D%/printf.c %D%/formats.c %D%/scenes.c
%C%_printf_ours_LDADD = libprshm.la
%C%_process_ours_SOURCES = %D%/process.c %D%/scenes.c
%C%_process_ours_LDADD = libprshm.la
# A program that its children can run with any environment.
%C%_process_ours_LDFLAGS = $(AM_LDFLAGS) -no-install
%C%_runtime_ours_SOURCES = %D%/runtime.c %D%/scenes.c
%C%_runtime_ours_LDADD = libprshm.la
%C%_scenarios_ours_SOURCES = %D%/scenarios.c
%C%_scenarios_ours_LDADD = libprshm.la
%C%_semaphores_ours_SOURCES = %D%/semaphores.c %D%/scenes.c
%C%_semaphores_ours_LDADD = libprshm.la
%C%_threads_ours_SOURCES = %D%/threads.c %D%/scenes.c
%C%_threads_ours_LDADD = libprshm.la
%C%_toolpeer_ours_SOURCES = %D%/toolpeer.c
%C%_toolpeer_ours_LDADD = libprshm.la
# A program, not libtool's script: it is killed by its number.
%C%_toolpeer_ours_LDFLAGS = $(AM_LDFLAGS) -no-install

if HAVE_NSPR
check_PROGRAMS += \
	%D%/anonpeer_stock \
	%D%/calls_stock \
	%D%/files_stock \
	%D%/logprog_stock \
	%D%/peer_stock \
	%D%/printf_stock \
	%D%/process_stock \
	%D%/runtime_stock \
	%D%/scenarios_stock \
	%D%/semaphores_stock \
	%D%/threads_stock \
	%D%/toolpeer_stock \
	$(NULL)
endif
# Nothing of a sanitizer's: what it would find in stock NSPR is not ours to
# mend, and some of the facts are deaths that it would tell in its own way.
%C%_anonpeer_stock_SOURCES = %D%/anonpeer.c
%C%_anonpeer_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_anonpeer_stock_CFLAGS =
%C%_anonpeer_stock_LDFLAGS =
%C%_anonpeer_stock_LDADD = $(NSPR_LIBS)
%C%_calls_stock_SOURCES = %D%/calls.c
%C%_calls_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_calls_stock_CFLAGS =
%C%_calls_stock_LDFLAGS =
%C%_calls_stock_LDADD = $(NSPR_LIBS)
%C%_files_stock_SOURCES = %D%/files.c %D%/scenes.c
%C%_files_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_files_stock_CFLAGS =
%C%_files_stock_LDFLAGS =
%C%_files_stock_LDADD = $(NSPR_LIBS)
%C%_logprog_stock_SOURCES = %D%/logprog.c
%C%_logprog_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_logprog_stock_CFLAGS =
%C%_logprog_stock_LDFLAGS =
%C%_logprog_stock_LDADD = $(NSPR_LIBS)
%C%_peer_stock_SOURCES = %D%/peer.c
%C%_peer_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_peer_stock_CFLAGS =
%C%_peer_stock_LDFLAGS =
%C%_peer_stock_LDADD = $(NSPR_LIBS)
%C%_printf_stock_SOURCES = %D%/printf.c %D%/formats.c %D%/scenes.c
%C%_printf_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_printf_stock_CFLAGS =
%C%_printf_stock_LDFLAGS =
%C%_printf_stock_LDADD = $(NSPR_LIBS)
%C%_process_stock_SOURCES = %D%/process.c %D%/scenes.c
%C%_process_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_process_stock_CFLAGS =
%C%_process_stock_LDFLAGS =
%C%_process_stock_LDADD = $(NSPR_LIBS)
%C%_runtime_stock_SOURCES = %D%/runtime.c %D%/scenes.c
%C%_runtime_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_runtime_stock_CFLAGS =
%C%_runtime_stock_LDFLAGS =
%C%_runtime_stock_LDADD = $(NSPR_LIBS)
%C%_scenarios_stock_SOURCES = %D%/scenarios.c
%C%_scenarios_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_scenarios_stock_CFLAGS =
%C%_scenarios_stock_LDFLAGS =
%C%_scenarios_stock_LDADD = $(NSPR_LIBS)
%C%_semaphores_stock_SOURCES = %D%/semaphores.c %D%/scenes.c
%C%_semaphores_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_semaphores_stock_CFLAGS =
%C%_semaphores_stock_LDFLAGS =
%C%_semaphores_stock_LDADD = $(NSPR_LIBS)
%C%_threads_stock_SOURCES = %D%/threads.c %D%/scenes.c
%C%_threads_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_threads_stock_CFLAGS =
%C%_threads_stock_LDFLAGS =
%C%_threads_stock_LDADD = $(NSPR_LIBS)
%C%_toolpeer_stock_SOURCES = %D%/toolpeer.c
%C%_toolpeer_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_toolpeer_stock_CFLAGS =
%C%_toolpeer_stock_LDFLAGS =
%C%_toolpeer_stock_LDADD = $(NSPR_LIBS)

# --- Shell tests --------------------------------------------------------------

dist_check_SCRIPTS = \
	%D%/test_anon.sh \
	%D%/test_corpus.sh \
	%D%/test_differential.sh \
	%D%/test_docs.sh \
	%D%/test_exports.sh \
	%D%/test_facts.sh \
	%D%/test_files.sh \
	%D%/test_headers.sh \
	%D%/test_install.sh \
	%D%/test_logdiff.sh \
	%D%/test_nspr.sh \
	%D%/test_printf.sh \
	%D%/test_process.sh \
	%D%/test_runtime.sh \
	%D%/test_secure.sh \
	%D%/test_semaphores.sh \
	%D%/test_style.sh \
	%D%/test_syscalls.sh \
	%D%/test_threads.sh \
	%D%/test_tool_doctor.sh \
	%D%/test_tool_gc.sh \
	%D%/test_tool_io.sh \
	%D%/test_tool_ls.sh \
	%D%/test_tool_usage.sh \
	$(NULL)
TESTS += $(dist_check_SCRIPTS)

# These need what is not built everywhere.
overlay_tests = \
	%D%/test_exec.sh \
	%D%/test_nss.sh \
	%D%/test_overlaid.sh \
	%D%/test_overlay.sh \
	%D%/test_trace.sh \
	$(NULL)
if OVERLAY
TESTS += $(overlay_tests)
endif
EXTRA_DIST += $(overlay_tests) %D%/overlay.sh

EXTRA_DIST += \
	%D%/compare.awk \
	%D%/differences.txt \
	%D%/facts-differences.txt \
	%D%/facts.h \
	%D%/facts_list.awk \
	%D%/facts_uses.c \
	%D%/files-differences.txt \
	%D%/headers_use.c \
	%D%/printf-differences.txt \
	%D%/process-differences.txt \
	%D%/runtime-differences.txt \
	%D%/semaphores-differences.txt \
	%D%/test_nocheck.sh \
	%D%/threads-differences.txt \
	$(NULL)
