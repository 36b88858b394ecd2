// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's Chromium, one worker, one demonstration for the whole run.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  globalSetup: "./demo.js",
  outputDir: "test-results",
  workers: 1,
  timeout: 120_000,
  reporter: [["list"]],
  use: {
    locale: "it-IT",
    timezoneId: "Europe/Rome",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
});
