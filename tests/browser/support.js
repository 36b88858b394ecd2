// SPDX-License-Identifier: AGPL-3.0-or-later
// What the browser tests share: signing in both ways, both languages, both widths, and what every page is held to.
import axe from "axe-core";
import { expect } from "@playwright/test";

export const WIDTHS = [1280, 390];
export const LANGUAGES = ["it", "en"];

export const TECHNICIAN = "davide.fabbri@cstpu.example";
export const REQUESTER = "matteo.rossini@comune-pesaro.example";
export const CONTACT = "sara.bartolucci@comune-pesaro.example";

/** A browser that was never here before. */
export async function newcomer(browser, options = {}) {
  const viewport = { width: WIDTHS[0], height: 900 };
  const context = await browser.newContext({ baseURL: process.env.SPORTELLO_BASE, viewport, ...options });
  return context.newPage();
}

/** The staff signs in with the password that the demonstration shows. */
export async function signIn(page, account) {
  await page.goto("/sign-in");
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(await demoPassword(page));
  await page.locator("form[action='/sign-in/password'] button[type=submit]").click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The password, as the sign-in page of the demonstration shows it. */
export function demoPassword(page) {
  return page.locator(".demo-box code").last().innerText();
}

/** An employee asks for a link, finds it in the mailbox of the demonstration, and signs in with it. */
export async function signInByLink(page, email) {
  const before = await mailsTo(page, email);
  await page.goto("/sign-in?next=/requests");
  await page.locator("#email").fill(email);
  await page.locator("form[action='/sign-in/link'] button[type=submit]").click();
  await expect(page).toHaveURL(/link-sent/);
  await page.goto(await linkInMail(page, email, "/sign-in/link/", before));
  await page.locator("form[action^='/sign-in/link/'] button").click();
  await expect(page).toHaveURL(/\/requests$/);
}

/** The mails to somebody, the newest first. */
export async function mailsTo(page, email) {
  await page.goto(`/demo/mailbox?to=${encodeURIComponent(email)}`);
  return page.locator("main tbody a").evaluateAll((links) => links.map((link) => link.href));
}

/** The address of this kind in a mail that had not come before, once that mail has gone out. */
export async function linkInMail(page, email, kind, before) {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    for (const mail of (await mailsTo(page, email)).filter((address) => !before.includes(address))) {
      await page.goto(mail);
      const links = await page.locator(`.letter a[href*='${kind}']`).evaluateAll((found) => found.map((link) => link.href));
      if (links.length > 0) return links[0];
    }
    await page.waitForTimeout(250);
  }
  throw new Error(`no mail to ${email} brings an address of ${kind}`);
}

/** Chooses the language as people do. */
export async function read(page, language) {
  const button = page.locator(`.language button[value=${language}]`);
  if (await button.count()) await button.click();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

/** In both widths: axe finds nothing, and nothing is wider than the window. With SPORTELLO_SCREENSHOTS=1 a picture is kept. */
export async function inspect(page, name) {
  // Once for both widths: to bring it into the page takes longer than to run it.
  await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run({ resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
    });
    expect.soft(found, `axe on ${name} at ${width}`).toEqual([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(wider, `${name} is wider than ${width} pixels`).toBeLessThanOrEqual(0);
    if (process.env.SPORTELLO_SCREENSHOTS) {
      const file = `${width} ${name}`.replaceAll(/[^a-z0-9]+/gi, "_");
      await page.screenshot({ path: `screenshots/${file}.png`, fullPage: true });
    }
  }
}
