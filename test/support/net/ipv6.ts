import { networkInterfaces } from "node:os";

/** Whether this machine has the IPv6 loopback address; containers often lack it. */
export const HAS_IPV6: boolean = Object.values(networkInterfaces()).some((list) =>
  list?.some((item) => item.address === "::1"),
);
