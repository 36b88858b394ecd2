# SPDX-License-Identifier: AGPL-3.0-or-later
# People and sign-in: what is wrong and what to do.

error-email = Enter a complete e-mail address, like name@comune.it.
error-password-short = The password is too short: it needs at least { $min } characters.
error-account-closed = This account has been deactivated. If you still need it, write to the help desk.
error-link-expired = This link has expired or has already been used. Ask for a new one on the sign-in page.
error-link-other-browser = This link works only in the browser that asked for it. Open it there, or ask for a new one here.
