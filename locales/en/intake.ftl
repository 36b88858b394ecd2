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
calendar-counter = Another proposal
calendar-repeats = Repeats
calendar-every-day = { $count ->
    [one] every day
   *[other] every { $count } days
}
calendar-every-week = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
calendar-every-month = { $count ->
    [one] every month
   *[other] every { $count } months
}
calendar-every-year = { $count ->
    [one] every year
   *[other] every { $count } years
}
calendar-until = until { $day }
calendar-accepted = accepts
calendar-declined = declines
calendar-tentative = perhaps
mail-lies-elsewhere = File not attached, it lies elsewhere
intake-incomplete = [The message is over the limits: part of its text or attachments is not shown here. The original is kept.]
intake-undelivered = A mail of ours about this request was not delivered. The mail server says:
intake-complaint = The recipient of a mail of ours reported it as unwanted. It is better to talk to them before writing again. The provider reports:
intake-complaint-times = Complaints so far: { $count }.
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

# The mail page: lists.
nav-mail = Mail
nav-mail-badge =
    { $count ->
        [one] ({ $count } message to look at)
       *[other] ({ $count } messages to look at)
    }
mail-title = Mail
mail-out-title = Outgoing mail
mail-tabs = Which mail
mail-tab-in = Incoming
mail-tab-out = Outgoing
mail-health-waiting = Not read yet
mail-health-held = Waiting for a technician
mail-health-quarantined = In quarantine
mail-health-queued = Queued for sending
mail-health-dead = Not sent
mail-health-oldest = for
mail-filter = Filter the mail
mail-text = Address, subject or Message-ID
mail-text-help = Without “From day” a search looks at the last { $days } days. It does not find mail of confidential tickets that may not be seen.
mail-since = From day
mail-until = To day
mail-any = All
mail-in-caption = Incoming mail, the newest first
mail-out-caption = Outgoing mail, the newest first
mail-at = Received
mail-queued-at = Queued
mail-from = From
mail-to = To
mail-subject = Subject
mail-what = What it is
mail-complaints = { $count ->
    [one] Called unwanted once
   *[other] Called unwanted { $count } times
}
mail-fate = Outcome
mail-state = State
mail-reason = Reason
mail-said = The server’s words
mail-ticket = Ticket
mail-from-unknown = Not known
mail-from-none = No usable sender
mail-no-subject = (no subject)
mail-hidden = About a confidential ticket
mail-hidden-short = Not shown
mail-in-empty = No mail has come in yet.
mail-out-empty = No mail has gone out yet.
mail-empty-filtered = No mail matches what is looked for.
mail-fate-waiting = Not read yet
mail-fate-failing = Not read yet: will be tried again
mail-fate-opened = Opened a ticket
mail-fate-replied = Joined a ticket
mail-fate-held = Waiting for a technician
mail-fate-duplicate = Had come before
mail-fate-bounce = Notice about a delivery
mail-fate-receipt = Receipt
mail-fate-automatic = Automatic: nothing follows
mail-fate-released = Let through
mail-fate-rejected = Turned down
mail-fate-quarantined = In quarantine: cannot be read
mail-nature-person = Written by a person
mail-nature-automatic = Written by a program
mail-nature-bounce = Delivery failure
mail-nature-delay = Delivery delay
mail-nature-receipt = Read receipt
mail-nature-feedback-report = Abuse report
mail-nature-list = Mailing list
mail-nature-own = Our own
mail-nature-other = Other

# One incoming mail.
mail-last-error = It could not be read. The error of the last attempt:
mail-steps = How it came to this outcome
mail-steps-none = There are no steps to show: the mail has not been read yet, or it could not be read.
mail-body = Beginning of the text
mail-body-cut = The text goes on: it is whole in the original and, where there is one, in the ticket.
mail-body-none = There is no text to show.
mail-raw = Download the original
mail-raw-help = The original may hold dangerous attachments: open it with a safe program only.
mail-side = Facts and actions
mail-actions = Actions
mail-facts = Facts
mail-retry = Read again
mail-retry-text = The mail will be read again within a few seconds.
mail-release = Let through
mail-release-text = Let through, it becomes a ticket or a reply as if its sender were known; from now on they are.
mail-reject = Turn down
mail-reject-text = Turned down, the mail is kept, but nothing follows from it and nobody is told.
mail-reject-reason = Reason
mail-settled-at = Settled
mail-held-until = Held until
mail-next-attempt = Next attempt
mail-attempts = Attempts
mail-answered = Automatic answer
mail-yes = Yes
mail-no = No
mail-none = None
mail-message-id = Message-ID
mail-in-reply-to = In reply to
mail-mailbox = Mailbox
mail-source-key = Name in the mailbox
flash-mail-retried = The mail will be read again within a few seconds.
flash-mail-released = The mail was let through: it is in ticket #{ $number }.
flash-mail-released-elsewhere = The mail was let through.
flash-mail-rejected = The mail was turned down.

# One outgoing mail.
mail-way = Its way
mail-way-queued = queued
mail-way-attempts =
    { $count ->
        [one] { $count } attempt to send it
       *[other] { $count } attempts to send it
    }
