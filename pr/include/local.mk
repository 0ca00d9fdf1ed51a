# SPDX-License-Identifier: MPL-2.0

# Callers write #include <nspr.h> with the flags that pkg-config gives.
nsprincludedir = $(includedir)/prshm
nsprinclude_HEADERS = \
	%D%/nspr.h \
	%D%/prerr.h \
	%D%/prerror.h \
	%D%/prinit.h \
	%D%/prlog.h \
	%D%/prmem.h \
	%D%/prshm.h \
	%D%/prthread.h \
	%D%/prtypes.h \
	$(NULL)
nodist_nsprinclude_HEADERS = %D%/md/prcpucfg.h

noinst_HEADERS += \
	%D%/private/pprerror.h \
	%D%/private/pprimpl.h \
	%D%/private/pprmarker.h \
	%D%/private/pprshm.h \
	%D%/private/pprshmux.h \
	%D%/private/pprunix.h \
	$(NULL)
