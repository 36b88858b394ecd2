# SPDX-License-Identifier: AGPL-3.0-or-later
# Notices by mail.

# common parts
notice-hello = Good day,
notice-hello-name = Dear { $name },
notice-reply-above = Please reply above this line
notice-subject = Subject: { $subject }
notice-files = Attachments:
notice-files-stay = The attachments can be downloaded from the page on the site.
notice-confidential-subject = Confidential matter
notice-confidential = This matter is confidential: its content does not travel by mail and is read on the site only, after signing in.
notice-open-request = Open the request on the site
notice-open-ticket = Open the ticket
notice-answer = To add something, reply to this message without changing its subject.

# to the requester
notice-receipt = We have received your request. Its number is { $number }.
notice-receipt-next = A technician will take it on. We will write to you as soon as there is news.
notice-reply = { $author } replied to request no. { $number }.
notice-reply-unnamed = There is a reply to request no. { $number }.
notice-resolution = Request no. { $number } has been resolved.
notice-resolution-reopen = Is the problem still there? Reply to this message, or reopen the request with the link below. { $days ->
    [one] If we do not hear from you, we will close it after one working day.
   *[other] If we do not hear from you, we will close it after { $days } working days.
}
notice-resolution-answer = Is the problem still there? Reply to this message. { $days ->
    [one] If we do not hear from you, we will close it after one working day.
   *[other] If we do not hear from you, we will close it after { $days } working days.
}
notice-reopen = Reopen the request
notice-rejection = We cannot deal with request no. { $number }. The reason is given below, or on the page of the request.
notice-merged = Request no. { $number } is about the same problem as no. { $into }: from now on we follow both together as number { $into }.
notice-merged-next = You need do nothing. Everything you wrote is kept, and the old number leads to the new page.
notice-sign-in-subject = Sign in to Sportello { $organisation }
notice-sign-in = { $minutes ->
    [one] This link signs you in to Sportello. It works for one minute, once, and only in the browser that asked for it.
   *[other] This link signs you in to Sportello. It works for { $minutes } minutes, once, and only in the browser that asked for it.
}
notice-sign-in-action = Sign in to Sportello
notice-sign-in-ignore = You did not ask for it? Ignore this message: nobody gets in without the link.
notice-survey = Request no. { $number } has been resolved. How did it go?
notice-survey-why = Your opinion helps us improve the service and takes less than a minute. Your answer is not kept with your name or your request, unless you ask to be contacted.
notice-survey-action = Answer the survey
notice-survey-days = { $days ->
    [one] The link works for one day and one answer.
   *[other] The link works for { $days } days and one answer.
}

# to staff
notice-assigned = Ticket no. { $number } has been assigned to the recipient of this message.
notice-requester-said = { $author } wrote in ticket no. { $number }.
notice-requester-said-unnamed = There is a new message in ticket no. { $number }.
notice-reopened = Ticket no. { $number } has been reopened.
notice-undelivered = A mail about ticket no. { $number } could not be delivered: its recipient has to be told another way.
notice-contact-requested = Whoever answered the survey about ticket no. { $number } asks to be contacted.

# Where has my mail gone?
notice-fates-subject = What became of your mail of { $day }
notice-fates = This is what became of the messages that came from this address on { $day }.
notice-fates-unnamed = Message without a readable subject
notice-fates-request = Request no. { $number }:
notice-fates-none = No message came from this address on { $day }.
notice-fates-none-why = Check that you sent it to the help desk’s address, from this very address and on that day. If your mail program says it was sent, send it again.
notice-fates-ignore = You did not ask for this? Ignore this message: somebody typed your address by mistake.
notice-fate-waiting = It has come in and waits to be read. That usually takes a few minutes: there is no need to send it again.
notice-fate-opened = It opened a request.
notice-fate-replied = It was added to an open request.
notice-fate-held = It has come in, but we do not recognise who wrote it: a technician has to let it through. If you work for a body, write from your work address.
notice-fate-duplicate = It is a copy of a message that had come before: nothing else is needed.
notice-fate-bounce = It was a notice of failed delivery: it opens no request.
notice-fate-receipt = It was a receipt: it opens no request.
notice-fate-automatic = It was an automatic message, and nothing followed from it. If you wrote it yourself, send it again.
notice-fate-released = A technician let it through.
notice-fate-rejected = It was not accepted. If you still need help, write from your work address or telephone.
notice-fate-quarantined = It has come in and is kept, but it cannot be read: a technician will look at it. If it is urgent send it again, with smaller attachments.

notice-key = Ref. { $key }

# to somebody unknown
notice-held-subject = { $organisation }: your message waits for your confirmation
notice-held = we received a message from this address, which we do not know. { $organisation } helps its member bodies: if the message is yours, confirm it and it reaches a technician.
notice-held-action = Confirm the message
notice-held-until = { $days ->
    [one] Without your confirmation the message is discarded after one day.
   *[other] Without your confirmation the message is discarded after { $days } days.
}
notice-held-ignore = You did not write to us? Ignore this notice: somebody used your address, and nothing happens.
