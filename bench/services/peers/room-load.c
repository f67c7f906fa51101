/* Loads a room over UDP: MEMBERS join, then say 64 bytes in turn, WINDOW messages in flight, half a second to warm up and then
 * for SECONDS. room-load PORT MEMBERS WINDOW SECONDS; prints begin when it is warm, then: deliveries seconds lost p50_us p99_us
 * (from saying to the last delivery).
 * Joining tells all who are there, MEMBERS squared: only the first member listens then, and the next ones come as it hears of
 * those before; the others have room for few notices, and the kernel throws away the rest. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Members that the first one has not heard of yet. */
enum { JOINING = 32 };
#define WARM_UP 0.5

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  int port = atoi(argv[1]), members = atoi(argv[2]), window = atoi(argv[3]);
  double seconds = atof(argv[4]);
  struct rlimit limit = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &limit);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int *fds = calloc(members, sizeof(int));
  char text[256];
  int heardOf = 1, little = 4096, much = 1 << 20;
  for (int i = 0; i < members; i++) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, i == 0 ? &much : &little, sizeof much);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0) return perror("connect"), 1;
    fds[i] = fd;
    int length = snprintf(text, sizeof text, "m%d", i);
    if (send(fd, text, length, 0) < 0) return perror("send"), 1;
    while (i + 1 - heardOf > (i + 1 == members ? 0 : JOINING)) {
      struct pollfd first = {.fd = fds[0], .events = POLLIN};
      if (poll(&first, 1, 10000) <= 0) return fprintf(stderr, "heard of %d members only\n", heardOf), 1;
      while (recv(fds[0], text, sizeof text, 0) >= 0) heardOf++;
    }
  }
  int queue = epoll_create1(0);
  for (int i = 0; i < members; i++) {
    setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &much, sizeof much);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(queue, EPOLL_CTL_ADD, fds[i], &event);
  }
  struct epoll_event events[512];
  for (double quiet = now(); now() - quiet < 0.5;) {
    int n = epoll_wait(queue, events, 512, 100);
    for (int i = 0; i < n; i++) while (recv(fds[events[i].data.u32], text, sizeof text, 0) >= 0) quiet = now();
  }
  double started = now(), warmAt = started + WARM_UP, until = warmAt + seconds, lastNews = started;
  long said = 0, heard = 0, lost = 0, finished = 0, capacity = 1 << 20;
  double *times = malloc(capacity * sizeof(double)), *begun = calloc(window, sizeof(double));
  int *left = calloc(window, sizeof(int));
  long *number = calloc(window, sizeof(long));
  for (;;) {
    double t = now();
    int running = 0;
    if (warmAt > 0 && t >= warmAt) {
      /* Who measures the server's CPU begins here. */
      puts("begin");
      fflush(stdout);
      heard = lost = finished = 0;
      started = t;
      warmAt = 0;
    }
    for (int w = 0; w < window; w++) {
      if (left[w] > 0) { running = 1; continue; }
      if (t >= until) continue;
      number[w] = ++said;
      left[w] = members - 1;
      begun[w] = t;
      int length = snprintf(text, sizeof text, "m%ld:%08ld%02d", said % members, said, w);
      memset(text + length, 'x', 64);
      if (send(fds[said % members], text, 64, 0) < 0) return perror("say"), 1;
      running = 1;
    }
    if (!running) break;
    int n = epoll_wait(queue, events, 512, 50);
    for (int i = 0; i < n; i++) {
      for (;;) {
        ssize_t length = recv(fds[events[i].data.u32], text, sizeof text, 0);
        if (length < 0) break;
        char *colon = memchr(text, ':', length);
        if (colon == NULL || length < colon - text + 11) continue;
        heard++;
        int w = (colon[9] - '0') * 10 + colon[10] - '0';
        if (w >= window || atol((char[]){colon[1], colon[2], colon[3], colon[4], colon[5], colon[6], colon[7], colon[8], 0}) != number[w]) continue;
        if (--left[w] == 0 && finished < capacity) times[finished++] = now() - begun[w];
      }
    }
    if (n > 0) lastNews = now();
    else if (now() - lastNews > 0.2) {
      for (int w = 0; w < window; w++) lost += left[w], left[w] = 0;
    }
  }
  double took = now() - started;
  qsort(times, finished, sizeof(double), compare);
  printf("%ld %.3f %ld %.0f %.0f\n", heard, took, lost, finished ? times[finished / 2] * 1e6 : 0, finished ? times[finished * 99 / 100] * 1e6 : 0);
  return 0;
}
