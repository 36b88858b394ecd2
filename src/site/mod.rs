// SPDX-License-Identifier: AGPL-3.0-or-later
//! The front door: the home page, signing in and out, the language, the pages the law asks for, and the mailbox of the demo.

pub mod pages;
