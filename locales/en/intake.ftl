# SPDX-License-Identifier: AGPL-3.0-or-later
# What intake writes into conversations.

intake-no-text = [The message contains no text.]
intake-incomplete = [The message is over the limits: part of its text or attachments is not shown here. The original is kept.]
intake-undelivered = A mail of ours about this request was not delivered. The mail server says:
