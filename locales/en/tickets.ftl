# SPDX-License-Identifier: AGPL-3.0-or-later
# The pages of requests (for who writes them) and of tickets (for who answers).

# List of requests
requests-title = My requests
requests-tabs = Which requests
requests-tab-open = In progress
requests-tab-finished = Finished
requests-tab-entity-open = Whole body, in progress
requests-tab-entity-finished = Whole body, finished
requests-caption = Requests, latest activity first
requests-empty = There are no requests in progress.
requests-empty-finished = There are no finished requests yet.
request-number = Number
request-subject = Subject
request-state = State
request-requester = Requester
person-unreachable = Mail does not arrive
person-unreachable-since = since
request-service = Service
request-service-unknown = To be decided
request-entity = Body
request-entity-unknown = Not given
request-created = Opened on
request-updated = Last activity
request-follow-up-of = Follows up
request-facts = About this request

# New request
asking-title = New request
asking-lead = Tell us what you need. You will get a confirmation by mail and can follow your request here.
asking-entity = Body
asking-entity-help = You belong to several bodies: choose the one you are asking for.
asking-choose-entity = Choose the body
asking-service = Service
asking-service-help = If you are not sure, leave “I do not know”: we will find out from what you write.
asking-no-service = I do not know
asking-subject = Subject
asking-subject-help = A few words, such as: the VPN does not connect.
asking-text = What happens
asking-text-help = Write what you wanted to do, what happened, and since when. Never write passwords.
asking-send = Send the request
files-label = Attachments (optional)
files-help = You can choose several files at once, such as a picture of the error.
files-choose-again = Your browser does not keep chosen files: choose them again before sending.

# One request
request-state-new = We have received your request.
request-next-new = A technician will take it and answer by mail and on this page.
request-state-open = A technician is working on it.
request-next-open = You will hear from us as soon as there is news. If there is more to say, answer below.
request-state-waiting-requester = We are waiting for your answer.
request-next-waiting-requester = Read the last message and answer below: then work goes on.
request-state-waiting-third-party = We are waiting for a supplier or another office.
request-next-waiting-third-party = There is nothing you need to do: we will write as soon as we have an answer.
request-state-on-hold = The request is on hold.
request-next-on-hold = Work goes on at the date that was set.
request-until = Expected to go on:
request-state-resolved = The request is resolved.
request-next-resolved = If the problem is still there, reopen it or answer below. Otherwise it closes by itself.
request-state-closed = The request is closed.
request-next-closed = If the problem comes back, answer below.
request-state-rejected = The request was rejected.
request-next-rejected = The reason is in the last message. If something is wrong, answer: a new request will be opened.
request-state-cancelled = You cancelled the request.
request-next-cancelled = If you still need it, write a new one.
request-state-merged = The request goes on in another one.
request-next-merged = You find everything there.
request-reopen = Reopen the request
request-cancel-ask = No longer needed?
request-cancel-help = If you cancel it nobody will work on it, and you cannot reopen it. If you still need it, leave it as it is.
request-cancel = Cancel the request
conversation-title = Conversation
message-own = you
message-staff = Help desk
message-files = Attachments
reply-title = Answer
reply-label = Your answer
reply-send = Send the answer
reply-when-over = This request is finished. If you write, we reopen it.
reply-when-ended = This request is finished and cannot be reopened. If you write, we open a new one linked to this.
history-title = History
ticket-confidential = Confidential

# Reopening from the link in the mail
reopening-title = Reopen the request?
reopening-text = If the problem is not solved, reopen the request: the technician will know at once. If all is well, you can close this page.
reopening-button = Reopen request #{ $number }
reopening-done-title = Request reopened
reopening-done = Request #{ $number } is being worked on again. To say what is wrong, answer the message you received.
reopening-read = Read the request (you need to sign in)
reopening-old-title = This link no longer works
reopening-old-text = The request has already been reopened, or too much time has passed. You can answer the message you received, or write a new request.
reopening-old-requests = Go to your requests

# Outcomes
flash-request-opened = Request #{ $number } sent. We have mailed you a confirmation.
flash-reply-sent = Answer sent to request #{ $number }.
flash-reply-went-on = Your answer goes on in request #{ $number }.
flash-request-reopened = Request #{ $number } is being worked on again.
flash-request-cancelled = Request #{ $number } is cancelled.

# Why a ticket went where it went
routing-mailbox = Routed to { $team } because it came to the mailbox “{ $mailbox }”
routing-subject = Routed to { $team } because the subject contains “{ $word }”
routing-body = Routed to { $team } because the text contains “{ $word }”
routing-chosen = Routed to { $team } because the requester chose the service
routing-technician = Routed to { $team } by a technician
routing-nothing = To be sorted: no word of the catalogue tells the service
routing-nobody = To be sorted: no team

