// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts the demonstration in a temporary folder on a free port, and ends it when the run is over.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const target = process.env.CARGO_TARGET_DIR ?? join(cache, "sportello", "target");

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export default async function start() {
  const folder = mkdtempSync(join(tmpdir(), "sportello-browser-"));
  const base = `http://127.0.0.1:${await freePort()}`;
  const listen = base.replace("http://", "");
  const program = spawn(join(target, "debug", "sportello"), ["demo", "--dir", folder, "--listen", listen], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (program.exitCode !== null || Date.now() > deadline) throw new Error("the demonstration did not start");
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    await new Promise((passed) => setTimeout(passed, 100));
  }
  process.env.SPORTELLO_BASE = base;
  return async () => {
    const ended = new Promise((exited) => program.once("exit", exited));
    program.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
