// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole roads in a real browser: by keyboard alone, without JavaScript, and the opinion that is asked for at the end.
import { expect, test } from "@playwright/test";
import {
  CONTACT, LANGUAGES, REQUESTER, TECHNICIAN, demoPassword, inspect, linkInMail, mailsTo, newcomer, read, signIn, signInByLink,
} from "./support.js";

/** Goes on with the Tab key until it stands on something, and sees that it can be seen there. */
async function tabTo(page, place) {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press("Tab");
    if (await place.evaluate((element) => element === document.activeElement)) {
      const shown = await place.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      });
      expect(shown, `the focus on ${place} can be seen`).toBe(true);
      return;
    }
  }
  throw new Error(`the keyboard never arrives at ${place}`);
}

test("a technician signs in, opens a ticket and answers with the keyboard alone", async ({ browser }) => {
  const page = await newcomer(browser);
  await page.goto("/");
  await tabTo(page, page.locator("header a[href='/sign-in']"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
  const password = await demoPassword(page);
  await tabTo(page, page.locator("#account"));
  await page.keyboard.type(TECHNICIAN);
  await page.keyboard.press("Tab");
  await expect(page.locator("#password")).toBeFocused();
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/desk$/);
  await tabTo(page, page.locator("main tbody a").first());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/desk\/tickets\/\d+$/);
  await tabTo(page, page.locator("#reply"));
  await page.keyboard.type("Scritto con la sola tastiera.");
  await tabTo(page, page.locator("form[action$='/messages'] button[type=submit]"));
  await page.keyboard.press("Enter");
  await expect(page.locator(".flash")).toBeVisible();
  await expect(page.locator(".conversation .message-body").last()).toHaveText("Scritto con la sola tastiera.");
  await page.context().close();
});

/** A technician takes what somebody asked, and says how it was solved. */
async function takeAndResolve(page, subject) {
  await page.goto(`/desk?scope=all&text=${encodeURIComponent(subject)}`);
  await page.locator("main tbody a").first().click();
  await expect(page.locator("h1")).toContainText(subject);
  await page.locator("#take").click();
  await page.locator("summary", { hasText: "Risolvi" }).click();
  await page.locator("#resolution").fill("Ripristinato il profilo.");
  await page.locator("form[action$='/resolution'] button").click();
  await expect(page.locator("h1 + p")).toContainText("Risolto");
}

test("a request with a file is opened, resolved and reopened without JavaScript", async ({ browser }) => {
  const [requester, technician] = [await newcomer(browser, { javaScriptEnabled: false }), await newcomer(browser, { javaScriptEnabled: false })];
  const subject = "Posta ferma da stamattina";
  await signInByLink(requester, REQUESTER);
  await read(requester, "it");
  await requester.locator("main a[href='/requests/new']").first().click();
  await requester.locator("#service").selectOption("INF-POS-01");
  await requester.locator("#subject").fill(subject);
  await requester.locator("#text").fill("Non arriva più niente.");
  await requester.locator("#files").setInputFiles({ name: "errore.txt", mimeType: "text/plain", buffer: Buffer.from("550") });
  await requester.locator("form[action='/requests'] button[type=submit]").click();
  await expect(requester.locator("h1")).toContainText(subject);
  const file = await requester.locator(".attachments a").getAttribute("href");
  expect(await (await requester.request.get(file)).text()).toBe("550");

  await signIn(technician, TECHNICIAN);
  await read(technician, "it");
  await takeAndResolve(technician, subject);

  await requester.reload();
  await expect(requester.locator(".conversation")).toContainText("Ripristinato il profilo.");
  await requester.locator("form[action$='/reopening'] button").click();
  await expect(requester.locator(".flash")).toBeVisible();
  await expect(requester.locator("form[action$='/reopening']")).toHaveCount(0);
  await technician.reload();
  await expect(technician.locator("h1 + p")).toContainText("Riaperto una volta");
  for (const page of [requester, technician]) await page.context().close();
});

test("the opinion is asked for after a resolution, and given step by step", async ({ browser }) => {
  const [requester, technician, anybody] = [await newcomer(browser), await newcomer(browser), await newcomer(browser)];
  const subject = "Stampante in rete";
  const before = await mailsTo(anybody, CONTACT);
  await signInByLink(requester, CONTACT);
  await requester.goto("/requests/new");
  await requester.locator("#service").selectOption("INF-CON-01");
  await requester.locator("#subject").fill(subject);
  await requester.locator("#text").fill("Non si vede più.");
  await requester.locator("form[action='/requests'] button[type=submit]").click();
  for (const language of LANGUAGES) {
    await read(requester, language);
    await requester.locator("details:has(form[action$='/cancellation']) summary").click();
    await inspect(requester, `${language} request, to be cancelled or not`);
  }
  await signIn(technician, TECHNICIAN);
  await read(technician, "it");
  await takeAndResolve(technician, subject);

  const link = await linkInMail(anybody, CONTACT, "/survey/", before);
  const press = (step) => anybody.locator(`main button[value=${step}]`).click();
  for (const language of LANGUAGES) {
    await anybody.goto(link);
    await read(anybody, language);
    await inspect(anybody, `${language} survey vote`);
    await press("reasons");
    await expect(anybody.locator(".error-summary")).toBeVisible();
    await inspect(anybody, `${language} survey without vote`);
    await anybody.locator("label[for=vote-4]").click();
    await press("reasons");
    await inspect(anybody, `${language} survey reasons`);
    await anybody.locator(".form-check label").first().click();
    await press("details");
    await inspect(anybody, `${language} survey details`);
  }
  await anybody.locator("#comment").fill("Tutto bene.");
  await press("send");
  await expect(anybody).toHaveURL(/thanks$/);
  for (const language of LANGUAGES) {
    await anybody.goto(`${link}/thanks`);
    await read(anybody, language);
    await inspect(anybody, `${language} survey thanks`);
    await anybody.goto(link);
    await inspect(anybody, `${language} survey answered`);
  }
  const reopening = await linkInMail(anybody, CONTACT, "/reopening/", before);
  for (const language of LANGUAGES) {
    await anybody.goto(reopening);
    await read(anybody, language);
    await inspect(anybody, `${language} reopening`);
  }
  for (const page of [requester, technician, anybody]) await page.context().close();
});
