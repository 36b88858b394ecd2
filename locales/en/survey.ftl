# SPDX-License-Identifier: AGPL-3.0-or-later
# The satisfaction survey.

error-survey-unknown = This link leads to no survey. Check that you copied the whole of it from the message.
error-survey-answered = You have already answered this survey. Thank you.
error-survey-expired = The time to answer this survey is over.
error-survey-voided = The request was reopened: we will ask for your opinion when it is resolved.
error-survey-vote = Choose from 1 to 5 stars.
error-survey-reason = Choose one of the answers offered for your vote.
error-survey-comment = The text is too long: you can write at most { $max } characters.
