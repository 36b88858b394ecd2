// SPDX-License-Identifier: AGPL-3.0-or-later
// The mail server of the run: what it takes becomes a file for the mailbox of the demonstration, and one address it refuses.
import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

export const REFUSED = "paola.gennari@comune-pesaro.example";

let taken = 0;

function keep(folder, mail) {
  taken += 1;
  const id = String(taken).padStart(8, "0");
  writeFileSync(join(folder, `.${id}.part`), mail, "latin1");
  renameSync(join(folder, `.${id}.part`), join(folder, `${id}.eml`));
}

/** What is answered to a command. */
function answer(line) {
  if (/^QUIT/i.test(line)) return "221 bye";
  if (/^DATA/i.test(line)) return "354 go on";
  if (/^RCPT/i.test(line) && line.toLowerCase().includes(REFUSED)) return "550 5.1.1 User unknown in virtual mailbox table";
  return "250 ok";
}

/** Listens; the mails it takes are written into the folder. */
export async function mailServer(folder) {
  const server = createServer((socket) => {
    let [unread, mail] = ["", null];
    socket.setEncoding("latin1").on("error", () => socket.destroy()).write("220 mail.cstpu.example ESMTP\r\n");
    socket.on("data", (text) => {
      const lines = (unread + text).split("\r\n");
      unread = lines.pop();
      for (const line of lines) {
        if (mail === null) {
          socket.write(`${answer(line)}\r\n`);
          if (/^DATA/i.test(line)) mail = [];
        } else if (line === ".") {
          keep(folder, mail.join("\r\n"));
          mail = null;
          socket.write("250 taken\r\n");
        } else mail.push(line.replace(/^\./, ""));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  return server.unref();
}