mail-way-next = next attempt
mail-way-sent = taken by the mail server
mail-said-last = The mail server’s last answer:
mail-dead-text = The mail did not leave and will not be tried again. The mail server said:
mail-body-sent = The text
mail-body-secret = The text holds a personal link and is shown to nobody.
mail-again = Send again
mail-again-text = It is queued again with the same Message-ID: whoever has it already can recognise it.
mail-via = Sent through
flash-mail-queued-again = The mail is queued again.
error-mail-not-dead = This mail is not among those not sent (any more): perhaps somebody has queued it again already.
error-mail-secret-gone = The mail held a personal link, which is not kept: it cannot be sent again. Whoever waits for it can ask for another one.
# the confirmation of somebody unknown
release-title = Confirm the message?
release-title-several = Confirm the messages?
release-text = { $count ->
    [one] This message reached the help desk from your address ({ $organisation }). If you wrote it, confirm it: it goes to a technician and you receive the number of the request.
   *[other] These { $count } messages reached the help desk from your address ({ $organisation }). If you wrote them, confirm them all together: they go to a technician and you receive the number of each request. If even one is not yours, do not confirm, and write again.
}
release-received = Received on { $at }
release-no-subject = (no subject)
release-button = { $count ->
    [one] Confirm the message
   *[other] Confirm { $count } messages
}
release-not-yours = { $count ->
    [one] You did not write it? Close this page: nothing happens.
   *[other] You did not write them? Close this page: nothing happens.
}
release-done-title = Message confirmed
release-done-title-several = Messages confirmed
release-done = { $count ->
    [one] Thank you. The message has gone to the technicians; you will soon receive the number of the request by mail.
   *[other] Thank you. { $count } messages have gone to the technicians; you will soon receive the number of each request by mail.
}
release-old-title = This link is no longer valid
release-old-text = The message was confirmed already, or too much time has passed. If you still need help, write again.


