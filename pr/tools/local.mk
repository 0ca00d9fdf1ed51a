# SPDX-License-Identifier: MPL-2.0

# With what the library hides, and alone: no path to a library gets into the
# environment of what it runs.
bin_PROGRAMS += %D%/prshm
%C%_prshm_SOURCES = \
	%D%/access.c \
	%D%/access.h \
	%D%/backends.c \
	%D%/create.c \
	%D%/demo.c \
	%D%/doctor.c \
	%D%/doctor.h \
	%D%/doctor_files.c \
	%D%/doctor_sysv.c \
	%D%/dump.c \
	%D%/exec.c \
	%D%/gc.c \
	%D%/get.c \
	%D%/json.c \
	%D%/json.h \
	%D%/lease.h \
	%D%/limits.c \
	%D%/limits.h \
	%D%/ls.c \
	%D%/mapped.c \
	%D%/memory.c \
	%D%/memory.h \
	%D%/names.c \
	%D%/names.h \
	%D%/object.h \
	%D%/options.c \
	%D%/options.h \
	%D%/pieces.c \
	%D%/pieces.h \
	%D%/process.c \
	%D%/process.h \
	%D%/progress.c \
	%D%/progress.h \
	%D%/prshm.c \
	%D%/put.c \
	%D%/rm.c \
	%D%/scan.c \
	%D%/scan.h \
	%D%/show.c \
	%D%/show.h \
	%D%/stat.c \
	%D%/system.h \
	%D%/sysv.c \
	%D%/text.c \
	%D%/text.h \
	%D%/tool.h \
	%D%/verdict.c \
	%D%/version.c \
	%D%/watch.c \
	$(NULL)
%C%_prshm_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBDIR='"$(pkglibdir)"'
%C%_prshm_LDADD = pr/src/libwhole.la

# By this name it is found when it is needed.
bashcompdir = $(datadir)/bash-completion/completions
nodist_bashcomp_DATA = %D%/completions/prshm
EXTRA_DIST += %D%/prshm.bash
CLEANFILES += %D%/completions/prshm
%D%/completions/prshm: %D%/prshm.bash
	$(AM_V_GEN)$(MKDIR_P) %D%/completions && cp $(srcdir)/%D%/prshm.bash $@
