# SPDX-License-Identifier: MPL-2.0

# Programs to start from, as they are; build-aux/demo.sh compiles and runs them.
exampledir = $(docdir)/examples
dist_example_DATA = \
	%D%/channel.c \
	%D%/channel.h \
	%D%/receiver.c \
	%D%/sender.c \
	$(NULL)
