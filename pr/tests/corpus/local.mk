# SPDX-License-Identifier: MPL-2.0

# Programs as NSPR's callers write them; test_corpus.sh compiles and runs them.
EXTRA_DIST += \
	%D%/arena.c \
	%D%/atomic.c \
	%D%/backwards.c \
	%D%/base64.c \
	%D%/bits.c \
	%D%/board.cc \
	%D%/cache.c \
	%D%/children.c \
	%D%/counters.c \
	%D%/daemon.c \
	%D%/environ.c \
	%D%/errtable.c \
	%D%/forked.c \
	%D%/formats.c \
	%D%/hash.c \
	%D%/import.c \
	%D%/inherit.c \
	%D%/initialize.c \
	%D%/interval.c \
	%D%/list.c \
	%D%/llmath.c \
	%D%/logger.c \
	%D%/mapread.c \
	%D%/names.c \
	%D%/oldtypes.c \
	%D%/once.c \
	%D%/options.c \
	%D%/pipeline.c \
	%D%/pool.c \
	%D%/queue.c \
	%D%/report.c \
	%D%/semerrors.c \
	%D%/server.c \
	%D%/state.c \
	%D%/strings.c \
	%D%/version.c \
	$(NULL)
