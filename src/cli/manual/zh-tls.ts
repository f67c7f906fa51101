import type { TlsOptionKey } from "../messages/tls-messages.ts";
import type { Manual } from "./manual.ts";

/** Chinese descriptions of its options. */
export const zhTlsOptions: Readonly<Record<TlsOptionKey, string>> = {
  certAction: "ca、server、client 或 show",
  certArgument: "server：名称和地址；client：它的名称；show：PEM 文件（- 表示标准输入）或 HOST:PORT",
  certCa: "show：信任这些颁发机构（PEM）",
  certDays: "有效天数（颁发机构 3650，其他 825）",
  certFolder: "颁发机构及其所签证书的文件夹（./certs）",
  certForce: "覆盖已有的文件",
  certName: "颁发机构的通用名；服务器的通用名（默认是第一个名称）",
  certOrganization: "主体中的组织名",
  certRsa: "用 2048 位 RSA 代替 EC P-256，供老设备使用",
  proxy: "经过代理：http://HOST:PORT、socks5://USER:PASSWORD@HOST:PORT、socks4a://…",
  tls: "使用 TLS；没有给出证书时当场生成；任何 --tls 选项也表示使用 TLS",
  tlsAlpn: "应用层协议，优先者在前：h2,http/1.1",
  tlsCa: "信任这些颁发机构或证书（PEM），代替系统默认的",
  tlsCert: "本端的证书（PEM）",
  tlsCiphers: "加密套件，用 OpenSSL 的写法",
  tlsInsecure: "接受服务器的任何证书",
  tlsKey: "它的私钥（PEM）；也可以在 --tls-cert 的文件里",
  tlsMax: "最新的 TLS 版本",
  tlsMin: "最旧的 TLS 版本（1.2）",
  tlsName: "服务器证书必须包含的名称，也发送给服务器（SNI）",
  tlsPassphraseFile: "首行为密钥口令的文件",
  tlsRequireClientCert: "只接受持有可信证书（--tls-ca）的客户端",
  tlsServerInsecure: "与 --tls-require-client-cert 同用：任何证书都可以",
};

/** Chinese help of `jack cert`. */
export const zhCertCommand: Pick<Manual["commands"], "cert"> = {
  cert: {
    summary: "制作 TLS 证书，或查看证书",
    details:
      "制作您自己的小型颁发机构（CA），并由它签发服务器和客户端的证书，都是同一文件夹里的 PEM 文件。密钥只有您自己能读；没有 --force 不会覆盖任何文件。信任 ca.pem 的人就信任它所签发的证书。\nshow 显示文件里的证书，或服务器出示的证书，以及其中的问题。",
    examples: [
      ["jack cert ca", "制作颁发机构：certs/ca.pem 和 certs/ca-key.pem"],
      ["jack cert server localhost 127.0.0.1", "用于这些名称的服务器证书"],
      ["jack cert client alice", "客户端证书"],
      ["jack cert show certs/localhost.pem", "显示一张证书"],
      ["jack cert show example.org", "服务器出示的证书，以及本机是否信任"],
    ],
  },
};
