# SPDX-License-Identifier: AGPL-3.0-or-later
# Rules of tickets: what cannot be done, and what to do instead.

error-ticket-changed = The ticket has changed in the meantime. See what happened, then try again.
error-ticket-finished = This ticket is finished. Reopen it first to work on it again.
error-ticket-no-replies = This ticket takes no more replies: it was rejected, cancelled or merged into another one.
error-ticket-reply-empty = Write the text of the reply.
error-ticket-note-empty = Write the text of the note.
error-ticket-resolution-empty = Write how it was solved: the requester will read it.
error-ticket-no-service = Choose the service before resolving.
error-ticket-not-resolved = Only a resolved or closed request can be reopened.
error-ticket-reopen-too-late = It was closed more than { $days } days ago and can no longer be reopened. Please write a new request.
error-ticket-assignee = This person cannot take the ticket. Choose an active technician; for a confidential ticket, one of its team.
