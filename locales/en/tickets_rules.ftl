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
error-ticket-question-empty = Write what you ask the requester.
error-ticket-waiting-empty = Write what is awaited, and from whom.
error-ticket-hold-past = The date must be in the future. Choose a later day.
error-ticket-not-waiting = The ticket is not waiting: work on it can go on already.
error-ticket-rejection-empty = Write the reason: the requester will read it.
error-ticket-not-rejected = The ticket is not rejected: there is nothing to undo.
error-ticket-undo-too-late = More than { $days } days have passed, so this can no longer be undone. Open a new ticket.
error-ticket-cancel-not-yours = Only the person who wrote the request can cancel it.
error-ticket-cancel-too-late = Work on the request has begun and it can no longer be cancelled. If you no longer need it, say so in a reply.
error-ticket-merge-unknown = There is no other ticket with this number to merge it into. Check the number.
error-ticket-no-forward = The first message of this ticket does not pass on anybody’s mail (any more). Reload the page and check the requester.
error-ticket-original-sender = The original sender cannot become the requester: not a known person nor of a member body, or their access was closed. Ask them to write to the help desk directly.
error-ticket-merge-confidential = One of the two tickets is confidential: merging would let more people read it. Keep them apart.
error-ticket-not-merged = The ticket is not merged into another one: there is nothing to undo.
