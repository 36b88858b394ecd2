// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts the demonstration in a temporary folder on a free port, and ends it when the run is over. Its settings differ from
// the usual ones in two ways: mail leaves through a server that can refuse it, and there is a mailbox of certified mail.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { mailServer } from "./mail_server.js";

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const target = process.env.CARGO_TARGET_DIR ?? join(cache, "sportello", "target");

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Made before the start: the demonstration keeps settings that are there. */
async function prepare(folder, listen) {
  const out = join(folder, "mail", "out");
  mkdirSync(out, { recursive: true });
  const { port } = (await mailServer(out)).address();
  const smtp = `host = "127.0.0.1"\nport = ${port}\nsecurity = "none"\n`;
  const settings = join(folder, "sportello.toml");
  writeFileSync(settings, `# Settings of the Sportello demonstration in this folder.
[server]
listen = "${listen}"
base_url = "http://${listen}"
[database]
url = "sportello.db"
[storage]
blobs = "blobs"
[mail]
transport = "smtp"
folder = "mail/out"
poll_seconds = 1
[mail.smtp]
${smtp}
[[mailboxes]]
name = "assistenza"
address = "assistenza@cstpu.example"
kind = "maildir"
maildir = "mail/in"
[[mailboxes]]
name = "pec"
address = "cstpu@pec.cstpu.example"
kind = "none"
pec = true
[mailboxes.smtp]
${smtp}
[surveys]
delay_hours = 0
[log]
level = "error"
`);
  return settings;
}

export default async function start() {
  const folder = mkdtempSync(join(tmpdir(), "sportello-browser-"));
  const base = `http://127.0.0.1:${await freePort()}`;
  const listen = base.replace("http://", "");
  const settings = await prepare(folder, listen);
  const binary = join(target, "debug", "sportello");
  const program = spawn(binary, ["demo", "--dir", folder, "--listen", listen], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (program.exitCode !== null || Date.now() > deadline) throw new Error("the demonstration did not start");
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    await new Promise((passed) => setTimeout(passed, 100));
  }
  Object.assign(process.env, { SPORTELLO_BASE: base, SPORTELLO_BINARY: binary, SPORTELLO_SETTINGS: settings });
  return async () => {
    const ended = new Promise((exited) => program.once("exit", exited));
    program.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
