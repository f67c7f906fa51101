// Datagrams: udp flood PORT MS BYTES sends in a plain loop and prints datagrams, seconds and CPU seconds; udp paced PORT COUNT
// RATE sends 64 B at a rate, then some of 3 B; udp receive prints its port, receives until one of 3 B, and prints datagrams,
// drops (-1: unknown) and CPU seconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char block[65536];

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int receive(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(fd, (struct sockaddr *)&name, sizeof name)) return perror("bind"), 1;
  getsockname(fd, (struct sockaddr *)&name, &length);
  printf("%d\n", ntohs(name.sin_port));
  fflush(stdout);
  long count = 0;
  double cpu = 0;
  while (recv(fd, block, sizeof block, 0) != 3) {
    if (count++ == 0) cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  }
  printf("%ld -1 %f\n", count, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "receive") == 0) return receive();
  if (argc < 5) return 2;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&to, sizeof to)) return perror("connect"), 1;
  long sent = 0;
  double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  if (strcmp(argv[1], "flood") == 0) {
    double end = start + atof(argv[3]) / 1000;
    int bytes = atoi(argv[4]);
    while (now(CLOCK_MONOTONIC) < end)
      for (int i = 0; i < 64; i++) sent += send(fd, block, bytes, 0) >= 0;
    printf("%ld %f %f\n", sent, now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    return 0;
  }
  long count = atol(argv[3]);
  double rate = atof(argv[4]);
  while (sent < count) {
    long due = (now(CLOCK_MONOTONIC) - start) * rate;
    for (; sent < due && sent < count; sent++) send(fd, block, 64, 0);
  }
  for (int i = 0; i < 40; i++) {
    usleep(20000);
    if (send(fd, block, 3, 0) < 0) break;
  }
  return 0;
}
