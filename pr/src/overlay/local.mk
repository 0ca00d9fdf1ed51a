# SPDX-License-Identifier: MPL-2.0

# The module without the runtime, for programs that have stock NSPR's.  The
# tool says where it is.
pkglib_LTLIBRARIES =
if OVERLAY
noinst_LTLIBRARIES += %D%/libcalls.la
pkglib_LTLIBRARIES += overlay.la
endif

# The module's calls under other names: gates have the public ones.
%C%_libcalls_la_SOURCES = \
	pr/src/memory/pripcsem.c \
	pr/src/memory/prshm.c \
	pr/src/memory/prshma.c \
	$(NULL)
%C%_libcalls_la_CPPFLAGS = \
	$(AM_CPPFLAGS) \
	-include $(top_srcdir)/pr/include/private/pprnames.h \
	$(NULL)
%C%_libcalls_la_LIBTOOLFLAGS = --tag=disable-static

overlay_la_SOURCES = \
	%D%/ovfilemap.c \
	%D%/ovgates.c \
	%D%/ovstock.c \
	%D%/ovtrace.c \
	$(NULL)
overlay_la_LIBADD = %D%/libcalls.la pr/src/libmechanisms.la $(OVERLAY_LIBS)
overlay_la_LIBTOOLFLAGS = --tag=disable-static
overlay_la_LDFLAGS = \
	$(AM_LDFLAGS) \
	$(LINK_LDFLAGS) \
	-module \
	-avoid-version \
	-no-undefined \
	-export-symbols $(top_srcdir)/config/overlay.sym \
	$(NULL)
EXTRA_overlay_la_DEPENDENCIES = $(top_srcdir)/config/overlay.sym
EXTRA_DIST += config/overlay.sym
