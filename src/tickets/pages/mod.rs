// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages of requesters (`/requests`) and of technicians (`/desk`).
