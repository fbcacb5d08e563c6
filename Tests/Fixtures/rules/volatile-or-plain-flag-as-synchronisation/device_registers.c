// origin: registers of a device are no memory that threads share
// expect: nothing
#include <stdint.h>

struct uart { volatile uint32_t status; volatile uint32_t data; volatile uint32_t control; };
#define UART0 ((struct uart *)0x40001000)
#define TIMER (*(volatile uint32_t *)0x40002000)

static char buffer[16];

void uart_put(char c) {
  while (!(UART0->status & 1)) {}
  buffer[0] = c;
  UART0->data = (uint32_t)c;
}

void uart_start(struct uart *u) {
  buffer[1] = 1;
  u->control = 1;
}

char uart_get(struct uart *u) {
  while (!(u->control & 2)) {}
  return buffer[1];
}

void wait_ticks(uint32_t n) {
  while (TIMER < n) {}
}
