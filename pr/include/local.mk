# SPDX-License-Identifier: MPL-2.0

# Callers write #include <nspr.h> with the flags that pkg-config gives.
nsprincludedir = $(includedir)/prshm
nsprinclude_HEADERS = \
	%D%/nspr.h \
	%D%/pratom.h \
	%D%/prbit.h \
	%D%/prclist.h \
	%D%/prcvar.h \
	%D%/prenv.h \
	%D%/prerr.h \
	%D%/prerror.h \
	%D%/prinit.h \
	%D%/prinrval.h \
	%D%/pripcsem.h \
	%D%/prio.h \
	%D%/prlock.h \
	%D%/prlog.h \
	%D%/prlong.h \
	%D%/prmem.h \
	%D%/prprf.h \
	%D%/prproces.h \
	%D%/prshm.h \
	%D%/prshma.h \
	%D%/prshmx.h \
	%D%/prsystem.h \
	%D%/prthread.h \
	%D%/prtime.h \
	%D%/prtypes.h \
	$(NULL)

nsprobsoletedir = $(nsprincludedir)/obsolete
nsprobsolete_HEADERS = %D%/obsolete/protypes.h

# NSPR calls one of those that programs use private.
nsprprivatedir = $(nsprincludedir)/private
nsprprivate_HEADERS = %D%/private/pprio.h

nodist_nsprinclude_HEADERS = %D%/md/prcpucfg.h

# Programs that write #include <nspr/nspr.h>, and builds that look for that file
# themselves.  A directory that is there is somebody else's.
if NSPR_NAMES
nsprlink = "$(DESTDIR)$(includedir)/nspr"

install-data-hook:
	test -e $(nsprlink) || $(LN_S) prshm $(nsprlink)

uninstall-hook:
	test "`readlink $(nsprlink)`" != prshm || rm -f $(nsprlink)
endif

noinst_HEADERS += \
	%D%/private/ppranon.h \
	%D%/private/pprattach.h \
	%D%/private/pprdraft.h \
	%D%/private/pprerror.h \
	%D%/private/pprfile.h \
	%D%/private/pprfilemap.h \
	%D%/private/pprimpl.h \
	%D%/private/pprmapped.h \
	%D%/private/pprmarker.h \
	%D%/private/pprnamed.h \
	%D%/private/pprnames.h \
	%D%/private/pprobject.h \
	%D%/private/pproverlay.h \
	%D%/private/pprproces.h \
	%D%/private/pprreport.h \
	%D%/private/pprroom.h \
	%D%/private/pprsem.h \
	%D%/private/pprsemux.h \
	%D%/private/pprshm.h \
	%D%/private/pprshmux.h \
	%D%/private/pprspawn.h \
	%D%/private/pprspin.h \
	%D%/private/pprsysv.h \
	%D%/private/pprtrace.h \
	%D%/private/pprunix.h \
	$(NULL)
