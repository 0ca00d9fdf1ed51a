# SPDX-License-Identifier: MPL-2.0

# `make bench` compares with stock NSPR and with bare system calls; BENCHFLAGS
# goes to run.sh, which has --help.  None of it is built otherwise, but for the
# programs whose start-up is also a test.
EXTRA_PROGRAMS += %D%/bench
%C%_bench_SOURCES = \
	%D%/bench.c \
	%D%/bench.h \
	%D%/bench_anon.c \
	%D%/bench_calls.c \
	%D%/bench_many.c \
	%D%/bench_mapped.c \
	%D%/bench_memory.c \
	%D%/bench_names.c \
	%D%/bench_numbers.c \
	%D%/bench_peers.c \
	%D%/bench_rounds.c \
	%D%/bench_sem.c \
	%D%/bench_semcalls.c \
	%D%/bench_sysv.c \
	$(NULL)
%C%_bench_LDADD = -ldl -lm
CLEANFILES += %D%/bench$(EXEEXT)

check_PROGRAMS += %D%/startup_ours
bench_programs = %D%/bench$(EXEEXT) %D%/startup_ours$(EXEEXT)
%C%_startup_ours_SOURCES = %D%/startup.c
%C%_startup_ours_LDADD = libprshm.la
# Programs, not libtool's scripts: their instructions are counted.
%C%_startup_ours_LDFLAGS = $(AM_LDFLAGS) -no-install

if HAVE_NSPR
check_PROGRAMS += %D%/startup_stock
bench_programs += %D%/startup_stock$(EXEEXT)
endif
# The one library that is compared with, without its companions.
nspr_less_plds = $(NSPR_LIBS:-lplds4=)
nspr_alone = $(nspr_less_plds:-lplc4=)
%C%_startup_stock_SOURCES = %D%/startup.c
%C%_startup_stock_CPPFLAGS = $(NSPR_CFLAGS)
%C%_startup_stock_CFLAGS =
%C%_startup_stock_LDADD = $(nspr_alone)
%C%_startup_stock_LDFLAGS = -no-install

EXTRA_DIST += %D%/common.sh %D%/run.sh

bench: $(bench_programs) libprshm.la
	@$(AM_TESTS_ENVIRONMENT) \
	$(SHELL) $(top_srcdir)/pr/bench/run.sh $(BENCHFLAGS)
.PHONY: bench
