// The far ends of a byte stream: stream-ends sink PORT [REQUEST] reads a connection to its end; stream-ends source PORT MIB
// sends so much to it; stream-ends relay PORT TARGET MIB listens on TARGET, and sends to PORT what comes back there. Prints
// bytes and seconds.
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char block[1 << 20], room[1 << 20];
static int source, mib;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static struct sockaddr_in at(const char *port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int dial(const char *port) {
  struct sockaddr_in name = at(port);
  for (int i = 0; i < 500; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&name, sizeof name) == 0) return fd;
    close(fd);
    usleep(10000);
  }
  exit(1);
}

static void *pour(void *unused) {
  for (int i = 0; i < mib; i++)
    for (size_t sent = 0; sent < sizeof block;) {
      ssize_t n = send(source, block + sent, sizeof block - sent, MSG_NOSIGNAL);
      if (n < 0) exit(1);
      sent += n;
    }
  shutdown(source, SHUT_WR);
  return unused;
}

static long drain(int fd) {
  long total = 0;
  for (ssize_t n; (n = recv(fd, room, sizeof room, 0)) > 0;) total += n;
  return total;
}

int main(int argc, char **argv) {
  double start;
  long total;
  if (argc < 3) return 2;
  if (strcmp(argv[1], "sink") == 0) {
    int fd = dial(argv[2]);
    if (argc > 3) send(fd, argv[3], strlen(argv[3]), 0);
    start = now();
    total = drain(fd);
  } else if (strcmp(argv[1], "source") == 0) {
    source = dial(argv[2]);
    mib = atoi(argv[3]);
    start = now();
    pour(NULL);
    // The server answers with its FIN when it has read everything.
    drain(source);
    total = (long)mib << 20;
  } else {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in name = at(argv[3]);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, 1)) return perror("bind"), 1;
    mib = atoi(argv[4]);
    source = dial(argv[2]);
    start = now();
    pthread_t thread;
    pthread_create(&thread, NULL, pour, NULL);
    total = drain(accept(listener, NULL, NULL));
  }
  printf("%ld %f\n", total, now() - start);
}
