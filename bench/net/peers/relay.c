// What the kernel can do: carries each connection to PORT on to TARGET with splice(2), one thread a direction.
// relay PORT TARGET [CONGESTION CONTROL]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct way {
  int from, to;
};

static struct sockaddr_in at(const char *port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void *carry(void *argument) {
  struct way *way = argument;
  int fds[2];
  if (pipe(fds)) exit(1);
  fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
  for (ssize_t n; (n = splice(way->from, NULL, fds[1], NULL, 1 << 20, SPLICE_F_MOVE)) > 0;)
    for (ssize_t sent; n > 0; n -= sent)
      if ((sent = splice(fds[0], NULL, way->to, NULL, n, SPLICE_F_MOVE)) <= 0) exit(1);
  shutdown(way->to, SHUT_WR);
  close(fds[0]);
  close(fds[1]);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in name = at(argv[1]), target = at(argv[2]);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, 8)) return perror("bind"), 1;
  for (;;) {
    int first = accept(listener, NULL, NULL), second = socket(AF_INET, SOCK_STREAM, 0);
    if (argc > 3 && setsockopt(second, IPPROTO_TCP, TCP_CONGESTION, argv[3], strlen(argv[3]))) return perror(argv[3]), 1;
    if (connect(second, (struct sockaddr *)&target, sizeof target)) return perror("connect"), 1;
    struct way out = {first, second}, back = {second, first};
    pthread_t thread;
    pthread_create(&thread, NULL, carry, &back);
    carry(&out);
    pthread_join(thread, NULL);
    close(first);
    close(second);
  }
}
