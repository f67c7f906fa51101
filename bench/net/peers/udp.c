// Datagrams, the C side of the benchmark:
//   udp send|sendto|sendmmsg|segments PORT BYTES   says that it is ready; then, for each line with milliseconds, sends in a plain
//                                      loop for so long (sendmmsg: 64 a call; segments: 64 at most a call), and prints datagrams, seconds, CPU seconds
//   udp paced PORT COUNT RATE          sends 64 B at a rate (0: as fast as it can), then some of 3 B
//   udp receive|epoll                  prints its port, receives until one of 3 B (epoll: waits, then takes what is there with
//                                      recvmmsg), prints datagrams, drops (-1: unknown) and CPU seconds
//   udp sink|gro BYTES                 prints its port, reads all that comes (gro: many in one), and says at each SIGUSR1 how many it were
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#define UDP_GRO 104
#endif
#define BATCH 64
#define WARM_UP 60000

static char block[65536];
static long arrived;
static int datagram_bytes;

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int open_bound(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(fd, (struct sockaddr *)&name, sizeof name)) return perror("bind"), -1;
  getsockname(fd, (struct sockaddr *)&name, &length);
  printf("%d\n", ntohs(name.sin_port));
  fflush(stdout);
  return fd;
}

static double cpu_began;
static long counted;

/** Whether it was the last one. */
static int count(long bytes) {
  if (bytes == 3) {
    printf("%ld -1 %f\n", counted - WARM_UP, now(CLOCK_PROCESS_CPUTIME_ID) - cpu_began);
    return 1;
  }
  if (++counted == WARM_UP) cpu_began = now(CLOCK_PROCESS_CPUTIME_ID);
  return 0;
}

static int receive(void) {
  int fd = open_bound();
  while (fd >= 0 && !count(recv(fd, block, sizeof block, 0)));
  return fd < 0;
}

static int receive_epoll(void) {
  static char blocks[BATCH][2048];
  static struct sockaddr_in names[BATCH];
  struct mmsghdr batch[BATCH] = {0};
  struct iovec parts[BATCH];
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  int fd = open_bound(), ep = epoll_create1(0);
  if (fd < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event)) return 1;
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){blocks[i], sizeof blocks[i]};
    batch[i].msg_hdr = (struct msghdr){.msg_name = &names[i], .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  for (;;) {
    epoll_wait(ep, &event, 1, -1);
    int got = BATCH;
    while (got == BATCH) {
      for (int i = 0; i < BATCH; i++) batch[i].msg_hdr.msg_namelen = sizeof names[i];
      got = recvmmsg(fd, batch, BATCH, MSG_DONTWAIT, NULL);
      for (int i = 0; i < got; i++)
        if (count(batch[i].msg_len)) return 0;
    }
  }
}

static void tell_arrived(int signal) {
  (void)signal;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld\n", arrived);
  if (write(1, text, length) != length) _exit(1);
}

static int sink(int gro) {
  int fd = open_bound();
  if (fd < 0) return 1;
  if (gro && setsockopt(fd, IPPROTO_UDP, UDP_GRO, &gro, sizeof gro)) return perror("UDP_GRO"), 1;
  signal(SIGUSR1, tell_arrived);
  for (;;) {
    long got = recv(fd, block, sizeof block, 0);
    if (got > 0) arrived += (got + datagram_bytes - 1) / datagram_bytes;
  }
}

/** One call with many segments of one size. */
static long send_segments(int fd, int bytes) {
  int many = (int)(65000 / bytes < 64 ? 65000 / bytes : 64);
  struct iovec part = {block, (size_t)many * bytes};
  union {
    char room[CMSG_SPACE(2)];
    struct cmsghdr align;
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  struct cmsghdr *item = CMSG_FIRSTHDR(&message);
  *item = (struct cmsghdr){.cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT, .cmsg_len = CMSG_LEN(2)};
  *(unsigned short *)CMSG_DATA(item) = bytes;
  return sendmsg(fd, &message, 0) < 0 ? 0 : many;
}

/** Sends 64 datagrams in one call. */
static long send_batch(int fd, int bytes) {
  static struct mmsghdr batch[BATCH];
  static struct iovec parts[BATCH];
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){block, bytes};
    batch[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int sent = sendmmsg(fd, batch, BATCH, 0);
  return sent < 0 ? 0 : sent;
}

static struct sockaddr_in to = {.sin_family = AF_INET};

/** About 64 datagrams, or 64 calls with segments. */
static long send_some(const char *way, int fd, int bytes) {
  long sent = 0;
  if (strcmp(way, "sendmmsg") == 0) return send_batch(fd, bytes);
  if (strcmp(way, "segments") == 0)
    for (int i = 0; i < BATCH; i++) sent += send_segments(fd, bytes);
  else if (strcmp(way, "sendto") == 0)
    for (int i = 0; i < BATCH; i++) sent += sendto(fd, block, bytes, 0, (struct sockaddr *)&to, sizeof to) >= 0;
  else
    for (int i = 0; i < BATCH; i++) sent += send(fd, block, bytes, 0) >= 0;
  return sent;
}

static int answer(const char *way, int fd, int bytes) {
  char line[64];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    long sent = 0;
    double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID), end = start + atof(line) / 1000;
    while (now(CLOCK_MONOTONIC) < end) sent += send_some(way, fd, bytes);
    printf("%ld %f %f\n", sent, now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    fflush(stdout);
  }
  return 0;
}

static int send_paced(int fd, long many, double rate) {
  long sent = 0;
  double start = now(CLOCK_MONOTONIC);
  while (sent < many) {
    long due = rate > 0 ? (now(CLOCK_MONOTONIC) - start) * rate : many;
    for (; sent < due && sent < many; sent++) send(fd, block, 64, 0);
  }
  for (int i = 0; i < 40; i++) {
    usleep(20000);
    if (send(fd, block, 3, 0) < 0) break;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "receive") == 0) return receive();
  if (argc > 1 && strcmp(argv[1], "epoll") == 0) return receive_epoll();
  if (argc > 2 && (strcmp(argv[1], "sink") == 0 || strcmp(argv[1], "gro") == 0)) {
    datagram_bytes = atoi(argv[2]);
    return sink(strcmp(argv[1], "gro") == 0);
  }
  if (argc < 4) return 2;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  to.sin_port = htons(atoi(argv[2]));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (strcmp(argv[1], "sendto") != 0 && connect(fd, (struct sockaddr *)&to, sizeof to)) return perror("connect"), 1;
  if (strcmp(argv[1], "paced") == 0) return argc > 4 ? send_paced(fd, atol(argv[3]), atof(argv[4])) : 2;
  return answer(argv[1], fd, atoi(argv[3]));
}
