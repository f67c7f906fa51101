import { describe, expect, it } from "vitest";
import { checkAddresses, checkIpv6, ownAddresses, reachOf } from "../../../../src/cli/doctor/address-checks.ts";
import { checkFirewall } from "../../../../src/cli/doctor/firewall-check.ts";
import {
  checkBackend,
  checkBuffers,
  checkFiles,
  checkLosses,
  checkNode,
  checkPorts,
  checkTerminal,
} from "../../../../src/cli/doctor/machine-checks.ts";
import type { Finding } from "../../../../src/cli/doctor/finding.ts";
import { enDoctor } from "../../../../src/cli/messages/en-doctor.ts";
import { zhDoctor } from "../../../../src/cli/messages/zh-doctor.ts";
import { machine } from "../../../support/machine-view.ts";

/** Everything that a finding says in English; it says something in Chinese, too. */
function said(finding: Finding): string {
  const chinese = finding.text(zhDoctor);
  const english = finding.text(enDoctor);
  expect(chinese.lines.length).toBe(english.lines.length);
  expect(chinese.remedies?.length).toBe(english.remedies?.length);
  return [...english.lines, ...(english.remedies ?? [])].join("\n");
}

describe("addresses", () => {
  it.each([
    ["eth0", "127.0.0.1", "machine"],
    ["lo", "::1", "machine"],
    ["eth0", "10.1.2.3", "lan"],
    ["eth0", "172.31.0.1", "lan"],
    ["eth0", "172.32.0.1", "internet"],
    ["wlan0", "192.168.1.5", "lan"],
    ["eth0", "169.254.3.4", "link"],
    ["eth0", "fe80::1", "link"],
    ["eth0", "fd00::2", "lan"],
    ["eth0", "2001:db8::1", "internet"],
    ["tailscale0", "100.100.1.1", "carrier"],
    ["eth0", "100.128.0.1", "internet"],
    ["docker0", "172.17.0.1", "containers"],
    ["br-12ab", "172.18.0.1", "containers"],
  ])("%s %s reaches %s", (name, address, reach) => {
    expect(reachOf(name, address, false)).toBe(reach);
  });

  const HOME = machine({
    addresses: [
      ["lo", "127.0.0.1"],
      ["docker0", "172.17.0.1"],
      ["eth1", "10.0.0.7"],
      ["wlan0", "fe80::7"],
      ["wlan0", "192.168.1.5"],
    ],
    files: {
      "/proc/net/route":
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n" +
        "eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\nwlan0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n",
    },
  });

  it("names first what most others reach", () => {
    expect(ownAddresses(HOME).map(({ address }) => address)).toEqual([
      "192.168.1.5",
      "fe80::7%wlan0",
      "10.0.0.7",
      "172.17.0.1",
      "127.0.0.1",
    ]);
    const text = said(checkAddresses(HOME, 80));
    expect(text).toMatch(/192\.168\.1\.5:80 +wlan0: the same network/);
    expect(text).toMatch(/\[fe80::7%wlan0\]:80 +wlan0/);
  });

  it("knows a machine without a network", () => {
    const finding = checkAddresses(machine({ addresses: [["lo", "127.0.0.1"]] }), null);
    expect(finding.level).toBe("problem");
    expect(said(finding)).toContain("no network");
  });

  it("knows IPv6, none, and switched off", () => {
    const lo = [["lo", "::1"]] as const;
    expect(checkIpv6(machine({ addresses: [...lo, ["eth0", "2001:db8::1"]] }))).toMatchObject({ level: "ok" });
    expect(said(checkIpv6(machine({ addresses: lo })))).toContain("no address for others");
    expect(said(checkIpv6(machine({})))).toContain("127.0.0.1 rather than localhost");
    const off = machine({ addresses: lo, files: { "/proc/sys/net/ipv6/conf/all/disable_ipv6": "1\n" } });
    expect(said(checkIpv6(off))).toContain("switched off");
    const only = machine({ addresses: lo, files: { "/proc/sys/net/ipv6/bindv6only": "1\n" } });
    expect(said(checkIpv6(only))).toContain("does not take IPv4");
  });
});

