// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail of every fate as the staff and its writers see it: where it is listed, opened, confirmed, turned down, sent again.
import { expect, test } from "@playwright/test";
import { REFUSED } from "./mail_server.js";
import { bounced, certified, deliver, laidOut, letter } from "./mails.js";
import { LANGUAGES, REQUESTER, TECHNICIAN, inspect, linkInMail, newcomer, read, signIn, signInByLink } from "./support.js";

const STRANGER = "ugo.bassi@altrove.example";
const OFFICE = `Ugo Bassi <${STRANGER}>`;

/** Opens the first mail of a list. */
async function first(page, list) {
  await page.goto(list);
  await page.locator("main tbody th a").first().click();
  await expect(page.locator("main .facts")).toBeVisible();
}

async function unfold(page, place) {
  for (const fold of await page.locator(place).all()) await fold.evaluate((details) => { details.open = true; });
}

/** Loads a page until what happens behind it has come to an end. */
async function until(page, address, place) {
  await expect(async () => {
    await page.goto(address);
    expect(await page.locator(place).count()).toBeGreaterThan(0);
  }).toPass({ timeout: 20_000, intervals: [250] });
}

test("the ticket of a mail shows what was written, what it answers, and that our answer never arrived", async ({ browser }) => {
  const [technician, requester] = [await newcomer(browser), await newcomer(browser)];
  const pec = await deliver(certified(REFUSED, "Stampante", "Confermo per PEC."), "pec");
  const { ticket } = await deliver(laidOut(`Paola Gennari <${REFUSED}>`, "Stampante dell'anagrafe"));
  await signIn(technician, TECHNICIAN);
  await until(technician, `/desk/tickets/${ticket}`, ".alert-danger");
  for (const language of LANGUAGES) {
    await read(technician, language);
    await unfold(technician, ".mail-quoted, #mails");
    for (const place of [".mail-html", ".mail-quoted .mail-html", "#mails li", ".mail-more a", ".facts .fate-bad"]) {
      await expect(technician.locator(place).first(), place).toBeVisible();
    }
    await inspect(technician, `${language} ticket of a mail`);
  }
  await read(technician, "it");
  await technician.locator("a[href$='/pictures']").first().click();
  await inspect(technician, "it pictures of a mail");

  await technician.goto(`/desk/tickets/${pec.ticket}`);
  for (const place of [".mail-notices", ".message-head .badge"]) await expect(technician.locator(place).first(), place).toBeVisible();
  await inspect(technician, "it ticket of a certified mail");

  await first(technician, "/desk/mail/out?fate=dead");
  await inspect(technician, "it dead letter");
  await technician.locator("form[action$='/attempt'] button").click();
  await expect(technician.locator(".flash")).toBeVisible();

  const own = await deliver(laidOut(`Matteo Rossini <${REQUESTER}>`, "Plotter del catasto").replace("laid-out", "laid-out-too"));
  await signInByLink(requester, REQUESTER);
  await requester.goto(`/requests/${own.ticket}`);
  await unfold(requester, ".mail-quoted");
  await inspect(requester, "it request of a mail");
  for (const page of [technician, requester]) await page.context().close();
});

test("mails of strangers are held, confirmed by who wrote them or turned down by a technician", async ({ browser }) => {
  const [technician, stranger] = [await newcomer(browser, { javaScriptEnabled: false }), await newcomer(browser)];
  for (const subject of ["Chiedo un accesso", "Offerta irripetibile"]) await deliver(letter(OFFICE, subject, "Buongiorno."));
  const link = await linkInMail(stranger, STRANGER, "/mail/release/", []);
  for (const language of LANGUAGES) {
    await stranger.goto(link);
    await read(stranger, language);
    await inspect(stranger, `${language} mail to be confirmed`);
  }
  await signIn(technician, TECHNICIAN);
  await read(technician, "it");
  await technician.goto("/desk/mail?fate=held");
  await technician.locator("main tbody th a", { hasText: "Offerta" }).click();
  await technician.locator("form[action$='/rejection'] button").click();
  await expect(technician.locator(".error-summary")).toBeVisible();
  await technician.locator("form[action$='/rejection'] input[type=text]").fill("Pubblicità");
  await technician.locator("form[action$='/rejection'] button").click();
  await expect(technician.locator("h1 + p")).toContainText("Respinto");
  await stranger.locator("main form button").click();
  await expect(stranger.locator("main .lead")).toBeVisible();
  await inspect(stranger, "en mail confirmed");
  await technician.goto("/mail/where");
  await technician.locator("#email").fill(STRANGER);
  await technician.locator("#day").fill(new Date().toISOString().slice(0, 10));
  await technician.locator("form[action='/mail/where'] button").click();
  await expect(technician).toHaveURL(/where\/asked$/);
  for (const page of [technician, stranger]) await page.context().close();
});

test("every fate of a mail is listed, and each mail says what became of it", async ({ browser }) => {
  const page = await newcomer(browser);
  await page.goto("/demo/mailbox");
  const hello = letter(`Matteo Rossini <${REQUESTER}>`, "Casella piena", "Da ieri non ricevo.", ["Message-ID: <hello@comune-pesaro.example>"]);
  const { ticket } = await deliver(hello);
  await deliver(hello);
  await deliver(letter(`Matteo Rossini <${REQUESTER}>`, `Re: [CSTPU #${ticket}] Casella piena`, "Ancora niente."));
  await deliver(letter("assistenza@cstpu.example", "Assente", "Torno lunedì.", ["Auto-Submitted: auto-replied"]));
  await deliver(letter("Ada Neri <ada.neri@sconosciuti.example>", "Chiedo informazioni", "Buongiorno.\n\n".padEnd(300, "senzaspazi")));
  await deliver("");
  await signIn(page, TECHNICIAN);
  await until(page, `/desk/tickets/${ticket}`, "#mails .fate-good");
  await page.locator("#mails summary").click();
  await page.locator("#mails a").first().click();
  const original = (await page.locator("main .facts").innerText()).match(/<?[^\s<>]+@[^\s<>]+>?(?=\s*(In risposta|$))/)?.[0];
  await inspect(page, "it mail that went out");
  await deliver(bounced(REQUESTER, original));
  for (const language of LANGUAGES) {
    await page.goto("/desk/mail");
    await read(page, language);
    await inspect(page, `${language} mails in`);
  }
  await read(page, "it");
  for (const fate of ["replied", "held", "bounce", "quarantined"]) {
    await first(page, `/desk/mail?fate=${fate}`);
    await inspect(page, `it mail ${fate}`);
  }
  await page.context().close();
});
