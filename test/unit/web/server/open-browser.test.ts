import { describe, expect, it } from "vitest";
import { browserCommand, openBrowser } from "../../../../src/web/server/open-browser.ts";

describe("opening a browser", () => {
  it.each([
    ["linux", { DISPLAY: ":0" }, "xdg-open"],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, "xdg-open"],
    ["linux", { DISPLAY: ":0", CI: "false" }, "xdg-open"],
    ["linux", { WSL_DISTRO_NAME: "Debian" }, "explorer.exe"],
    ["freebsd", { DISPLAY: ":0" }, "xdg-open"],
    ["darwin", {}, "open"],
    ["win32", {}, "cmd"],
    ["linux", {}, null],
    ["linux", { DISPLAY: "" }, null],
    ["linux", { DISPLAY: ":0", CI: "true" }, null],
    ["linux", { DISPLAY: ":0", BROWSER: "none" }, null],
    ["darwin", { CI: "1" }, null],
    ["darwin", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, null],
  ] as const)("on %s with %j is %s", (platform, env, command) => {
    expect(browserCommand({ platform, env })?.command ?? null).toBe(command);
  });

  it("says that it did not, where it does not or cannot", async () => {
    expect(await openBrowser("http://127.0.0.1/", { platform: "linux", env: {} })).toBe(false);
    // There is no such program on a machine that runs this test, except on that platform.
    if (process.platform !== "win32") {
      expect(await openBrowser("http://127.0.0.1/", { platform: "linux", env: { WSL_DISTRO_NAME: "x" } })).toBe(false);
    }
  });
});
