// Opens connections one after another: connect PORT MS asks each for the echo of 64 B and resets it. Prints connections and
// seconds.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct linger reset = {1, 0};
  char bytes[64] = {0};
  long count = 0;
  double start = now(), end = start + atof(argv[2]) / 1000;
  while (now() < end) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&name, sizeof name)) return perror("connect"), 1;
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (send(fd, bytes, sizeof bytes, 0) != sizeof bytes) return perror("send"), 1;
    for (size_t got = 0; got < sizeof bytes;) {
      ssize_t n = recv(fd, bytes, sizeof bytes - got, 0);
      if (n <= 0) return perror("recv"), 1;
      got += n;
    }
    close(fd);
    count++;
  }
  printf("%ld %f\n", count, now() - start);
}
