# SPDX-License-Identifier: AGPL-3.0-or-later
# What every page needs: navigation, buttons, errors, states.

site-name = Sportello
skip-to-content = Skip to main content
skip-to-footer = Skip to footer
breadcrumb-label = Breadcrumb
language-label = Language

nav-label = Main navigation
nav-menu = Menu
nav-home = Home
nav-requests = My requests
nav-catalog = Services
nav-results = Results
nav-desk = Work queue
nav-manage = Dashboard

footer-help = Support
footer-transparency = Transparency
footer-legal = Legal notes
footer-privacy = Privacy notice
footer-accessibility = Accessibility
footer-statement = Accessibility statement (AgID site, in Italian)
footer-source = Source code
footer-version = Sportello { $version }

demo-strip-label = Demonstration
demo-strip = A demonstration with invented people: no message leaves from here.
demo-strip-mailbox = Open the mailbox of sent messages

action-sign-in = Sign in
action-sign-out = Sign out
action-send = Send
action-save = Save
action-cancel = Cancel
action-confirm = Confirm
action-back = Back
action-continue = Continue
action-search = Search
action-filter = Filter
action-clear = Clear filters
action-new-request = New request
action-reply = Reply
action-take = Take
action-assign = Assign
action-note = Add an internal note
action-resolve = Resolve
action-reopen = Reopen
action-reject = Reject
action-merge = Merge
action-download = Download
action-home = Back to the home page

form-errors = Check these fields
form-required = Required
form-optional = optional
form-none = None
form-characters-left =
    { $count ->
        [one] { $count } character left
       *[other] { $count } characters left
    }

# Short names of the fields, before the errors at the top of a page.
field-account = E-mail address
field-assignee = Assignee
field-channel = Channel
field-comment = Details
field-confirm = Confirmation
field-contact = Being contacted
field-day = Day
field-email = E-mail address
field-entity = Body
field-files = Attachments
field-into = Number of the other ticket
field-level = Priority
field-name = Full name
field-note = Internal note
field-note-files = Attachments of the note
field-password = Password
field-question = Question
field-reason = Reason
field-reopening = Reopening
field-reply = Answer
field-resolution = How it was solved
field-restoration = Rejection
field-attribution = Attribution to the original sender
field-resumption = Going on
field-separation = Merge
field-service = Service
field-subject = Subject
field-text = What happens
field-third-party = What is awaited, and from whom
field-until = Resume on
field-vote = Rating

error-required = Fill in this field.
error-too-long = The text is too long: at most { $max } characters.
error-choice = Choose one of the entries offered.
error-too-many-files = There are too many files: at most { $max } for a message.
error-file-too-large = The file “{ $name }” is too large: at most { $max } MB. The other files must be chosen again.

failure-not-found-title = Page not found
failure-not-found-text = This page does not exist, or cannot be seen with the current sign-in. Check the address or start again from the home page.
failure-sign-in-title = Sign-in needed
failure-sign-in-text = You need to sign in to see this page.
failure-form-title = The form is no longer valid
failure-form-text = The page was open for too long, or the sign-in has changed in the meantime. Go back, reload the page and send it again: nothing was saved.
failure-too-large-title = Too large
failure-too-large-text = What was sent is over the limits. Shorten the text or send fewer files, and try again.
failure-malformed-title = Request not readable
failure-malformed-text = The site could not read what arrived. Go back and try again.
failure-method-title = Action not available
failure-method-text = This address does not open like this: it usually happens when a page is reloaded after sending. Start again from the home page.
failure-refused-title = This cannot be done
failure-refused-text = A rule of the service does not allow it.
failure-busy-title = Too many attempts
failure-busy-text = Too many requests came in a short time. Wait a few minutes and try again.
failure-full-title = Too many files are coming in at this moment
failure-full-text = Nothing was saved. Go back and send it again in a few seconds; files have to be chosen again.
failure-unexpected-title = Something did not work
failure-unexpected-text = The mistake is ours and has been recorded. Try again shortly; if it happens again, write to support and quote the code below.
failure-reference = Code to quote:
failure-way-out = What you can do
failure-write = Write to support

age-minutes =
    { $count ->
        [0] less than a minute
        [one] { $count } minute
       *[other] { $count } minutes
    }
age-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
age-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

pagination-label = Pages of the list
pagination-before = Previous page
pagination-after = Next page

ticket-state-new = New
ticket-state-open = In progress
ticket-state-waiting-requester = Waiting for requester
ticket-state-waiting-third-party = Waiting for third party
ticket-state-on-hold = On hold
ticket-state-resolved = Resolved
ticket-state-closed = Closed
ticket-state-rejected = Rejected
ticket-state-cancelled = Cancelled
ticket-state-merged = Merged into another ticket

priority-low = Low
priority-normal = Normal
priority-high = High
priority-urgent = Urgent

channel-web = Web
channel-email = E-mail
channel-pec = PEC
channel-phone = Telephone
channel-in-person = In person
channel-api = API

role-requester = Requester
role-contact = Contact of the body
role-technician = Technician
role-manager = Manager
role-admin = Administrator

message-kind-public = Message
message-kind-note = Internal note
message-kind-system = System notice

entity-kind-comune = Municipality
entity-kind-unione-montana = Mountain union
entity-kind-unione = Union of municipalities
entity-kind-provincia = Province
entity-kind-altro = Other body

flash-saved = Saved.
flash-signed-in = You are signed in.
flash-signed-out = You have signed out. You can close this page.
flash-language = The language has changed.
