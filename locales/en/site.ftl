# SPDX-License-Identifier: AGPL-3.0-or-later
# The front door: home page, sign-in, notes, mailbox of the demonstration.

home-title = Support for municipalities and local bodies
home-lead = This is where you ask { $name } for help: with the network, mail, programs, web sites, statistics, training. Every request has a number and a person who looks after it.
home-new-request = Open a request
home-follow = Follow your requests
home-ways-title = How to ask for help
home-mail-title = Write a message
home-mail-text = Write from your work address and say what is going on. You can attach screenshots and documents. PEC is fine too.
home-web-title = Use this site
home-web-text = Sign in without a password using your work address, choose the service and describe your request.
home-web-link = See the list of services
home-phone-title = Call
home-phone-text = Whoever answers opens the request for you.
home-then-title = What happens next
home-step-receipt = You get a receipt
home-step-receipt-text = with the number of the request and a link to follow it.
home-step-answer = A technician answers you
home-step-answer-text = by mail; you can answer the message or use this site.
home-step-resolved = The request is resolved
home-step-resolved-text = and you read how. If the problem is still there, you reopen it with one click or by answering.
home-step-opinion = You give your opinion
home-step-opinion-text = in a minute and without your name: it helps to improve the service.
home-state-title = State of the services
home-state-well = The help desk works: requests and messages go through regularly.
home-state-incoming = Incoming messages are late. None gets lost; if it is urgent, open the request on this site.
home-state-outgoing = The messages we send are late. You find the answers here too, in your requests.
home-state-at = As of
home-results-title = Results
home-results-text = Every quarter we publish how satisfied those are who asked us for help, with the data to download.
home-results-latest =
    { $quarter ->
        [1] Satisfaction in the first quarter of { $year }
        [2] Satisfaction in the second quarter of { $year }
        [3] Satisfaction in the third quarter of { $year }
       *[4] Satisfaction in the fourth quarter of { $year }
    }
home-results-none = The first quarter has not been published yet.

sign-in-title = Sign in
sign-in-link-title = You work in a municipality or a member body
sign-in-link-text = You need no password: we send you a link that works once.
sign-in-email = Work e-mail address
sign-in-email-help = For example name.surname@comune.it
sign-in-ask = Send me the link
sign-in-password-title = You work at the service centre
sign-in-password-text = Staff sign in with address and password.
sign-in-account = E-mail address
sign-in-password = Password
error-sign-in = Address or password are not right. Check them and try again.

link-sent-title = Look at your mail
link-sent-text = If the address you wrote belongs to a member body, a message with the link to sign in arrives shortly.
link-sent-rules = The link works for { $minutes } minutes and once only. Open it on this computer, in this same browser.
link-sent-none = If nothing arrives
link-sent-none-wait = Wait a few minutes and look in the junk mail too.
link-sent-none-address = Check that you wrote your work address, not your personal one.
link-sent-none-again = If more time has passed,
link-sent-again = ask for a new link
link-sent-none-write = If that does not help, write to support:
link-title = Confirm that you sign in
link-ready = The link is valid. Confirm to sign in with this browser.
link-confirm = Sign in now

privacy-title = Privacy notice
privacy-lead = The data of support requests are processed by { $name }, on behalf of { $owner }, to answer the requests and for no other purpose.
privacy-what-title = What we keep
privacy-what-people = Name, work address and body of those who ask for help or work at the help desk.
privacy-what-requests = The requests with their messages and attachments, including mails as they arrived.
privacy-what-history = Who did what and when, in each request and at each sign-in.
privacy-who-title = Who sees them
privacy-who-text = Whoever made the request, people in copy, the technicians of the centre and the contact of the body. Requests about confidential services, such as payroll, cannot be seen by the contact.
privacy-survey-title = The satisfaction survey
privacy-survey-text = Answers are kept without a name, without the number of the request and with the quarter only: they cannot be traced back to who answered, unless the person asks to be contacted. We publish only figures that stand on at least { $threshold } answers.
privacy-cookies-title = Cookies
privacy-cookies-text = We use technical cookies only: for signing in, for the language and for the safety of forms. No content comes from other sites and nobody is tracked.
privacy-rights-title = Your rights
privacy-rights-text = You may ask to see, correct or delete the data about you, within the limits of the law, and turn to the data protection authority. Write to:

legal-title = Legal notes
legal-who-title = Who runs this site
legal-who-text = { $name } is a wholly public service.
legal-content-title = Use of the contents
legal-content-text = Data and texts published in the pages of the results may be reused, naming the source, under the licence
legal-content-licence = Creative Commons Attribution 4.0
legal-source-title = Software
legal-source-text = This site uses Sportello { $version }, free software under the AGPL-3.0 or later.

accessibility-title = Accessibility
accessibility-lead = This site is made for everybody to use, following WCAG 2.1 level AA.
accessibility-how-title = How it is made
accessibility-how-keyboard = Every page can be used with the keyboard alone and with screen readers.
accessibility-how-script = Everything works without JavaScript as well.
accessibility-how-colour = Colour is never the only sign: every chart has its table, every state its name.
accessibility-how-narrow = Pages can be read on the screen of a telephone or with enlarged text.
accessibility-statement-title = Accessibility statement
accessibility-feedback-title = Report a problem
accessibility-feedback-text = If something is not accessible, write to:
accessibility-feedback-more = If the answer is missing or not enough after 30 days, you can turn to the digital ombudsman at AgID.

mailbox-title = Sent messages
mailbox-text = In the demonstration no message really leaves: here you read all those that would have gone out, with their links.
mailbox-filter = Recipient
mailbox-caption =
    { $total ->
        [one] { $total } message in all; the newest first
       *[other] { $total } messages in all; the newest first
    }
mailbox-subject = Subject
mailbox-no-subject = (no subject)
mailbox-from = From
mailbox-to = To
mailbox-date = Date
mailbox-attachments = Attachments
mailbox-empty = There is no message. Ask for a link to sign in, or open a request: the message arrives here in a few seconds.

demo-people-title = Demonstration: who can sign in
demo-people-employees = With a link
demo-people-staff = With the password
demo-people-password = Everybody’s password is
demo-people-mailbox = Open the mailbox of messages

# Where has my mail gone?
lost-mail-title = Where has my mail gone?
lost-mail-text = You wrote to the help desk and do not know whether the message arrived? Say from which address and on which day: we write there what became of your messages.
lost-mail-email = Address you wrote from
lost-mail-email-help = The answer goes to this address.
lost-mail-day = Day
lost-mail-day-help = The day on which you wrote, for example 25/11/2026.
lost-mail-ask = Ask
lost-mail-asked-title = Check your mail
lost-mail-asked = If the address belongs to a body or a person that we know, within a few minutes a message arrives that says what became of the mail of that day.
lost-mail-none = Nothing arrives?
lost-mail-none-again = We answer the same address at most once in { $minutes } minutes.
lost-mail-none-address = The address must be the one that you wrote from:
lost-mail-again = ask again
error-mail-day = Enter a day of the last { $days }, for example 25/11/2026.
