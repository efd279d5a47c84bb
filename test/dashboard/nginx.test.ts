import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { temporaryDirectory } from "../support/corpus.js";
import { longTimeout } from "../support/longTimeout.js";

/** nginx as Debian installs it; SER_NGINX names another. */
const executable = process.env["SER_NGINX"] ?? "/usr/sbin/nginx";
const without = existsSync(executable) ? "" : ` (skipped: no nginx at ${executable}; set SER_NGINX)`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe.skipIf(without !== "")(`the dashboard behind nginx${without}`, () => {
  let told: BareDashboard;
  let named: BareDashboard;
  let nginx: ChildProcess;
  let site: string;

  beforeAll(async () => {
    told = await bareDashboard({ trustedProxies: ["loopback"], hosts: ["ser.example.org"] });
    named = await bareDashboard({ basePath: "/whole", trustedProxies: ["loopback"], hosts: ["ser.example.org"] });
    const dir = await temporaryDirectory();
    await mkdir(join(dir, "temp"));
    const port = await freePort();
    site = `http://127.0.0.1:${port}`;
    const passed = `
      proxy_http_version 1.1;
      proxy_set_header Host $proxy_host;
      proxy_set_header X-Forwarded-Host ser.example.org;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffering off;`;
    const config = `
      daemon off; error_log stderr; pid ${dir}/nginx.pid;
      events {}
      http {
        access_log off;
        ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${dir}/temp/${name};`).join(" ")}
        server {
          listen 127.0.0.1:${port};
          location /taken-off/ { proxy_pass ${told.url}/; proxy_set_header X-Forwarded-Prefix /taken-off; ${passed} }
          location /whole/ { proxy_pass ${named.url}; ${passed} }
        }
      }`;
    await writeFile(join(dir, "nginx.conf"), config);
    nginx = spawn(executable, ["-p", dir, "-c", join(dir, "nginx.conf")], { stdio: "ignore" });
    await vi.waitFor(async () => expect((await fetch(`${site}/taken-off/healthz`)).status).toBe(200), longTimeout);
  });
  afterAll(async () => {
    nginx.kill();
    await once(nginx, "exit");
    await told.close();
    await named.close();
  });

  describe.each(["/taken-off", "/whole"])("below %s", (base) => {
    test("every link of a page, including styles and scripts, is served through the proxy", async () => {
      const text = await (await fetch(`${site}${base}/`)).text();
      const links = [...text.matchAll(/\b(?:href|src)="(\/[^"]*)"/g)].map(([, link]) => link!);
      expect(links).toContain(`${base}/predict`);
      for (const link of new Set(links)) expect([link, (await fetch(`${site}${link}`)).status]).toEqual([link, 200]);
    });

    test("Bull Board finds its files", async () => {
      const text = await (await fetch(`${site}${base}/queues/`)).text();
      const [, folder] = /<base href="([^"]*)"/.exec(text)!;
      expect(folder).toBe(`${base}/queues/`);
      const scripts = [...text.matchAll(/ src="(static[^"]*)"/g)].map(([, script]) => script!);
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) expect((await fetch(`${site}${folder}${script}`)).status).toBe(200);
    });

    test("a page under the proxy's name may make changes, one under another name may not", async () => {
      const token = /name="ser-token" content="([^"]*)"/.exec(await (await fetch(`${site}${base}/`)).text())![1]!;
      const post = async (origin: string): Promise<number> => {
        const headers = { origin, "x-ser-token": token, "content-type": "application/json" };
        return (await fetch(`${site}${base}/api/predictions`, { method: "POST", headers, body: "{}" })).status;
      };
      expect(await post("http://ser.example.org")).toBe(400); // let in: the question is empty
      expect(await post("http://elsewhere.example.org")).toBe(403);
    });
  });
});
