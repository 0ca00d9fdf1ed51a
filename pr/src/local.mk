# SPDX-License-Identifier: MPL-2.0

# Two halves, compiled once: shared memory, and the runtime it stands on.  The
# first is calls, and the mechanisms behind them, which the overlay has, too.
noinst_LTLIBRARIES += \
	%D%/libmechanisms.la \
	%D%/libmodule.la \
	%D%/libruntime.la \
	$(NULL)

%C%_libmodule_la_SOURCES = \
	%D%/memory/pripcsem.c \
	%D%/memory/prshm.c \
	%D%/memory/prshma.c \
	%D%/memory/prshmx.c \
	$(NULL)
%C%_libmodule_la_LIBADD = %D%/libmechanisms.la

%C%_libmechanisms_la_SOURCES = \
	%D%/md/unix/uxanon.c \
	%D%/md/unix/uxattach.c \
	%D%/md/unix/uxdraft.c \
	%D%/md/unix/uxerror.c \
	%D%/md/unix/uxmapped.c \
	%D%/md/unix/uxmarker.c \
	%D%/md/unix/uxnamed.c \
	%D%/md/unix/uxprefault.c \
	%D%/md/unix/uxroom.c \
	%D%/md/unix/uxsem.c \
	%D%/md/unix/uxshm.c \
	%D%/md/unix/uxshm_file.c \
	%D%/memory/prattach.c \
	%D%/memory/prreport.c \
	$(NULL)
if SHM_POSIX
%C%_libmechanisms_la_SOURCES += \
	%D%/md/unix/uxobject.c \
	%D%/md/unix/uxshm_posix.c \
	$(NULL)
endif
if SEM_POSIX
%C%_libmechanisms_la_SOURCES += \
	%D%/md/unix/uxsem_posix.c \
	%D%/md/unix/uxspin.c \
	$(NULL)
endif
if SHM_SYSV
%C%_libmechanisms_la_SOURCES += \
	%D%/md/unix/uxsem_sysv.c \
	%D%/md/unix/uxshm_sysv.c \
	$(NULL)
endif

%C%_libruntime_la_SOURCES = \
	%D%/io/prfdmethods.c \
	%D%/io/prfile.c \
	%D%/io/prinherit.c \
	%D%/io/priometh.c \
	%D%/io/prlog.c \
	%D%/io/prmmap.c \
	%D%/io/prprf.c \
	%D%/malloc/prmem.c \
	%D%/md/unix/uxfile.c \
	%D%/md/unix/uxfilemap.c \
	%D%/md/unix/uxproces.c \
	%D%/misc/pratom.c \
	%D%/misc/prbit.c \
	%D%/misc/prcvar.c \
	%D%/misc/prenv.c \
	%D%/misc/prerr.c \
	%D%/misc/prerror.c \
	%D%/misc/prerrortable.c \
	%D%/misc/prinit.c \
	%D%/misc/prinrval.c \
	%D%/misc/prlock.c \
	%D%/misc/prlong.c \
	%D%/misc/prprocattr.c \
	%D%/misc/prproces.c \
	%D%/misc/prsystem.c \
	%D%/misc/prthread.c \
	%D%/misc/prtime.c \
	$(NULL)

# Both, for what wants to see more than is exported: the suites.
noinst_LTLIBRARIES += %D%/libwhole.la
%C%_libwhole_la_SOURCES =
%C%_libwhole_la_LIBADD = %D%/libmodule.la %D%/libruntime.la

# What is installed adds nothing but the list of exported names.
lib_LTLIBRARIES += libprshm.la
libprshm_la_SOURCES =
libprshm_la_LIBADD = %D%/libwhole.la
libprshm_la_LDFLAGS = \
	$(AM_LDFLAGS) \
	$(LINK_LDFLAGS) \
	-no-undefined \
	-version-info $(LIBPRSHM_VERSION) \
	-export-symbols $(top_srcdir)/config/prshm.sym \
	$(NULL)
EXTRA_libprshm_la_DEPENDENCIES = $(top_srcdir)/config/prshm.sym

# The same by stock NSPR's name; where that is not installed it is only tested.
# Not in the directory of the build: there libtool would link it with what asks
# for the system's by -lnspr4.
if NSPR_NAMES
lib_LTLIBRARIES += %D%/libnspr4.la
else
check_LTLIBRARIES += %D%/libnspr4.la
nspr_rpath = -rpath $(libdir)
endif
%C%_libnspr4_la_SOURCES =
%C%_libnspr4_la_LIBADD = %D%/libwhole.la
%C%_libnspr4_la_LDFLAGS = \
	$(AM_LDFLAGS) \
	$(LINK_LDFLAGS) \
	$(nspr_rpath) \
	-no-undefined \
	-avoid-version \
	-export-symbols $(top_srcdir)/config/prshm.sym \
	$(NULL)
EXTRA_%C%_libnspr4_la_DEPENDENCIES = $(top_srcdir)/config/prshm.sym
