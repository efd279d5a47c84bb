// `npm run screenshots`: makes docs/images/*.webp, the pictures of README.md and docs/dashboard.md: every page of the
// dashboard with a real run of the synthetic corpus, light, dark and on a phone. It takes about three minutes; `npm run
// screenshots -- NAME…` makes only the pictures of these pages (screenshotPages.mjs).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { livePage, shownPages } from "./screenshotPages.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const place = `${root}out/screenshots`;
const images = `${root}docs/images`;

/** Pictures are viewed in a browser, in a repository: none needs to be larger. */
const maxBytes = 150_000;

const screens = [
  { name: "light", width: 1280, height: 860, scale: 1, colorScheme: "light" },
  { name: "dark", width: 1280, height: 860, scale: 1, colorScheme: "dark" },
  { name: "phone", width: 390, height: 844, scale: 1.5, colorScheme: "light" },
];

/** Files without audio, to show in the pictures how a run handles them. */
const broken = ["Actor_05/03-01-04-01-01-01-05.wav", "Actor_17/03-01-03-02-02-01-17.wav"];
const voice = join(place, "corpus/Actor_12/03-01-08-02-02-01-12.wav");

const started = [];
function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: place, stdio: ["ignore", "inherit", "inherit"], ...options });
  started.push(child);
  return child;
}

async function done(child) {
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")}: exit code ${code}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function makeBroken(corpus) {
  const [cut, text] = broken.map((name) => join(corpus, name));
  truncateSync(cut, 43_112);
  writeFileSync(text, "This is no sound.\n".repeat(40));
}

/**
 * Throttles a process to an eighth of the time: the corpus is small, and would be done before its page has been
 * captured.
 *
 * @returns {() => void} ends the throttling
 */
function holdBack(child) {
  const timer = setInterval(() => {
    child.kill("SIGCONT");
    setTimeout(() => child.kill("SIGSTOP"), 60);
  }, 480);
  return () => {
    clearInterval(timer);
    setTimeout(() => child.kill("SIGCONT"), 100);
  };
}

/** @param {number} [wanted] height of the picture, except on the phone's screen */
async function open(browser, url, { name, width, height, scale, colorScheme }, wanted = height) {
  const page = await browser.newPage({
    baseURL: url,
    viewport: { width, height: name === "phone" ? height : wanted },
    deviceScaleFactor: scale,
    colorScheme,
    reducedMotion: "reduce",
  });
  return page;
}

/** Writes what the page shows, as good as its size allows. */
async function capture(page, name) {
  // The pictures do not show the machine that made them.
  await page.evaluate(
    ([host, shown]) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode())
        if (texts.currentNode.data.includes(host))
          texts.currentNode.data = texts.currentNode.data.replaceAll(host, shown);
    },
    [hostname(), "worker-1"],
  );
  const session = await page.context().newCDPSession(page);
  for (const quality of [82, 70, 55, 40]) {
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
    const bytes = Buffer.from(data, "base64");
    if (bytes.length > maxBytes) continue;
    writeFileSync(`${images}/${name}.webp`, bytes);
    console.log(`${name}.webp ${(bytes.length / 1000).toFixed(0)} KB`);
    return;
  }
  throw new Error(`${name}: more than ${maxBytes} bytes at any quality`);
}

async function picture(browser, url, { name, path, height, prepare }) {
  for (const screen of screens) {
    const page = await open(browser, url, screen, height);
    await page.goto(path, { waitUntil: "networkidle" });
    await prepare?.(page, voice);
    await sleep(300); // the player's and the charts' last layout
    await capture(page, `${name}-${screen.name}`);
    await page.close();
  }
}

/** The page of a running run, on all screens at once. */
async function pictureLive(browser, url, ser) {
  const workers = [
    start(...ser("work", "extract", "--threads", "1")),
    start(...ser("work", "extract", "--threads", "1")),
  ];
  await sleep(4_000); // they start, and say that they are there
  const release = workers.map(holdBack);
  await done(
    start(...ser("produce", "corpus", "--run", "evening", "--recompute", "--no-nested", "--files-per-job", "4")),
  );
  const pages = await Promise.all(screens.map(async (screen) => open(browser, url, screen, livePage.height)));
  await Promise.all(pages.map(async (page) => page.goto(livePage.path)));
  await pages[0].waitForFunction(() => document.querySelectorAll("progress")[1]?.value > 0.55, undefined, {
    timeout: 300_000,
  });
  for (const [i, page] of pages.entries()) await capture(page, `${livePage.name}-${screens[i].name}`);
  for (const each of release) each();
  await Promise.all(pages.map(async (page) => page.close()));
  await pictureEnd(url);
  for (const worker of workers) worker.kill("SIGTERM");
}

async function pictureEnd(url) {
  for (;;) {
    const { stage } = await (await fetch(`${url}/api/runs/evening`)).json();
    if (stage === "done" || stage === "failed") return;
    await sleep(500);
  }
}

async function main() {
  mkdirSync(place, { recursive: true });
  rmSync(`${place}/studio`, { recursive: true, force: true });
  mkdirSync(images, { recursive: true });
  const port = await freePort();
  const env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${port}`, LOG_LEVEL: "warn" };
  const ser = (...args) => [process.execPath, ["--import", "tsx", `${root}src/cli/main.ts`, ...args], { env }];
  start("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    cwd: mkdtempSync(join(tmpdir(), "ser-screenshots-")),
    stdio: "ignore",
  });
  await sleep(1_000);

  if (!existsSync(`${place}/corpus`)) {
    await done(start(...ser("synth", "--out", "corpus", "--actors", "24")));
    makeBroken(`${place}/corpus`);
  }
  await done(start(...ser("run", "corpus", "--run", "studio", "--out", "studio")));
  await done(start(...ser("models", "promote", "studio")));

  const dashboardPort = await freePort();
  const url = `http://127.0.0.1:${dashboardPort}`;
  start(...ser("dashboard", "--port", String(dashboardPort)));
  start(...ser("work", "predict", "--threads", "1"));
  start(...ser("work", "train"));
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await sleep(200);

  const browser = await chromium.launch({
    executablePath: process.env["SER_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
  });
  try {
    const only = process.argv.slice(2);
    const isAsked = ({ name }) => only.length === 0 || only.includes(name);
    for (const each of shownPages.filter(isAsked)) await picture(browser, url, each);
    if (isAsked(livePage)) await pictureLive(browser, url, ser);
  } finally {
    await browser.close();
  }
}

try {
  await main();
} finally {
  for (const child of started.reverse()) (child.kill("SIGCONT"), child.kill("SIGTERM"));
}