describe("firewall", () => {
  it.each([
    ["nothing there", {}, "unknown", /no ufw, firewalld, nft or iptables was found/],
    ["ufw off", { ufw: { stdout: "Status: inactive\n" } }, "ok", /ufw: nothing that comes in is dropped/],
    [
      "ufw on",
      { ufw: { stdout: "Status: active\n\n22/tcp   ALLOW  Anywhere\n8080/tcp  DENY  Anywhere\n" } },
      "note",
      /ufw: filters what comes in \(2 rules\)\n {2}8080\/tcp {2}DENY[^]*sudo ufw allow 8080\/tcp/,
    ],
    [
      "nft unreadable",
      { nft: { code: 1, stderr: "Operation not permitted (you must be root)" } },
      "unknown",
      /sudo nft list ruleset/,
    ],
    [
      "nft filters",
      {
        nft: {
          stdout:
            "table inet f {\n chain i {\n type filter hook input priority 0; policy drop;\n tcp dport 8080 accept\n tcp dport 18080 accept\n }\n}",
        },
      },
      "note",
      /nftables: filters what comes in[^]*\n {2}tcp dport 8080 accept\n(?! {2}tcp)/,
    ],
    ["nft empty", { nft: { stdout: "" } }, "ok", /nftables: nothing/],
    ["iptables open", { iptables: { stdout: "-P INPUT ACCEPT\n-P FORWARD DROP\n" } }, "ok", /iptables: nothing/],
    [
      "iptables drops",
      { iptables: { stdout: "-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n" } },
      "note",
      /iptables: filters/,
    ],
    [
      "iptables refuses",
      { iptables: { code: 4, stderr: "Permission denied (you must be root)" } },
      "unknown",
      /sudo iptables -S/,
    ],
    ["firewalld runs", { "firewall-cmd": { stdout: "running\n" } }, "note", /firewall-cmd --add-port=8080/],
    ["firewalld stopped", { "firewall-cmd": { code: 252, stdout: "not running\n" } }, "ok", /firewalld: nothing/],
  ] as const)("%s", async (_name, answers, level, text) => {
    const finding = await checkFirewall(machine({ answers }), 8080);
    expect(finding.level).toBe(level);
    expect(said(finding)).toMatch(text);
  });

  it.each(["darwin", "win32", "freebsd"])("says that it cannot tell on %s", async (platform) => {
    const finding = await checkFirewall(machine({ platform }), null);
    expect(finding.level).toBe("unknown");
    expect(said(finding)).toContain("cannot tell here");
  });
});

describe("the machine", () => {
  it.each([
    ["20.19.0", "ok"],
    ["26.1.0", "ok"],
    ["20.18.9", "problem"],
    ["18.20.0", "problem"],
  ])("Node %s is %s", (nodeVersion, level) => {
    const finding = checkNode(machine({ nodeVersion }), "1.0.0");
    expect(finding.level).toBe(level);
    expect(said(finding)).toContain(nodeVersion);
  });

  it("says why the system's socket calls are not used", () => {
    const none = {
      backend: "node",
      berkeley: false,
      batching: false,
      zeroCopy: false,
      introspection: false,
      busyPoll: false,
    };
    expect(said(checkBackend({ ...none, reason: "koffi is missing" }))).toMatch(
      /koffi is missing[^]*npm install koffi/,
    );
    expect(checkBackend({ ...none, berkeley: true, backend: "koffi-linux", reason: null }).level).toBe("ok");
  });

  it.each([
    [{ LANG: "zh_CN.UTF-8" }, "ok", /can be shown/],
    [{ LANG: "en_US.utf8", LC_ALL: "zh_CN.GBK" }, "note", /GBK, not UTF-8[^]*LC_ALL=C\.UTF-8/],
    [{ LC_ALL: "C", LANG: "C.UTF-8" }, "note", /C: ASCII, not UTF-8/],
    [{}, "note", /no LANG or LC_ALL is set/],
  ] as const)("the charset of %j is %s", (env, level, text) => {
    const finding = checkTerminal(machine({ env }), true);
    expect(finding.level).toBe(level);
    expect(said(finding)).toMatch(text);
  });

  it("knows what Windows does not tell", () => {
    expect(checkTerminal(machine({ platform: "win32" }), true).level).toBe("unknown");
  });

  it("reads limits", () => {
    const limits = (soft: string, hard: string): Finding =>
      checkFiles(
        machine({ files: { "/proc/self/limits": `Limit x\nMax open files            ${soft}   ${hard}   files\n` } }),
      );
    expect(limits("1024", "524288")).toMatchObject({ level: "note", facts: { soft: 1024, hard: 524_288 } });
    expect(said(limits("1024", "524288"))).toContain("ulimit -n 524288");
    expect(limits("unlimited", "unlimited").level).toBe("ok");
  });

  it("reads buffers", () => {
    const files = {
      "/proc/sys/net/core/rmem_max": "212992\n",
      "/proc/sys/net/core/wmem_max": "212992\n",
      "/proc/sys/net/core/somaxconn": "4096\n",
    };
    expect(said(checkBuffers(machine({ files })))).toMatch(/212992[^]*sysctl -w net\.core\.rmem_max=4194304/);
  });

  it("reads what was lost", () => {
    const files = {
      "/proc/net/snmp": "Tcp: A\nTcp: 1\nUdp: InDatagrams RcvbufErrors SndbufErrors\nUdp: 5 7 0\n",
      "/proc/net/netstat": "TcpExt: ListenOverflows ListenDrops\nTcpExt: 1 1\n",
    };
    const finding = checkLosses(machine({ files }));
    expect(finding).toMatchObject({ level: "note", facts: { udpReceiveBufferErrors: 7, listenOverflows: 1 } });
    expect(said(finding)).toContain("7 datagrams and 1 connection were thrown away");
  });

  it("reads port ranges", () => {
    const files = {
      "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
      "/proc/sys/net/ipv4/ip_unprivileged_port_start": "0\n",
    };
    expect(said(checkPorts(machine({ files })))).toContain("all ports are free to everybody");
  });

  it.each([checkFiles, checkBuffers, checkLosses, checkPorts])("says that it cannot tell elsewhere (%o)", (check) => {
    const finding = check(machine({ platform: "darwin" }));
    expect(finding.level).toBe("unknown");
    expect(said(finding)).toContain("cannot tell here (darwin)");
  });
});
