# SPDX-License-Identifier: MPL-2.0

# With what the library hides, and alone: no path to a library gets into the
# environment of what it runs.
bin_PROGRAMS += %D%/prshm
%C%_prshm_SOURCES = \
	%D%/exec.c \
	%D%/prshm.c \
	%D%/tool.h \
	%D%/version.c \
	$(NULL)
%C%_prshm_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBDIR='"$(pkglibdir)"'
%C%_prshm_LDADD = pr/src/libwhole.la
