/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A module of the time before NSPR 2: its types, its names, nothing of C99.
 */
#include "prtypes.h"
#include "prbit.h"
#include "prlong.h"
#include "prmem.h"
#include "prthread.h"

#include <stdio.h>
#include <string.h>

typedef struct Packet {
    uint16  type;
    int16   offset;
    uint32  sum;
    uint8   flags[4];
    int8    delta;
    intn    length;
    uintn   capacity;
    float64 scale;
    int64   stamp;
} Packet;

PR_BEGIN_EXTERN_C
PR_EXTERN(uint32) Sum(const uint8 *bytes, intn length);
PR_END_EXTERN_C

PR_IMPLEMENT(uint32)
Sum(const uint8 *bytes, intn length)
{
    uint32 a = 1, b = 0;
    intn   i;

    for (i = 0; i < length; i++) {
        a = (a + bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

PR_STATIC_CALLBACK(PRBool)
Narrow(const Packet *packet)
{
    return packet->scale < 1.0 ? PR_TRUE : PR_FALSE;
}

static Packet *
NewPacket(uint16 type, intn length)
{
    Packet *packet = PR_NEWZAP(Packet);

    if (packet == NULL)
        return NULL;
    packet->type = type;
    packet->offset = (int16)-type;
    packet->delta = (int8)(type * 3);
    packet->length = length;
    packet->capacity = PR_ROUNDUP((uintn)length, 16);
    packet->scale = length / 8.0;
    memset(packet->flags, type & 0xff, sizeof packet->flags);
    LL_I2L(packet->stamp, length);
    LL_SHL(packet->stamp, packet->stamp, 36);
    return packet;
}

int
main(void)
{
    static const uint8 text[] = "wide area";
    Packet            *packets[3];
    prbitmap_t         used[1] = { 0 };
    intn               i;
    int32              high;
    PRUptrdiff         apart;

    for (i = 0; i < 3; i++) {
        packets[i] = NewPacket((uint16)(i * 300 + 7), i * 5 + 1);
        if (packets[i] == NULL)
            return 1;
        SET_BIT(used, packets[i]->length);
        LL_SHR(packets[i]->stamp, packets[i]->stamp, 32);
        LL_L2I(high, packets[i]->stamp);
        packets[i]->sum = Sum(text, packets[i]->length % 10);
        printf("%u %d %d %u %u %.3f %d %08x%s\n", packets[i]->type,
               packets[i]->offset, packets[i]->delta, packets[i]->capacity,
               packets[i]->flags[3], packets[i]->scale, high, packets[i]->sum,
               Narrow(packets[i]) ? " narrow" : "");
    }
    for (i = 0; i < 12; i++)
        printf("%c", TEST_BIT(used, i) ? 'x' : '.');
    apart = (PRUptrdiff)((char *)&packets[2] - (char *)&packets[0]);
    printf(" %lu\n", (unsigned long)(apart / sizeof packets[0]));
    printf("the current thread: %d\n",
           PR_CurrentThread() == PR_GetCurrentThread());
    for (i = 0; i < 3; i++)
        PR_DELETE(packets[i]);
    printf("deleted: %d\n", packets[0] == NULL);
    return 0;
}
