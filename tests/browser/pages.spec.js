// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page in both widths, as whom it is for: axe finds nothing, nothing is wider than the window.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

const WIDTHS = [1280, 390];
const STAFF_PASSWORD = process.env.SPORTELLO_DEMO_PASSWORD;

const VISITS = {
  anybody: ["/", "/sign-in", "/sign-in/link-sent", "/results", "/open-data", "/privacy", "/legal", "/accessibility", "/niente", "/demo/mailbox"],
  "davide.fabbri@cstpu.example": ["/desk", "/desk/tickets/new", { list: "/desk", link: "main table a[href^='/desk/tickets/']" }],
  "stefano.mattioli@cstpu.example": ["/manage", "/manage/publications"],
  "marta.costantini@cstpu.example": ["/desk"],
};

async function signIn(page, account) {
  await page.goto("/sign-in");
  const password = STAFF_PASSWORD ?? (await page.locator(".demo-box code").last().innerText());
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(password);
  await page.locator("form[action='/sign-in/password'] button[type=submit]").click();
  await expect(page).not.toHaveURL(/sign-in/);
}

async function inspect(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
  expect.soft(found, `axe on ${name}`).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `screenshots/${name.replaceAll(/[^a-z0-9]+/gi, "_")}.png`, fullPage: true });
}

for (const width of WIDTHS) {
  for (const [who, visits] of Object.entries(VISITS)) {
    test(`${who} finds every page in order at ${width} pixels`, async ({ browser }) => {
      const context = await browser.newContext({ baseURL: process.env.SPORTELLO_BASE, viewport: { width, height: 900 } });
      const page = await context.newPage();
      if (who !== "anybody") await signIn(page, who);
      for (const visit of visits) {
        if (typeof visit === "string") {
          const answer = await page.goto(visit);
          expect.soft(answer.status(), visit).toBe(visit === "/niente" ? 404 : 200);
          await inspect(page, `${width} ${who} ${visit}`);
        } else {
          await page.goto(visit.list);
          const answer = await page.goto(await page.locator(visit.link).first().getAttribute("href"));
          expect.soft(answer.status(), visit.link).toBe(200);
          await inspect(page, `${width} ${who} first of ${visit.list}`);
        }
      }
      await context.close();
    });
  }
}

test("the staff signs in without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.SPORTELLO_BASE, javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, "davide.fabbri@cstpu.example");
  await expect(page.locator("h1")).toBeVisible();
  await context.close();
});

test("the first stop of the keyboard leads to the content", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: process.env.SPORTELLO_BASE });
  const page = await context.newPage();
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveAttribute("href", "#main");
  await context.close();
});
