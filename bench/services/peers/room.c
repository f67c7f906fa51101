/* A room as a bare loop of recvfrom and sendto: the first datagram of an address is its name, later ones go to all others. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20, count = 0, room = 0;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}, from, *members = NULL;
  socklen_t length = sizeof self;
  if (bind(fd, (struct sockaddr *)&self, sizeof self) < 0) return 1;
  getsockname(fd, (struct sockaddr *)&self, &length);
  printf("%d\n", ntohs(self.sin_port));
  fflush(stdout);
  /* Known addresses by port: all members are on loopback. */
  static char known[65536];
  char bytes[65536];
  for (;;) {
    length = sizeof from;
    ssize_t got = recvfrom(fd, bytes, sizeof bytes - 64, 0, (struct sockaddr *)&from, &length);
    if (got < 0) continue;
    int joins = !known[ntohs(from.sin_port)];
    if (joins) {
      known[ntohs(from.sin_port)] = 1;
      memcpy(bytes + got, ": \xe5\x8a\xa0\xe5\x85\xa5\xe4\xba\x86\xe7\xbe\xa4\xe8\x81\x8a", 17);
      got += 17;
    }
    for (int i = 0; i < count; i++) {
      if (members[i].sin_port != from.sin_port) sendto(fd, bytes, got, 0, (struct sockaddr *)&members[i], sizeof from);
    }
    if (!joins) continue;
    if (count == room) members = realloc(members, (room = room * 2 + 16) * sizeof from);
    members[count++] = from;
  }
}
