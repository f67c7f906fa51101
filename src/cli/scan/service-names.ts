import { readFileSync } from "node:fs";

/** The protocols that are scanned. */
export type ScanProtocol = "tcp" | "udp";

// What people who debug sockets meet, for machines without /etc/services; TCP unless it says otherwise.
const COMMON =
  "7 echo,7 echo udp,9 discard,13 daytime,13 daytime udp,19 chargen,20 ftp-data,21 ftp,22 ssh,23 telnet,25 smtp,37 time,37 time udp,53 domain,53 domain udp,67 bootps udp,68 bootpc udp,69 tftp udp,79 finger,80 http,88 kerberos,102 iso-tsap,110 pop3,111 sunrpc,111 sunrpc udp,113 auth,119 nntp,123 ntp udp,135 epmap,137 netbios-ns udp,138 netbios-dgm udp,139 netbios-ssn,143 imap2,161 snmp udp,162 snmp-trap udp,179 bgp,389 ldap,443 https,443 https udp,445 microsoft-ds,465 submissions,500 isakmp udp,502 modbus,514 shell,514 syslog udp,515 printer,548 afpovertcp,554 rtsp,587 submission,631 ipp,636 ldaps,873 rsync,993 imaps,995 pop3s,1080 socks,1194 openvpn udp,1433 ms-sql-s,1521 oracle,1723 pptp,1883 mqtt,1900 ssdp udp,2049 nfs,2181 zookeeper,2375 docker,3000 http-dev,3128 squid,3306 mysql,3389 ms-wbt-server,3478 stun udp,4222 nats,4840 opc-ua,5000 http-dev,5060 sip,5060 sip udp,5173 vite,5353 mdns udp,5432 postgresql,5672 amqp,5683 coap udp,5900 vnc,6379 redis,6443 kubernetes,7788 jackfield,8000 http-alt,8080 http-alt,8443 https-alt,8883 mqtts,8888 http-alt,9000 http-alt,9090 prometheus,9092 kafka,9200 elasticsearch,11211 memcached,20000 dnp3,27017 mongodb,31337 ncat,44818 ethernet-ip";

/** Names of services by port and protocol, and the other way. */
export class ServiceNames {
  readonly #byPort = new Map<string, string>();
  readonly #byName = new Map<string, number>();

  /** `database` is text in the form of services(5); its names win over the built-in ones. */
  constructor(database: string) {
    for (const line of database.split("\n")) {
      const match = /^([^\s#]+)\s+(\d+)\/(tcp|udp)\b([^#]*)/.exec(line);
      if (match === null) continue;
      const [, name = "", port = "", protocol = "", aliases = ""] = match;
      this.#add([name, ...aliases.split(/\s+/).filter((alias) => alias !== "")], Number(port), protocol);
    }
    for (const item of COMMON.split(",")) {
      const [port = "", name = "", protocol = "tcp"] = item.split(" ");
      this.#add([name], Number(port), protocol);
    }
  }

  /** Those of this machine: `/etc/services` where it can be read, and the well-known ones. */
  static ofSystem(): ServiceNames {
    try {
      return new ServiceNames(readFileSync("/etc/services", "utf8"));
    } catch {
      return new ServiceNames("");
    }
  }

  nameOf(port: number, protocol: ScanProtocol): string | undefined {
    return this.#byPort.get(`${port}/${protocol}`);
  }

  portOf(name: string, protocol: ScanProtocol): number | undefined {
    const other = protocol === "tcp" ? "udp" : "tcp";
    return this.#byName.get(`${name}/${protocol}`) ?? this.#byName.get(`${name}/${other}`);
  }

  /** The ports that are looked at when none are named, in order. */
  commonPorts(protocol: ScanProtocol): number[] {
    const ports = COMMON.split(",").flatMap((item) => {
      const [port = "", , of = "tcp"] = item.split(" ");
      return of === protocol ? [Number(port)] : [];
    });
    return [...new Set(ports)].sort((a, b) => a - b);
  }

  #add(names: readonly string[], port: number, protocol: string): void {
    const [first] = names;
    const key = `${port}/${protocol}`;
    if (first !== undefined && !this.#byPort.has(key)) this.#byPort.set(key, first);
    for (const name of names) {
      const nameKey = `${name.toLowerCase()}/${protocol}`;
      if (!this.#byName.has(nameKey)) this.#byName.set(nameKey, port);
    }
  }
}
