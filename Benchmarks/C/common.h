// What the programs of this folder share: orders, fences and accesses by short names, N threads (2).
#ifndef COMMON_H
#define COMMON_H

#include <stdlib.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>
#include <assert.h>

#define rlx memory_order_relaxed
#define acq memory_order_acquire
#define rel memory_order_release
#define ar memory_order_acq_rel
#define sc memory_order_seq_cst
#define Fa atomic_thread_fence(acq)
#define Fr atomic_thread_fence(rel)
#define Far atomic_thread_fence(ar)
#define Fs atomic_thread_fence(sc)
#ifndef N
#define N 2
#endif
#define LD(x,o) atomic_load_explicit(&(x),o)
#define ST(x,v,o) atomic_store_explicit(&(x),v,o)
#define FAI(x,v,o) atomic_fetch_add_explicit(&(x),v,o)
#define XCH(x,v,o) atomic_exchange_explicit(&(x),v,o)
#define CAS(x,e,v,o) atomic_compare_exchange_strong_explicit(&(x),e,v,o,memory_order_relaxed)

#endif
