# SPDX-License-Identifier: AGPL-3.0-or-later
# What intake writes into conversations.

intake-no-text = [The message contains no text.]
calendar-invitation = Invitation
calendar-cancelled = Cancelled
calendar-answer = Answer to the invitation
calendar-when = When
calendar-where = Where
calendar-organiser = Organised by
calendar-people = With
intake-incomplete = [The message is over the limits: part of its text or attachments is not shown here. The original is kept.]
intake-undelivered = A mail of ours about this request was not delivered. The mail server says:
intake-complaint = The recipient of a mail of ours reported it as unwanted. It is better to talk to them before writing again. The provider reports:
intake-pec-undelivered = A certified mail of ours to { $to } could not be delivered. The provider reports:

# Outgoing mail: what it is, how far it has come, what became of it.
mail-kind-receipt = Confirmation of receipt
mail-kind-reply = Reply
mail-kind-resolution = Resolution
mail-kind-rejection = Rejection
mail-kind-merged = Notice of a merge
mail-kind-assigned = Notice of assignment
mail-kind-requester-said = Notice of a new answer
mail-kind-reopened = Notice of reopening
mail-kind-undelivered = Notice of failed delivery
mail-kind-contact-requested = Notice of a wish to be contacted
mail-kind-survey-invitation = Survey invitation
mail-kind-sign-in-link = Sign-in link
mail-kind-mail-fates = What became of the mail
mail-kind-other = Mail
mail-state-queued = Queued
mail-state-sending = On its way
mail-state-sent = Sent
mail-state-dead = Not sent
mail-delivery-accepted = Accepted
mail-delivery-delivered = Delivered
mail-delivery-failed = Not delivered
mail-delivery-doubtful = In doubt
mail-delivery-delayed = Delayed
mail-delivery-unknown = Unknown outcome
ticket-mails =
    { $count ->
        [one] Outgoing mail ({ $count } message)
       *[other] Outgoing mail ({ $count } messages)
    }
ticket-mail-undelivered = { $kind } to { $to }: not delivered.
ticket-mail-look = See the mail
error-mail-not-held = This message is not held (any more): somebody has let it through or turned it down already. Load the page again.
error-mail-no-retry = This message was dealt with already and cannot be read once more.
error-mail-no-reason = Say why the message is turned down.
error-mail-no-sender = This message has no usable sender: where it is needed, open a ticket by hand for whoever wrote it.