# History
history-opened = Request opened
history-routed = Routing
history-assigned = Assigned to { $to }
history-taken = Taken
history-unassigned = Assignee removed
history-entity-set = Body: { $to }
history-reclassified = Service: { $to }
history-reprioritized = Priority from { $from } to { $to }
history-staff-replied = Answer of the help desk
history-requester-replied = Answer of the requester
history-note = Internal note
history-waiting-requester = Waiting for the requester
history-waiting-third-party = Waiting for a third party
history-on-hold = On hold until { $until }
history-resumed = Work resumed
history-resolved = Resolved
history-reopened = Reopened
history-closed = Closed
history-rejected = Rejected
history-rejection-undone = Rejection undone
history-cancelled = Cancelled by the requester
history-merged = Merged into ticket #{ $number }
history-absorbed = Ticket #{ $number } was merged into this one
history-unmerged = Merge with ticket #{ $number } undone
history-followed-up = Goes on in request #{ $number }
history-watcher-added = Person added in copy: { $to }
history-mail-in = Mail received
history-mail-failed = A mail could not be delivered
history-mail-delayed = The delivery of a mail is late
history-mail-late = The delivery of a mail is in doubt
history-mail-queued-again = A mail that was not delivered was queued again
history-survey-invited = Survey invitation scheduled
history-survey-voided = Survey invitation cancelled
history-contact-requested = Who answered the survey asks to be contacted
history-elsewhere = Other activity

# The technicians' queue
queue-title = Ticket queue
queue-scopes = Which tickets
queue-scope-unfinished = To be done
queue-scope-mine = Assigned to me
queue-scope-unassigned = Without assignee
queue-scope-triage = To be sorted
queue-scope-finished = Finished
queue-scope-all = All
queue-filter = Filter the tickets
queue-text = Words or number
queue-any = All
queue-caption = Tickets; headings with a link change the order
queue-empty = There is nothing to do here.
queue-empty-filtered = No ticket matches the filters.
queue-see-all = All tickets
ticket-priority = Priority
ticket-team = Team
ticket-assignee = Assignee
ticket-nobody = Nobody
ticket-age = Age
ticket-channel = Channel
ticket-watchers = In copy
ticket-entity-unknown = Body unknown
ticket-triage = To be sorted
ticket-on-hold-until = On hold until
ticket-reopened = { $count ->
    [one] Reopened once
   *[other] Reopened { $count } times
}
ticket-merged-notice = This ticket was merged into another one, where the conversation goes on:

# One ticket
message-own-staff = you
message-note = Internal note
desk-side = Facts and actions
desk-facts = About this ticket
desk-actions = Actions
desk-reply-title = Answer the requester
desk-reply-label = Text of the answer
desk-reply-help = It goes to the requester and the people in copy.
desk-kept-title = Text that was not sent
desk-kept = The ticket has changed and this form is gone. The text is here, to be copied where it is needed.
desk-note-title = Add an internal note
desk-note-label = Text of the note
desk-note-help = Only the staff of the centre reads it.
desk-note-save = Save the note
desk-resume = Go on with the work
desk-reopen = Reopen the ticket
desk-restore = Undo the rejection
desk-separate = Undo the merge
desk-resolve = Resolve
desk-resolve-label = How it was solved
desk-resolve-help = Public text: it goes to the requester, who can reopen.
desk-resolve-button = Mark as resolved
desk-ask = Ask the requester
desk-ask-label = Question
desk-ask-help = It goes to the requester; the ticket waits for the answer.
desk-ask-button = Send the question and wait
desk-third = Wait for a supplier or another office
desk-third-label = What is awaited, and from whom
desk-third-help = It becomes an internal note.
desk-third-button = Wait for a third party
desk-hold = Put on hold until a date
desk-hold-label = Resume on
desk-hold-button = Put on hold
desk-assign = Assign
desk-assign-button = Assign
desk-service = Change the service
desk-service-button = Move to the service
desk-priority = Change the priority
desk-priority-button = Set the priority
desk-entity = Set the body
desk-entity-button = Save the body
desk-merge = Merge into another ticket
desk-merge-label = Number of the other ticket
desk-merge-help = The messages move to the other ticket. It can be undone for a limited time.
desk-merge-button = Merge
desk-reject = Reject
desk-reject-label = Reason
desk-reject-help = Public text: it goes to the requester.
desk-reject-button = Reject the ticket
error-date = Enter a date as dd/mm/yyyy.

# Requests by telephone or in person
intake-title = Record a request
intake-lead = For somebody who called or came in person. The requester gets the confirmation by mail.
intake-email = Mail address of the requester
intake-email-help = Whoever is not known yet is entered with this address.
intake-name = Full name
intake-name-help = Only needed for somebody who asks for the first time.
intake-entity-by-address = The one of the address
intake-service-help = Without a service, the words of the text decide.
intake-text = What happens
intake-send = Record the request
flash-ticket-opened = The request is recorded.
flash-ticket-replied = Answer sent for ticket #{ $number }.
flash-ticket-noted = Note saved in ticket #{ $number }.
flash-ticket-waiting = Ticket #{ $number } is waiting.
flash-ticket-assigned = Assignee of ticket #{ $number } updated.
flash-ticket-saved = Ticket #{ $number } updated.
flash-ticket-held = Ticket #{ $number } is on hold.
flash-ticket-resumed = Ticket #{ $number } is being worked on again.
flash-ticket-resolved = Ticket #{ $number } is resolved. The requester is told.
flash-ticket-rejected = Ticket #{ $number } is rejected. The requester is told.
flash-ticket-restored = The rejection of ticket #{ $number } is undone.
flash-ticket-reopened = Ticket #{ $number } is reopened.
flash-ticket-merged = Ticket #{ $number } is merged.
flash-ticket-separated = The merge of ticket #{ $number } is undone.
flash-ticket-moved-away = Ticket #{ $number } moved to a confidential service of another team: it is no longer visible from here.
