import { describe, expect, it } from "vitest";
import { AllowList } from "../../../../src/handlers/exec/allow-list.ts";

const list = new AllowList([
  "df=/usr/bin/df -h",
  "ping=/bin/ping -c {count:[1-9]} {host:[a-z0-9.-]{1,63}}",
  "flag=/bin/ls {flag:-[al]}",
  `digits=/bin/echo '{n:\\d+}'`,
]);

describe("the allow-list", () => {
  it.each([
    ["df", "/usr/bin/df", ["-h"]],
    ["ping 3 localhost", "/bin/ping", ["-c", "3", "localhost"]],
    ["ping '3' \"127.0.0.1\"", "/bin/ping", ["-c", "3", "127.0.0.1"]],
    ["flag -a", "/bin/ls", ["-a"]],
    ["digits 42", "/bin/echo", ["42"]],
  ])("finds %j", (request, file, args) => {
    expect(list.find(request)).toEqual({ ok: true, command: { name: request.split(" ")[0], file, args } });
  });

  it.each([
    ["rm -rf /", /"rm" is not allowed; allowed: df, ping, flag, digits/],
    ["", /"" is not allowed/],
    ["df /etc", /"df" takes 0 arguments, not 1: df$/],
    ["ping 3", /takes 2 arguments, not 1: ping COUNT HOST/],
    ["ping 30 localhost", /COUNT "30" is not allowed; it must match \[1-9\]/],
    ["ping 3 'localhost; id'", /HOST "localhost; id" is not allowed/],
    ["ping 3 -f", /HOST "-f" is not allowed/],
    ["ping 3 a\nb", /takes 2 arguments, not 3/],
    ["ping 3 'a\nb'", /is not allowed/],
    ["ping 3 'a\0b'", /is not allowed/],
    ["ping 3 'x", /not closed/],
    ["/usr/bin/df", /is not allowed/],
  ])("refuses %j", (request, reason) => {
    expect(list.find(request)).toEqual({ ok: false, reason: expect.stringMatching(reason) as string });
  });

  it.each([
    [["df"], /must begin with a name/],
    [["a b=/bin/ls"], /must begin with a name/],
    [["ls=ls"], /absolute path/],
    [["ls="], /absolute path/],
    [["ls=/bin/ls", "ls=/bin/ls"], /declared twice/],
    [["ls=/bin/ls {x:[}"], /no regular expression/],
    [["ls=/bin/ls 'x"], /not closed/],
  ])("refuses the declarations %j", (declarations, message) => {
    const attempt = (): AllowList => new AllowList(declarations);
    expect(attempt).toThrowError(expect.objectContaining({ code: "ERR_BAD_OPTION" }));
    expect(attempt).toThrow(message);
  });
});