# The reasons of the ledger, in the language of the page.
mail-why-not-answered = not answered:
mail-why-loop = loop:
mail-why-unreadable = could not be read:
mail-why-kind-person = Written by a person
mail-why-kind-automatic = Written by a program
mail-why-kind-list = From a mailing list
mail-why-kind-bounce = Delivery failure
mail-why-kind-own = Our own
mail-why-opened = Opened a ticket:
mail-why-replied = Joined a ticket:
mail-why-held = Waiting for a technician:
mail-why-duplicate = Had come before:
mail-why-bounce = Notice about a delivery:
mail-why-automatic = Automatic, nothing follows:
mail-why-quarantined = In quarantine:
mail-why-rejected = Turned down:
mail-why-no-ticket = refers to no ticket
mail-why-several-senders = refers to a ticket, but names more than one sender
mail-why-ticket-deactivated = refers to a ticket, but the sender was deactivated
mail-why-no-part = refers to a ticket that the sender has no part in
mail-why-answers-ours = answers a mail of ours
mail-why-answers-earlier = answers an earlier mail of the ticket
mail-why-number = has the ticket’s number in its subject
mail-why-follows-up = answers a mail of ours about a ticket that is over: a new ticket follows it up
mail-why-note = comes from the staff, so it is a note
mail-why-same = the same mail had come before
mail-why-no-sender = there is no usable sender: a technician has to look at it
mail-why-no-usable-sender = no usable sender
mail-why-deactivated = the sender was deactivated
mail-why-no-body = the sender belongs to no member body
mail-why-about-none = about no mail that we know
mail-why-hidden-sender = From hides the address of its sender: others read another, or none
mail-why-rather-a-letter = about no mail that we know, and maybe written by a person: read as a letter
mail-why-too-long = held too long: neither its sender nor a technician let it through
mail-why-own-address = sent from one of our own addresses
mail-why-own-header = sent by this help desk
mail-why-report = report of a mail server
mail-why-automatic-subject = the subject is one of an automatic answer
mail-why-automatic-header = the headers are those of an automatic answer
mail-why-auto-submitted = says that it is automatic (Auto-Submitted)
mail-why-mailer-daemon = sent by mailer-daemon
mail-why-list = mailing list (List-Id)
mail-why-nobody-reads = sent from an address that nobody reads
mail-why-complaint = complaint of a mail provider
mail-why-read-receipt = read receipt
mail-why-person = no sign of an automatic mail
mail-why-failed-recipients = names recipients that were not reached (X-Failed-Recipients)
mail-why-exchange-ndr = marked by Exchange as a report of a failure (X-MS-Exchange-Message-Is-Ndr)
mail-why-other-report = report (multipart/report)
mail-why-suppress-all = refuses every automatic answer (X-Auto-Response-Suppress: All)
mail-why-false-receipt = calls itself a receipt of certified mail, outside certified mail
mail-why-pec-sender = from posta-certificata
mail-why-names-other = it names somebody else than the recipient of our mail
mail-why-known-already = known already
mail-why-fwd-unvouched = @fwd, but nobody vouches for the technician
mail-why-fwd-no-sender = @fwd, but no original sender was found
mail-why-fwd-stranger = @fwd, but the original sender is nobody who may ask
mail-why-fwd = @fwd: it is the request of the original sender
mail-why-kind-delay = Delivery delay
mail-why-kind-receipt = Receipt
mail-why-kind-complaint = Abuse report
mail-why-receipt = Receipt:
mail-why-released = Let through:
mail-why-certified = certified mail:
mail-why-signature-valid = signature valid:
mail-why-signature-invalid = signature invalid:
mail-why-signature-not-checked = signature not checked:
mail-why-not-asked = its sender is not asked now:
mail-why-larger = larger than
mail-why-unclear-writer = refers to a ticket, but it is not clear who wrote
mail-why-unclear-staff = refers to a ticket, but it is not clear that the staff wrote
mail-why-reply-address = came to the address of a mail of ours
mail-why-quotes-ours = quotes a mail of ours
mail-why-forwarded = a technician forwarded it for its original sender
mail-why-pec-answers = certified mail: the receipts of its provider answer it
mail-why-set-aside = the same mail was set aside before
mail-why-empty = the mail is empty
mail-why-slow = reading took too long
mail-why-missing = the stored bytes of the mail are missing
mail-why-fatal = reading it took the program down
mail-why-auth-unknown = sender's authentication: unknown
mail-why-auth-passed = sender's authentication: passed
mail-why-auth-failed = sender's authentication: failed
mail-why-let-through = somebody let it through
mail-why-complaint-noted = a note says so since less than a day
mail-why-not-reply-to = answers do not go where Reply-To asks for them:
mail-why-reply-to = answers go where Reply-To asks for them
mail-why-reply-to-certified = certified mail is answered where it came from
mail-why-reply-to-program = no person wrote the mail
mail-why-reply-to-unclear = it is not clear who wrote
mail-why-reply-to-several = it names several addresses
mail-why-reply-to-nobody = it is no person's address
mail-why-reply-to-stranger = it is nobody's of the body for which is asked
mail-why-known = the sender is known
mail-why-false-staff = the sender is on the staff, but our mail server says that the mail does not come from there
mail-why-wrote-pec = the sender wrote by certified mail
mail-why-domain = the sender's domain belongs to a member body
mail-why-named-several = several senders are named, and it is not clear who wrote
mail-why-false-sender = our mail server says that the mail does not come from its sender
mail-why-asked = its sender is asked by mail
mail-why-asked-lately = asked within the last day
mail-why-pec-receipt = receipt of certified mail (X-Ricevuta)
mail-why-bounce-subject = subject of a bounce, sent by a program
mail-why-read-subject = subject of a read receipt, sent by a program
mail-why-bounce-words = words of a mail server that returns a mail
mail-why-empty-path = empty Return-Path
mail-why-list-unsubscribe = mailing list (List-Unsubscribe)
mail-why-precedence-list = Precedence: list
mail-why-precedence-bulk = Precedence: bulk or junk
mail-why-precedence-auto = Precedence: auto_reply
mail-why-mailer = sent by a program that answers by itself (X-Mailer)
mail-why-hops = more than 100 Received headers
mail-why-suppress = asks for no automatic answer (X-Auto-Response-Suppress)
mail-why-other-desk = sent by the program of another help desk
mail-why-x-loop = passed on by a program that watches for loops (X-Loop)
mail-why-envelope = envelope of certified mail (X-Trasporto)
mail-why-program-answers = answers would reach nobody but a program
mail-why-spam = called spam by a filter (X-Spam-Flag)
mail-why-refusal = turned away by a filter of the recipient
mail-why-list-program = mailing list
mail-why-summary = summary of a provider on mail in our name (DMARC, TLS)
mail-why-system = sent from the address of a system, not of a person
mail-why-orphan = orphan:
mail-why-unsigned = nobody signed it
mail-why-algorithm = an algorithm that we do not know
mail-why-key = a kind of key that we do not know, or no certificate
mail-why-no-authorities = the signature fits, but no authorities are set to say who made it
mail-why-no-signing-time = the signature fits, but nothing says when it was made
mail-why-other-certificate = the certificate belongs to another address
mail-why-signed-by-settings = signed by a certificate of the settings
mail-why-signed-by-provider = signed by a provider that the authorities certify
mail-why-signed-by-nobody = signed by somebody whom no authority of the settings certifies
mail-why-receipt-not-believed = not believed, the signature of its provider is invalid
mail-why-receipt-of-nobody = says nothing of the recipient
mail-why-counts-accepted = the mail counts as accepted
mail-why-counts-delivered = the mail counts as delivered
mail-why-counts-doubtful = the mail counts as doubtful
mail-why-counts-failed = the mail counts as failed
mail-why-about-no-ticket = about no mail of a ticket
mail-why-no-signature = there is no signature
mail-why-bad-signature = the signature cannot be read
mail-why-changed = the mail was changed after it was signed
mail-why-other-signature = the signature does not fit
mail-why-in-which-no-part = in which the sender has no part
mail-why-action-failed = failed:
mail-why-action-delayed = delayed:
mail-why-action-delivered = delivered:
mail-why-no-code = without a code
