// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page in both widths, as whom it is for, and what employees see in both languages: axe finds nothing, nothing is wider than the window.
import { expect, test } from "@playwright/test";
import { CONTACT, LANGUAGES, REQUESTER, TECHNICIAN, inspect, newcomer, read, signIn, signInByLink } from "./support.js";

const TICKET = { list: "/desk", link: "main table a[href^='/desk/tickets/']" };
const REQUEST = { list: "/requests?finished=1", link: "main table a[href^='/requests/']" };
const COLLEAGUE = { list: "/requests?scope=entity", link: "main table a[href^='/requests/']" };

const VISITS = {
  anybody: ["/", "/sign-in", "/sign-in/link-sent", "/catalog", "/mail/where", "/mail/where/asked", "/results", "/open-data", "/privacy", "/legal", "/accessibility", "/niente", "/demo/mailbox"],
  [REQUESTER]: ["/", "/requests", "/requests/new", REQUEST],
  [CONTACT]: ["/requests?scope=entity", COLLEAGUE],
  [TECHNICIAN]: ["/desk", "/desk/tickets/new", TICKET, "/desk/mail?text=niente", "/desk/mail/out"],
  "stefano.mattioli@cstpu.example": ["/manage", "/manage/publications"],
  "marta.costantini@cstpu.example": ["/desk"],
};

/** Opens an address, or the first of a list. */
async function open(page, visit) {
  let address = visit;
  if (visit.list) {
    await page.goto(visit.list);
    await expect(page.locator(visit.link).first()).toBeVisible();
    address = await page.locator(visit.link).first().getAttribute("href");
  }
  const answer = await page.goto(address);
  expect.soft(answer.status(), address).toBe(address === "/niente" ? 404 : 200);
}

for (const [who, visits] of Object.entries(VISITS)) {
  test(`${who} finds every page in order`, async ({ browser }) => {
    const page = await newcomer(browser);
    await page.goto("/");
    const isEmployee = [REQUESTER, CONTACT].includes(who);
    if (isEmployee) await signInByLink(page, who);
    else if (who !== "anybody") await signIn(page, who);
    for (const language of isEmployee ? LANGUAGES : ["it"]) {
      await read(page, language);
      for (const visit of visits) {
        await open(page, visit);
        await inspect(page, `${language} ${who} ${visit.list ? `first of ${visit.list}` : visit}`);
      }
    }
    await page.context().close();
  });
}

test("a form with mistakes says what is wrong and leads to the fields", async ({ browser }) => {
  const page = await newcomer(browser);
  await signInByLink(page, REQUESTER);
  for (const language of LANGUAGES) {
    await read(page, language);
    await page.goto("/requests/new");
    await page.locator("form[action='/requests'] button[type=submit]").click();
    await expect(page.locator(".error-summary")).toBeFocused();
    await inspect(page, `${language} mistakes`);
    await page.locator(".error-summary a").first().click();
    await expect(page.locator("#subject")).toBeFocused();
  }
  await page.context().close();
});

test("the first stop of the keyboard leads to the content", async ({ browser }) => {
  const page = await newcomer(browser);
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveAttribute("href", "#main");
  await page.context().close();
});
