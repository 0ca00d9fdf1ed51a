/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Print what names of headers stand for, a line for each: the name, a tab, the
 * facts.  For the programs that test_facts.sh makes, in C and in C++.  C tells
 * the integer behind an enumeration; C++ the whole of a type, as it is mangled.
 */
#ifndef facts_h___
#define facts_h___

#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus

#include <typeinfo>

static inline void
show(const char *name, const char *type, const char *value)
{
    printf("%s\t%s \"%s\"\n", name, type, value);
}

static inline void
show(const char *name, const char *type, long long value)
{
    printf("%s\t%s %lld\n", name, type, value);
}

static inline void
show(const char *name, const char *type, unsigned long value)
{
    printf("%s\t%s %lu\n", name, type, value);
}

static inline void
show(const char *name, const char *type, unsigned value)
{
    printf("%s\t%s %u\n", name, type, value);
}

static inline void
show(const char *name, const char *type, long value)
{
    printf("%s\t%s %ld\n", name, type, value);
}

static inline void
show(const char *name, const char *type, int value)
{
    printf("%s\t%s %d\n", name, type, value);
}

#define CONSTANT(macro) show(#macro, typeid(macro).name(), macro)
#define TYPE_NAME(type) typeid(type *).name()
#define ALIGNMENT(type) alignof(type)
#define MEMBER_TYPE(type, member)                                             \
    typeid(decltype(((type *)NULL)->member) *).name()

#else

/* clang-format off */
#define CTYPE(value)                                                          \
    _Generic((value),                                                         \
        char: "char",                                                         \
        signed char: "signed char",                                           \
        unsigned char: "unsigned char",                                       \
        short: "short",                                                       \
        unsigned short: "unsigned short",                                     \
        int: "int",                                                           \
        unsigned: "unsigned",                                                 \
        long: "long",                                                         \
        unsigned long: "unsigned long",                                       \
        long long: "long long",                                               \
        unsigned long long: "unsigned long long",                             \
        double: "double",                                                     \
        char *: "char *",                                                     \
        const char *: "const char *",                                         \
        default: "other")
/* clang-format on */

static inline void
show_text(const char *name, const char *type, const char *value)
{
    printf("%s\t%s \"%s\"\n", name, type, value);
}

static inline void
show_number(const char *name, const char *type, long long value)
{
    printf("%s\t%s %lld\n", name, type, value);
}

#define CONSTANT(name)                                                        \
    _Generic((name), char * : show_text, default : show_number)(              \
        #name, CTYPE(name), name)
#define TYPE_NAME(type)           CTYPE(*(type *)NULL)
#define ALIGNMENT(type)           _Alignof(type)
#define MEMBER_TYPE(type, member) CTYPE(((type *)NULL)->member)

#endif

/* A type with a size. */
#define OBJECT(type)                                                          \
    printf("%s\tsize %u, alignment %u, %s\n", #type, (unsigned)sizeof(type),  \
           (unsigned)ALIGNMENT(type), TYPE_NAME(type))

/* One without: the type of a function, or a structure that is not shown. */
#ifdef __cplusplus
#define SIZELESS(type) printf("%s\t%s\n", #type, TYPE_NAME(type))
#else
#define SIZELESS(type) printf("%s\ta type, %p\n", #type, (void *)(type *)NULL)
#endif

#define MEMBER(type, member)                                                  \
    printf("%s.%s\toffset %u, size %u, %s\n", #type, #member,                 \
           (unsigned)offsetof(type, member),                                  \
           (unsigned)sizeof(((type *)NULL)->member),                          \
           MEMBER_TYPE(type, member))

#endif /* facts_h___ */
