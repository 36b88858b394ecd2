// SPDX-License-Identifier: AGPL-3.0-or-later
//! Intake, from the bytes of a mail to what became of it.
